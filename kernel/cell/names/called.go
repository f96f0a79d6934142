package names

import (
	"go/ast"
	"go/types"
)

// SelectedFunc returns the func or method F that an expression x.F(...) calls, nil for any
// other expression and for a func of the language itself.
func SelectedFunc(info *types.Info, e ast.Expr) *types.Func {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	f, ok := info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil {
		return nil
	}
	return f
}
