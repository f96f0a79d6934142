package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Definitions of several variables.
//
// The rule of Go (spec, "Short variable declarations" and "Variable declarations"): the
// values are evaluated as in an assignment; a name that its scope already has is assigned
// to, not declared; the new variables are seen after the statement only.
//
// The interpreter drops the values that are no calls where one is a call, and makes a new
// variable of every name, so that closures over the old one keep what it was. A variable
// that is defined by a receive cannot be written afterwards.
//
// The rewritten form defines one variable a statement, by way of others where a value
// names one of those defined:
//
//	x, y := f(1), 2      x := f(1); y := 2
//	x, y := y, x         v1 := y; v2 := x; x := v1; y := v2
//	a, err := f()        a, v1 := f(); err = v1      (err is not new)
//	var a, b T = f(), 1  var a T = f(); var b T = 1
//	x := <-c             v1 := <-c; x := v1
//
// The programs definitions.go and received.go of testdata/programs pin it.

func (r *rewriter) defineStmt(s *ast.AssignStmt) []ast.Stmt {
	if len(s.Lhs) == 1 {
		return append(r.fromChannel(&s.Rhs[0]), s)
	}
	if len(s.Lhs) != len(s.Rhs) {
		return r.defineTuple(s)
	}
	if !r.on(RuleDefine) {
		return []ast.Stmt{s}
	}
	return r.defineAll(s.Lhs, s.Rhs, func(i int, value ast.Expr) []ast.Stmt {
		id := s.Lhs[i].(*ast.Ident)
		switch {
		case id.Name == "_":
			return r.store(id, value)
		case r.Info.Defs[id] == nil:
			return r.store(id, value)
		}
		return append(r.fromChannel(&value), r.set(id, token.DEFINE, value))
	})
}

// fromChannel keeps the value that defines one variable, if it is received.
func (r *rewriter) fromChannel(value *ast.Expr) []ast.Stmt {
	if !r.on(RuleLiteral) || !r.receives(*value) {
		return nil
	}
	s, use := r.keep(*value)
	*value = use
	return []ast.Stmt{s}
}

// defineAll defines or assigns variables, each by a call of one.
func (r *rewriter) defineAll(lhs, rhs []ast.Expr, one func(i int, value ast.Expr) []ast.Stmt) []ast.Stmt {
	h := hazards{vars: map[*types.Var]bool{}, names: map[string]bool{}}
	old := false
	for _, e := range lhs {
		id := e.(*ast.Ident)
		if id.Name == "_" {
			continue
		}
		if r.Info.Defs[id] == nil {
			old = true
			r.touches(&h, id)
		}
		h.names[id.Name] = true
	}
	var out []ast.Stmt
	if !old && !r.clash(lhs, rhs) {
		for i, e := range rhs {
			out = append(out, one(i, e)...)
		}
		return out
	}
	keep := func(i int) {
		s, use := r.keep(rhs[i])
		out = append(out, s)
		rhs[i] = use
	}
	for i, e := range rhs {
		if r.runs(e) {
			keep(i)
		}
	}
	for i, e := range rhs {
		if !r.fixed(e, h) {
			keep(i)
		}
	}
	for i, e := range rhs {
		out = append(out, one(i, e)...)
	}
	return out
}

// clash reports whether values cannot be evaluated as each variable is defined: one names
// a variable that is defined before, or a later call might change it.
func (r *rewriter) clash(lhs, rhs []ast.Expr) bool {
	before := map[string]bool{}
	for i, e := range rhs {
		bad := false
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				bad = bad || before[id.Name]
			}
			return !bad
		})
		if bad {
			return true
		}
		before[lhs[i].(*ast.Ident).Name] = true
		delete(before, "_")
		if r.runs(e) {
			for _, earlier := range rhs[:i] {
				if !r.runs(earlier) && !r.steady(earlier) {
					return true
				}
			}
		}
	}
	return false
}

// steady reports whether calls cannot change what an expression gives, nor run before it
// panics.
func (r *rewriter) steady(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		if _, ok := ast.Unparen(x.X).(*ast.CompositeLit); ok && x.Op == token.AND {
			return true
		}
	case *ast.CallExpr:
		if r.harmless(x) && !r.Info.Types[x.Fun].IsType() {
			return true // make, new, len
		}
	}
	return r.fixed(e, hazards{star: true, deep: true})
}

// defineTuple rewrites the definition of several variables by one value where some of
// them are not new.
func (r *rewriter) defineTuple(s *ast.AssignStmt) []ast.Stmt {
	tuple, _ := r.Info.TypeOf(s.Rhs[0]).(*types.Tuple)
	if !r.on(RuleRedefine) || tuple == nil || tuple.Len() != len(s.Lhs) {
		return []ast.Stmt{s}
	}
	old, apart := false, false // apart: a new variable is declared elsewhere, as those of a session
	for _, e := range s.Lhs {
		id := e.(*ast.Ident)
		v, _ := r.Info.Defs[id].(*types.Var)
		old = old || v == nil && id.Name != "_"
		apart = apart || v != nil && r.Shared != nil && r.Shared(v)
	}
	if !old {
		return []ast.Stmt{s}
	}
	var after []ast.Stmt
	for i, e := range s.Lhs {
		id := e.(*ast.Ident)
		isNew := r.Info.Defs[id] != nil
		if id.Name == "_" || isNew && !apart {
			continue
		}
		v := r.newVar("v", types.Default(tuple.At(i).Type()))
		s.Lhs[i] = r.def(v)
		tok := token.ASSIGN
		if isNew {
			tok = token.DEFINE
		}
		after = append(after, r.set(id, tok, r.use(v)))
	}
	return append([]ast.Stmt{s}, after...)
}

// declStmt rewrites a declaration: each variable gets one of its own.
func (r *rewriter) declStmt(s *ast.DeclStmt) []ast.Stmt {
	d, ok := s.Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR || !r.on(RuleDefine) {
		return []ast.Stmt{s}
	}
	var out []ast.Stmt
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		if len(v.Values) == 1 && len(v.Names) == 2 && v.Names[0].Name == "_" && v.Names[1].Name == "_" {
			r.at = v.Pos()
			lhs := []ast.Expr{v.Names[0], v.Names[1]}
			out = append(out, r.assignStmt(&ast.AssignStmt{Lhs: lhs, TokPos: r.at, Tok: token.ASSIGN, Rhs: v.Values})...)
			continue
		}
		if len(v.Names) == 1 || len(v.Values) != len(v.Names) && len(v.Values) > 0 {
			if len(v.Names) == len(v.Values) {
				out = append(out, r.fromChannel(&v.Values[0])...)
			}
			out = append(out, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: v.Pos(), Tok: token.VAR, Specs: []ast.Spec{v}}})
			continue
		}
		r.at = v.Pos()
		typ := func() ast.Expr {
			if v.Type == nil {
				return nil
			}
			return r.typeExpr(r.Info.TypeOf(v.Type))
		}
		if len(v.Values) == 0 {
			for _, id := range v.Names {
				out = append(out, r.varSpec(id, typ(), nil))
			}
			continue
		}
		lhs := make([]ast.Expr, len(v.Names))
		for i, id := range v.Names {
			lhs[i] = id
		}
		out = append(out, r.defineAll(lhs, v.Values, func(i int, value ast.Expr) []ast.Stmt {
			return append(r.fromChannel(&value), r.varSpec(v.Names[i], typ(), value))
		})...)
	}
	return out
}
