package cell

import "github.com/andor-kernel/andor/dsl"

// reading makes a parsedCell: it reads a cell's Go and its blocks, which it turns into Go.
type reading struct {
	s *Session
	parsedCell
}

func (s *Session) reading(src *source) *reading {
	return &reading{s: s, parsedCell: parsedCell{src: src}}
}

// read parses the cell: Go and blocks. What it finds wrong with blocks does not keep the
// Go from being checked, so that all mistakes of a cell come at once.
func (p *reading) read() (problems []problem, found dsl.Diagnostics) {
	f, found := dsl.Parse(dsl.Source{Name: p.src.name, Text: p.src.code, FirstLine: 1, FirstCol: 1})
	p.file = f
	from := 0
	ahead := map[int][]piece{} // the Go of each chunk
	var all []piece
	for i, c := range f.Chunks {
		if c.Block == nil {
			items := splitGo(p.src.code, from, from+len(c.Text))
			for i := range items {
				items[i].loose = p.loose
			}
			parts, bad := parseItems(p.s.fset, p.src, items)
			problems = append(problems, bad...)
			ahead[i] = parts
			all = append(all, parts...)
		}
		from += len(c.Text)
	}
	decls, more := dsl.Check(f, blockEnv{s: p.s, pending: assignedNames(all)})
	found = append(found, more...)
	found.Sort()
	if problems = p.unspoilt(problems, found); len(problems) > 0 && !p.loose {
		return problems, found
	}
	from = 0
	for i, c := range f.Chunks {
		if c.Block == nil {
			p.parts = append(p.parts, ahead[i]...)
		} else {
			d := dsl.Decl{}
			if len(decls) > 0 {
				d, decls = decls[0], decls[1:]
			}
			part, bad := p.lowerBlock(i, from, d)
			problems = append(problems, bad...)
			p.parts = append(p.parts, part)
			p.showBlock(i, from)
		}
		from += len(c.Text)
	}
	return problems, found
}
