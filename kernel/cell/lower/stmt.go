package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/lines"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Statements.
//
// stmt goes down a tree, as expr does; one statement may become several. Package core has
// taken the body apart before (see toCore), so that each statement does one thing.

func (l *lowerer) block(b *ast.BlockStmt) {
	if b != nil {
		b.List = l.stmts(b.List)
	}
}

// stmts lowers a list of statements; before each that can panic, the line counter of
// the func is set.
func (l *lowerer) stmts(list []ast.Stmt) []ast.Stmt {
	var out []ast.Stmt
	for _, s := range list {
		if s.Pos().IsValid() {
			l.at = s.Pos()
		}
		if !l.quiet && lines.MayPanic(s, l.info) {
			out = append(out, l.count())
		}
		out = append(out, l.stmt(s)...)
	}
	return out
}

// stmt lowers one statement; it may become several.
func (l *lowerer) stmt(s ast.Stmt) []ast.Stmt {
	label := l.label
	l.label = ""
	switch s := s.(type) {
	case *ast.ExprStmt:
		if l.p.Shown != nil && l.p.Shown.Stmt == s {
			return l.show(s, l.p.Shown)
		}
		unseen := l.mayFailUnseen(s.X)
		s.X = l.expr(s.X)
		if unseen {
			s.X = l.host("Taken", s.X)
		}
	case *ast.SendStmt:
		ch, from := l.typeOf(s.Chan), l.typeOf(s.Value)
		s.Chan, s.Value = l.expr(s.Chan), l.funcValue(s.Value)
		if ch, ok := ch.Underlying().(*types.Chan); ok {
			s.Value = l.conv(s.Value, from, ch.Elem())
		}
	case *ast.IncDecStmt:
		if b, ok := l.typeOf(s.X).Underlying().(*types.Basic); ok && b.Kind() == types.Uintptr {
			return []ast.Stmt{l.stepped(s)}
		}
		s.X = l.expr(s.X)
	case *ast.AssignStmt:
		return l.assignment(s)
	case *ast.GoStmt:
		return l.goStmt(s)
	case *ast.DeferStmt:
		return l.deferStmt(s)
	case *ast.ReturnStmt:
		return l.returned(s)
	case *ast.BlockStmt:
		l.block(s)
	case *ast.IfStmt:
		if l.reuses(s.Init) {
			init := s.Init
			s.Init = nil
			out := l.stmt(init)
			l.ifStmt(s)
			return []ast.Stmt{l.blockOf(append(out, s)...)}
		}
		l.ifStmt(s)
	case *ast.CaseClause:
		l.exprs(s.List)
		s.Body = l.stmts(s.Body)
	case *ast.SwitchStmt:
		l.simple(&s.Init)
		if s.Tag != nil && types.IsInterface(l.typeOf(s.Tag)) {
			return l.interfaceSwitch(s, label)
		}
		if s.Tag == nil {
			l.joinCases(s.Body)
		}
		s.Tag = l.expr(s.Tag)
		l.block2(s.Body)
	case *ast.TypeSwitchStmt:
		return l.typeSwitch(s, label)
	case *ast.CommClause:
		var own []ast.Stmt
		if a, ok := s.Comm.(*ast.AssignStmt); ok {
			own = l.ownVars(a)
		}
		l.simple(&s.Comm)
		s.Body = facts.Within(own, l.stmts(s.Body))
		if n := len(s.Body) - 1; n >= 0 {
			if b, ok := s.Body[n].(*ast.BranchStmt); ok {
				s.Body[n] = l.blockOf(b) // the interpreter takes the last statement's way out for its own
			}
		}
	case *ast.SelectStmt:
		l.block2(s.Body)
	case *ast.ForStmt:
		return l.forStmt(s)
	case *ast.RangeStmt:
		return l.rangeStmt(s, label)
	case *ast.DeclStmt:
		return l.declStmt(s)
	case *ast.LabeledStmt:
		return l.labeled(s)
	}
	return []ast.Stmt{s}
}

