package core

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// Verify reports what in the body of a func, and in the literals inside it, is not core:
// one line for each, with its place.
func Verify(fset *token.FileSet, info *types.Info, body *ast.BlockStmt) []string {
	v := &verifier{r: &rewriter{Config: Config{Info: info}, own: map[*types.Var]bool{}}, fset: fset}
	v.r.findShared(body)
	ast.Inspect(body, func(n ast.Node) bool {
		if n != nil {
			v.node(n)
		}
		return true
	})
	return v.found
}

type verifier struct {
	r      *rewriter
	fset   *token.FileSet
	found  []string
	header map[ast.Stmt]bool // first and last parts of loops
}

func (v *verifier) report(n ast.Node, what string) {
	v.found = append(v.found, fmt.Sprintf("%s: %s", v.fset.Position(n.Pos()), what))
}

func (v *verifier) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		v.assign(n)
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			if s, ok := spec.(*ast.ValueSpec); ok && n.Tok == token.VAR && len(s.Names) > 1 && len(s.Values) != 1 {
				v.report(n, "a declaration of several variables")
			}
		}
	case *ast.ReturnStmt:
		v.returned(n)
	case *ast.IfStmt:
		if n.Init != nil && !simpleHeader(n.Init) {
			v.report(n.Init, "a statement before a condition that is not simple")
		}
	case *ast.SwitchStmt:
		v.switched(n)
	case *ast.TypeSwitchStmt:
		if n.Init != nil {
			v.report(n.Init, "a statement before a type switch")
		}
	case *ast.ForStmt:
		if v.header == nil {
			v.header = map[ast.Stmt]bool{}
		}
		v.header[n.Init], v.header[n.Post] = true, true
		if a, ok := n.Post.(*ast.AssignStmt); ok && len(a.Lhs) > 1 && !v.r.steadyPost(a) {
			v.report(a, "a last part of a loop that calls or is no assignment to variables")
		}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			v.report(n, "a range that assigns to what exists")
		}
	case *ast.CommClause:
		v.comm(n)
	}
}

func (v *verifier) assign(a *ast.AssignStmt) {
	if v.header[a] {
		for _, e := range a.Rhs {
			if len(a.Lhs) > 1 && v.r.runs(e) {
				v.report(a, "a call in a header that defines several variables")
			}
		}
		return
	}
	switch {
	case len(a.Rhs) > 1:
		v.report(a, "an assignment of several values")
	case len(a.Lhs) > 1 && a.Tok != token.DEFINE:
		for _, e := range a.Lhs {
			if !isBlank(e) {
				v.report(a, "several values for what exists")
				return
			}
		}
	case len(a.Lhs) > 1:
		for _, e := range a.Lhs {
			if id, ok := e.(*ast.Ident); ok && id.Name != "_" && v.r.Info.Defs[id] == nil {
				v.report(a, "a definition of what exists")
			}
		}
	case a.Tok != token.DEFINE && v.r.receives(a.Rhs[0]) && !isBlank(a.Lhs[0]):
		v.report(a, "a receive into what exists")
	case a.Tok != token.DEFINE && v.r.runs(a.Rhs[0]):
		for _, e := range v.r.operands(&a.Lhs[0]) {
			if v.r.runs(*e) {
				v.report(a, "calls on both sides of an assignment")
			}
		}
	}
}

func (v *verifier) returned(s *ast.ReturnStmt) {
	n := 0
	for _, e := range s.Results {
		if v.r.runs(e) {
			n++
		}
	}
	if n > 1 {
		v.report(s, "a return of several calls")
	}
}

func (v *verifier) switched(s *ast.SwitchStmt) {
	switch {
	case s.Init != nil:
		v.report(s, "a statement before the tag of a switch")
	case s.Tag != nil && len(s.Body.List) > 0 && types.IsInterface(v.r.Info.TypeOf(s.Tag)):
		v.report(s, "a switch over an interface")
	case fallsOddly(s):
		v.report(s, "a fallthrough beside a default that is not last")
	case defaultEarly(s.Body):
		v.report(s, "a default that is not last")
	}
}

func (v *verifier) comm(c *ast.CommClause) {
	switch s := c.Comm.(type) {
	case *ast.AssignStmt:
		if s.Tok == token.ASSIGN {
			v.report(s, "a select that receives into what exists")
		}
	case *ast.SendStmt:
		if !v.r.simple(s.Chan) || !v.r.simple(s.Value) {
			v.report(s, "a case of a select that sends more than a variable")
		}
	}
}
