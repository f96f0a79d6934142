package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Rule of Go: new(x) of a value x is a pointer to a new variable that holds x.
// The interpreter: takes x for a type, and gives a pointer to its zero value.
// Rewritten: func(v T) *T { return &v }(x).
// Pinned by testdata/programs/newexpr.go.

// newOf lowers new of a value; it returns nil for new of a type.
func (l *lowerer) newOf(e *ast.CallExpr) ast.Expr {
	if l.info.Types[e.Args[0]].IsType() || l.p.s.Without[RuleNew] {
		return nil
	}
	ptr, ok := l.typeOf(e).Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	t, v := ptr.Elem(), l.fresh("v")
	x := l.conv(l.funcValue(e.Args[0]), l.typeOf(e.Args[0]), t)
	return l.applied(v, t, types.NewPointer(t), &ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: l.ident(v)}, x)
}

// applied is the call func(v T) R { return result }(x).
func (l *lowerer) applied(v string, t, r types.Type, result, x ast.Expr) ast.Expr {
	params := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Names: []*ast.Ident{l.ident(v)}, Type: l.typ(t)}}}
	results := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Type: l.typ(r)}}}
	lit := &ast.FuncLit{
		Type: &ast.FuncType{Func: l.at, Params: params, Results: results},
		Body: l.blockOf(&ast.ReturnStmt{Return: l.at, Results: []ast.Expr{result}}),
	}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: []ast.Expr{x}, Rparen: l.at}
}
