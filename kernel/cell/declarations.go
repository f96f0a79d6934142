package cell

import (
	"bytes"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// getCommand begins the lines that fetch modules.
const getCommand = "%get"

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
			for _, it := range splitGo(code, from, to) {
				get := it.kind == magicItem && strings.HasPrefix(code[it.start:it.end], getCommand)
				if it.kind == importItem || it.kind == declItem || get {
					keep(it.start, it.end)
					if it.semicolon && it.end < to && code[it.end] == ';' {
						kept[it.end] = ';'
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
