package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// expr lowers an expression (or a type) and returns what takes its place.
func (l *lowerer) expr(e ast.Expr) ast.Expr {
	if e == nil {
		return nil
	}
	defer func(at token.Pos) { l.at = at }(l.at)
	if e.Pos().IsValid() {
		l.at = e.Pos()
	}
	if c := l.constant(e); c != nil {
		return c
	}
	switch e := e.(type) {
	case *ast.Ident:
		return l.name(e)
	case *ast.ParenExpr:
		tv := l.info.Types[e.X]
		if e.X = l.expr(e.X); tv.IsValue() {
			if _, ok := tv.Type.Underlying().(*types.Signature); ok {
				return e.X // the interpreter does not find a func in parentheses
			}
		}
	case *ast.SelectorExpr:
		if bound := l.methodValue(e); bound != nil {
			return bound
		}
		return l.selector(e)
	case *ast.StarExpr:
		e.X = l.expr(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			l.sliceFirst(e.X)
		}
		e.X = l.expr(e.X)
	case *ast.BinaryExpr:
		if eq := l.equality(e); eq != nil {
			return eq
		}
		if one := l.shifted(e); one != nil {
			e.X, e.Y = one, l.expr(e.Y)
			return e
		}
		e.X, e.Y = l.expr(e.X), l.expr(e.Y)
	case *ast.KeyValueExpr:
		e.Key, e.Value = l.expr(e.Key), l.expr(e.Value)
	case *ast.CompositeLit:
		return l.composite(e)
	case *ast.FuncLit:
		l.funcType(e.Type)
		sig, _ := l.typeOf(e).(*types.Signature)
		var results *types.Tuple
		if sig != nil {
			results = sig.Results()
		}
		header := l.header
		l.header = false
		l.enter(e.Type, e.Body, results)
		l.header = header
	case *ast.IndexExpr:
		if g := l.explicit(e, e.X); g != nil {
			return g
		}
		from, m := l.typeOf(e.Index), l.typeOf(e.X)
		e.X, e.Index = l.expr(e.X), l.expr(e.Index)
		if m != nil {
			if m, ok := m.Underlying().(*types.Map); ok {
				e.Index = l.conv(e.Index, from, m.Key())
			}
		}
	case *ast.IndexListExpr:
		if g := l.explicit(e, e.X); g != nil {
			return g
		}
		e.X = l.expr(e.X)
		l.exprs(e.Indices)
	case *ast.SliceExpr:
		e.X, e.Low, e.High, e.Max = l.expr(e.X), l.expr(e.Low), l.expr(e.High), l.expr(e.Max)
	case *ast.TypeAssertExpr:
		tv := l.info.Types[e]
		_, commaOk := tv.Type.(*types.Tuple)
		if t := l.typeOf(e.Type); t != nil {
			static := l.typeOf(e.X)
			return l.assertion(l.expr(e.X), static, t, commaOk)
		}
	case *ast.CallExpr:
		return l.call(e)
	case *ast.ArrayType:
		if _, ellipsis := e.Len.(*ast.Ellipsis); !ellipsis {
			e.Len = l.expr(e.Len)
		}
		e.Elt = l.expr(e.Elt)
	case *ast.Ellipsis:
		e.Elt = l.expr(e.Elt)
	case *ast.MapType:
		e.Key, e.Value = l.expr(e.Key), l.expr(e.Value)
	case *ast.ChanType:
		e.Value = l.expr(e.Value)
	case *ast.FuncType:
		l.funcType(e)
	case *ast.StructType:
		l.nameInterfaces(e.Fields)
		l.fields(e.Fields)
	case *ast.InterfaceType:
		return l.ident("any")
	}
	return e
}

func (l *lowerer) exprs(list []ast.Expr) {
	for i, e := range list {
		list[i] = l.expr(e)
	}
}

// name lowers the use of a name.
func (l *lowerer) name(id *ast.Ident) ast.Expr {
	o := l.info.Uses[id]
	if o == nil {
		o = l.info.Defs[id]
	}
	if o == nil {
		return id
	}
	switch o := o.(type) {
	case *types.PkgName:
		if l.absent(o, id.Pos()) {
			return id
		}
		return l.ident(l.p.s.alias(o.Imported().Path()))
	case *types.TypeName:
		if o.Pkg() == nil {
			return id
		}
		if l.erased(o.Type()) {
			return l.ident("any")
		}
		if !o.IsAlias() {
			break
		}
		if _, ok := l.p.emitName(o); !ok {
			return l.typ(o.Type()) // a type parameter's argument
		}
	}
	if inst, ok := l.info.Instances[id]; ok {
		if f, ok := o.(*types.Func); ok {
			return &ast.Ident{NamePos: id.NamePos, Name: l.instanceName(f.Origin(), inst.TypeArgs)}
		}
	}
	if name, ok := l.p.emitName(o); ok {
		return &ast.Ident{NamePos: id.NamePos, Name: name}
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return &ast.Ident{NamePos: id.NamePos, Name: l.fieldName(v)}
	}
	return id
}

