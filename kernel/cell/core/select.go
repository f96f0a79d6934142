package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Selects.
//
// The rule of Go (spec, "Select statements"): the channels of all cases, and the values of
// those that send, are evaluated once, in the order of the text, when the select is
// entered; what stands on the left of a receive is evaluated when that case is chosen, and
// the value is assigned as in an assignment statement.
//
// The interpreter receives into new variables alone, does not evaluate what is sent, and
// takes a break inside of a select for one of the loop around it.
//
// The rewritten form evaluates channels and values before, but for constants and variables
// that nothing can change meanwhile, and receives into fresh variables, whose values the
// body assigns first:
//
//	select {                    v1 := f()
//	case m[k], ok = <-f():      select { case v2, v3 := <-v1: m[k] = v2; ok = v3; ... }
//
// A break that leaves the select names a label of it.
//
// A clause that jumps back, as continue does, leads to the select again. If nothing else leads
// where it jumps, the interpreter generates the code of the select, in it that of the clause,
// in it that of the select, without end. So a jump that never happens stands before:
//
//	for { select { case v := <-c: f(v); continue; default: }; break }
//
//	never := false
//	if never { continue }
//	select { ... }
//
// The programs selects.go, sent.go, selectagain.go and selectnamed.go of testdata/programs pin it.

func (r *rewriter) selectStmt(s *ast.SelectStmt) []ast.Stmt {
	var before []ast.Stmt
	jumps := r.jumpsBack(s)
	if r.on(RuleSelect) {
		before = r.channels(s)
	}
	for _, c := range s.Body.List {
		c := c.(*ast.CommClause)
		if c.Comm == nil || !r.on(RuleSelect) {
			c.Body = r.clause(c.Body)
			continue
		}
		r.at = c.Case
		set := r.received(c)
		c.Body = r.clause(c.Body)
		if len(set) > 0 {
			c.Body = append(set, r.inner(c.Body)...)
		}
	}
	r.at = s.Pos()
	if !r.on(RuleSelect) {
		return r.hoisted(before, s)
	}
	var out ast.Stmt = s
	label := &ast.Ident{NamePos: r.at, Name: r.Fresh("select")}
	if nameBreaks(s, label) {
		out = &ast.LabeledStmt{Label: label, Colon: r.at, Stmt: s}
	}
	if len(jumps) > 0 {
		never := r.newVar("never", types.Typ[types.Bool])
		before = append(before, r.define(never, r.truth(false)))
		for _, j := range jumps {
			before = append(before, &ast.IfStmt{If: r.at, Cond: r.use(never), Body: r.blockOf(j)})
		}
	}
	return r.hoisted(before, out)
}

// jumpsBack returns a copy of each kind of jump in a select that leads to a loop or a label
// outside of it.
func (r *rewriter) jumpsBack(s *ast.SelectStmt) []ast.Stmt {
	var out []ast.Stmt
	inside, seen := Labels(s.Body), map[string]bool{}
	var visit func(n ast.Node, loop bool)
	visit = func(n ast.Node, loop bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt, *ast.RangeStmt:
				if m != n {
					visit(m, true)
					return false
				}
			case *ast.BranchStmt:
				name := ""
				if m.Label != nil {
					name = m.Label.Name
				}
				key := m.Tok.String() + " " + name
				if m.Tok != token.CONTINUE && m.Tok != token.GOTO || name == "" && loop || inside[name] || seen[key] {
					return true
				}
				seen[key] = true
				j := &ast.BranchStmt{TokPos: s.Pos(), Tok: m.Tok}
				if m.Label != nil {
					j.Label = &ast.Ident{NamePos: s.Pos(), Name: name}
					if o := r.Info.Uses[m.Label]; o != nil {
						r.Info.Uses[j.Label] = o
					}
				}
				out = append(out, j)
			}
			return true
		})
	}
	visit(s.Body, false)
	return out
}

// nameBreaks gives the breaks that leave a select its label, and reports whether there are
// any.
func nameBreaks(s *ast.SelectStmt, label *ast.Ident) bool {
	any := false
	ast.Inspect(s.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		case *ast.BranchStmt:
			if n.Tok == token.BREAK && n.Label == nil {
				n.Label = &ast.Ident{NamePos: n.TokPos, Name: label.Name}
				any = true
			}
		}
		return true
	})
	return any
}

// channels evaluates the channels of all cases, and the values that they send. A variable
// stays where it is, unless code that runs after it could change it.
func (r *rewriter) channels(s *ast.SelectStmt) (before []ast.Stmt) {
	var operands []*ast.Expr
	last := -1
	for _, c := range s.Body.List {
		for _, e := range r.caseOperands(c.(*ast.CommClause).Comm) {
			if r.runs(*e) {
				last = len(operands)
			}
			operands = append(operands, e)
		}
	}
	for i, e := range operands {
		if r.simple(*e) && (i > last || r.fixed(*e, hazards{star: true, deep: true})) {
			continue
		}
		r.at = (*e).Pos()
		st, use := r.keep(*e)
		before = append(before, st)
		*e = use
	}
	for _, c := range s.Body.List {
		if s, ok := c.(*ast.CommClause).Comm.(*ast.SendStmt); ok {
			c, ok := r.Info.TypeOf(s.Chan).Underlying().(*types.Chan)
			if ok && r.Info.Types[s.Value].Value != nil && !types.IsInterface(c.Elem()) {
				s.Value = r.convert(s.Value, c.Elem()) // the interpreter would send an int
			}
		}
	}
	return before
}

// caseOperands are the channel of a case and the value that it sends.
func (r *rewriter) caseOperands(comm ast.Stmt) []*ast.Expr {
	channel := func(e ast.Expr) []*ast.Expr {
		if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
			return []*ast.Expr{&u.X}
		}
		return nil
	}
	switch s := comm.(type) {
	case *ast.SendStmt:
		return []*ast.Expr{&s.Chan, &s.Value}
	case *ast.ExprStmt:
		return channel(s.X)
	case *ast.AssignStmt:
		return channel(s.Rhs[0])
	}
	return nil
}

// received makes a case receive into fresh variables, and returns the assignments.
func (r *rewriter) received(c *ast.CommClause) []ast.Stmt {
	a, ok := c.Comm.(*ast.AssignStmt)
	if !ok || a.Tok != token.ASSIGN {
		return nil
	}
	var lhs, rhs []ast.Expr
	parts := []types.Type{r.elem(a.Rhs[0]), types.Typ[types.Bool]}
	for i, e := range a.Lhs {
		if isBlank(e) {
			a.Lhs[i] = r.blank()
			continue
		}
		v := r.newVar("v", parts[i])
		a.Lhs[i] = r.def(v)
		lhs, rhs = append(lhs, e), append(rhs, r.use(v))
	}
	if len(lhs) == 0 {
		c.Comm = &ast.ExprStmt{X: a.Rhs[0]}
		return nil
	}
	a.Tok = token.DEFINE
	return r.assignAll(lhs, rhs)
}

// elem is the type of what a receive gives.
func (r *rewriter) elem(e ast.Expr) types.Type {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
		if c, ok := r.Info.TypeOf(u.X).Underlying().(*types.Chan); ok {
			return c.Elem()
		}
	}
	return r.Info.TypeOf(e)
}
