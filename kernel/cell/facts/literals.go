package facts

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// Expressions that the interpreter takes for what they are, or not.

// PlainLiteral reports whether the interpreter takes a literal for what it is: it reads one
// that is written as a float for one also where its type is an integer, and the other way
// round, and an integer that is larger than an int64 overflows.
func PlainLiteral(x *ast.BasicLit, tv types.TypeAndValue) bool {
	b, ok := tv.Type.Underlying().(*types.Basic)
	if !ok {
		return true
	}
	switch info := b.Info(); x.Kind {
	case token.INT, token.CHAR:
		if info&types.IsInteger == 0 {
			return info&types.IsNumeric == 0
		}
		_, fits := constant.Int64Val(constant.ToInt(tv.Value))
		return fits
	case token.FLOAT:
		return info&types.IsFloat != 0
	case token.IMAG:
		return false
	}
	return true
}

// Follows reports whether a lowered expression selects, indexes or calls what a pointer in
// it points to: in a composite literal, the interpreter takes *p for a type there.
// Pinned by testdata/programs/elements.go.
func Follows(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.SelectorExpr:
		_, star := x.X.(*ast.StarExpr)
		return star || Follows(x.X)
	case *ast.IndexExpr:
		_, star := x.X.(*ast.StarExpr)
		return star || Follows(x.X)
	case *ast.SliceExpr:
		_, star := x.X.(*ast.StarExpr)
		return star || Follows(x.X)
	case *ast.CallExpr:
		return Follows(x.Fun)
	}
	return false
}

// Still reports whether an expression is a literal of a basic type, or a name that is none
// of those given.
func Still(e ast.Expr, names []string) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return !slices.Contains(names, e.Name)
	}
	return false
}

// IsLiteral reports whether an expression is a composite literal or a func literal, which
// the interpreter would put where the variable is.
func IsLiteral(e ast.Expr) bool {
	switch ast.Unparen(e).(type) {
	case *ast.CompositeLit, *ast.FuncLit:
		return true
	}
	return false
}
