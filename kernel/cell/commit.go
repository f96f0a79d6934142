package cell

import (
	"go/ast"
	"go/token"
	"maps"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/dsl"
)

// program is a cell that is ready to run, and what is wanted of it when it has run.
type program struct {
	src   *source
	file  *dsl.File
	shown *shown
	slots []int
	reach token.Pos
	prog  *interp.Program
	stale []string // variables, in the interpreter, that others have replaced
}

// compile gives the interpreter what a cell is lowered to.
func (s *Session) compile(c *checked, l *lowered) (*program, error) {
	p := &program{src: c.src, file: c.file, shown: l.shown, slots: l.slots, reach: l.reach}
	for at := range l.imports {
		s.names.imported[at] = true
	}
	for _, f := range l.files {
		var err error
		if p.prog, err = s.compileFile(f.decls); err != nil {
			return nil, err
		}
		for _, names := range f.circles {
			if err := s.yaegi.CloseCircle(names); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

func (s *Session) compileFile(decls []ast.Decl) (*interp.Program, error) {
	defer s.yaegi.DropTrees()
	at := s.packages.anchor
	prog, err := s.in.CompileAST(&ast.File{Package: at, Name: &ast.Ident{NamePos: at, Name: "main"}, Decls: decls})
	if err == nil {
		s.yaegi.Guard(prog)
	}
	return prog, err
}

// commit makes the cell's declarations the session's. It is the only place where a cell
// that is checked and lowered changes the session.
func (s *Session) commit(c *checked, p *lowered, prog *program) {
	s.sources[c.src.serial] = c.src
	for _, w := range c.work {
		s.names.lines.release(w.unit.lines)
		w.unit.lines = nil
	}
	for u, slots := range p.lines {
		u.lines = append(u.lines, slots...)
	}
	if p.recovers {
		s.calls.Recovers.Store(true)
	}
	s.cellLines[c.src.serial] = p.slots
	for key, name := range p.made {
		s.names.instances[key] = name
	}
	maps.Copy(s.names.foreign, p.foreign)
	maps.Copy(s.names.begun, p.begun)
	for name, at := range c.imports {
		s.imports[name] = at
		delete(s.defs, name)
	}
	replaced := map[string]bool{}
	for _, u := range c.fresh {
		replaced[u.key()] = true
	}
	kept := s.units[:0]
	for _, u := range s.units {
		if replaced[u.key()] {
			s.names.lines.release(u.lines)
			continue
		}
		kept = append(kept, u)
	}
	s.units = append(kept, c.fresh...)
	var gone []string
	for name, d := range p.defs {
		if old := s.defs[name]; old != nil && old.emit != d.emit {
			if old.unit != nil {
				gone = append(gone, old.emit)
			} else if d.from != old.emit {
				prog.stale = append(prog.stale, old.emit)
			}
		}
		s.defs[name] = d
		if d.unit == nil {
			delete(s.imports, name)
		}
	}
	for name := range p.defs {
		delete(s.gone, name)
	}
	for name, why := range c.dropped {
		if _, again := p.defs[name]; !again {
			prog.stale = append(prog.stale, s.defs[name].emit)
			delete(s.defs, name)
			s.gone[name] = why
		}
	}
	for _, w := range c.work {
		w.unit.uses = w.refers
		w.unit.broken = ""
	}
	for u, why := range c.broken {
		u.broken = why.text
		for _, n := range u.names {
			if d := s.defs[n]; d != nil && d.unit == u {
				d.obj = nil
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
		for _, n := range u.names {
			if d := s.defs[n]; d != nil && (d.unit == u || u.kind == methodUnit && d.unit != nil) {
				gone = false
			}
		}
		if gone {
			s.names.lines.release(u.lines)
			continue
		}
		live[u.src.serial] = true
		kept = append(kept, u)
	}
	s.units = kept
	for serial, slots := range s.cellLines {
		if serial < s.serial-recentCells {
			s.names.lines.release(slots)
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
