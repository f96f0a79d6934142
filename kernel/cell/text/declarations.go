package text

import (
	"bytes"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// GetCommand begins the lines that fetch modules.
const GetCommand = "%get"

// Declarations is a cell without what it does: its imports, the modules it gets for them,
// types, funcs, constants and blocks stand where they stood, and the rest is blank. Variables are left out, since their
// values come from running. It is empty for a cell that declares nothing.
func Declarations(code string) string {
	kept := bytes.Repeat([]byte{' '}, len(code))
	for i := range kept {
		if code[i] == '\n' {
			kept[i] = '\n'
		}
	}
	f, _ := dsl.Parse(dsl.Source{Text: code, FirstLine: 1, FirstCol: 1})
	from, any := 0, false
	keep := func(start, end int) {
		copy(kept[start:end], code[start:end])
		any = true
	}
	for _, c := range f.Chunks {
		to := from + len(c.Text)
		if c.Block != nil {
			keep(from, to)
		} else {
			for _, it := range SplitGo(code, from, to) {
				get := it.Kind == MagicItem && strings.HasPrefix(code[it.Start:it.End], GetCommand)
				if it.Kind == importItem || it.Kind == DeclItem || get {
					keep(it.Start, it.End)
					if it.Semicolon && it.End < to && code[it.End] == ';' {
						kept[it.End] = ';'
					}
				}
			}
		}
		from = to
	}
	if !any {
		return ""
	}
	return string(kept)
}
