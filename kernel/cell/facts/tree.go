package facts

import (
	"go/ast"
	"go/token"
)

// Changing statements that are lowered.

// Within puts the definitions of a loop's variables before its body, which becomes a block
// of its own if it declares other variables of their names.
func Within(in, body []ast.Stmt) []ast.Stmt {
	names := map[string]bool{}
	for _, s := range in {
		if a, ok := s.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
			names[a.Lhs[0].(*ast.Ident).Name] = true
		}
	}
	for _, s := range body {
		var declared []*ast.Ident
		switch s := s.(type) {
		case *ast.AssignStmt:
			for _, e := range s.Lhs {
				if id, ok := e.(*ast.Ident); ok && s.Tok == token.DEFINE {
					declared = append(declared, id)
				}
			}
		case *ast.DeclStmt:
			for _, spec := range s.Decl.(*ast.GenDecl).Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					declared = append(declared, v.Names...)
				}
			}
		}
		for _, id := range declared {
			if names[id.Name] {
				return append(in, &ast.BlockStmt{Lbrace: s.Pos(), List: body, Rbrace: s.Pos()})
			}
		}
	}
	return append(in, body...)
}

// Calls reports whether a call or a receive is part of an expression.
func Calls(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// RenameIdent gives an identifier, or those before a dot, another name.
func RenameIdent(n ast.Node, names map[string]string) bool {
	if sel, ok := n.(*ast.SelectorExpr); ok {
		ast.Inspect(sel.X, func(m ast.Node) bool { return RenameIdent(m, names) })
		return false
	}
	if id, ok := n.(*ast.Ident); ok {
		if to, ok := names[id.Name]; ok {
			id.Name = to
		}
	}
	return true
}

// BeforeContinue puts statements before each continue of this loop; inner says that the
// list stands in a loop inside it, where only a continue with a label can mean it. Of
// those one that names a loop further out only copies once too often.
func BeforeContinue(list []ast.Stmt, make func() []ast.Stmt, inner bool) {
	for i, s := range list {
		switch s := s.(type) {
		case *ast.BranchStmt:
			if s.Tok == token.CONTINUE && (!inner || s.Label != nil) {
				list[i] = &ast.BlockStmt{Lbrace: s.Pos(), List: append(make(), s), Rbrace: s.Pos()}
			}
		case *ast.BlockStmt:
			BeforeContinue(s.List, make, inner)
		case *ast.IfStmt:
			BeforeContinue(s.Body.List, make, inner)
			if s.Else != nil {
				BeforeContinue([]ast.Stmt{s.Else}, make, inner)
			}
		case *ast.SwitchStmt:
			BeforeContinue(s.Body.List, make, inner)
		case *ast.TypeSwitchStmt:
			BeforeContinue(s.Body.List, make, inner)
		case *ast.SelectStmt:
			BeforeContinue(s.Body.List, make, inner)
		case *ast.CaseClause:
			BeforeContinue(s.Body, make, inner)
		case *ast.CommClause:
			BeforeContinue(s.Body, make, inner)
		case *ast.LabeledStmt:
			one := []ast.Stmt{s.Stmt}
			BeforeContinue(one, make, inner)
			s.Stmt = one[0]
		case *ast.ForStmt:
			BeforeContinue(s.Body.List, make, true)
		case *ast.RangeStmt:
			BeforeContinue(s.Body.List, make, true)
		}
	}
}

// Returns puts others in the places of the return statements of a lowered body.
func Returns(list []ast.Stmt, other func(*ast.ReturnStmt) ast.Stmt) {
	for i, s := range list {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			list[i] = other(s)
		case *ast.BlockStmt:
			Returns(s.List, other)
		case *ast.IfStmt:
			Returns(s.Body.List, other)
			if s.Else != nil {
				Returns([]ast.Stmt{s.Else}, other)
			}
		case *ast.LabeledStmt:
			one := []ast.Stmt{s.Stmt}
			Returns(one, other)
			s.Stmt = one[0]
		case *ast.SwitchStmt:
			Returns(s.Body.List, other)
		case *ast.SelectStmt:
			Returns(s.Body.List, other)
		case *ast.CaseClause:
			Returns(s.Body, other)
		case *ast.CommClause:
			Returns(s.Body, other)
		case *ast.ForStmt:
			Returns(s.Body.List, other)
		case *ast.RangeStmt:
			Returns(s.Body.List, other)
		}
	}
}

// Keyed reports whether a composite literal with keys is evaluated with an expression.
func Keyed(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.KeyValueExpr:
			found = true
		case *ast.FuncLit:
			return false
		}
		return !found
	})
	return found
}
