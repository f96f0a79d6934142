package core

import (
	"go/ast"
	"go/types"
)

// Returns of several values.
//
// The rule of Go (spec, "Return statements"): the values are evaluated as in an
// assignment, all before the results get them.
//
// The interpreter makes a call put its result straight into the result's place, so a
// result that another value names changes too early.
//
// The rewritten form keeps what runs code, but for one value beside others that cannot
// change:
//
//	return f(y), f(x)    v1 := f(y); v2 := f(x); return v1, v2
//
// The program returns.go of testdata/programs pins it.

func (r *rewriter) returnStmt(s *ast.ReturnStmt) []ast.Stmt {
	if len(s.Results) < 2 || !r.on(RuleReturn) {
		return []ast.Stmt{s}
	}
	running, others := 0, true
	for _, e := range s.Results {
		if r.runs(e) {
			running++
		} else {
			others = others && r.fixed(e, hazards{vars: map[*types.Var]bool{}, star: true, deep: true})
		}
	}
	if running == 0 || running == 1 && others {
		return []ast.Stmt{s}
	}
	var out []ast.Stmt
	for i, e := range s.Results {
		if r.runs(e) {
			st, use := r.keep(e)
			out = append(out, st)
			s.Results[i] = use
		}
	}
	return r.scoped(append(out, s))
}
