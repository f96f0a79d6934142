package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"sort"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Interfaces.
//
// An interface declared or written out in a cell is any in the interpreter, and its
// methods are looked up by the host; the interfaces of compiled packages stay what they
// are. go/types knows every place where a value becomes an interface: there, one of a
// type that reflection does not know is put into a box (boxes/boxes.go). Assertions and type
// switches ask the host what the box says.
//
// Pinned by testdata/programs/interfaces.go, comparisons.go and methods.go.

// boxType is the number of a type, for calls of the host. The interpreter is told what
// the host needs of it: see registrations.
func (l *lowerer) boxType(t types.Type) ast.Expr { return l.int(l.p.boxType(t)) }

func (p *Lowered) boxType(t types.Type) int {
	id, fresh := p.s.calls.ID(t)
	if p.boxed[id] != nil || !fresh {
		return id
	}
	p.boxed[id] = t
	p.boxParts(t)
	return id
}

// boxParts makes the types inside a type known, whose methods package fmt would call.
func (p *Lowered) boxParts(t types.Type) {
	part := func(t types.Type) {
		if !names.CellType(t) || types.IsInterface(t) {
			return
		}
		p.boxType(t)
		if n, ok := types.Unalias(t).(*types.Named); ok && n.NumMethods() > 0 {
			p.boxType(types.NewPointer(t)) // by which encoding/json calls methods
		}
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() { // whose results templates go on with
		if r := set.At(i).Type().(*types.Signature).Results(); set.At(i).Obj().Exported() && r.Len() > 0 {
			part(r.At(0).Type())
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		part(u.Elem())
	case *types.Slice:
		part(u.Elem())
	case *types.Array:
		part(u.Elem())
	case *types.Map:
		part(u.Key())
		part(u.Elem())
	case *types.Struct:
		for i := range u.NumFields() {
			part(u.Field(i).Type())
		}
	}
}

// registrations tell the host what it needs of the types the plan has met.
func (l *lowerer) registrations() []ast.Stmt {
	var out []ast.Stmt
	for done := map[int]bool{}; len(done) < len(l.p.boxed); {
		ids := make([]int, 0, len(l.p.boxed))
		for id := range l.p.boxed {
			ids = append(ids, id)
		}
		sort.Ints(ids)
		for _, id := range ids {
			if done[id] {
				continue
			}
			done[id] = true
			if call := l.registration(id, l.p.boxed[id]); call != nil {
				out = append(out, l.expr1(call))
			}
		}
	}
	return out
}

func (l *lowerer) registration(id int, t types.Type) ast.Expr {
	if names.CellType(t) && !types.IsInterface(t) {
		return l.host("Methods", l.int(id), l.methodTable(t))
	}
	if l.Erased(t) {
		return nil
	}
	ptr := &ast.ParenExpr{Lparen: l.at, X: &ast.StarExpr{Star: l.at, X: l.typ(t)}, Rparen: l.at}
	return l.host("Type", l.int(id), &ast.CallExpr{Fun: ptr, Lparen: l.at, Args: []ast.Expr{l.ident("nil")}, Rparen: l.at})
}

// methodTable is a map from the names of a type's methods to funcs that bind them to a
// value.
func (l *lowerer) methodTable(t types.Type) ast.Expr {
	bind := func(body ...ast.Stmt) *ast.FuncLit {
		one := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Type: l.ident("any")}}}
		params := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Names: []*ast.Ident{l.ident("v")}, Type: l.ident("any")}}}
		return &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: params, Results: one}, Body: l.blockOf(body...)}
	}
	table := &ast.CompositeLit{
		Type:   &ast.MapType{Map: l.at, Key: l.ident("string"), Value: bind().Type},
		Lbrace: l.at, Rbrace: l.at,
	}
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		s := set.At(i)
		m := s.Obj().(*types.Func)
		assert := l.taken(l.ident("v"), t)
		method := l.method(l.ident("r"), t, s.Index(), m)
		lit := bind(l.assign(token.DEFINE, l.ident("r"), assert),
			&ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.forward(s.Type().(*types.Signature), method)}})
		table.Elts = append(table.Elts, &ast.KeyValueExpr{Key: l.text(m.Name()), Colon: l.at, Value: lit})
	}
	return table
}

