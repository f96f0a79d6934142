package cell

import (
	"go/ast"
	"go/types"
)

// callee lowers what is called.
func (l *lowerer) callee(e ast.Expr) ast.Expr {
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		return l.selector(sel)
	}
	return l.expr(e)
}

// methodValue lowers x.Method that is not called, whose receiver is x as it is now: the
// interpreter would take it as it is when the value is called. Nil if that is the same.
func (l *lowerer) methodValue(e *ast.SelectorExpr) ast.Expr {
	s := l.info.Selections[e]
	if s == nil || s.Kind() != types.MethodVal || l.info.Types[e.X].Value != nil {
		return nil
	}
	recv := s.Obj().Type().(*types.Signature).Recv().Type()
	if isPointer(recv) || types.IsInterface(recv) {
		return nil
	}
	t, x := l.typeOf(e.X), l.expr(e.X)
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t, x = ptr.Elem(), &ast.StarExpr{Star: l.at, X: x}
	}
	r := l.fresh("r")
	result := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Type: l.typ(s.Type())}}}
	params := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Names: []*ast.Ident{l.ident(r)}, Type: l.typ(t)}}}
	ret := &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{&ast.SelectorExpr{X: l.ident(r), Sel: e.Sel}}}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: params, Results: result}, Body: l.blockOf(ret)}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: []ast.Expr{x}, Rparen: l.at}
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
