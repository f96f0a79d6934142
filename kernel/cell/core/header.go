package core

import (
	"go/ast"
	"go/token"
)

// Statements in headers.
//
// The rule of Go (spec, "If statements", "Switch statements"): the simple statement before
// the semicolon runs once, before the condition; its variables are seen in the statement
// alone.
//
// The interpreter has one place there for one statement of its own kind; a switch with
// such a statement takes no case unless its tag is a name or a constant.
//
// The rewritten form is a block:
//
//	if x, y := f(), 2; x > y { }   { x := f(); y := 2; if x > y { } }
//	switch x := f(); x + 1 { }     { x := f(); switch x + 1 { } }
//
// The program headers.go of testdata/programs pins it.

// hoisted puts statements before another, in a block of their own.
func (r *rewriter) hoisted(before []ast.Stmt, s ast.Stmt) []ast.Stmt {
	if len(before) == 0 {
		return []ast.Stmt{s}
	}
	return []ast.Stmt{r.blockOf(append(before[:len(before):len(before)], s)...)}
}

func (r *rewriter) ifStmt(s *ast.IfStmt) []ast.Stmt {
	var before []ast.Stmt
	if s.Init != nil && r.on(RuleHeader) {
		if init := r.stmt(s.Init); len(init) == 1 && simpleHeader(init[0]) {
			s.Init = init[0]
		} else {
			before, s.Init = init, nil
		}
	}
	r.block(s.Body)
	if s.Else != nil {
		r.at = s.Else.Pos()
		other := r.stmt(s.Else)
		s.Else = other[0]
		if _, ok := s.Else.(*ast.IfStmt); len(other) > 1 || !ok {
			if b, ok := s.Else.(*ast.BlockStmt); !ok || len(other) > 1 {
				s.Else = r.blockOf(other...)
			} else {
				s.Else = b
			}
		}
	}
	r.at = s.Pos()
	return r.hoisted(before, s)
}

// simpleHeader reports whether a statement may stand in the header of an if.
func simpleHeader(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt, *ast.IncDecStmt, *ast.SendStmt:
		return true
	case *ast.AssignStmt:
		return s.Tok != token.ASSIGN || len(s.Lhs) == 1
	}
	return false
}
