package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/lines"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Loops.
//
// The interpreter shares a loop's variables between iterations, as Go did before 1.22.
// That shows only where a variable's address outlives the iteration: in a func literal,
// or behind &. There the body works on a copy of its own, and what it leaves in the copy
// goes back before the next step.
//
// Pinned by testdata/programs/binding.go, concurrent.go, counters.go and language.go.

// forStmt lowers a three-part loop.
func (l *lowerer) forStmt(s *ast.ForStmt) []ast.Stmt {
	escaping := l.escaping(s)
	recount := s.Cond != nil && lines.MayPanic(&ast.ExprStmt{X: s.Cond}, l.info) || s.Post != nil && lines.MayPanic(s.Post, l.info)
	at := l.at
	l.simple(&s.Init)
	s.Cond = l.expr(s.Cond)
	l.simple(&s.Post)
	l.block(s.Body)
	l.at = at
	if recount && !l.quiet {
		s.Body.List = append(s.Body.List, l.count())
	}
	if len(escaping) > 0 {
		l.perIteration(s, escaping)
	}
	if s.Init != nil && s.Cond == nil && s.Post == nil {
		s.Cond = l.ident("true") // the interpreter would run the first part again and again
	}
	return []ast.Stmt{s}
}

// escaping are the variables of the loop's header whose address is taken in its body.
func (l *lowerer) escaping(s *ast.ForStmt) []*types.Var {
	init, ok := s.Init.(*ast.AssignStmt)
	if !ok || init.Tok != token.DEFINE {
		return nil
	}
	var out []*types.Var
	for _, e := range init.Lhs {
		if id, ok := e.(*ast.Ident); ok {
			if v, ok := l.info.Defs[id].(*types.Var); ok && l.Outlives(v, s.Body) {
				out = append(out, v)
			}
		}
	}
	return out
}

// perIteration renames the variables in the header and copies them in and out of the
// body. A continue must not skip the copy back, so the body is put into a loop of one
// turn that continue leaves.
func (l *lowerer) perIteration(s *ast.ForStmt, vars []*types.Var) {
	names := map[string]string{}
	for _, v := range vars {
		names[v.Name()] = l.fresh(v.Name())
	}
	rename := func(n ast.Node) {
		if n == nil {
			return
		}
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				ast.Inspect(n.X, func(m ast.Node) bool { return facts.RenameIdent(m, names) })
				return false
			case *ast.Ident:
				facts.RenameIdent(n, names)
			}
			return true
		})
	}
	rename(s.Init)
	if s.Cond != nil {
		rename(s.Cond)
	}
	if s.Post != nil {
		rename(s.Post)
	}
	var in, out []ast.Stmt
	for _, v := range vars {
		in = append(in, l.assign(token.DEFINE, l.ident(v.Name()), l.ident(names[v.Name()])))
		out = append(out, l.assign(token.ASSIGN, l.ident(names[v.Name()]), l.ident(v.Name())))
	}
	copyBack := func() []ast.Stmt {
		var again []ast.Stmt
		for _, v := range vars {
			again = append(again, l.assign(token.ASSIGN, l.ident(names[v.Name()]), l.ident(v.Name())))
		}
		return again
	}
	facts.BeforeContinue(s.Body.List, copyBack, false)
	s.Body.List = append(facts.Within(in, s.Body.List), out...)
}

// rangeStmt lowers a range loop by what it ranges over.
func (l *lowerer) rangeStmt(s *ast.RangeStmt, label string) []ast.Stmt {
	if p, ok := ast.Unparen(s.X).(*ast.StarExpr); ok && s.Value == nil {
		if t := l.typeOf(s.X); t != nil {
			if _, array := t.Underlying().(*types.Array); array {
				s.X = l.arrayOf(p)
			}
		}
	}
	t := l.typeOf(s.X)
	if t == nil {
		return []ast.Stmt{s}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger != 0 {
			return l.rangeInt(s, t)
		}
		return l.rangeString(s)
	case *types.Signature:
		return l.rangeFunc(s, u, label)
	}
	return l.rangeOver(s)
}

