package core

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// Switches.
//
// The rule of Go (spec, "Switch statements"): the tag is evaluated once; the cases are
// compared with it, from the first to the first that is equal, as by ==; the default may
// stand anywhere; fallthrough goes on with the clause that comes next in the text.
//
// The interpreter takes no case where a statement stands before the tag, reads a tag that
// is a variable anew for each case, passes over all but the first of several in a case that
// are no constants, and lets a default and the last clause change places, so that cases are
// compared in another order and fallthrough no longer finds its neighbours.
//
// The rewritten form has no statement before the tag and its default at the end. A tag that a case could change is
// kept; a tag that is an interface or constant, or is compared with something else than
// constants, becomes a chain of comparisons:
//
//	switch x.(T) { case y: }      v1 := x.(T); switch { case v1 == y: }
//
// Clauses with a default that is not last and a fallthrough get numbers:
//
//	switch x {                    n := 0
//	default: a; fallthrough       switch x { case 2: n = 2; default: n = 1 }
//	case 2:  b                    switch { default: if n == 1 { a; n = 2 }; if n == 2 { b } }
//	}
//
// The programs switches.go and chains.go of testdata/programs pin it.

func (r *rewriter) switchStmt(s *ast.SwitchStmt) []ast.Stmt {
	var before []ast.Stmt
	if s.Init != nil && r.on(RuleSwitch) {
		before, s.Init = r.stmt(s.Init), nil
	}
	scoped := len(before) > 0
	if len(s.Body.List) == 0 && s.Tag != nil && r.on(RuleSwitch) {
		e, _ := r.typed(s.Tag)
		return r.hoisted(before, r.set(r.blank(), token.ASSIGN, e))
	}
	if r.on(RuleSwitch) {
		before = append(before, r.tag(s)...)
	}
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		if s.Tag == nil && r.on(RuleSwitch) {
			c.List = r.either(c.List)
		}
		c.Body = r.clause(c.Body)
	}
	r.at = s.Pos()
	if r.on(RuleFallthrough) {
		r.fillFallen(s.Body)
	}
	out := []ast.Stmt{s}
	if r.on(RuleFallthrough) && fallsOddly(s) {
		out = r.numbered(s)
	} else if r.on(RuleSwitch) {
		defaultLast(s.Body)
	}
	before = append(before, out[:len(out)-1]...)
	if scoped || len(before) > 0 {
		return []ast.Stmt{r.blockOf(append(before, out[len(out)-1])...)}
	}
	return out
}

// tag makes a chain of comparisons of a tag that the interpreter would not compare right,
// and keeps it where that is needed.
func (r *rewriter) tag(s *ast.SwitchStmt) (before []ast.Stmt) {
	if s.Tag == nil {
		return nil
	}
	constant := r.Info.Types[s.Tag].Value != nil
	chain := constant || types.IsInterface(r.Info.TypeOf(s.Tag))
	for _, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			chain = chain || r.Info.Types[e].Value == nil
		}
	}
	if !chain {
		return nil
	}
	v := r.root(s.Tag)
	if _, name := ast.Unparen(s.Tag).(*ast.Ident); !constant && (!name || v == nil || r.isShared(v)) {
		st, use := r.keep(s.Tag)
		before, s.Tag = append(before, st), use
	}
	tag := s.Tag
	s.Tag = nil
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		for i, e := range c.List {
			r.at = e.Pos()
			c.List[i] = r.equals(tag, e)
		}
	}
	r.at = s.Pos()
	return before
}

// either joins the conditions of a case by ||, if one of them runs code.
func (r *rewriter) either(list []ast.Expr) []ast.Expr {
	if len(list) < 2 || !slices.ContainsFunc(list, r.runs) {
		return list
	}
	all := list[0]
	for _, e := range list[1:] {
		all = &ast.BinaryExpr{X: all, OpPos: r.at, Op: token.LOR, Y: e}
		r.Info.Types[all] = as(kinds().value, types.Typ[types.Bool])
	}
	return []ast.Expr{all}
}

// equals compares a tag with a case.
func (r *rewriter) equals(tag, e ast.Expr) ast.Expr {
	tv := r.Info.Types[tag]
	again := tag
	if id, ok := ast.Unparen(tag).(*ast.Ident); ok {
		copied := *id
		copied.NamePos = r.at
		r.Info.Uses[&copied] = r.Info.Uses[id]
		r.Info.Types[&copied] = tv
		again = &copied
	}
	if value := r.Info.Types[e].Value; tv.Value != nil && value != nil {
		return r.truth(constant.Compare(tv.Value, token.EQL, value))
	}
	if tv.Value != nil {
		if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
			if tv.Value.String() == "true" {
				return e
			}
			return r.not(e)
		}
	}
	switch ast.Unparen(e).(type) {
	case *ast.Ident, *ast.BasicLit, *ast.CallExpr, *ast.SelectorExpr, *ast.IndexExpr: // nil, too, which the interpreter does not find in parentheses
		return r.compare(again, ast.Unparen(e))
	}
	if _, ok := e.(*ast.BinaryExpr); ok {
		p := &ast.ParenExpr{Lparen: r.at, X: e, Rparen: r.at}
		r.Info.Types[p] = r.Info.Types[e]
		e = p
	}
	return r.compare(again, e)
}

