package cell

import (
	"fmt"
	"sort"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/look"
	"github.com/andor-kernel/andor/kernel/code"
)

var whoMagic = magic{
	Command: code.Command{Name: "%who", Args: "", Text: "list what the session has declared, with types"},
	run:     (*Session).who,
}

func (s *Session) who(string) error {
	var b strings.Builder
	names := make([]string, 0, len(s.defs))
	width := 0
	for name, d := range s.defs {
		if d.Obj != nil {
			names = append(names, name)
			width = max(width, len(name))
		}
	}
	sort.Strings(names)
	for _, name := range names {
		d := s.defs[name]
		fmt.Fprintf(&b, "%-*s  %-5s %-24s %s\n", width, name, look.ObjectKind(d.Obj), look.TypeOfObject(d.Obj), d.Cell.Name)
	}
	if len(names) == 0 {
		b.WriteString("nothing is declared\n")
	}
	s.host.Stream("stdout", b.String())
	return nil
}