// forward is a func literal that calls another with its own parameters.
func (l *lowerer) forward(sig *types.Signature, f ast.Expr) *ast.FuncLit {
	t := names.Speller{Pos: l.at}.EmptyFunc()
	call := &ast.CallExpr{Fun: f, Lparen: l.at, Rparen: l.at}
	for i := range sig.Params().Len() {
		name := l.fresh("a")
		var typ ast.Expr
		if p := sig.Params().At(i).Type(); sig.Variadic() && i == sig.Params().Len()-1 {
			elem := types.Type(types.Typ[types.Byte])
			if s, ok := p.(*types.Slice); ok {
				elem = s.Elem()
			}
			typ, call.Ellipsis = &ast.Ellipsis{Ellipsis: l.at, Elt: l.typ(elem)}, l.at
		} else {
			typ = l.typ(p)
		}
		t.Params.List = append(t.Params.List, &ast.Field{Names: []*ast.Ident{l.ident(name)}, Type: typ})
		call.Args = append(call.Args, l.ident(name))
	}
	return &ast.FuncLit{Type: t, Body: l.blockOf(l.pass(t, sig, call)...)}
}

// pass returns what a call returns, in a func of type t that gets the same results. They
// go through variables: the interpreter loses some that it returns directly.
func (l *lowerer) pass(t *ast.FuncType, sig *types.Signature, call ast.Expr) []ast.Stmt {
	n := sig.Results().Len()
	if n == 0 {
		return []ast.Stmt{l.expr1(call)}
	}
	t.Results = &ast.FieldList{Opening: l.at, Closing: l.at}
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{call}}
	ret := &ast.ReturnStmt{Return: l.at}
	for i := range n {
		name := l.fresh("r")
		t.Results.List = append(t.Results.List, &ast.Field{Type: l.typ(sig.Results().At(i).Type())})
		define.Lhs = append(define.Lhs, l.ident(name))
		ret.Results = append(ret.Results, l.ident(name))
	}
	return []ast.Stmt{define, ret}
}

// method is the method that a path of embedded fields leads to, bound to x, of type t.
func (l *lowerer) method(x ast.Expr, t types.Type, path []int, m *types.Func) ast.Expr {
	whole, top := x, t
	x, t = l.along(x, t, path[:len(path)-1])
	switch {
	case l.Erased(t):
		return l.looked(x, m)
	case types.IsInterface(t):
		return &ast.SelectorExpr{X: x, Sel: l.ident(m.Name())}
	}
	if len(path) > 1 && facts.CountMembers(top, m.Name(), map[types.Type]bool{}) > 1 {
		return &ast.SelectorExpr{X: x, Sel: l.ident(m.Name())}
	}
	return &ast.SelectorExpr{X: whole, Sel: l.ident(m.Name())}
}

// looked is a method of the value of an erased interface, looked up by the host.
func (l *lowerer) looked(x ast.Expr, m *types.Func) ast.Expr {
	sig := m.Type().(*types.Signature)
	bare := types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	return &ast.TypeAssertExpr{X: l.host("Method", x, l.text(m.Name())), Lparen: l.at, Type: l.typ(bare), Rparen: l.at}
}

// conv converts a lowered expression of one type to another, if that is an interface.
func (l *lowerer) conv(e ast.Expr, from, to types.Type) ast.Expr {
	if !l.Converts(from, to) {
		return l.computed(e, from, to)
	}
	if facts.ReadsFile(from, to) {
		return l.fileReader(e, to)
	}
	if types.IsInterface(from) {
		switch {
		case l.Erased(to):
			return l.host("Plain", e)
		case names.IsError(to):
			return l.host("AsError", e)
		}
		return l.through(e, to)
	}
	id := l.boxType(from)
	switch {
	case l.Erased(to):
		return l.host("Box", id, e)
	case names.IsError(to):
		return l.host("Error", id, e)
	}
	l.needsWrapper(from, to)
	return &ast.TypeAssertExpr{X: l.host("Wrap", id, l.boxType(to), e), Lparen: l.at, Type: l.typ(to), Rparen: l.at}
}

// computed gives the value of an operation its type where it becomes an interface: the
// interpreter would compute it in the place of that interface. Into one of a compiled
// package no operation can be computed, and into any no comparison.
func (l *lowerer) computed(e ast.Expr, from, to types.Type) ast.Expr {
	if from == nil || to == nil || !types.IsInterface(to) || types.IsInterface(from) || l.Erased(to) && !isBool(from) {
		return e
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
	case *ast.UnaryExpr:
		if x.Op == token.AND || x.Op == token.ARROW {
			return e
		}
	default:
		return e
	}
	return &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: l.at, X: l.typ(types.Default(from)), Rparen: l.at}, Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
}

