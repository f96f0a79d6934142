package cell

import (
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/kernel/code"
)

// helpMagic is a func since it lists the table that it stands in.
func helpMagic() magic {
	return magic{Command: code.Command{Name: "%help", Text: "list these commands"}, run: (*Session).help}
}

func (s *Session) help(string) error {
	var b strings.Builder
	for _, m := range magics() {
		fmt.Fprintf(&b, "%-24s %s\n", m.Name+" "+m.Args, m.Text)
	}
	s.host.Stream("stdout", b.String())
	return nil
}