// joinCases rewrites `case a, b:` of a switch without a tag to `case (a) || (b):`, since the
// interpreter looks at one condition only. The value of an interface is compared with true.
// Pinned by testdata/programs/conditions.go.
func (l *lowerer) joinCases(b *ast.BlockStmt) {
	for _, s := range b.List {
		c := s.(*ast.CaseClause)
		for i, e := range c.List {
			if t := l.typeOf(e); t != nil && types.IsInterface(t) {
				yes := &ast.Ident{NamePos: e.Pos(), Name: "true"}
				l.info.Uses[yes] = types.Universe.Lookup("true")
				l.info.Types[yes] = types.TypeAndValue{Type: types.Typ[types.Bool]}
				c.List[i] = &ast.BinaryExpr{X: e, OpPos: e.Pos(), Op: token.EQL, Y: yes}
				l.info.Types[c.List[i]] = types.TypeAndValue{Type: types.Typ[types.Bool]}
			}
		}
		if len(c.List) < 2 {
			continue
		}
		var all ast.Expr
		for i, e := range c.List {
			var one ast.Expr = &ast.ParenExpr{Lparen: e.Pos(), X: e, Rparen: e.Pos()}
			if i > 0 {
				one = &ast.BinaryExpr{X: all, OpPos: e.Pos(), Op: token.LOR, Y: one}
				l.info.Types[one] = types.TypeAndValue{Type: types.Typ[types.Bool]}
			}
			all = one
		}
		c.List = []ast.Expr{all}
	}
}

// interfaceSwitch lowers a switch over the value of an interface, whose init is lowered,
// to one of comparisons.
func (l *lowerer) interfaceSwitch(s *ast.SwitchStmt, label string) []ast.Stmt {
	at, tag := l.at, l.typeOf(s.Tag)
	name := l.fresh("tag")
	define := l.assign(token.DEFINE, l.ident(name), l.expr(s.Tag))
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		for i, e := range c.List {
			l.at = e.Pos()
			from := l.typeOf(e)
			if l.info.Types[e].IsNil() {
				c.List[i] = &ast.BinaryExpr{X: l.ident(name), OpPos: l.at, Op: token.EQL, Y: l.ident("nil")}
				continue
			}
			c.List[i] = l.host("Equal", l.ident(name), l.conv(l.expr(e), types.Default(from), l.Common(tag)))
		}
		c.Body = l.stmts(c.Body)
	}
	l.at = at
	s.Tag = nil
	out := []ast.Stmt{define, s}
	if s.Init == nil {
		return out
	}
	out = append([]ast.Stmt{s.Init}, out...)
	s.Init = nil
	if label != "" { // which must stand before the switch
		return out
	}
	return []ast.Stmt{l.blockOf(out...)}
}

// simple lowers the simple statement in a header.
func (l *lowerer) simple(s *ast.Stmt) {
	if *s == nil {
		return
	}
	was := l.header
	l.header = true
	if out := l.stmt(*s); len(out) == 1 {
		*s = out[0]
	}
	l.header = was
}

// block2 lowers the clauses of a switch or select, which take no line counter between.
func (l *lowerer) block2(b *ast.BlockStmt) {
	for i, s := range b.List {
		b.List[i] = l.stmt(s)[0]
	}
}

func (l *lowerer) ifStmt(s *ast.IfStmt) {
	l.simple(&s.Init)
	s.Cond = l.expr(s.Cond)
	l.block(s.Body)
	if s.Else != nil {
		s.Else = l.stmt(s.Else)[0]
	}
}

// goStmt lowers a go statement. What the call needs is evaluated before.
func (l *lowerer) goStmt(s *ast.GoStmt) []ast.Stmt {
	var out []ast.Stmt
	if _, literal := ast.Unparen(s.Call.Fun).(*ast.FuncLit); literal {
		s.Call = l.guarded(l.spawned(s.Call), l.SignatureOf(s.Call))
	} else {
		out = l.keepCall(s.Call)
		lit := l.literal0(l.discard(s.Call))
		s.Call = l.guarded(&ast.CallExpr{Fun: lit, Lparen: l.at, Rparen: l.at}, nil)
	}
	return append(out, s)
}

// spawned lowers the call of a go or defer statement, which must stay a call.
func (l *lowerer) spawned(c *ast.CallExpr) *ast.CallExpr {
	if out, ok := l.expr(c).(*ast.CallExpr); ok {
		return out
	}
	return c
}

