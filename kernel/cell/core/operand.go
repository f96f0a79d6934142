package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// findShared finds the variables that a func literal uses and another func declares, and
// those whose address is taken: a call, or a write through a pointer, may change them.
func (r *rewriter) findShared(body *ast.BlockStmt) {
	r.shared = map[*types.Var]bool{}
	var visit func(n ast.Node, inside *ast.FuncLit)
	visit = func(n ast.Node, inside *ast.FuncLit) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch x := m.(type) {
			case *ast.FuncLit:
				if x != inside {
					visit(x, x)
					return false
				}
			case *ast.Ident:
				if v, ok := r.Info.Uses[x].(*types.Var); ok && inside != nil && !v.IsField() && (v.Pos() < inside.Pos() || v.Pos() >= inside.End()) {
					r.shared[v] = true
				}
			case *ast.UnaryExpr:
				if x.Op == token.AND {
					r.share(x.X)
				}
			case *ast.SelectorExpr:
				if sel := r.Info.Selections[x]; sel != nil && sel.Kind() == types.MethodVal {
					r.share(x.X)
				}
			case *ast.SliceExpr:
				r.share(x.X)
			}
			return true
		})
	}
	visit(body, nil)
}

// share notes the variable that an expression is a part of.
func (r *rewriter) share(e ast.Expr) {
	if v := r.root(e); v != nil {
		r.shared[v] = true
	}
}

// root is the variable that an expression is, or is a part of; nil if it is none, as
// where a pointer, slice or map is followed.
func (r *rewriter) root(e ast.Expr) *types.Var {
	switch x := e.(type) {
	case *ast.Ident:
		v, _ := r.Info.Uses[x].(*types.Var)
		if v == nil {
			v, _ = r.Info.Defs[x].(*types.Var)
		}
		return v
	case *ast.ParenExpr:
		return r.root(x.X)
	case *ast.SelectorExpr:
		if sel := r.Info.Selections[x]; sel != nil {
			if sel.Kind() != types.FieldVal || sel.Indirect() {
				return nil
			}
			return r.root(x.X)
		}
		v, _ := r.Info.Uses[x.Sel].(*types.Var) // of a package
		return v
	case *ast.IndexExpr:
		if t := r.Info.TypeOf(x.X); t != nil {
			if _, ok := t.Underlying().(*types.Array); ok {
				return r.root(x.X)
			}
		}
	}
	return nil
}

// isShared reports whether code outside of the statement may write a variable.
func (r *rewriter) isShared(v *types.Var) bool {
	if r.own[v] {
		return false
	}
	if r.shared[v] || r.Shared != nil && r.Shared(v) {
		return true
	}
	p := v.Parent()
	return p == nil || p.Parent() == types.Universe
}

// runs reports whether evaluating an expression runs code whose order counts: a call, or
// a receive.
func (r *rewriter) runs(e ast.Expr) bool {
	found := false
	r.inspect(e, func(n ast.Node) {
		switch x := n.(type) {
		case *ast.CallExpr:
			found = found || !r.harmless(x)
		case *ast.UnaryExpr:
			found = found || x.Op == token.ARROW
		}
	})
	return found
}

// inspect visits what is evaluated with an expression: not the bodies of func literals.
func (r *rewriter) inspect(e ast.Expr, f func(ast.Node)) {
	if e == nil {
		return
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if n != nil {
			f(n)
		}
		_, lit := n.(*ast.FuncLit)
		return !lit
	})
}