// isBool reports whether the values of a type are bools.
func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// needsWrapper refuses a conversion to an interface that the interpreter has no
// implementation of.
func (l *lowerer) needsWrapper(from, to types.Type) {
	o := types.Unalias(to).(*types.Named).Obj()
	if _, ok := l.p.s.packages.Symbols[o.Pkg().Path()]["_"+o.Name()]; !ok && l.p.failed == nil {
		l.p.failed = Refusal{l.at, fmt.Sprintf("a cell's own type (%s) cannot stand for %s.%s: only types of compiled packages implement it here", names.ShortType(from), o.Pkg().Name(), o.Name())}
	}
}

// through makes an erased interface one of a compiled package; nil stays nil.
func (l *lowerer) through(e ast.Expr, to types.Type) ast.Expr {
	x, r := l.fresh("x"), l.fresh("r")
	as := &ast.TypeAssertExpr{X: l.host("As", l.boxType(to), l.ident(x)), Lparen: l.at, Type: l.typ(to), Rparen: l.at}
	notNil := &ast.IfStmt{
		If: l.at, Cond: &ast.BinaryExpr{X: l.ident(x), OpPos: l.at, Op: token.NEQ, Y: l.ident("nil")},
		Body: l.blockOf(l.assign(token.ASSIGN, l.ident(r), as)),
	}
	lit := &ast.FuncLit{Type: l.anyFunc(x, &ast.Field{Names: []*ast.Ident{l.ident(r)}, Type: l.typ(to)}), Body: l.blockOf(notNil, &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.ident(r)}})}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
}

// taken is x.(T) where x is known to hold a T. The interpreter looks for a field in structs,
// so one without fields is made anew.
func (l *lowerer) taken(x ast.Expr, t types.Type) ast.Expr {
	if !noFields(t) {
		return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(t), Rparen: l.at}
	}
	any := types.Universe.Lookup("any").Type()
	return l.applied(l.fresh("v"), any, t, &ast.CompositeLit{Type: l.typ(t), Lbrace: l.at, Rbrace: l.at}, x)
}

// noFields reports whether a type is a struct without fields.
func noFields(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

// asserted takes a value of type t out of an interface that is known to hold it.
func (l *lowerer) asserted(x ast.Expr, t types.Type) ast.Expr {
	as := func(x ast.Expr) ast.Expr { return l.taken(x, t) }
	switch {
	case l.Erased(t):
		return x
	case names.IsError(t):
		return l.host("AsError", x)
	case types.IsInterface(t):
		return as(l.host("As", l.boxType(t), x))
	case names.CellType(t):
		return as(l.host("Raw", x))
	}
	return as(x)
}

// assertion lowers x.(T), whose parts are lowered; static is the type of x, and commaOk
// says that it gives two values. The interpreter asserts types that it knows itself, if it
// would not have to name the type of x when that fails.
func (l *lowerer) assertion(x ast.Expr, static, t types.Type, commaOk bool) ast.Expr {
	native := !types.IsInterface(t) && !names.CellType(t)
	name := l.text("interface {}")
	if static != nil {
		name = l.text(names.GoName(static))
		native = native && (commaOk || names.GoName(static) == "interface {}") && !noFields(t)
	}
	switch {
	case native:
		return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(t), Rparen: l.at}
	case !commaOk && l.Erased(t):
		return l.host("Assert", l.boxType(t), x, name)
	case !commaOk && names.IsError(t):
		return l.host("AsError", l.host("Assert", l.boxType(t), x, name))
	case !commaOk:
		return l.taken(l.host("Assert", l.boxType(t), x, name), t)
	}
	v, r, ok := l.fresh("x"), l.fresh("r"), l.fresh("ok")
	test := &ast.IfStmt{
		If: l.at, Cond: l.host("Is", l.boxType(t), l.ident(v)),
		Body: l.blockOf(l.assign(token.ASSIGN, l.ident(r), l.asserted(l.ident(v), t)), l.assign(token.ASSIGN, l.ident(ok), l.ident("true"))),
	}
	lit := &ast.FuncLit{
		Type: l.anyFunc(v, &ast.Field{Names: []*ast.Ident{l.ident(r)}, Type: l.typ(t)}, &ast.Field{Names: []*ast.Ident{l.ident(ok)}, Type: l.ident("bool")}),
		Body: l.blockOf(test, &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.ident(r), l.ident(ok)}}),
	}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: []ast.Expr{x}, Rparen: l.at}
}