// guarded makes a goroutine report its panic instead of ending the process:
//
//	go f(x)  becomes  go func(a T) { defer guard; f(a) }(x)
func (l *lowerer) guarded(c *ast.CallExpr, sig *types.Signature) *ast.CallExpr {
	value := l.fresh("v")
	caught := &ast.CallExpr{Fun: l.ident("recover"), Lparen: l.at, Rparen: l.at}
	report := &ast.IfStmt{
		If: l.at, Init: l.assign(token.DEFINE, l.ident(value), caught),
		Cond: &ast.BinaryExpr{X: l.ident(value), OpPos: l.at, Op: token.NEQ, Y: l.ident("nil")},
		Body: l.blockOf(l.expr1(l.host("Crashed", l.ident(value)))),
	}
	none := func() *ast.FieldList { return &ast.FieldList{Opening: l.at, Closing: l.at} }
	guard := &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: none()}, Body: l.blockOf(report)}
	rescue := &ast.DeferStmt{Defer: l.at, Call: &ast.CallExpr{Fun: guard, Lparen: l.at, Rparen: l.at}}
	if lit, ok := c.Fun.(*ast.FuncLit); ok {
		lit.Body.List = append([]ast.Stmt{rescue}, lit.Body.List...)
		return c
	}
	if sig == nil || len(c.Args) != sig.Params().Len() && !sig.Variadic() {
		return c
	}
	params := none()
	inner := &ast.CallExpr{Fun: c.Fun, Lparen: l.at, Ellipsis: c.Ellipsis, Rparen: l.at}
	for i := range c.Args {
		t := facts.ParamType(sig, i, c.Ellipsis.IsValid())
		if t == nil {
			return c
		}
		name := l.fresh("a")
		params.List = append(params.List, &ast.Field{Names: []*ast.Ident{l.ident(name)}, Type: l.typ(t)})
		inner.Args = append(inner.Args, l.ident(name))
	}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: params}, Body: l.blockOf(rescue, l.expr1(inner))}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: c.Args, Rparen: l.at}
}

// labeled keeps the label on the statement it names when that becomes several.
func (l *lowerer) labeled(s *ast.LabeledStmt) []ast.Stmt {
	l.label = s.Label.Name
	out := l.stmt(s.Stmt)
	l.label = ""
	s.Stmt = out[len(out)-1]
	return append(out[:len(out)-1:len(out)-1], s)
}

// assignment lowers an assignment; at the top of a cell, := assigns to the session's
// variables, which are declared apart.
func (l *lowerer) assignment(s *ast.AssignStmt) []ast.Stmt {
	var own []ast.Stmt
	if !l.header {
		own = l.ownVars(s)
	}
	if s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN {
		t := l.typeOf(s.Lhs[0])
		s.Lhs[0], s.Rhs[0] = l.expr(s.Lhs[0]), l.shiftCount(s.Rhs[0], t)
		return []ast.Stmt{s}
	}
	before := l.assigned2(s.Rhs, len(s.Lhs), func(i int) types.Type { return l.typeOf(s.Lhs[i]) }, func(values []ast.Expr) { s.Rhs = values })
	if s.Tok == token.DEFINE && l.TopLevel(s.Lhs) {
		s.Tok = token.ASSIGN
	}
	for i, e := range s.Lhs {
		if id, ok := e.(*ast.Ident); ok && id.Name == "_" {
			if len(s.Rhs) == len(s.Lhs) { // the blank variable has no type yet
				s.Rhs[i] = l.compared(s.Rhs[i])
			}
			continue
		}
		s.Lhs[i] = l.expr(e)
	}
	return append(append(append(before, l.detach(s)...), s), own...)
}

// compared gives a comparison its type, if a lowered expression is one.
func (l *lowerer) compared(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		switch x.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ, token.LAND, token.LOR:
			return &ast.CallExpr{Fun: l.ident("bool"), Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
		}
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return &ast.CallExpr{Fun: l.ident("bool"), Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
		}
	}
	return e
}

// assigned2 lowers the values that are assigned to n variables of the types of to; set
// takes others in their place.
func (l *lowerer) assigned2(values []ast.Expr, n int, to func(int) types.Type, set func([]ast.Expr)) []ast.Stmt {
	from := make([]types.Type, len(values))
	for i, e := range values {
		from[i] = l.typeOf(e)
		values[i] = l.funcValue(e)
	}
	if len(values) == n {
		for i := range values {
			values[i] = l.conv(values[i], from[i], to(i))
		}
		return nil
	}
	tuple, ok := from[0].(*types.Tuple)
	if !ok || len(values) != 1 {
		return nil
	}
	targets := make([]types.Type, n)
	for i := range targets {
		targets[i] = to(i)
	}
	define, parts := l.unpacked(values[0], tuple, targets)
	if define == nil {
		return nil
	}
	if l.header && l.p.failed == nil {
		l.p.failed = Refusal{l.at, "a call in the header of a statement whose results become interfaces cannot run here: assign them in a statement before"}
	}
	set(parts)
	return []ast.Stmt{define}
}

