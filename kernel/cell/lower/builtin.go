package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
)

// Builtin funcs.
//
// Rule of Go: min, max, clear and new of a value are as the language has had them since 1.21
// and 1.26; recover, panic, append and delete take values of interfaces.
// The interpreter: knows Go 1.22's in part, and nothing of boxes.
// Rewritten: min(a, b) becomes a func literal that compares; panic(v) becomes panic(Box(v)).
// Pinned by testdata/modern.txt.

// builtin lowers the calls that the interpreter does not know.
func (l *lowerer) builtin(e *ast.CallExpr, name string) ast.Expr {
	t := l.typeOf(e)
	if tuple, ok := l.TupleArgs(e); ok {
		switch name {
		case "append", "copy", "complex", "delete", "make":
			return l.builtinOf(e, t, tuple)
		}
	}
	switch name {
	case "make":
		if ch, ok := t.Underlying().(*types.Chan); ok && ch.Dir() != types.SendRecv {
			return l.makeChan(e, t, ch)
		}
	case "len", "cap": // a constant, but for its call; the interpreter would follow nil
		if n := facts.ArrayLen(l.typeOf(e.Args[0])); n >= 0 {
			p := l.typeOf(e.Args[0])
			return l.applied(l.fresh("p"), p, t, l.int(int(n)), l.expr(e.Args[0]))
		}
	case "min", "max":
		if tuple, ok := l.TupleArgs(e); ok {
			return l.extremeOf(e, name, t, tuple)
		}
		l.exprs(e.Args)
		return l.extreme(e, name, t)
	case "recover":
		return l.recover()
	case "clear":
		return l.host("Clear", l.funcValue(e.Args[0]))
	case "new":
		if v := l.newOf(e); v != nil {
			return v
		}
	case "print", "println":
		return l.print(e, name)
	}
	from := make([]types.Type, len(e.Args))
	for i, a := range e.Args {
		from[i] = l.typeOf(a)
	}
	for i, a := range e.Args {
		if e.Args[i] = l.funcValue(a); l.IsNil(a) && name == "append" && e.Ellipsis.IsValid() && i == 1 {
			e.Args[i] = l.nilOf(t)
		}
	}
	switch {
	case name == "panic":
		e.Args[0] = l.conv(e.Args[0], from[0], types.Universe.Lookup("any").Type())
		if types.IsInterface(from[0]) || from[0] == types.Typ[types.UntypedNil] {
			e.Args[0] = l.host("Panic", e.Args[0]) // nil becomes a *runtime.PanicNilError
		}
	case name == "delete":
		if m, ok := from[0].Underlying().(*types.Map); ok {
			e.Args[1] = l.key(e.Args[1], from[1], m.Key())
		}
	case name == "append" && !e.Ellipsis.IsValid():
		if s, ok := from[0].Underlying().(*types.Slice); ok {
			for i := 1; i < len(e.Args); i++ {
				e.Args[i] = l.element(e.Args[i], from[i], s.Elem())
			}
			if len(e.Args) > 2 && l.readsPlaces(e.Args[1:]) { // the interpreter would read some after it wrote others
				list := &ast.CompositeLit{Type: l.typ(types.NewSlice(s.Elem())), Lbrace: l.at, Elts: e.Args[1:], Rbrace: l.at}
				e.Args, e.Ellipsis = []ast.Expr{e.Args[0], list}, l.at
			}
		}
	}
	return e
}

// readsPlaces reports whether one of some lowered values is read out of a place.
func (l *lowerer) readsPlaces(list []ast.Expr) bool {
	for _, e := range list {
		switch ast.Unparen(e).(type) {
		case *ast.IndexExpr, *ast.StarExpr, *ast.SelectorExpr:
			return true
		}
	}
	return false
}

