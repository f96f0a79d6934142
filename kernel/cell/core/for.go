package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Loops of three parts.
//
// The rule of Go (spec, "For statements with for clause"): the first part runs once, the
// condition before each iteration, the last part after each; both may assign several
// values. Each iteration has its own variables.
//
// The interpreter has one place in the header for one statement of its own kind, and runs
// the first part again and again where it stands alone.
//
// The rewritten form keeps the values of the first part before the loop, and moves a last
// part of several statements to the beginning of the body, where it runs in all iterations
// but the first:
//
//	for i, j := f(), 0; c; i, j = g(), i { body }
//
//	{
//		v1 := f()
//		for i, j, first := v1, 0, true; ; _ = first {
//			if first { first = false } else { v2 := g(); j = i; i = v2 }
//			if !c { break }
//			body
//		}
//	}
//
// The program loops.go of testdata/programs pins it.

func (r *rewriter) forStmt(s *ast.ForStmt) []ast.Stmt {
	if !r.on(RuleFor) {
		r.block(s.Body)
		return []ast.Stmt{s}
	}
	before := r.forInit(s)
	var post []ast.Stmt
	if s.Post != nil && !r.steadyPost(s.Post) {
		r.at = s.Post.Pos()
		post = r.stmt(s.Post)
		if len(post) == 1 && post[0] == s.Post && simpleHeader(post[0]) {
			post = nil
		}
	}
	r.block(s.Body)
	r.at = s.Pos()
	if len(post) > 0 {
		before = r.movePost(s, before, post)
	}
	if s.Init != nil && s.Cond == nil && s.Post == nil {
		s.Post = r.set(r.blank(), token.ASSIGN, r.truth(true))
	}
	return r.hoisted(before, s)
}

// forInit rewrites the first part of a loop, and returns what comes before the loop.
func (r *rewriter) forInit(s *ast.ForStmt) (before []ast.Stmt) {
	a, ok := s.Init.(*ast.AssignStmt)
	switch {
	case s.Init == nil:
		return nil
	case !ok || a.Tok != token.DEFINE:
		if init := r.stmt(s.Init); len(init) == 1 && simpleHeader(init[0]) {
			s.Init = init[0]
		} else {
			before, s.Init = init, nil
		}
		return before
	case len(a.Lhs) == 1:
		return r.fromChannel(&a.Rhs[0])
	case len(a.Rhs) == 1:
		return r.unpackInit(a)
	}
	keep := func(i int) {
		st, use := r.keep(a.Rhs[i])
		before = append(before, st)
		a.Rhs[i] = use
	}
	clash := r.clash(a.Lhs, a.Rhs)
	for i, e := range a.Rhs {
		if r.runs(e) {
			keep(i)
		}
	}
	for i, e := range a.Rhs {
		if clash && !r.simple(e) || clash && r.Info.Types[e].Value == nil || !r.fixed(e, hazards{}) {
			keep(i)
		}
	}
	return before
}

// unpackInit defines the variables of a loop by those that a call, or an expression with a
// comma ok, is assigned to before.
func (r *rewriter) unpackInit(a *ast.AssignStmt) []ast.Stmt {
	tuple, _ := r.Info.TypeOf(a.Rhs[0]).(*types.Tuple)
	if tuple == nil || tuple.Len() != len(a.Lhs) {
		return nil
	}
	define := &ast.AssignStmt{TokPos: r.at, Tok: token.DEFINE, Rhs: a.Rhs}
	a.Rhs = nil
	var lhs []ast.Expr
	for i, e := range a.Lhs {
		if isBlank(e) {
			define.Lhs = append(define.Lhs, r.blank())
			continue
		}
		v := r.newVar("v", types.Default(tuple.At(i).Type()))
		define.Lhs = append(define.Lhs, r.def(v))
		lhs, a.Rhs = append(lhs, e), append(a.Rhs, r.use(v))
	}
	a.Lhs = lhs
	return []ast.Stmt{define}
}

// steadyPost reports whether the last part of a loop assigns several variables values
// that no call gives, which the interpreter does right.
func (r *rewriter) steadyPost(s ast.Stmt) bool {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok != token.ASSIGN || len(a.Lhs) < 2 || len(a.Lhs) != len(a.Rhs) {
		return false
	}
	seen := map[string]bool{}
	for i, e := range a.Lhs {
		id, ok := e.(*ast.Ident)
		if !ok || id.Name == "_" || seen[id.Name] || r.Info.Types[a.Rhs[i]].IsNil() || types.IsInterface(r.Info.TypeOf(id)) {
			return false
		}
		seen[id.Name] = true
		plain := true
		ast.Inspect(a.Rhs[i], func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr, *ast.CompositeLit, *ast.FuncLit, *ast.TypeAssertExpr:
				plain = false
			case *ast.UnaryExpr:
				plain = plain && n.Op != token.ARROW
			}
			return plain
		})
		if !plain {
			return false
		}
	}
	return true
}

// movePost moves the last part of a loop to the beginning of its body.
func (r *rewriter) movePost(s *ast.ForStmt, before, post []ast.Stmt) []ast.Stmt {
	first := r.newVar("first", types.Typ[types.Bool])
	init, _ := s.Init.(*ast.AssignStmt)
	if init != nil && init.Tok == token.DEFINE {
		init.Lhs, init.Rhs = append(init.Lhs, r.def(first)), append(init.Rhs, r.truth(true))
	} else {
		if s.Init != nil {
			before = append(before, s.Init)
		}
		s.Init = r.define(first, r.truth(true))
	}
	head := []ast.Stmt{&ast.IfStmt{
		If: r.at, Cond: r.use(first),
		Body: r.blockOf(r.set(r.use(first), token.ASSIGN, r.truth(false))),
		Else: r.blockOf(post...),
	}}
	if s.Cond != nil {
		stop := &ast.BranchStmt{TokPos: r.at, Tok: token.BREAK}
		head = append(head, &ast.IfStmt{If: r.at, Cond: r.not(s.Cond), Body: r.blockOf(stop)})
	}
	s.Cond, s.Post = nil, r.set(r.blank(), token.ASSIGN, r.use(first))
	s.Body.List = append(head, r.inner(s.Body.List)...)
	return before
}