// explicit lowers a generic func or type with its type arguments written out.
func (l *lowerer) explicit(e, x ast.Expr) ast.Expr {
	if tv, ok := l.info.Types[e]; ok && tv.IsType() {
		return l.typ(tv.Type)
	}
	if id := calledIdent(x); id != nil {
		if _, ok := l.info.Instances[id]; ok {
			return l.expr(x)
		}
	}
	return nil
}

// calledIdent is the name in f or pkg.f.
func calledIdent(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	}
	return nil
}

// fieldName is the interpreter's name of a field: that of an embedded type follows the
// type's.
func (l *lowerer) fieldName(v *types.Var) string {
	if !v.Embedded() || types.IsInterface(v.Type()) {
		return v.Name()
	}
	t := v.Type()
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := t.(*types.Named); ok {
		if id, ok := l.typ(n).(*ast.Ident); ok && names.Interpreted(n.Obj().Pkg()) {
			return id.Name
		}
	}
	return v.Name()
}

func (l *lowerer) selector(e *ast.SelectorExpr) ast.Expr {
	if s := l.info.Selections[e]; s != nil {
		if s.Kind() == types.MethodExpr {
			return l.methodExpr(e, s)
		}
		if m, ok := s.Obj().(*types.Func); ok && types.IsInterface(m.Type().(*types.Signature).Recv().Type()) {
			return l.method(l.expr(e.X), s.Recv(), s.Index(), m)
		}
		e.X = l.compiledMethod(l.expr(e.X), s)
		if v, ok := s.Obj().(*types.Var); ok && s.Kind() == types.FieldVal {
			e.Sel = &ast.Ident{NamePos: e.Sel.NamePos, Name: l.fieldName(v)}
		}
		return e
	}
	if o := l.info.Uses[e.Sel]; o != nil && names.OfModule(o.Pkg()) {
		if !l.quiet {
			l.p.Reach = e.Pos()
		}
		return l.name(e.Sel)
	}
	if inst, ok := l.info.Instances[e.Sel]; ok {
		if f, ok := l.info.Uses[e.Sel].(*types.Func); ok {
			return &ast.Ident{NamePos: e.Sel.NamePos, Name: l.instanceName(f.Origin(), inst.TypeArgs)}
		}
	}
	e.X = l.expr(e.X)
	return e
}

// composite lowers a composite literal; keys of structs are names of fields.
func (l *lowerer) composite(e *ast.CompositeLit) ast.Expr {
	var key, elem types.Type
	var fields *types.Struct
	if t := l.typeOf(e); t != nil {
		u := t.Underlying()
		if ptr, ok := u.(*types.Pointer); ok {
			u = ptr.Elem().Underlying()
		}
		switch u := u.(type) {
		case *types.Struct:
			fields = u
		case *types.Map:
			key, elem = u.Key(), u.Elem()
		case *types.Slice:
			elem = u.Elem()
		case *types.Array:
			elem = u.Elem()
		}
	}
	t := l.typeOf(e)
	compiled := fields != nil && t != nil && !names.CellType(t)
	into := func(e ast.Expr, to types.Type) ast.Expr {
		from := l.typeOf(e)
		x := l.expr(e)
		if compiled {
			x = l.lasting(e, x)
		}
		return l.conv(x, from, to)
	}
	elided := e.Type == nil && t != nil && names.IsPointer(t)
	e.Type = l.expr(e.Type)
	if elided { // the interpreter does not find it in the type of a compiled map
		e.Type = l.typ(t.Underlying().(*types.Pointer).Elem())
	}
	l.indices(e, t)
	for i, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			if fields != nil && i < fields.NumFields() {
				elem = fields.Field(i).Type()
			}
			e.Elts[i] = into(el, elem)
			continue
		}
		if id, ok := kv.Key.(*ast.Ident); ok && fields != nil {
			if v, ok := l.info.Uses[id].(*types.Var); ok {
				kv.Key, elem = &ast.Ident{NamePos: id.NamePos, Name: l.fieldName(v)}, v.Type()
			}
			kv.Value = into(kv.Value, elem)
			continue
		}
		kv.Key, kv.Value = into(kv.Key, key), into(kv.Value, elem)
	}
	if elided {
		return &ast.UnaryExpr{OpPos: e.Lbrace, Op: token.AND, X: e}
	}
	return e
}

