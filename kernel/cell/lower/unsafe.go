package lower

import (
	"go/ast"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
)

// Package unsafe.
//
// Go: a pointer converts to unsafe.Pointer and to a pointer of another type, and the funcs of
// package unsafe make slices and strings of memory. The interpreter knows none of that. Its
// values lie in memory as Go's do, so each such conversion and call goes to the host, which
// does it by reflection (yaegi/pointers.go). Sizes and offsets are constants and are folded.
// What an interface holds lies in memory otherwise than in compiled Go. The tests are the
// program std_unsafe and Go's own.

// unsafeCall lowers a conversion from or to unsafe.Pointer, or a call of a func of package
// unsafe. Nil if e is something else.
func (l *lowerer) unsafeCall(e *ast.CallExpr) ast.Expr {
	if tv := l.info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 {
		return l.unsafeConversion(e, tv.Type, l.typeOf(e.Args[0]))
	}
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	b, ok := l.info.Uses[sel.Sel].(*types.Builtin)
	if !ok || l.info.Types[e].Value != nil {
		return nil
	}
	result := l.typeOf(e)
	name := b.Name()
	switch name {
	case "Add", "Slice", "String":
		n := &ast.CallExpr{Fun: l.ident("int"), Lparen: l.at, Args: []ast.Expr{l.expr(e.Args[1])}, Rparen: l.at}
		x := l.expr(e.Args[0])
		if name == "Slice" {
			return l.asType(l.host("UnsafeSlice", x, n), result)
		}
		return l.host("Unsafe"+name, x, n)
	case "SliceData":
		return l.asType(l.host("UnsafeSliceData", l.expr(e.Args[0])), result)
	case "StringData":
		return l.host("UnsafeStringData", l.expr(e.Args[0]))
	}
	return nil
}

func isUnsafePointer(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.UnsafePointer
}

func (l *lowerer) unsafeConversion(e *ast.CallExpr, to, from types.Type) ast.Expr {
	if from == nil || isUnsafePointer(from) == isUnsafePointer(to) || l.info.Types[e.Args[0]].IsNil() {
		return nil
	}
	for _, t := range []types.Type{to, from} {
		if facts.HasBlank(t) && l.p.failed == nil {
			l.p.failed = Refusal{l.at, "package unsafe cannot reach a struct with fields of the name _ here, since == would compare them: give each a name of its own"}
		}
	}
	x := l.expr(e.Args[0])
	if isUnsafePointer(to) {
		if _, ok := from.Underlying().(*types.Pointer); ok {
			return l.host("UnsafePointer", x)
		}
		return l.host("UnsafeAt", &ast.CallExpr{Fun: l.ident("uintptr"), Lparen: l.at, Args: []ast.Expr{x}, Rparen: l.at})
	}
	if _, ok := to.Underlying().(*types.Pointer); ok {
		sample := &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: l.at, X: l.typ(to), Rparen: l.at}, Lparen: l.at, Args: []ast.Expr{l.ident("nil")}, Rparen: l.at}
		return l.asType(l.host("UnsafeTo", x, sample), to)
	}
	number := l.host("UnsafeNumber", x)
	return &ast.CallExpr{Fun: l.typ(to), Lparen: l.at, Args: []ast.Expr{number}, Rparen: l.at}
}

// asType takes a value of a type out of what the host returns.
func (l *lowerer) asType(x ast.Expr, t types.Type) ast.Expr {
	return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(t), Rparen: l.at}
}