// arrayOf is a pointer to the array that *p is, of which only the length is asked for: nil
// has that too, unless p takes a call to find.
func (l *lowerer) arrayOf(p *ast.StarExpr) ast.Expr {
	if !facts.Calls(p.X) {
		return p.X
	}
	at := &ast.UnaryExpr{OpPos: p.Star, Op: token.AND, X: p}
	l.info.Types[at] = l.info.Types[p.X]
	return at
}

// rangeOver lowers a loop over something the interpreter can range over. A variable that
// outlives its iteration is copied, and so is one that the body assigns to: the interpreter
// counts with it.
func (l *lowerer) rangeOver(s *ast.RangeStmt) []ast.Stmt {
	if n, ok := l.byIndex(s); ok {
		return l.rangeByIndex(s, n)
	}
	var in []ast.Stmt
	at := l.at
	s.X = l.expr(s.X)
	fix := func(e *ast.Expr) {
		id, ok := (*e).(*ast.Ident)
		if !ok || id.Name == "_" || s.Tok != token.DEFINE {
			if *e != nil && (!ok || id.Name != "_") {
				*e = l.expr(*e)
			}
			return
		}
		if v, ok := l.info.Defs[id].(*types.Var); ok && (l.Outlives(v, s.Body) || l.Assigned(v, s.Body)) {
			name := l.fresh(id.Name)
			*e = l.ident(name)
			in = append(in, l.assign(token.DEFINE, l.ident(id.Name), l.ident(name)))
		}
	}
	fix(&s.Key)
	fix(&s.Value)
	l.block(s.Body)
	l.at = at
	s.Body.List = facts.Within(in, s.Body.List)
	return []ast.Stmt{s}
}

// rangeString lowers a loop over a string to one over its runes and their places: the
// interpreter counts in runes, each time from the beginning.
func (l *lowerer) rangeString(s *ast.RangeStmt) []ast.Stmt {
	blank := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return e == nil || ok && id.Name == "_"
	}
	var in []ast.Stmt
	at, tok := l.at, s.Tok
	set := func(e, value ast.Expr) { in = append(in, l.assign(tok, l.expr(e), value)) }
	// taken is the name under which the loop takes the values of e.
	taken := func(e ast.Expr) ast.Expr {
		if id, ok := e.(*ast.Ident); ok && tok == token.DEFINE && !l.Outlives(l.info.Defs[id], s.Body) {
			return e
		}
		name := l.fresh("rune")
		set(e, l.ident(name))
		return l.ident(name)
	}
	var text ast.Expr = &ast.CallExpr{Fun: l.ident("string"), Lparen: l.at, Args: []ast.Expr{l.expr(s.X)}, Rparen: l.at}
	var before []ast.Stmt
	key, value := s.Key, s.Value
	s.Key, s.Value, s.Tok = l.ident("_"), nil, token.DEFINE
	switch {
	case blank(key) && blank(value):
		s.X = l.host("Places", text)
	case blank(value):
		s.X, s.Value = l.host("Places", text), taken(key)
	case blank(key):
		s.X, s.Value = l.host("Runes", text), taken(value)
	default:
		str, runes, k := l.fresh("s"), l.fresh("runes"), l.fresh("k")
		before = []ast.Stmt{l.assign(token.DEFINE, l.ident(str), text), l.assign(token.DEFINE, l.ident(runes), l.host("Runes", l.ident(str)))}
		s.X, s.Key, s.Value = l.host("Places", l.ident(str)), l.ident(k), taken(key)
		set(value, &ast.IndexExpr{X: l.ident(runes), Lbrack: l.at, Index: l.ident(k), Rbrack: l.at})
	}
	l.block(s.Body)
	l.at = at
	s.Body.List = facts.Within(in, s.Body.List)
	return append(before, s)
}