// sliceFirst rewrites p[i], whose address is taken, to p[:][i] if p points to an array: the
// interpreter finds no place there otherwise. Pinned by testdata/programs/pointers.go.
func (l *lowerer) sliceFirst(e ast.Expr) {
	x, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok {
		return
	}
	t := l.typeOf(x.X)
	if !names.IsPointer(t) {
		return
	}
	a, ok := t.Underlying().(*types.Pointer).Elem().Underlying().(*types.Array)
	if !ok {
		return
	}
	all := &ast.SliceExpr{X: x.X, Lbrack: l.at, Rbrack: l.at}
	l.info.Types[all] = types.TypeAndValue{Type: types.NewSlice(a.Elem())}
	x.X = all
}

// indices writes the constant indices of an array or slice literal as plain numbers, and
// the length of an array as a number: the interpreter takes no typed constant there.
// Pinned by testdata/programs/constants.go.
func (l *lowerer) indices(e *ast.CompositeLit, t types.Type) {
	if t == nil {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		if a, ok := e.Type.(*ast.ArrayType); ok {
			a.Len = l.int(int(u.Len()))
		}
	case *types.Slice:
	default:
		return
	}
	for _, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if v := constant.ToInt(l.info.Types[kv.Key].Value); v.Kind() == constant.Int {
			kv.Key = &ast.BasicLit{ValuePos: kv.Key.Pos(), Kind: token.INT, Value: v.ExactString()}
		}
	}
}

// call lowers a call, a conversion or a builtin.
func (l *lowerer) call(e *ast.CallExpr) ast.Expr {
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
		if b, ok := l.info.Uses[id].(*types.Builtin); ok {
			return l.builtin(e, b.Name())
		}
	}
	if as := l.errorsAs(e); as != nil {
		return as
	}
	if read := l.readsJSON(e); read != nil {
		return read
	}
	if wait := l.blocking(e); wait != nil {
		return wait
	}
	if tv := l.info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 && types.IsInterface(tv.Type) {
		from := l.typeOf(e.Args[0])
		x := l.expr(e.Args[0])
		if l.converts(from, tv.Type) {
			return l.conv(x, from, tv.Type)
		}
		e.Fun, e.Args[0] = l.expr(e.Fun), x
		return e
	}
	sig := l.signatureOf(e)
	if spread := l.spreadArgs(e, sig); spread != nil {
		return spread
	}
	l.typed(e)
	raw := *e // its func tells what it does with its arguments
	l.args(&raw, sig)
	e.Args, e.Ellipsis = raw.Args, raw.Ellipsis
	looked := l.looksUp(e)
	e.Fun = l.callee(e.Fun)
	if looked && sig != nil {
		return l.typedResults(e, sig.Results())
	}
	return e
}

// typedResults gives what a call returns its types, which the interpreter loses where the
// func is looked up: they matter where a field or method is selected.
func (l *lowerer) typedResults(call ast.Expr, results *types.Tuple) ast.Expr {
	as := func(e ast.Expr, t types.Type) ast.Expr {
		if !hasMembers(t) {
			return e
		}
		return &ast.CallExpr{Fun: &ast.ParenExpr{Lparen: l.at, X: l.typ(t), Rparen: l.at}, Lparen: l.at, Args: []ast.Expr{e}, Rparen: l.at}
	}
	if results.Len() == 1 {
		return as(call, results.At(0).Type())
	}
	needed := false
	t := names.Speller{Pos: l.at}.EmptyFunc()
	t.Results = &ast.FieldList{Opening: l.at, Closing: l.at}
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{call}}
	ret := &ast.ReturnStmt{Return: l.at}
	for i := range results.Len() {
		name, rt := l.fresh("r"), results.At(i).Type()
		needed = needed || hasMembers(rt)
		t.Results.List = append(t.Results.List, &ast.Field{Type: l.typ(rt)})
		define.Lhs = append(define.Lhs, l.ident(name))
		ret.Results = append(ret.Results, as(l.ident(name), rt))
	}
	if !needed {
		return call
	}
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: t, Body: l.blockOf(define, ret)}, Lparen: l.at, Rparen: l.at}
}