// typeSwitch lowers a type switch to a switch over the place of the first type that fits.
func (l *lowerer) typeSwitch(s *ast.TypeSwitchStmt, label string) []ast.Stmt {
	var x ast.Expr
	bound := false
	switch a := s.Assign.(type) {
	case *ast.AssignStmt:
		x, bound = a.Rhs[0].(*ast.TypeAssertExpr).X, true
	case *ast.ExprStmt:
		x = ast.Unparen(a.X).(*ast.TypeAssertExpr).X
	}
	at := l.at
	l.simple(&s.Init)
	x = l.expr(x)
	name := l.fresh("x")
	which := l.host("Case", l.ident(name))
	place := l.fresh("case")
	out := &ast.SwitchStmt{Switch: s.Switch, Tag: l.ident(place), Body: s.Body}
	define := l.assign(token.DEFINE, l.ident(name), x)
	n := 0
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		l.at = c.Case
		var value ast.Expr = l.ident(name)
		for i, e := range c.List {
			t := l.typeOf(e)
			if l.info.Types[e].IsNil() {
				which.Args = append(which.Args, &ast.UnaryExpr{OpPos: l.at, Op: token.SUB, X: l.int(1)})
			} else {
				which.Args = append(which.Args, l.boxType(t))
				if len(c.List) == 1 && bound {
					value = l.asserted(l.ident(name), t)
				}
			}
			c.List[i] = l.int(n)
			n++
		}
		c.Body = l.stmts(c.Body)
		if v, ok := l.info.Implicits[c]; ok && bound && facts.BodyMentions(c.Body, v.Name()) {
			c.Body = append([]ast.Stmt{l.assign(token.DEFINE, l.ident(v.Name()), value)}, c.Body...)
		}
	}
	l.at = at
	list := []ast.Stmt{define, l.assign(token.DEFINE, l.ident(place), which), out}
	switch {
	case s.Init == nil:
		return list
	case label != "": // which must stand before the switch
		return append([]ast.Stmt{s.Init}, list...)
	}
	return []ast.Stmt{l.blockOf(append([]ast.Stmt{s.Init}, list...)...)}
}

// equality lowers == and != where an interface takes part; nil if none does.
func (l *lowerer) equality(e *ast.BinaryExpr) ast.Expr {
	tx, ty := l.typeOf(e.X), l.typeOf(e.Y)
	if e.Op != token.EQL && e.Op != token.NEQ || tx == nil || ty == nil || l.info.Types[e.X].IsNil() || l.info.Types[e.Y].IsNil() {
		return nil
	}
	ix, iy := types.IsInterface(tx), types.IsInterface(ty)
	if !ix && !iy {
		return l.sameTypes(e, tx, ty)
	}
	x, y := l.expr(e.X), l.expr(e.Y)
	compiled := false
	for _, t := range []types.Type{tx, ty} {
		compiled = compiled || types.IsInterface(t) && !l.Erased(t)
	}
	switch {
	case ix && !iy:
		y = l.conv(y, types.Default(ty), l.Common(tx))
	case iy && !ix:
		x = l.conv(x, types.Default(tx), l.Common(ty))
	case types.Identical(tx, ty) && names.IsError(tx):
		compiled = false
	}
	if !compiled && ix == iy {
		e.X, e.Y = x, y
		return e
	}
	var call ast.Expr = l.host("Equal", x, y)
	if e.Op == token.NEQ {
		call = &ast.UnaryExpr{OpPos: l.at, Op: token.NOT, X: call}
	}
	return call
}

// sameTypes lowers == and != of values of two types that are assignable to each other and
// not the same: the interpreter compares only values of one type. Nil if it is one.
func (l *lowerer) sameTypes(e *ast.BinaryExpr, tx, ty types.Type) ast.Expr {
	for _, t := range []types.Type{tx, ty} {
		if _, basic := t.Underlying().(*types.Basic); basic {
			return nil
		}
	}
	as := func(e ast.Expr, t types.Type) ast.Expr {
		return &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: l.at, X: l.typ(t), Rparen: l.at}, Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
	}
	switch {
	case types.Identical(tx, ty):
		return nil
	case types.ConvertibleTo(ty, tx):
		e.X, e.Y = l.expr(e.X), as(l.expr(e.Y), tx)
	case types.ConvertibleTo(tx, ty):
		e.X, e.Y = as(l.expr(e.X), ty), l.expr(e.Y)
	default:
		return nil
	}
	return e
}