// byIndex says whether a loop has to look its values up: over a pointer to an array, of
// length n, or where the values are channels. The interpreter takes another variable for
// the counter of the one, and ranges over the first channel in the other.
func (l *lowerer) byIndex(s *ast.RangeStmt) (n int64, ok bool) {
	var elem types.Type
	switch u := l.typeOf(s.X).Underlying().(type) {
	case *types.Pointer:
		n = facts.ArrayLen(u)
		return n, n >= 0
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	case *types.Map:
		elem = u.Elem()
	default:
		return 0, false
	}
	_, channel := elem.Underlying().(*types.Chan)
	return 0, channel && s.Value != nil
}

// rangeByIndex lowers a loop that looks its values up.
func (l *lowerer) rangeByIndex(s *ast.RangeStmt, n int64) []ast.Stmt {
	x, k := l.fresh("x"), l.fresh("k")
	define := l.assign(token.DEFINE, l.ident(x), l.expr(s.X))
	var in []ast.Stmt
	set := func(e, value ast.Expr) {
		if id, ok := e.(*ast.Ident); e != nil && (!ok || id.Name != "_") {
			in = append(in, l.assign(s.Tok, l.expr(e), value))
		}
	}
	set(s.Key, l.ident(k))
	if s.Value != nil {
		set(s.Value, &ast.IndexExpr{X: l.ident(x), Lbrack: l.at, Index: l.ident(k), Rbrack: l.at})
	}
	at, pointer := l.at, names.IsPointer(l.typeOf(s.X))
	l.block(s.Body)
	l.at = at
	s.Body.List = facts.Within(in, s.Body.List)
	if !pointer {
		s.Key, s.Value, s.Tok, s.X = l.ident(k), nil, token.DEFINE, l.ident(x)
		return []ast.Stmt{define, s}
	}
	return []ast.Stmt{define, l.assign(token.ASSIGN, l.ident("_"), l.ident(x)), &ast.ForStmt{
		For: l.at, Body: s.Body,
		Init: l.assign(token.DEFINE, l.ident(k), l.int(0)),
		Cond: &ast.BinaryExpr{X: l.ident(k), OpPos: l.at, Op: token.LSS, Y: l.int(int(n))},
		Post: &ast.IncDecStmt{X: l.ident(k), TokPos: l.at, Tok: token.INC},
	}}
}

// rangeInt lowers `for i := range n`.
func (l *lowerer) rangeInt(s *ast.RangeStmt, t types.Type) []ast.Stmt {
	t = types.Default(t)
	if s.Key != nil {
		if kt := l.typeOf(s.Key); kt != nil && kt != types.Typ[types.Invalid] {
			t = kt
		}
	}
	i, n := l.fresh("i"), l.fresh("n")
	x := l.expr(s.X)
	var in []ast.Stmt
	id, ok := s.Key.(*ast.Ident)
	switch {
	case s.Key == nil || ok && id.Name == "_":
	case ok && s.Tok == token.DEFINE && !l.Outlives(l.info.Defs[id], s.Body) && !l.Assigned(l.info.Defs[id], s.Body):
		i = id.Name
	default:
		in = []ast.Stmt{l.assign(s.Tok, l.expr(s.Key), l.ident(i))}
	}
	at := l.at
	l.block(s.Body)
	l.at = at
	s.Body.List = facts.Within(in, s.Body.List)
	loop := &ast.ForStmt{
		For: l.at,
		Init: &ast.AssignStmt{
			Lhs: []ast.Expr{l.ident(i), l.ident(n)}, TokPos: l.at, Tok: token.DEFINE,
			Rhs: []ast.Expr{l.convert(t, l.int(0)), l.convert(t, x)},
		},
		Cond: &ast.BinaryExpr{X: l.ident(i), OpPos: l.at, Op: token.LSS, Y: l.ident(n)},
		Post: &ast.IncDecStmt{X: l.ident(i), TokPos: l.at, Tok: token.INC},
		Body: s.Body,
	}
	return []ast.Stmt{loop}
}
