package cell

import (
	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// read parses the cell: Go and blocks. What it finds wrong with blocks does not keep the
// Go from being checked, so that all mistakes of a cell come at once.
func (p *reading) read() (problems []text.Problem, found dsl.Diagnostics) {
	f, found := dsl.Parse(dsl.Source{Name: p.Src.Name, Text: p.Src.Code, FirstLine: 1, FirstCol: 1})
	p.File = f
	from := 0
	ahead := map[int][]text.Piece{} // the Go of each chunk
	var all []text.Piece
	for i, c := range f.Chunks {
		if c.Block == nil {
			items := text.SplitGo(p.Src.Code, from, from+len(c.Text))
			for i := range items {
				items[i].Loose = p.Loose
			}
			parts, bad := text.ParseItems(p.s.fset, p.Src, items)
			problems = append(problems, bad...)
			ahead[i] = parts
			all = append(all, parts...)
		}
		from += len(c.Text)
	}
	decls, more := dsl.Check(f, blockEnv{s: p.s, pending: text.AssignedNames(all)})
	found = append(found, more...)
	found.Sort()
	if problems = p.unspoilt(problems, found); len(problems) > 0 && !p.Loose {
		return problems, found
	}
	from = 0
	for i, c := range f.Chunks {
		if c.Block == nil {
			p.Parts = append(p.Parts, ahead[i]...)
		} else {
			d := dsl.Decl{}
			if len(decls) > 0 {
				d, decls = decls[0], decls[1:]
			}
			part, bad := p.lowerBlock(i, from, d)
			problems = append(problems, bad...)
			p.Parts = append(p.Parts, part)
			p.showBlock(i, from)
		}
		from += len(c.Text)
	}
	return problems, found
}
