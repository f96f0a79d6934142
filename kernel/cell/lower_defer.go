package cell

import (
	"go/ast"
	"go/token"
	"go/types"
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

// deferring is what the lowerer knows of a func's deferred calls.
type deferring struct {
	list    string // variable of the func's own list, "" if it defers nothing
	recover string // variable of the list that recover in this func means, "" if unknown
}

// deferring lowers the body of a func; t is nil for the cell itself.
func (l *lowerer) deferring(t *ast.FuncType, body *ast.BlockStmt) {
	d := deferring{recover: l.deferred}
	l.deferred = ""
	if hasDefer(body) {
		d.list = l.fresh("defers")
	}
	l.defers = append(l.defers, d)
	l.block(body)
	l.defers = l.defers[:len(l.defers)-1]
	if d.list == "" {
		return
	}
	at := l.at
	l.at = l.p.pos() // of no cell: a traceback leaves this frame out
	if !l.quiet {
		l.p.s.lines.slots[l.slot[len(l.slot)-1]].wrapped = true
	}
	var results []string
	if t != nil {
		results = l.nameResults(t.Results)
	}
	list := body.List
	l.assignReturns(list, results)
	run := &ast.SelectorExpr{X: l.ident(d.list), Sel: l.ident("Run")}
	body.List = []ast.Stmt{
		l.assign(token.DEFINE, l.ident(d.list), l.host("Defers")),
		l.expr1(&ast.CallExpr{Fun: run, Lparen: l.at, Args: []ast.Expr{l.literal0(list...)}, Rparen: l.at}),
		&ast.ReturnStmt{Return: l.at},
	}
	l.at = at
}

// literal0 is a func literal without parameters and results.
func (l *lowerer) literal0(body ...ast.Stmt) *ast.FuncLit {
	none := &ast.FieldList{Opening: l.at, Closing: l.at}
	return &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: none}, Body: l.blockOf(body...)}
}

// nameResults gives names to the results that have none.
func (l *lowerer) nameResults(list *ast.FieldList) []string {
	var names []string
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		if len(f.Names) == 0 {
			f.Names = []*ast.Ident{l.ident("_")}
		}
		for i, id := range f.Names {
			if id.Name == "_" {
				f.Names[i] = l.ident(l.fresh("result"))
			}
			names = append(names, f.Names[i].Name)
		}
	}
	return names
}

// assignReturns makes the returns of a lowered body assign to the results of the func
// around it.
func (l *lowerer) assignReturns(list []ast.Stmt, results []string) {
	for i, s := range list {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			if len(s.Results) > 0 {
				list[i] = l.assignReturn(s, results)
			}
		case *ast.BlockStmt:
			l.assignReturns(s.List, results)
		case *ast.IfStmt:
			l.assignReturns(s.Body.List, results)
			if s.Else != nil {
				l.assignReturns([]ast.Stmt{s.Else}, results)
			}
		case *ast.LabeledStmt:
			one := []ast.Stmt{s.Stmt}
			l.assignReturns(one, results)
			s.Stmt = one[0]
		case *ast.SwitchStmt:
			l.assignReturns(s.Body.List, results)
		case *ast.TypeSwitchStmt:
			l.assignReturns(s.Body.List, results)
		case *ast.SelectStmt:
			l.assignReturns(s.Body.List, results)
		case *ast.CaseClause:
			l.assignReturns(s.Body, results)
		case *ast.CommClause:
			l.assignReturns(s.Body, results)
		case *ast.ForStmt:
			l.assignReturns(s.Body.List, results)
		case *ast.RangeStmt:
			l.assignReturns(s.Body.List, results)
		}
	}
}

func (l *lowerer) assignReturn(s *ast.ReturnStmt, results []string) ast.Stmt {
	set := &ast.AssignStmt{TokPos: s.Return, Tok: token.ASSIGN, Rhs: s.Results}
	for i, name := range results {
		id := l.ident(name)
		l.info.Types[id] = types.TypeAndValue{Type: l.sig[len(l.sig)-1].At(i).Type()}
		set.Lhs = append(set.Lhs, id)
	}
	list := append(l.detach(set), set, &ast.ReturnStmt{Return: s.Return})
	return &ast.BlockStmt{Lbrace: s.Return, List: list, Rbrace: s.Return}
}

