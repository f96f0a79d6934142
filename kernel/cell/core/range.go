package core

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Range into what exists already.
//
// The rule of Go (spec, "For statements with range clause"): with =, the values of each
// iteration are assigned to the places on the left, as in an assignment statement.
//
// The interpreter makes new variables of the names, and nothing of other places.
//
// The rewritten form has fresh variables, whose values the body assigns first:
//
//	for m[k], v = range x { body }   for v1, v2 := range x { m[k] = v1; v = v2; body }
//
// The program ranges.go of testdata/programs pins it.

func (r *rewriter) rangeStmt(s *ast.RangeStmt) []ast.Stmt {
	at := s.Pos()
	var set []ast.Stmt
	if s.Tok == token.ASSIGN && r.on(RuleRange) {
		key, value := s.Key, s.Value
		var lhs, rhs []ast.Expr
		kt, vt := r.rangeTypes(s)
		fresh := func(e ast.Expr, t types.Type) ast.Expr {
			if e == nil {
				return nil
			}
			if isBlank(e) || t == nil {
				return r.blank()
			}
			v := r.newVar("v", t)
			lhs, rhs = append(lhs, e), append(rhs, r.use(v))
			return r.def(v)
		}
		s.Key, s.Value = fresh(key, kt), fresh(value, vt)
		if len(lhs) == 0 {
			s.Key, s.Value, s.Tok = nil, nil, token.ILLEGAL
		} else {
			s.Tok = token.DEFINE
			set = r.assignAll(lhs, rhs)
		}
	}
	r.block(s.Body)
	r.at = at
	if len(set) > 0 {
		// The body may declare names of its own that the places use.
		s.Body.List = append(set[:len(set):len(set)], r.inner(s.Body.List)...)
	}
	return []ast.Stmt{s}
}

// inner puts statements into a block if they declare something.
func (r *rewriter) inner(list []ast.Stmt) []ast.Stmt {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.DeclStmt:
			return []ast.Stmt{r.blockOf(list...)}
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				return []ast.Stmt{r.blockOf(list...)}
			}
		}
	}
	return list
}

// rangeTypes are the types of the values that a range gives.
func (r *rewriter) rangeTypes(s *ast.RangeStmt) (key, value types.Type) {
	t := r.Info.TypeOf(s.X)
	integer := types.Typ[types.Int]
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return integer, types.Universe.Lookup("rune").Type()
		}
		if s.Key != nil && !isBlank(s.Key) && r.Info.Types[s.X].Value != nil {
			if k := r.Info.TypeOf(s.Key); !types.IsInterface(k) { // which gives the constant its type
				s.X = r.convert(s.X, k)
				return k, nil
			}
		}
		return types.Default(t), nil
	case *types.Slice:
		return integer, u.Elem()
	case *types.Array:
		return integer, u.Elem()
	case *types.Pointer:
		if a, ok := u.Elem().Underlying().(*types.Array); ok {
			return integer, a.Elem()
		}
	case *types.Map:
		return u.Key(), u.Elem()
	case *types.Chan:
		return u.Elem(), nil
	case *types.Signature:
		yield, ok := u.Params().At(0).Type().Underlying().(*types.Signature)
		if !ok {
			break
		}
		if yield.Params().Len() > 0 {
			key = yield.Params().At(0).Type()
		}
		if yield.Params().Len() > 1 {
			value = yield.Params().At(1).Type()
		}
		return key, value
	}
	return nil, nil
}
