package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Rule of Go: print and println write numbers, strings, bools, and the addresses of
// everything else, to standard error.
// The interpreter: has fmt.Print and fmt.Println in their places.
// Rewritten: host.Print("println", x, y), where the value of an interface is host.Face(x).
// Pinned by TestPrint.

// print lowers a call of print or println.
func (l *lowerer) print(e *ast.CallExpr, name string) ast.Expr {
	args := []ast.Expr{l.text(name)}
	if tuple, ok := l.TupleArgs(e); ok {
		return l.printResults(e, name, tuple)
	}
	for _, a := range e.Args {
		args = append(args, l.printed(l.funcValue(a), l.typeOf(a)))
	}
	return l.host("Print", args...)
}

// printed is a lowered value that print is given.
func (l *lowerer) printed(x ast.Expr, t types.Type) ast.Expr {
	if t != nil && types.IsInterface(t) {
		return l.host("Face", x)
	}
	return x
}

// printResults lowers print(f()) where f returns several values.
func (l *lowerer) printResults(e *ast.CallExpr, name string, tuple *types.Tuple) ast.Expr {
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(e.Args[0])}}
	args := []ast.Expr{l.text(name)}
	for i := range tuple.Len() {
		v := l.fresh("v")
		define.Lhs = append(define.Lhs, l.ident(v))
		args = append(args, l.printed(l.ident(v), tuple.At(i).Type()))
	}
	return &ast.CallExpr{Fun: l.literal0(define, l.expr1(l.host("Print", args...))), Lparen: l.at, Rparen: l.at}
}
