package lines

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// MayPanic says whether a statement, up to its inner blocks, does anything that can fail
// at run time.
func MayPanic(s ast.Stmt, info *types.Info) bool {
	if _, ok := s.(*ast.LabeledStmt); ok {
		return false // the statement under the label is asked
	}
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		if found {
			return false
		}
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit, *ast.CaseClause, *ast.CommClause:
			return false
		case *ast.CallExpr:
			if tv, ok := info.Types[n.Fun]; ok && (tv.IsType() || tv.IsBuiltin() && quiet(n)) {
				return true
			}
			found = true
		case *ast.IndexExpr:
			if tv, ok := info.Types[n.X]; ok && (tv.IsType() || tv.Value != nil) {
				return true
			}
			found = true
		case *ast.SliceExpr, *ast.StarExpr, *ast.SendStmt:
			found = true
		case *ast.TypeAssertExpr:
			found = n.Type != nil
		case *ast.SelectorExpr:
			if sel := info.Selections[n]; sel != nil && (sel.Indirect() || names.IsPointer(info.TypeOf(n.X)) || types.IsInterface(info.TypeOf(n.X))) {
				found = true
			}
		case *ast.BinaryExpr:
			if n.Op == token.QUO || n.Op == token.REM {
				found = divides(n.Y, info)
			}
			if n.Op == token.EQL || n.Op == token.NEQ {
				found = found || types.IsInterface(info.TypeOf(n.X)) && !isNil(n.Y, info)
			}
		case *ast.AssignStmt:
			if n.Tok == token.QUO_ASSIGN || n.Tok == token.REM_ASSIGN {
				found = divides(n.Rhs[0], info)
			}
		}
		return !found
	})
	return found
}

func isNil(e ast.Expr, info *types.Info) bool { return info.Types[e].IsNil() }

// divides says whether a division by e can fail.
func divides(e ast.Expr, info *types.Info) bool {
	tv := info.Types[e]
	if tv.Value != nil || tv.Type == nil {
		return false
	}
	b, ok := tv.Type.Underlying().(*types.Basic)
	return !ok || b.Info()&types.IsInteger != 0
}

// quiet names the builtins that cannot fail.
func quiet(n *ast.CallExpr) bool {
	id, ok := ast.Unparen(n.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	switch id.Name {
	case "len", "cap", "append", "new", "min", "max", "real", "imag", "complex", "copy", "delete", "recover":
		return true
	}
	return false
}
