package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Assignments of several values.
//
// The rule of Go (spec, "Assignment statements"): the operands of index expressions and
// pointer indirections on the left, and the expressions on the right, are all evaluated
// first, calls and receives in the order in which they stand; then the values are
// assigned from left to right.
//
// The interpreter makes a call put its results straight into the variable on the left,
// assigns the values that are no calls not at all beside a call, and reads one operand of
// a receive for the other.
//
// The rewritten form evaluates what something else in the statement could change into
// variables, and assigns one value a statement:
//
//	a, b = f(b), a+b     v1 := f(b); b = a + b; a = v1
//	x[g()], y = y, h()   v1 := g(); v2 := h(); v3 := y; x[v1] = v3; y = v2
//	m[k], ok = <-c       v1, v2 := <-c; m[k] = v1; ok = v2
//
// A constant, and a variable that nothing else writes meanwhile, stays where it is. Where
// the order is left open, it is that of the compiler: calls first, then the rest.
//
// The programs assignments.go, places.go and counters.go of testdata/programs pin it.

func (r *rewriter) assignStmt(s *ast.AssignStmt) []ast.Stmt {
	switch {
	case s.Tok == token.DEFINE:
		return r.defineStmt(s)
	case s.Tok != token.ASSIGN:
		return r.opAssign(s)
	case len(s.Lhs) == 1 && len(s.Rhs) == 1:
		return r.scoped(r.assignOne(s))
	case len(s.Lhs) == len(s.Rhs):
		if !r.on(RuleTuple) {
			return []ast.Stmt{s}
		}
		return r.scoped(r.assignAll(s.Lhs, s.Rhs))
	}
	if !r.on(RuleUnpack) {
		return []ast.Stmt{s}
	}
	return r.scoped(r.unpack(s))
}

// assignAll assigns values to as many places.
func (r *rewriter) assignAll(lhs, rhs []ast.Expr) []ast.Stmt {
	h := hazards{vars: map[*types.Var]bool{}}
	plain := true // all places are variables, each once
	for _, e := range lhs {
		id, ok := ast.Unparen(e).(*ast.Ident)
		if v := r.root(e); v != nil && !isBlank(e) {
			ok = ok && !h.vars[v]
		}
		plain = plain && ok && (id.Name == "_" || r.root(e) != nil)
		r.touches(&h, e)
	}
	var out []ast.Stmt
	keep := func(e *ast.Expr) {
		s, use := r.keep(*e)
		out = append(out, s)
		*e = use
	}
	var places []*ast.Expr
	for i := range lhs {
		places = append(places, r.operands(&lhs[i])...)
	}
	// Each value that is to be kept is; of those the last may go straight to its variable.
	last := -1
	for i, e := range rhs {
		if plain && r.runs(e) {
			last = i
		}
	}
	if last >= 0 && isBlank(lhs[last]) {
		last = -1
	}
	for i, e := range rhs {
		if plain && !r.runs(e) && !r.fixed(e, h) && !isBlank(lhs[i]) {
			last = i
		}
	}
	for _, e := range places {
		if r.runs(*e) {
			keep(e)
		}
	}
	for i := range rhs {
		if i != last && r.runs(rhs[i]) {
			keep(&rhs[i])
		}
	}
	for _, e := range places {
		if !r.fixed(*e, h) {
			keep(e)
		}
	}
	for i := range rhs {
		if i != last && !r.fixed(rhs[i], h) {
			keep(&rhs[i])
		}
	}
	if last >= 0 {
		out = append(out, r.store(lhs[last], rhs[last])...)
	}
	for i := range lhs {
		if i != last {
			out = append(out, r.store(lhs[i], rhs[i])...)
		}
	}
	return out
}

// store assigns one value; a constant is not assigned to the blank variable.
func (r *rewriter) store(lhs, rhs ast.Expr) []ast.Stmt {
	if tv := r.Info.Types[rhs]; isBlank(lhs) && (tv.Value != nil || tv.IsNil()) {
		return nil
	}
	return r.assignOne(&ast.AssignStmt{Lhs: []ast.Expr{lhs}, TokPos: r.at, Tok: token.ASSIGN, Rhs: []ast.Expr{rhs}})
}

// assignOne rewrites the assignment of one value. A call in the value comes before the
// operands of the place are read; a received value, a composite literal and a func literal
// go through a variable: the interpreter puts them where the variable is, and pointers to
// it, and closures over it, keep what was there.
func (r *rewriter) assignOne(s *ast.AssignStmt) []ast.Stmt {
	lhs, rhs := s.Lhs[0], s.Rhs[0]
	if isBlank(lhs) {
		return r.discard(s)
	}
	var out []ast.Stmt
	keep := func(e *ast.Expr) {
		st, use := r.keep(*e)
		out = append(out, st)
		*e = use
	}
	if r.on(RuleLiteral) {
		switch x := ast.Unparen(rhs).(type) {
		case *ast.CompositeLit, *ast.FuncLit:
			if _, ok := ast.Unparen(lhs).(*ast.Ident); ok {
				keep(&s.Rhs[0])
				return append(out, s)
			}
		case *ast.UnaryExpr:
			if x.Op == token.ARROW {
				r.keepPlaces(&s.Lhs[0], keep)
				keep(&s.Rhs[0])
				return append(out, s)
			}
		}
	}
	if r.on(RulePlace) && r.runs(rhs) {
		places := r.operands(&s.Lhs[0])
		moved := false
		for _, e := range places {
			if r.runs(*e) {
				keep(e)
				moved = true
			} else if v := r.root(*e); v == nil && r.Info.Types[*e].Value == nil || v != nil && r.isShared(v) {
				moved = true
			}
		}
		if v := r.root(lhs); v != nil && len(places) == 0 {
			moved = false
		}
		if moved {
			keep(&s.Rhs[0])
		}
	}
	return append(out, s)
}