// harmless reports whether a call is a conversion, or of a builtin that runs no code and
// changes nothing.
func (r *rewriter) harmless(c *ast.CallExpr) bool {
	tv := r.Info.Types[c.Fun]
	if tv.IsType() {
		return true
	}
	if r.Info.Types[c].Value != nil {
		return true
	}
	id, ok := ast.Unparen(c.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	if b, ok := r.Info.Uses[id].(*types.Builtin); ok {
		switch b.Name() {
		case "len", "cap", "real", "imag", "complex", "min", "max", "new", "make":
			return true
		}
	}
	return false
}

// hazards are what a statement changes while it assigns.
type hazards struct {
	vars  map[*types.Var]bool // variables, whole or in part
	names map[string]bool     // names that it defines
	star  bool                // what a pointer points to
	deep  bool                // a part of what a pointer points to, or an element
}

// fixed reports whether an expression gives the same value, without a panic, before and
// after the changes.
func (r *rewriter) fixed(e ast.Expr, h hazards) bool {
	tv := r.Info.Types[e]
	if tv.Value != nil || tv.IsNil() || tv.IsType() {
		return true
	}
	switch x := e.(type) {
	case *ast.BasicLit, *ast.FuncLit:
		return true
	case *ast.Ident:
		if h.names[x.Name] {
			return false
		}
		switch o := r.Info.Uses[x].(type) {
		case *types.Func, *types.Nil, *types.Const:
			return true
		case *types.Var:
			return r.fixedVar(o, h)
		}
	case *ast.ParenExpr:
		return r.fixed(x.X, h)
	case *ast.SelectorExpr:
		if sel := r.Info.Selections[x]; sel != nil {
			return sel.Kind() == types.FieldVal && !sel.Indirect() && r.fixed(x.X, h)
		}
		switch o := r.Info.Uses[x.Sel].(type) {
		case *types.Func:
			return true
		case *types.Var:
			return r.fixedVar(o, h)
		}
	case *ast.UnaryExpr:
		switch x.Op {
		case token.ADD, token.SUB, token.NOT, token.XOR:
			return r.fixed(x.X, h)
		case token.AND:
			id, ok := ast.Unparen(x.X).(*ast.Ident)
			return ok && !h.names[id.Name]
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.ADD, token.SUB, token.MUL, token.AND, token.OR, token.XOR, token.AND_NOT, token.LAND, token.LOR,
			token.LSS, token.LEQ, token.GTR, token.GEQ:
			return r.fixed(x.X, h) && r.fixed(x.Y, h)
		case token.EQL, token.NEQ:
			t := r.Info.TypeOf(x.X)
			_, basic := t.Underlying().(*types.Basic)
			return basic && r.fixed(x.X, h) && r.fixed(x.Y, h) && !types.IsInterface(r.Info.TypeOf(x.Y))
		case token.QUO:
			b, ok := r.Info.TypeOf(x).Underlying().(*types.Basic)
			return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0 && r.fixed(x.X, h) && r.fixed(x.Y, h)
		}
	case *ast.CallExpr:
		if len(x.Args) != 1 {
			return false
		}
		if fun := r.Info.Types[x.Fun]; fun.IsType() {
			return isNumber(fun.Type) && isNumber(r.Info.TypeOf(x.Args[0])) && r.fixed(x.Args[0], h)
		}
		if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok && r.harmless(x) && (id.Name == "len" || id.Name == "cap") {
			switch r.Info.TypeOf(x.Args[0]).Underlying().(type) {
			case *types.Slice, *types.Basic:
				return r.fixed(x.Args[0], h)
			}
		}
	}
	return false
}

func (r *rewriter) fixedVar(v *types.Var, h hazards) bool {
	if h.vars[v] || h.names[v.Name()] {
		return false
	}
	if !r.isShared(v) {
		return true
	}
	switch v.Type().Underlying().(type) {
	case *types.Struct, *types.Array:
		return !h.star && !h.deep
	}
	return !h.star
}

func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// simple reports whether an expression is a constant, nil or a variable.
func (r *rewriter) simple(e ast.Expr) bool {
	if tv := r.Info.Types[e]; tv.Value != nil || tv.IsNil() {
		return true
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	switch r.Info.Uses[id].(type) {
	case *types.Var, *types.Nil:
		return true
	}
	return false
}

// operands are the parts of a place that Go evaluates before anything is assigned to it:
// the operands of its index expressions and pointer indirections.
func (r *rewriter) operands(e *ast.Expr) []*ast.Expr {
	switch x := (*e).(type) {
	case *ast.ParenExpr:
		return r.operands(&x.X)
	case *ast.StarExpr:
		return []*ast.Expr{&x.X}
	case *ast.SelectorExpr:
		sel := r.Info.Selections[x]
		if sel == nil {
			return nil
		}
		if _, ok := r.Info.TypeOf(x.X).Underlying().(*types.Pointer); ok {
			return []*ast.Expr{&x.X}
		}
		return r.operands(&x.X)
	case *ast.IndexExpr:
		if _, ok := r.Info.TypeOf(x.X).Underlying().(*types.Array); ok {
			return append(r.operands(&x.X), &x.Index)
		}
		return []*ast.Expr{&x.X, &x.Index}
	case *ast.Ident:
		return nil
	}
	return []*ast.Expr{e} // a call, the base of a field of its result, cannot be assigned to
}

// touches adds what an assignment to a place changes.
func (r *rewriter) touches(h *hazards, e ast.Expr) {
	if isBlank(e) {
		return
	}
	if v := r.root(e); v != nil {
		h.vars[v] = true
		if r.isShared(v) {
			h.deep = true
		}
		return
	}
	if _, ok := ast.Unparen(e).(*ast.StarExpr); ok {
		h.star = true
	}
	h.deep = true
}
