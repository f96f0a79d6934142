package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Variables with storage of their own.
//
// Rule of Go: each execution of v := e makes a new v.
// The interpreter: evaluates some e into the same memory each time, and makes that memory v.
// So what a func literal has kept of v, or a pointer to it, changes with the next execution.
// Rewritten: v := e becomes tmp := e; v := tmp.
// Pinned by testdata/programs/closures.go and testdata/closures.txt.

// reuses reports whether s is v := e where the interpreter evaluates e into the same memory
// each time (an index, receive or assertion with a comma ok, an array literal) and v is kept
// by a func literal or a pointer.
func (l *lowerer) reuses(s ast.Stmt) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE || len(a.Rhs) != 1 || l.TopLevel(a.Lhs) {
		return false
	}
	switch x := ast.Unparen(a.Rhs[0]).(type) {
	case *ast.IndexExpr, *ast.TypeAssertExpr:
		ok = len(a.Lhs) == 2
	case *ast.UnaryExpr:
		ok = x.Op == token.ARROW
	case *ast.CompositeLit:
		t := l.typeOf(x)
		ok = t != nil
		if ok {
			_, ok = t.Underlying().(*types.Array)
		}
	default:
		return false
	}
	for _, e := range a.Lhs {
		if id, is := e.(*ast.Ident); ok && is && l.kept(l.info.Defs[id]) {
			return true
		}
	}
	return false
}

// ownVars rewrites such a statement to define tmp, and returns v := tmp for each variable.
func (l *lowerer) ownVars(s *ast.AssignStmt) (own []ast.Stmt) {
	if !l.reuses(s) {
		return nil
	}
	for i, e := range s.Lhs {
		id, ok := e.(*ast.Ident)
		if !ok || !l.kept(l.info.Defs[id]) {
			continue
		}
		first := l.ident(l.fresh(id.Name))
		l.info.Defs[first] = l.info.Defs[id]
		own = append(own, l.assign(token.DEFINE, l.ident(id.Name), l.ident(first.Name)))
		s.Lhs[i] = first
	}
	return own
}

// kept reports whether a variable of the func that is lowered may be reached from a func
// literal or by its address.
func (l *lowerer) kept(v types.Object) bool {
	d := &l.defers[len(l.defers)-1]
	if v == nil {
		return false
	}
	if d.kept == nil {
		d.kept = map[types.Object]bool{}
		keep := func(n ast.Node) {
			ast.Inspect(n, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					if o, ok := l.info.Uses[id].(*types.Var); ok {
						d.kept[o] = true
					}
				}
				return true
			})
		}
		ast.Inspect(d.body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				keep(n)
				return false
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					keep(n.X)
				}
			case *ast.SelectorExpr:
				if sel := l.info.Selections[n]; sel != nil && sel.Kind() == types.MethodVal {
					keep(n.X)
				}
			case *ast.SliceExpr:
				keep(n.X)
			}
			return true
		})
	}
	return d.kept[v]
}
