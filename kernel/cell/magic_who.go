package cell

import (
	"fmt"
	"sort"
	"strings"
	"text/tabwriter"

	"github.com/andor-kernel/andor/kernel/cell/look"
	"github.com/andor-kernel/andor/kernel/code"
)

var whoMagic = magic{
	Command: code.Command{Name: "%who", Args: "", Text: "list what the session has declared, with types"},
	run:     (*Session).who,
}

// widestType is how much of a type %who shows.
const widestType = 60

func (s *Session) who(string) error {
	var b strings.Builder
	names := make([]string, 0, len(s.defs))
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for name, d := range s.defs {
		if d.Obj != nil {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		d := s.defs[name]
		typ := []rune(look.TypeOfObject(d.Obj))
		if len(typ) > widestType {
			typ = append(typ[:widestType-1], '…')
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", name, look.ObjectKind(d.Obj), string(typ), d.Cell.Name)
	}
	table.Flush()
	if len(names) == 0 {
		b.WriteString("nothing is declared\n")
	}
	s.host.Stream("stdout", b.String())
	return nil
}
