package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Deferred calls.
//
// The interpreter evaluates what a deferred call uses too late, holds a lock while it
// makes the call, and drops the calls left when one of them panics. So a func with a
// defer statement keeps a list of its own (defers.go), and its body becomes a func
// literal that the host calls, before it runs the list:
//
//	func f() int {                 func f() (r int) {
//	    defer g(x)                     d := host.Defers()
//	    return h()                     d.Run(func() {
//	}                                      a := x
//	                                       run := func() { g(a) }
//	                                       d.Push(run)
//	                                       r = h()
//	                                       return
//	                                   })
//	                                   return
//	                               }
//
// Pinned by testdata/programs/defers.go and recover.go.

// deferring lowers the body of a func; t is nil for the cell itself.
func (l *lowerer) deferring(t *ast.FuncType, body *ast.BlockStmt) {
	d := deferring{recover: l.deferred, body: body}
	l.deferred = ""
	var entered []ast.Stmt
	if d.recover == "" && l.callsRecover(body) {
		d.recover = l.fresh("unwound")
		l.p.Recovers = true
		entered = []ast.Stmt{l.assign(token.DEFINE, l.ident(d.recover), l.host("Entered", l.text(l.entering)))}
	}
	l.entering = ""
	if facts.HasDefer(body) {
		d.list = l.fresh("defers")
	}
	if t != nil {
		l.renameResults(t.Results)
	}
	l.defers = append(l.defers, d)
	l.block(body)
	l.defers = l.defers[:len(l.defers)-1]
	var declare []ast.Stmt
	var results []string
	if t != nil && (d.list != "" || facts.Named(t.Results)) {
		declare, results = l.ownResults(t.Results)
	}
	if d.list == "" {
		if results != nil {
			facts.Returns(body.List, func(s *ast.ReturnStmt) ast.Stmt { return l.returnResults(s, results) })
			body.List = append(declare, body.List...)
		}
		body.List = append(entered, body.List...)
		return
	}
	at := l.at
	l.at = l.p.Pos() // of no cell: a traceback leaves this frame out
	if !l.quiet {
		l.p.s.Lines.Slots[l.slot[len(l.slot)-1]].Wrapped = true
	}
	list := body.List
	facts.Returns(list, func(s *ast.ReturnStmt) ast.Stmt { return l.assignReturn(s, results) })
	run := &ast.SelectorExpr{X: l.ident(d.list), Sel: l.ident("Run")}
	body.List = append(append(entered, declare...),
		l.assign(token.DEFINE, l.ident(d.list), l.host("Defers")),
		l.expr1(&ast.CallExpr{Fun: run, Lparen: l.at, Args: []ast.Expr{l.literal0(list...)}, Rparen: l.at}),
		l.returnResults(&ast.ReturnStmt{Return: l.at}, results),
	)
	l.at = at
}

// renameResults gives the variables of named results names that nothing shadows.
func (l *lowerer) renameResults(list *ast.FieldList) {
	if !facts.Named(list) {
		return
	}
	for _, f := range list.List {
		for i, id := range f.Names {
			if o := l.info.Defs[id]; o != nil && id.Name != "_" {
				f.Names[i] = l.ident(l.fresh(id.Name))
				l.p.emit[o] = f.Names[i].Name
			}
		}
	}
}

// ownResults declares variables for the results of a func, and takes their names off
// them: the interpreter lets a named result begin with what the variable holds that the
// caller assigns it to.
func (l *lowerer) ownResults(list *ast.FieldList) (declare []ast.Stmt, names []string) {
	if list == nil {
		return nil, nil
	}
	var bare []*ast.Field
	for _, f := range list.List {
		ids := f.Names
		if len(ids) == 0 {
			ids = []*ast.Ident{l.ident("_")}
		}
		for _, id := range ids {
			name := id.Name
			if name == "_" {
				name = l.fresh("result")
			}
			t := l.sig[len(l.sig)-1].At(len(names)).Type()
			names = append(names, name)
			declare = append(declare, &ast.DeclStmt{Decl: l.varDecl(name, t)})
			bare = append(bare, &ast.Field{Type: l.typ(t)})
		}
	}
	list.List = bare
	return declare, names
}

// returnResults makes a return that names no values return the results.
func (l *lowerer) returnResults(s *ast.ReturnStmt, results []string) ast.Stmt {
	if len(s.Results) == 0 {
		for _, name := range results {
			s.Results = append(s.Results, l.ident(name))
		}
	}
	return s
}

// assignReturn assigns what a return gives to the variables of the results.
func (l *lowerer) assignReturn(s *ast.ReturnStmt, results []string) ast.Stmt {
	if len(s.Results) == 0 {
		return s
	}
	list := append(l.setResults(results, s.Results), &ast.ReturnStmt{Return: s.Return})
	return &ast.BlockStmt{Lbrace: s.Return, List: list, Rbrace: s.Return}
}

