package cell

import (
	"go/ast"
	"go/types"
)

// note keeps which names of the session each checked unit really refers to; a name of a
// field or a local variable is none.
func (p *checked) note() {
	for _, w := range p.work {
		w.refers = map[string]bool{}
		look := func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if o := p.info.Uses[id]; o != nil && p.ofSession(o) {
					w.refers[o.Name()] = true
				}
			}
			return true
		}
		ast.Inspect(w.decl, look)
		if w.body != nil {
			ast.Inspect(w.body, look)
		}
	}
}

// ofSession says whether an object is declared at the top of a cell.
func (p *checked) ofSession(o types.Object) bool {
	if o.Pkg() == nil || o.Pkg().Path() != mainPath {
		return false
	}
	if p.pkg.Scope().Lookup(o.Name()) == o {
		return true
	}
	if d := p.scope.Def(o.Name()); d != nil && d.obj == o {
		return true
	}
	for _, v := range p.vars {
		if v.obj == o {
			return true
		}
	}
	return false
}