// detach rewrites v = lit to tmp := lit; v = tmp. The interpreter makes the literal's memory
// v, so pointers to v and closures over it would keep the old one. In a, b = nil, x it
// replaces nil, which the interpreter fails to assign there, by a variable of its type.
// Pinned by testdata/programs/errors.go and tools.go.
func (l *lowerer) detach(s *ast.AssignStmt) (before []ast.Stmt) {
	if s.Tok != token.ASSIGN || len(s.Lhs) != len(s.Rhs) || l.header {
		return nil
	}
	for i, e := range s.Rhs {
		if l.IsNil(e) && len(s.Rhs) > 1 {
			if t := l.typeOf(s.Lhs[i]); t != nil {
				zero := l.fresh("zero")
				before = append(before, &ast.DeclStmt{Decl: l.varDecl(zero, t)})
				s.Rhs[i] = l.ident(zero)
			}
		}
		id, ok := s.Lhs[i].(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		switch ast.Unparen(e).(type) {
		case *ast.CompositeLit, *ast.FuncLit:
			tmp := l.fresh("v")
			before = append(before, l.assign(token.DEFINE, l.ident(tmp), e))
			s.Rhs[i] = l.ident(tmp)
		}
	}
	return before
}

// declStmt lowers a declaration among statements. Variables of the session become
// assignments; constants vanish.
func (l *lowerer) declStmt(s *ast.DeclStmt) []ast.Stmt {
	d := s.Decl.(*ast.GenDecl)
	switch d.Tok {
	case token.CONST:
		return nil
	case token.TYPE:
		for _, spec := range d.Specs {
			l.localType(spec.(*ast.TypeSpec))
		}
		return nil
	}
	var out []ast.Stmt
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		l.at = v.Pos()
		out = append(out, l.varSpec(v)...)
	}
	return out
}

// localType declares a type of a func at the top, under a name of its own: copies of
// generics, and what the host is told of it, stand outside of the func.
func (l *lowerer) localType(s *ast.TypeSpec) {
	o := l.info.Defs[s.Name]
	if o == nil || s.Assign.IsValid() || l.Erased(o.Type()) {
		return
	}
	l.refuseEndless(s)
	name := l.p.s.versions.Next(o.Name() + names.Mark)
	l.p.emit[o] = name
	spec := &ast.TypeSpec{Name: l.ident(name), Type: l.expr(s.Type)}
	l.p.extra = append(l.p.extra, &ast.GenDecl{TokPos: l.at, Tok: token.TYPE, Specs: []ast.Spec{spec}})
}

func (l *lowerer) varSpec(v *ast.ValueSpec) []ast.Stmt {
	top := false
	for _, id := range v.Names {
		if o := l.info.Defs[id]; o != nil && l.p.Local[o] != nil {
			top = true
		}
	}
	var before []ast.Stmt
	if len(v.Values) > 0 {
		before = l.assigned2(v.Values, len(v.Names), func(i int) types.Type {
			if o := l.info.Defs[v.Names[i]]; o != nil {
				return o.Type()
			}
			return nil
		}, func(values []ast.Expr) { v.Values = values })
	}
	if !top {
		v.Type = l.expr(v.Type)
		v.Doc, v.Comment = nil, nil
		return append(before, &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: l.at, Tok: token.VAR, Specs: []ast.Spec{v}}})
	}
	if len(v.Values) > 0 {
		var lhs []ast.Expr
		for _, id := range v.Names {
			lhs = append(lhs, l.expr(id))
		}
		a := &ast.AssignStmt{Lhs: lhs, TokPos: l.at, Tok: token.ASSIGN, Rhs: v.Values}
		return append(append(before, l.detach(a)...), a)
	}
	var out []ast.Stmt
	for _, id := range v.Names {
		if id.Name == "_" {
			continue
		}
		zero := l.fresh("zero")
		out = append(out, &ast.DeclStmt{Decl: l.varDecl(zero, l.info.Defs[id].Type())},
			l.assign(token.ASSIGN, l.expr(id), l.ident(zero)))
	}
	return out
}

// stepped is x++ or x-- of a uintptr as an assignment: the interpreter has no step for that
// type, and ends the func there without a word.
func (l *lowerer) stepped(s *ast.IncDecStmt) ast.Stmt {
	tok := token.ADD_ASSIGN
	if s.Tok == token.DEC {
		tok = token.SUB_ASSIGN
	}
	return &ast.AssignStmt{Lhs: []ast.Expr{l.expr(s.X)}, TokPos: s.TokPos, Tok: tok, Rhs: []ast.Expr{l.int(1)}}
}