// defaultLast moves the default of a switch to the end.
func defaultLast(b *ast.BlockStmt) {
	i := slices.IndexFunc(b.List, func(c ast.Stmt) bool { return c.(*ast.CaseClause).List == nil })
	if i >= 0 {
		d := b.List[i]
		b.List = append(slices.Delete(b.List, i, i+1), d)
	}
}

// fillFallen gives clauses that a fallthrough leads to a statement, if they have none: the
// interpreter cannot go on with nothing.
func (r *rewriter) fillFallen(b *ast.BlockStmt) {
	for i, c := range b.List {
		if c := c.(*ast.CaseClause); i > 0 && len(c.Body) == 0 && fallen(b.List[i-1].(*ast.CaseClause).Body) != nil {
			c.Body = []ast.Stmt{r.set(r.blank(), token.ASSIGN, r.truth(true))}
		}
	}
}

// fallsOddly reports whether a switch has a default that is not last, and a fallthrough.
func fallsOddly(s *ast.SwitchStmt) bool {
	falls := false
	for _, c := range s.Body.List {
		falls = falls || fallen(c.(*ast.CaseClause).Body) != nil
	}
	return falls && defaultEarly(s.Body)
}

// defaultEarly reports whether a switch has a default that is not last.
func defaultEarly(b *ast.BlockStmt) bool {
	i := slices.IndexFunc(b.List, func(c ast.Stmt) bool { return c.(*ast.CaseClause).List == nil })
	return i >= 0 && i < len(b.List)-1
}

// fallen is the body of a clause without the fallthrough at its end; nil if there is none.
func fallen(body []ast.Stmt) []ast.Stmt {
	for i := len(body) - 1; i >= 0; i-- {
		switch s := body[i].(type) {
		case *ast.EmptyStmt:
			continue
		case *ast.BranchStmt:
			if s.Tok == token.FALLTHROUGH {
				return body[:i:i]
			}
		}
		break
	}
	return nil
}

// numbered rewrites a switch so that its clauses are chosen by one switch and run by
// another.
func (r *rewriter) numbered(s *ast.SwitchStmt) []ast.Stmt {
	n := r.newVar("n", types.Typ[types.Int])
	choose := &ast.SwitchStmt{Switch: s.Switch, Tag: s.Tag, Body: r.blockOf()}
	var bodies []ast.Stmt
	var last ast.Stmt
	for i, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		pick := &ast.CaseClause{Case: c.Case, List: c.List, Colon: c.Colon, Body: []ast.Stmt{r.set(r.use(n), token.ASSIGN, r.number(i+1))}}
		if c.List == nil {
			last = pick
		} else {
			choose.Body.List = append(choose.Body.List, pick)
		}
		body := c.Body
		if rest := fallen(body); rest != nil || len(body) > 0 && isFall(body) {
			body = append(rest, r.set(r.use(n), token.ASSIGN, r.number(i+2)))
		}
		bodies = append(bodies, &ast.IfStmt{If: c.Case, Cond: r.compare(r.use(n), r.number(i+1)), Body: r.blockOf(body...)})
	}
	if last != nil {
		choose.Body.List = append(choose.Body.List, last)
	}
	if terminates(s) {
		bodies = append(bodies, r.unreachable())
	}
	run := &ast.SwitchStmt{Switch: s.Switch, Body: r.blockOf(&ast.CaseClause{Case: s.Switch, Colon: s.Switch, Body: bodies})}
	return []ast.Stmt{r.define(n, r.number(0)), choose, run}
}

func isFall(body []ast.Stmt) bool {
	b, ok := body[len(body)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

// unreachable panics: it only tells a compiler that a func does not end there.
func (r *rewriter) unreachable() ast.Stmt {
	f := &ast.Ident{NamePos: r.at, Name: "panic"}
	r.Info.Uses[f] = types.Universe.Lookup("panic")
	r.Info.Types[f] = kinds().builtin
	call := &ast.CallExpr{Fun: f, Lparen: r.at, Args: []ast.Expr{r.number(0)}, Rparen: r.at}
	return &ast.ExprStmt{X: call}
}

// terminates reports whether each clause of a switch leaves it for good (spec,
// "Terminating statements"), as far as its last statements tell.
func terminates(s *ast.SwitchStmt) bool {
	for _, c := range s.Body.List {
		body := c.(*ast.CaseClause).Body
		if len(body) == 0 {
			return false
		}
		switch x := body[len(body)-1].(type) {
		case *ast.ReturnStmt:
		case *ast.BranchStmt:
			if x.Tok != token.FALLTHROUGH && x.Tok != token.GOTO {
				return false
			}
		case *ast.ExprStmt:
			call, ok := x.X.(*ast.CallExpr)
			if !ok {
				return false
			}
			if id, ok := call.Fun.(*ast.Ident); !ok || id.Name != "panic" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// typeSwitch rewrites a type switch.
func (r *rewriter) typeSwitch(s *ast.TypeSwitchStmt) []ast.Stmt {
	var before []ast.Stmt
	if s.Init != nil && r.on(RuleSwitch) {
		before, s.Init = r.stmt(s.Init), nil
	}
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		c.Body = r.clause(c.Body)
	}
	r.at = s.Pos()
	return r.hoisted(before, s)
}
