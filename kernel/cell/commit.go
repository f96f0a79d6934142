package cell

import (
	"go/ast"
	"maps"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/lower"
)

// compile gives the interpreter what a cell is lowered to.
func (s *Session) compile(c *check.Checked, l *lower.Lowered) (*program, error) {
	p := &program{src: c.Src, file: c.File, shown: c.Shown, fixed: l.Fixed, slots: l.Slots, reach: l.Reach}
	for at := range l.Imports {
		s.names.Imported[at] = true
	}
	for _, f := range l.Files {
		var err error
		if p.prog, err = s.compileFile(f.Decls); err != nil {
			return nil, err
		}
		for _, names := range f.Circles {
			if err := s.yaegi.CloseCircle(names); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

func (s *Session) compileFile(decls []ast.Decl) (*interp.Program, error) {
	defer s.yaegi.DropTrees()
	at := s.packages.Anchor
	prog, err := s.in.CompileAST(&ast.File{Package: at, Name: &ast.Ident{NamePos: at, Name: "main"}, Decls: decls})
	if err == nil {
		s.yaegi.Guard(prog, &s.halt)
	}
	return prog, err
}

// commit makes the cell's declarations the session's. It is the only place where a cell
// that is checked and lowered changes the session.
func (s *Session) commit(c *check.Checked, p *lower.Lowered, prog *program) {
	s.sources[c.Src.Serial] = c.Src
	s.fetched.reread = nil
	for _, w := range c.Work {
		s.names.Lines.Release(w.Unit.Lines)
		w.Unit.Lines = nil
	}
	for u, slots := range p.Lines {
		u.Lines = append(u.Lines, slots...)
	}
	if p.Recovers {
		s.calls.Recovers.Store(true)
	}
	s.cellLines[c.Src.Serial] = p.Slots
	for key, name := range p.Made {
		s.names.Instances[key] = name
	}
	maps.Copy(s.names.Foreign, p.Foreign)
	maps.Copy(s.names.Begun, p.Begun)
	for name, at := range c.Imports {
		s.imports[name] = at
		delete(s.defs, name)
	}
	replaced := map[string]bool{}
	for _, u := range c.Fresh {
		replaced[u.Key()] = true
	}
	kept := s.units[:0]
	for _, u := range s.units {
		if replaced[u.Key()] {
			s.names.Lines.Release(u.Lines)
			continue
		}
		kept = append(kept, u)
	}
	s.units = append(kept, c.Fresh...)
	var gone []string
	for name, d := range p.Defs {
		if old := s.defs[name]; old != nil && old.Emit != d.Emit {
			if old.Unit != nil {
				gone = append(gone, old.Emit)
			} else if d.From != old.Emit {
				prog.stale = append(prog.stale, old.Emit)
			}
		}
		s.defs[name] = d
		if d.Unit == nil {
			delete(s.imports, name)
		}
	}
	for name := range p.Defs {
		delete(s.gone, name)
	}
	for name, why := range c.Dropped {
		if _, again := p.Defs[name]; !again {
			prog.stale = append(prog.stale, s.defs[name].Emit)
			delete(s.defs, name)
			s.gone[name] = why
		}
	}
	for _, w := range c.Work {
		w.Unit.Uses = w.Refers
		w.Unit.Broken = ""
	}
	for u, why := range c.Broken {
		u.Broken = why.Text
		for _, n := range u.Names {
			if d := s.defs[n]; d != nil && d.Unit == u {
				d.Obj = nil
			}
		}
	}
	s.yaegi.Forget(gone)
	s.retire()
}

// retire forgets units none of whose names stands for them any more, and the texts of
// cells that nothing refers to.
func (s *Session) retire() {
	live := map[int]bool{}
	kept := s.units[:0]
	for _, u := range s.units {
		gone := true
		for _, n := range u.Names {
			if d := s.defs[n]; d != nil && (d.Unit == u || u.Kind == check.MethodUnit && d.Unit != nil) {
				gone = false
			}
		}
		if gone {
			s.names.Lines.Release(u.Lines)
			continue
		}
		live[u.Src.Serial] = true
		kept = append(kept, u)
	}
	s.units = kept
	for serial, slots := range s.cellLines {
		if serial < s.serial-recentCells {
			s.names.Lines.Release(slots)
			delete(s.cellLines, serial)
		}
	}
	for serial := range s.sources {
		if !live[serial] && serial < s.serial-recentCells {
			delete(s.sources, serial)
		}
	}
}

// recentCells is how many cells without declarations are kept for tracebacks.
const recentCells = 50