// hasDefer says whether a func defers calls itself, not in a func literal of its own.
func hasDefer(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}

// recover lowers a call of recover.
func (l *lowerer) recover() ast.Expr {
	list := l.defers[len(l.defers)-1].recover
	if list == "" {
		return l.host("Recover")
	}
	return &ast.CallExpr{Fun: &ast.SelectorExpr{X: l.ident(list), Sel: l.ident("Recover")}, Lparen: l.at, Rparen: l.at}
}

// deferStmt evaluates what a deferred call needs, and puts the call on the list.
func (l *lowerer) deferStmt(s *ast.DeferStmt) []ast.Stmt {
	list := l.defers[len(l.defers)-1].list
	c := s.Call
	var out []ast.Stmt
	run, push := l.fresh("run"), "Push"
	lit, literal := ast.Unparen(c.Fun).(*ast.FuncLit)
	if literal {
		l.deferred = list
	}
	if literal && len(c.Args) == 0 && lit.Type.Results.NumFields() == 0 {
		out = append(out, l.assign(token.DEFINE, l.ident(run), l.expr(lit)))
	} else {
		if !literal {
			push = "PushDistant"
		}
		out = l.keepCall(c)
		out = append(out, l.assign(token.DEFINE, l.ident(run), l.literal0(l.counted(l.discard(c))...)))
	}
	call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: l.ident(list), Sel: l.ident(push)}, Lparen: l.at, Args: []ast.Expr{l.ident(run)}, Rparen: l.at}
	return append(out, l.expr1(call))
}

// discard lowers a call that stands as a statement.
func (l *lowerer) discard(c *ast.CallExpr) ast.Stmt { return l.expr1(l.expr(c)) }

// counted puts a statement at its line, and the line counter back when it is done: what
// panicked before stays where it was.
func (l *lowerer) counted(s ast.Stmt) []ast.Stmt {
	if l.quiet {
		return []ast.Stmt{s}
	}
	counter, was := lineVar(l.slot[len(l.slot)-1]), l.fresh("line")
	return []ast.Stmt{
		l.assign(token.DEFINE, l.ident(was), l.ident(counter)), l.count(), s,
		l.assign(token.ASSIGN, l.ident(counter), l.ident(was)),
	}
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
	if tuple, ok := l.tupleArgs(c); ok {
		define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(c.Args[0])}}
		c.Args = nil
		for i := range tuple.Len() {
			name := l.fresh("a")
			define.Lhs = append(define.Lhs, l.ident(name))
			again := l.ident(name)
			l.info.Types[again] = types.TypeAndValue{Type: tuple.At(i).Type()}
			c.Args = append(c.Args, again)
		}
		return append(out, define)
	}
	for i, e := range c.Args {
		if tv := l.info.Types[e]; tv.Value == nil && !tv.IsNil() && !tv.IsType() {
			c.Args[i] = keep(l.expr(e), tv.Type)
		}
	}
	return out
}

// tupleArgs are the results of the one call that gives a call all its arguments.
func (l *lowerer) tupleArgs(c *ast.CallExpr) (*types.Tuple, bool) {
	if len(c.Args) != 1 {
		return nil, false
	}
	t, ok := l.typeOf(c.Args[0]).(*types.Tuple)
	return t, ok
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
		if isPointer(sig.Recv().Type()) && !isPointer(recv) && !s.Indirect() {
			f.X = keep(&ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: l.expr(f.X)}, types.NewPointer(recv))
			return
		}
		f.X = keep(l.expr(f.X), recv)
		return
	}
	if tv := l.info.Types[c.Fun]; tv.IsBuiltin() || tv.IsType() || l.instanced(c.Fun) {
		return
	}
	t := l.typeOf(c.Fun)
	c.Fun = keep(l.expr(c.Fun), t)
}

// instanced says whether an expression names a generic func.
func (l *lowerer) instanced(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		e = x.X
	case *ast.IndexListExpr:
		e = x.X
	}
	id := calledIdent(e)
	if id == nil {
		return false
	}
	_, ok := l.info.Instances[id]
	return ok
}