// keepPlaces keeps the operands of a place that run code.
func (r *rewriter) keepPlaces(lhs *ast.Expr, keep func(*ast.Expr)) {
	for _, e := range r.operands(lhs) {
		if r.runs(*e) {
			keep(e)
		}
	}
}

// discard rewrites an assignment to the blank variable.
func (r *rewriter) discard(s *ast.AssignStmt) []ast.Stmt {
	s.Rhs[0], _ = r.typed(s.Rhs[0])
	return []ast.Stmt{s}
}

// unpack rewrites the assignment of the results of one call, or of an expression with a
// comma ok, to several places.
func (r *rewriter) unpack(s *ast.AssignStmt) []ast.Stmt {
	tuple, _ := r.Info.TypeOf(s.Rhs[0]).(*types.Tuple)
	if tuple == nil || tuple.Len() != len(s.Lhs) {
		return []ast.Stmt{s}
	}
	var out []ast.Stmt
	keep := func(e *ast.Expr) {
		st, use := r.keep(*e)
		out = append(out, st)
		*e = use
	}
	for i := range s.Lhs {
		r.keepPlaces(&s.Lhs[i], keep)
	}
	define := &ast.AssignStmt{TokPos: r.at, Tok: token.DEFINE, Rhs: s.Rhs}
	var lhs, rhs []ast.Expr
	for i, e := range s.Lhs {
		if isBlank(e) {
			define.Lhs = append(define.Lhs, r.blank())
			continue
		}
		v := r.newVar("v", types.Default(tuple.At(i).Type()))
		define.Lhs = append(define.Lhs, r.def(v))
		lhs, rhs = append(lhs, e), append(rhs, r.use(v))
	}
	if len(lhs) == 0 {
		if _, call := ast.Unparen(s.Rhs[0]).(*ast.CallExpr); call {
			define.Tok = token.ASSIGN
			return append(out, define)
		}
		// The interpreter evaluates nothing, or too much, where both values are dropped.
		v := r.newVar("v", types.Default(tuple.At(0).Type()))
		define.Lhs[0] = r.def(v)
		return append(out, define, r.set(r.blank(), token.ASSIGN, r.use(v)))
	}
	out = append(out, define)
	return append(out, r.assignAll(lhs, rhs)...)
}

func (r *rewriter) blank() *ast.Ident { return &ast.Ident{NamePos: r.at, Name: "_"} }

// opAssign rewrites x op= y. Its operands are evaluated once; a call or receive in y comes
// before the operands of x are read, and goes through a variable where x is more than a
// variable.
func (r *rewriter) opAssign(s *ast.AssignStmt) []ast.Stmt {
	if !r.on(RulePlace) {
		return []ast.Stmt{s}
	}
	var out []ast.Stmt
	keep := func(e *ast.Expr) {
		st, use := r.keep(*e)
		out = append(out, st)
		*e = use
	}
	places := r.operands(&s.Lhs[0])
	for _, e := range places {
		if r.runs(*e) {
			keep(e)
		}
	}
	if r.runs(s.Rhs[0]) && (len(places) > 0 || r.receives(s.Rhs[0])) {
		keep(&s.Rhs[0])
	}
	return r.scoped(append(out, s))
}

// receives reports whether an expression is a receive.
func (r *rewriter) receives(e ast.Expr) bool {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

// incDec rewrites x++ and x--, whose operands are evaluated once.
func (r *rewriter) incDec(s *ast.IncDecStmt) []ast.Stmt {
	if !r.on(RulePlace) {
		return []ast.Stmt{s}
	}
	var out []ast.Stmt
	r.keepPlaces(&s.X, func(e *ast.Expr) {
		st, use := r.keep(*e)
		out = append(out, st)
		*e = use
	})
	return r.scoped(append(out, s))
}

// send rewrites a send whose channel and value both run code: the channel comes first.
func (r *rewriter) send(s *ast.SendStmt) []ast.Stmt {
	if !r.on(RulePlace) || !r.runs(s.Value) {
		return []ast.Stmt{s}
	}
	var out []ast.Stmt
	if r.runs(s.Chan) {
		st, use := r.keep(s.Chan)
		out = append(out, st)
		s.Chan = use
	}
	if len(out) > 0 || r.receives(s.Value) {
		st, use := r.keep(s.Value)
		out = append(out, st)
		s.Value = use
	}
	return r.scoped(append(out, s))
}
