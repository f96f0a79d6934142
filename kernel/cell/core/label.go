package core

import (
	"go/ast"
	"go/token"
)

// Labels.
//
// The rule of Go (spec, "Labeled statements"): labels are names of their own, apart from
// those of variables; goto leads to the statement with the label, whatever it is.
//
// The interpreter keeps labels among the names of variables, and finds none that stands in
// a case itself.
//
// The rewritten form has fresh names for labels. Where a statement that a goto leads to
// becomes several, the label stands before them, and the loop, switch or select among
// them has another, for break and continue. Labels of a case stand in a block.
//
// The program labels.go of testdata/programs pins it.

// renameLabels gives the labels of a func fresh names, and returns those that a goto names.
func (r *rewriter) renameLabels(body *ast.BlockStmt) map[string]bool {
	names, jumps := map[string]string{}, map[string]bool{}
	outsideLits(body, func(n ast.Node) {
		if l, ok := n.(*ast.LabeledStmt); ok {
			names[l.Label.Name] = l.Label.Name
			if r.on(RuleLabel) && l.Label.Name != "_" {
				names[l.Label.Name] = r.Fresh(l.Label.Name)
			}
			l.Label = &ast.Ident{NamePos: l.Label.NamePos, Name: names[l.Label.Name]}
		}
	})
	outsideLits(body, func(n ast.Node) {
		if b, ok := n.(*ast.BranchStmt); ok && b.Label != nil {
			b.Label = &ast.Ident{NamePos: b.Label.NamePos, Name: names[b.Label.Name]}
			if b.Tok == token.GOTO {
				jumps[b.Label.Name] = true
			}
		}
	})
	return jumps
}

// Labels returns the labels in a body, but not those in func literals.
func Labels(body *ast.BlockStmt) map[string]bool {
	names := map[string]bool{}
	outsideLits(body, func(n ast.Node) {
		if l, ok := n.(*ast.LabeledStmt); ok {
			names[l.Label.Name] = true
		}
	})
	return names
}

// outsideLits calls f for what a body holds, but not for what stands in func literals.
func outsideLits(body *ast.BlockStmt, f func(ast.Node)) {
	ast.Inspect(body, func(n ast.Node) bool {
		if n != nil {
			f(n)
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
}

func (r *rewriter) labeled(s *ast.LabeledStmt) []ast.Stmt {
	if c, ok := s.Stmt.(*ast.SelectStmt); ok && r.on(RuleSelect) {
		nameBreaks(c, s.Label)
	}
	out := r.stmt(s.Stmt)
	if len(out) == 0 {
		out = []ast.Stmt{&ast.EmptyStmt{Semicolon: s.Colon}}
	}
	name := s.Label.Name
	inner := &out[len(out)-1]
	nested := false // the statement stands in a block that is made for it
	if b, ok := (*inner).(*ast.BlockStmt); ok && (*inner) != s.Stmt && len(b.List) > 0 {
		inner, nested = &b.List[len(b.List)-1], true
	}
	if len(out) == 1 && !nested {
		s.Stmt = out[0]
		return []ast.Stmt{s}
	}
	if !r.jumps[name] {
		*inner = &ast.LabeledStmt{Label: s.Label, Colon: s.Colon, Stmt: *inner}
		return out
	}
	again, used := r.Fresh(name), false
	ast.Inspect(*inner, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		if ok && b.Tok != token.GOTO && b.Label != nil && b.Label.Name == name {
			b.Label.Name, used = again, true
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
	if used && breakable(*inner) {
		*inner = &ast.LabeledStmt{Label: &ast.Ident{NamePos: s.Label.NamePos, Name: again}, Colon: s.Colon, Stmt: *inner}
	}
	s.Stmt = &ast.EmptyStmt{Semicolon: s.Colon, Implicit: true}
	if len(out) == 1 {
		s.Stmt = out[0]
		return []ast.Stmt{s}
	}
	return append([]ast.Stmt{s}, out...)
}

// clause rewrites the body of a case. Labels stand in blocks there: the interpreter finds
// none that stands in the case itself.
func (r *rewriter) clause(list []ast.Stmt) []ast.Stmt {
	out := r.stmts(list)
	if !r.on(RuleLabel) {
		return out
	}
	for i, s := range out {
		l, ok := s.(*ast.LabeledStmt)
		switch {
		case !ok:
		case !r.jumps[l.Label.Name]:
			out[i] = r.blockOf(l)
		default: // a goto leads to it from beside it
			if n := len(out) - 1; isFall(out) {
				return []ast.Stmt{r.blockOf(out[:n:n]...), out[n]}
			}
			return []ast.Stmt{r.blockOf(out...)}
		}
	}
	return out
}

// breakable reports whether break may name a statement.
func breakable(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return true
	}
	return false
}
