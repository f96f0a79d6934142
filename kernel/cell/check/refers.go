package check

import (
	"go/ast"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// note keeps which names of the session each checked unit really refers to; a name of a
// field or a local variable is none.
func (p *Checked) note() {
	for _, w := range p.Work {
		w.Refers = map[string]bool{}
		look := func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if o := p.Info.Uses[id]; o != nil && p.ofSession(o) {
					w.Refers[o.Name()] = true
				}
			}
			return true
		}
		ast.Inspect(w.Decl, look)
		if w.Body != nil {
			ast.Inspect(w.Body, look)
		}
	}
}

// ofSession says whether an object is declared at the top of a cell.
func (p *Checked) ofSession(o types.Object) bool {
	if o.Pkg() == nil || o.Pkg().Path() != names.MainPath {
		return false
	}
	if p.Pkg.Scope().Lookup(o.Name()) == o {
		return true
	}
	if d := p.Scope.Def(o.Name()); d != nil && d.Obj == o {
		return true
	}
	for _, v := range p.Vars {
		if v.Obj == o {
			return true
		}
	}
	return false
}