// setResults assigns lowered values to the variables of results, one a statement: what may
// name one of them, or call what does, is evaluated before any changes.
func (l *lowerer) setResults(names []string, values []ast.Expr) []ast.Stmt {
	if len(values) != len(names) {
		all := &ast.AssignStmt{TokPos: l.at, Tok: token.ASSIGN, Rhs: values}
		for _, name := range names {
			all.Lhs = append(all.Lhs, l.ident(name))
		}
		return []ast.Stmt{all}
	}
	last := -1
	for i, e := range values {
		if !facts.Still(e, names) && !facts.IsLiteral(e) {
			last = i
		}
	}
	var out, after []ast.Stmt
	for i, e := range values {
		switch {
		case facts.Still(e, names):
		case i == last:
			continue
		default:
			v := l.fresh("v")
			out = append(out, l.assign(token.DEFINE, l.ident(v), e))
			e = l.ident(v)
		}
		after = append(after, l.assign(token.ASSIGN, l.ident(names[i]), e))
	}
	if last >= 0 {
		out = append(out, l.assign(token.ASSIGN, l.ident(names[last]), values[last]))
	}
	return append(out, after...)
}

// callsRecover says whether a func calls recover itself, not in a func literal of its own.
func (l *lowerer) callsRecover(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			id, ok := ast.Unparen(n.Fun).(*ast.Ident)
			b, builtin := l.info.Uses[id].(*types.Builtin)
			found = found || ok && builtin && b.Name() == "recover"
		}
		return !found
	})
	return found
}

// recover lowers a call of recover. One that is deferred itself does nothing while the func
// that defers it panics.
func (l *lowerer) recover() ast.Expr {
	d := l.defers[len(l.defers)-1]
	call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: l.ident(d.recover), Sel: l.ident("Recover")}, Lparen: l.at, Rparen: l.at}
	if l.recovers {
		call.Args = []ast.Expr{l.ident(d.list)}
	}
	return call
}

// deferStmt evaluates what a deferred call needs, and puts the call on the list.
func (l *lowerer) deferStmt(s *ast.DeferStmt) []ast.Stmt {
	list := l.defers[len(l.defers)-1].list
	c := s.Call
	var out []ast.Stmt
	run, push := l.fresh("run"), "Push"
	args := []ast.Expr{l.ident(run)}
	lit, literal := ast.Unparen(c.Fun).(*ast.FuncLit)
	if literal {
		l.deferred = list
	}
	if literal && len(c.Args) == 0 && lit.Type.Results.NumFields() == 0 {
		out = append(out, l.assign(token.DEFINE, l.ident(run), l.expr(lit)))
	} else {
		if !literal {
			push = "PushFunc"
		}
		if m := l.LookedUp(c); m != "" {
			push, args = "PushMethod", append(args, l.text(m))
		}
		out = l.keepCall(c)
		id, _ := c.Fun.(*ast.Ident)
		_, l.recovers = l.info.Uses[id].(*types.Builtin)
		defer func() { l.recovers = false }()
		out = append(out, l.assign(token.DEFINE, l.ident(run), l.literal0(l.counted(l.discard(c))...)))
	}
	call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: l.ident(list), Sel: l.ident(push)}, Lparen: l.at, Args: args, Rparen: l.at}
	return append(out, l.expr1(call))
}

// keepCall evaluates the operands of a call into variables, which take their places.
func (l *lowerer) keepCall(c *ast.CallExpr) []ast.Stmt {
	var out []ast.Stmt
	keep := func(e ast.Expr, t types.Type) ast.Expr {
		name := l.ident(l.fresh("a"))
		out = append(out, l.assign(token.DEFINE, name, e))
		again := l.ident(name.Name)
		l.info.Types[again] = types.TypeAndValue{Type: types.Default(t)}
		return again
	}
	l.keepFunc(c, keep)
	if tuple, ok := l.TupleArgs(c); ok {
		return append(out, l.keepResults(c, tuple))
	}
	for i, e := range c.Args {
		if tv := l.info.Types[e]; tv.Value == nil && !tv.IsNil() && !tv.IsType() {
			c.Args[i] = keep(l.expr(e), tv.Type)
		}
	}
	return out
}

// receiver is the value of an interface whose method a go or defer statement calls. It
// panics at that statement if it is nil.
func (l *lowerer) receiver(x ast.Expr, t types.Type) ast.Expr {
	if !types.IsInterface(t) {
		return x
	}
	x = l.host("Receiver", x)
	switch {
	case l.Erased(t):
		return x
	case names.IsError(t):
		return l.host("AsError", x)
	}
	return &ast.TypeAssertExpr{X: x, Lparen: l.at, Type: l.typ(t), Rparen: l.at}
}

// keepFunc evaluates the func that a call calls, and the receiver of a method.
func (l *lowerer) keepFunc(c *ast.CallExpr, keep func(ast.Expr, types.Type) ast.Expr) {
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		if v, ok := l.info.Uses[f].(*types.Var); ok {
			c.Fun = keep(l.expr(f), v.Type())
		}
		return
	case *ast.SelectorExpr:
		s := l.info.Selections[f]
		if s == nil {
			return // of a package
		}
		if s.Kind() != types.MethodVal {
			break
		}
		recv := l.typeOf(f.X)
		sig := s.Obj().Type().(*types.Signature)
		if names.IsPointer(sig.Recv().Type()) && !names.IsPointer(recv) && !s.Indirect() {
			f.X = keep(&ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: l.expr(f.X)}, types.NewPointer(recv))
			return
		}
		f.X = keep(l.receiver(l.expr(f.X), recv), recv)
		return
	}
	if tv := l.info.Types[c.Fun]; tv.IsBuiltin() || tv.IsType() || l.Instanced(c.Fun) {
		return
	}
	t := l.typeOf(c.Fun)
	c.Fun = keep(l.expr(c.Fun), t)
}
