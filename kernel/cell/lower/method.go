package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// callee lowers what is called.
func (l *lowerer) callee(e ast.Expr) ast.Expr {
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		return l.selector(sel)
	}
	return l.expr(e)
}

// methodValue lowers x.Method that is not called.
//
// Rule of Go: it is bound to its receiver, a copy or a pointer, as that is now.
// The interpreter: takes the receiver as it is when the value is called.
// Rewritten: func(r T) func(...) { return r.Method }(x.Embedded).
// Pinned by testdata/programs/methodvalues.go.
//
// It returns nil for a method of an interface.
func (l *lowerer) methodValue(e *ast.SelectorExpr) ast.Expr {
	s := l.info.Selections[e]
	if s == nil || s.Kind() != types.MethodVal || l.info.Types[e.X].Value != nil {
		return nil
	}
	recv := s.Obj().Type().(*types.Signature).Recv().Type()
	if types.IsInterface(recv) {
		return nil
	}
	t, x := l.typeOf(e.X), l.expr(e.X)
	x, t = l.along(x, t, s.Index()[:len(s.Index())-1])
	ptr, ok := types.Unalias(t).(*types.Pointer)
	switch {
	case names.IsPointer(recv) && !ok:
		t, x = types.NewPointer(t), &ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: x}
	case !names.IsPointer(recv) && ok:
		t, x = ptr.Elem(), &ast.StarExpr{Star: l.at, X: x}
	}
	r := l.fresh("r")
	on := l.compiledMethod(l.ident(r), t, s.Obj())
	if on == nil {
		on = l.ident(r)
	}
	var method ast.Expr = &ast.SelectorExpr{X: on, Sel: e.Sel}
	if names.IsPointer(t) && !names.Interpreted(s.Obj().Pkg()) { // the interpreter does not return it as it is
		method = l.forward(s.Type().(*types.Signature), method)
	}
	return l.applied(r, t, s.Type(), method, x)
}

// methodExpr lowers T.Method to a func literal: the interpreter takes it for the method of
// a value.
func (l *lowerer) methodExpr(e *ast.SelectorExpr, s *types.Selection) ast.Expr {
	sig := s.Type().(*types.Signature)
	recv := l.fresh("a")
	vars := make([]*types.Var, 0, sig.Params().Len())
	for i := 1; i < sig.Params().Len(); i++ {
		vars = append(vars, sig.Params().At(i))
	}
	rest := types.NewSignatureType(nil, nil, nil, types.NewTuple(vars...), sig.Results(), sig.Variadic())
	lit := l.forward(rest, l.method(l.ident(recv), s.Recv(), s.Index(), s.Obj().(*types.Func)))
	first := &ast.Field{Names: []*ast.Ident{l.ident(recv)}, Type: l.typ(sig.Params().At(0).Type())}
	lit.Type.Params.List = append([]*ast.Field{first}, lit.Type.Params.List...)
	return lit
}