// keepResults puts the results of the one call that gives c all its arguments into variables,
// by the statement that it returns, and gives c these instead.
func (l *lowerer) keepResults(c *ast.CallExpr, tuple *types.Tuple) ast.Stmt {
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(c.Args[0])}}
	c.Args = nil
	for i := range tuple.Len() {
		name := l.fresh("a")
		define.Lhs = append(define.Lhs, l.ident(name))
		again := l.ident(name)
		l.info.Types[again] = types.TypeAndValue{Type: tuple.At(i).Type()}
		c.Args = append(c.Args, again)
	}
	return define
}

// builtinOf lowers a builtin that is given all the results of a call, which the interpreter
// counts as one: they go through variables.
func (l *lowerer) builtinOf(e *ast.CallExpr, t types.Type, tuple *types.Tuple) ast.Expr {
	define := l.keepResults(e, tuple)
	call := l.call(e)
	lit := l.literal0(define, l.expr1(call))
	if _, ok := t.(*types.Basic); ok && t == types.Typ[types.Invalid] || t == nil {
		return &ast.CallExpr{Fun: lit, Lparen: l.at, Rparen: l.at}
	}
	if tuple, ok := t.(*types.Tuple); !ok || tuple.Len() > 0 {
		lit.Type.Results = &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Type: l.typ(t)}}}
		lit.Body.List[1] = &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{call}}
	}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Rparen: l.at}
}

// makeChan makes a channel of one direction: the interpreter makes only those of both.
func (l *lowerer) makeChan(e *ast.CallExpr, t types.Type, ch *types.Chan) ast.Expr {
	e.Args[0] = l.typ(types.NewChan(types.SendRecv, ch.Elem()))
	l.exprs(e.Args[1:])
	to := &ast.ParenExpr{Lparen: l.at, X: l.typ(t), Rparen: l.at}
	return &ast.CallExpr{Fun: to, Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
}

// extreme is min or max over values of one ordered type, as a func literal that is
// called: the arguments are evaluated once, in order.
func (l *lowerer) extreme(e *ast.CallExpr, name string, t types.Type) ast.Expr {
	op := token.LSS
	if name == "max" {
		op = token.GTR
	}
	list := &ast.FieldList{Opening: l.at, Closing: l.at}
	var body []ast.Stmt
	first := ""
	for i := range e.Args {
		v := l.fresh("v")
		list.List = append(list.List, &ast.Field{Names: []*ast.Ident{l.ident(v)}, Type: l.typ(t)})
		if i == 0 {
			first = v
			continue
		}
		var cond ast.Expr = &ast.BinaryExpr{X: l.ident(v), OpPos: l.at, Op: op, Y: l.ident(first)}
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsFloat != 0 {
			both := func(op token.Token, x, y ast.Expr) ast.Expr { return &ast.BinaryExpr{X: x, OpPos: l.at, Op: op, Y: y} }
			one := func(name string) ast.Expr { return both(token.QUO, l.convert(t, l.int(1)), l.ident(name)) }
			zeros := both(token.LAND, both(token.EQL, l.ident(v), l.ident(first)), both(op, one(v), one(first))) // -0 is below 0
			cond = both(token.LOR, both(token.LOR, cond, both(token.NEQ, l.ident(v), l.ident(v))), zeros)
		}
		body = append(body, &ast.IfStmt{If: l.at, Cond: cond, Body: l.blockOf(l.assign(token.ASSIGN, l.ident(first), l.ident(v)))})
	}
	body = append(body, &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.ident(first)}})
	result := &ast.FieldList{Opening: l.at, List: []*ast.Field{{Type: l.typ(t)}}, Closing: l.at}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: list, Results: result}, Body: l.blockOf(body...)}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: e.Args, Rparen: l.at}
}

// extremeOf is min or max over the results of one call.
func (l *lowerer) extremeOf(e *ast.CallExpr, name string, t types.Type, tuple *types.Tuple) ast.Expr {
	define := l.keepResults(e, tuple)
	result := &ast.FieldList{Opening: l.at, List: []*ast.Field{{Type: l.typ(t)}}, Closing: l.at}
	ret := &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.extreme(e, name, t)}}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: &ast.FieldList{Opening: l.at, Closing: l.at}, Results: result}, Body: l.blockOf(define, ret)}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Rparen: l.at}
}