// looksUp says whether the func that is called is taken out of an interface.
func (l *lowerer) looksUp(e *ast.CallExpr) bool {
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.TypeAssertExpr:
		return true
	case *ast.SelectorExpr:
		if s := l.info.Selections[f]; s != nil && s.Kind() == types.MethodVal {
			m, ok := s.Obj().(*types.Func)
			return ok && types.IsInterface(m.Type().(*types.Signature).Recv().Type())
		}
	}
	return false
}

// hasMembers says whether a type, or what it points to, is a cell's own with fields or
// methods.
func hasMembers(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	_, named := types.Unalias(t).(*types.Named)
	return named && names.CellType(t) && !types.IsInterface(t)
}

// nameInterfaces gives embedded interfaces a name: their methods are reached through it.
func (l *lowerer) nameInterfaces(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		if len(f.Names) > 0 || !types.IsInterface(l.typeOf(f.Type)) {
			continue
		}
		x := f.Type
		switch g := x.(type) {
		case *ast.IndexExpr:
			x = g.X
		case *ast.IndexListExpr:
			x = g.X
		}
		if id := calledIdent(x); id != nil {
			f.Names = []*ast.Ident{l.ident(id.Name)}
		}
	}
}

// says whether a type has a method of that name that takes nothing and returns a string.
func (l *lowerer) says(t types.Type, name string) bool {
	o, _, _ := types.LookupFieldOrMethod(t, false, l.p.Pkg, name)
	m, ok := o.(*types.Func)
	if !ok {
		return false
	}
	sig := m.Type().(*types.Signature)
	return sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
}

// blocking lowers the calls of package sync that wait, so that an interrupt ends them.
func (l *lowerer) blocking(e *ast.CallExpr) ast.Expr {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	s := l.info.Selections[sel]
	if s == nil || s.Kind() != types.MethodVal || len(s.Index()) != 1 {
		return nil
	}
	t := s.Recv()
	if names.IsPointer(t) {
		t = t.Underlying().(*types.Pointer).Elem()
	}
	pointer := names.IsPointer(l.typeOf(sel.X)) // which a deferred call may have made it
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "sync" {
		return nil
	}
	name := ""
	switch n.Obj().Name() + "." + s.Obj().Name() {
	case "WaitGroup.Wait", "Cond.Wait":
		name = "Wait"
	case "Mutex.Lock", "RWMutex.Lock":
		name = "Lock"
	case "RWMutex.RLock":
		name = "RLock"
	default:
		return nil
	}
	x := l.expr(sel.X)
	if !pointer {
		x = &ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: x}
	}
	return l.host(name, x)
}

// builtin lowers the calls that the interpreter does not know.
func (l *lowerer) builtin(e *ast.CallExpr, name string) ast.Expr {
	t := l.typeOf(e)
	switch name {
	case "min", "max":
		if tuple, ok := l.tupleArgs(e); ok {
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
		if e.Args[i] = l.funcValue(a); l.isNil(a) && name == "append" && e.Ellipsis.IsValid() && i == 1 {
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
			e.Args[1] = l.conv(e.Args[1], from[1], m.Key())
		}
	case name == "append" && !e.Ellipsis.IsValid():
		if s, ok := from[0].Underlying().(*types.Slice); ok {
			for i := 1; i < len(e.Args); i++ {
				e.Args[i] = l.conv(e.Args[i], from[i], s.Elem())
			}
		}
	}
	return e
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
			nan := &ast.BinaryExpr{X: l.ident(v), OpPos: l.at, Op: token.NEQ, Y: l.ident(v)}
			cond = &ast.BinaryExpr{X: cond, OpPos: l.at, Op: token.LOR, Y: nan}
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
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(e.Args[0])}}
	e.Args = nil
	for range tuple.Len() {
		v := l.fresh("v")
		define.Lhs = append(define.Lhs, l.ident(v))
		e.Args = append(e.Args, l.ident(v))
	}
	result := &ast.FieldList{Opening: l.at, List: []*ast.Field{{Type: l.typ(t)}}, Closing: l.at}
	ret := &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.extreme(e, name, t)}}
	lit := &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: &ast.FieldList{Opening: l.at, Closing: l.at}, Results: result}, Body: l.blockOf(define, ret)}
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Rparen: l.at}
}

func (l *lowerer) blockOf(list ...ast.Stmt) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: l.at, List: list, Rbrace: l.at}
}
