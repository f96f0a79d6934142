package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Calls whose arguments become interfaces, and those of compiled code that looks into the
// values it is given.
//
// Rule of Go: an argument is converted to the type of its parameter, and a func literal
// keeps the variables that it saw when it was evaluated.
// The interpreter: does not tell compiled code the types of cells, and hands it literals
// that see later variables.
// Rewritten: f(v) becomes f(Box(v)), or f(Bare(v)) where f reflects; f(func() {}) becomes
// f([1]func(){func() {}}[0]).
// Pinned by testdata/closures.txt, testdata/programs/concurrent.go and std_generic.go.

// rawPackages look into the values they are given by reflection.
var rawPackages = map[string]bool{
	"sort": true, "runtime": true, "unsafe": true,
}

// rawArgs says whether a call hands its arguments of type any to code that needs them
// without boxes.
func (l *lowerer) rawArgs(e *ast.CallExpr) bool {
	id := facts.CalledIdent(e.Fun)
	if id == nil {
		return false
	}
	f, ok := l.info.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || names.Interpreted(f.Pkg()) {
		return false
	}
	path := f.Pkg().Path()
	switch path {
	case "encoding/json":
		return f.Name() == "Unmarshal" || f.Name() == "Decode"
	case names.AndorPath:
		return f.Name() != "Display" // which asks a value how it is shown
	case names.HostPath:
		return f.Name() == "Sort" || f.Name() == "Values"
	}
	first, _, _ := strings.Cut(path, "/")
	return rawPackages[path] || strings.Contains(first, ".")
}

// args lowers the arguments of a call.
func (l *lowerer) args(e *ast.CallExpr, sig *types.Signature) {
	raw, asked, pack := l.rawArgs(e), l.askedFor(e), false
	for i, a := range e.Args {
		from := l.typeOf(a)
		if sig != nil && sig.Variadic() && !e.Ellipsis.IsValid() && i >= sig.Params().Len()-1 && from != nil {
			pack = pack || types.Identical(from, sig.Params().At(sig.Params().Len()-1).Type())
		}
		e.Args[i] = l.expr(a)
		if !l.CallsCell(e) {
			e.Args[i] = l.lasting(a, e.Args[i])
		}
		if sig == nil {
			continue
		}
		to := facts.ParamType(sig, i, e.Ellipsis.IsValid())
		if l.IsNil(a) && e.Ellipsis.IsValid() && i == len(e.Args)-1 {
			e.Args[i] = l.nilOf(to)
			continue
		}
		if raw && l.Erased(to) {
			if from != nil && !names.CellType(from) && facts.MayHoldBoxes(from) {
				e.Args[i] = l.host("Bare", e.Args[i])
			}
			continue
		}
		e.Args[i] = l.conv(e.Args[i], from, to)
		if asked != "" && l.Erased(to) && !e.Ellipsis.IsValid() {
			e.Args[i] = l.host(asked, e.Args[i])
		}
		if isFuncMap(to) {
			e.Args[i] = l.host("Funcs", e.Args[i])
		}
	}
	if pack {
		// The interpreter would take a []any among them for all of them.
		n := sig.Params().Len() - 1
		list := &ast.CompositeLit{Type: l.typ(sig.Params().At(n).Type()), Lbrace: l.at, Elts: e.Args[n:], Rbrace: l.at}
		e.Args, e.Ellipsis = append(e.Args[:n:n], list), l.at
	}
}

// nilOf is nil of a type, which the interpreter does not find out where nil is spread.
func (l *lowerer) nilOf(t types.Type) ast.Expr {
	return &ast.CallExpr{Fun: l.typ(t), Lparen: l.at, Args: []ast.Expr{l.ident("nil")}, Rparen: l.at}
}

// lasting makes a value of a lowered func literal (of e, if that is one), which keeps the
// variables of its func as they are now. Where compiled code is handed the literal itself,
// it would see those of a later turn of a loop.
func (l *lowerer) lasting(e, lowered ast.Expr) ast.Expr {
	lit, ok := ast.Unparen(e).(*ast.FuncLit)
	if !ok {
		return lowered
	}
	t := l.typeOf(lit)
	if t == nil {
		return lowered
	}
	one := &ast.CompositeLit{Type: &ast.ArrayType{Lbrack: l.at, Elt: l.typ(t)}, Lbrace: l.at, Elts: []ast.Expr{lowered}, Rbrace: l.at}
	return &ast.IndexExpr{X: one, Lbrack: l.at, Index: l.int(0), Rbrack: l.at}
}

// spreadArgs lowers f(g()) where a result of g becomes an interface of f; nil if none
// does.
func (l *lowerer) spreadArgs(e *ast.CallExpr, sig *types.Signature) ast.Expr {
	tuple, ok := l.TupleArgs(e)
	if !ok || sig == nil {
		return nil
	}
	needed := false
	for i := range tuple.Len() {
		needed = needed || l.Converts(tuple.At(i).Type(), facts.ParamType(sig, i, false))
	}
	if inner, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr); ok && !needed && l.LooksUp(inner) {
		return l.spreadLooked(e, sig, tuple)
	}
	if !needed {
		return nil
	}
	t := names.Speller{Pos: l.at}.EmptyFunc()
	call := &ast.CallExpr{Fun: l.expr(e.Fun), Lparen: l.at, Rparen: l.at}
	for i := range tuple.Len() {
		name, from := l.fresh("a"), tuple.At(i).Type()
		t.Params.List = append(t.Params.List, &ast.Field{Names: []*ast.Ident{l.ident(name)}, Type: l.typ(from)})
		call.Args = append(call.Args, l.conv(l.ident(name), from, facts.ParamType(sig, i, false)))
	}
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: t, Body: l.blockOf(l.pass(t, sig, call)...)}, Lparen: l.at, Args: []ast.Expr{l.expr(e.Args[0])}, Rparen: l.at}
}

// spreadLooked lowers f(x.Method()) where the method is looked up, whose several results
// the interpreter does not count: they go through variables.
func (l *lowerer) spreadLooked(e *ast.CallExpr, sig *types.Signature, tuple *types.Tuple) ast.Expr {
	t := names.Speller{Pos: l.at}.EmptyFunc()
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{l.expr(e.Args[0])}}
	call := &ast.CallExpr{Fun: l.expr(e.Fun), Lparen: l.at, Rparen: l.at}
	for range tuple.Len() {
		name := l.fresh("a")
		define.Lhs = append(define.Lhs, l.ident(name))
		call.Args = append(call.Args, l.ident(name))
	}
	body := append([]ast.Stmt{define}, l.pass(t, sig, call)...)
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: t, Body: l.blockOf(body...)}, Lparen: l.at, Rparen: l.at}
}

// unpacked takes the values of a call, or of an expression with a comma ok, apart, where
// one of them becomes an interface; nil if none does.
func (l *lowerer) unpacked(e ast.Expr, from *types.Tuple, to []types.Type) (before ast.Stmt, values []ast.Expr) {
	needed := false
	for i := range from.Len() {
		if i >= len(to) || to[i] == nil {
			continue
		}
		t := from.At(i).Type()
		needed = needed || l.Converts(t, to[i]) || isBool(t) && types.IsInterface(to[i])
	}
	if !needed {
		return nil, nil
	}
	define := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{e}}
	for i := range from.Len() {
		name := l.fresh("v")
		define.Lhs = append(define.Lhs, l.ident(name))
		values = append(values, l.conv(l.ident(name), from.At(i).Type(), to[i]))
	}
	return define, values
}

// errorsAs lowers errors.As where its target is of a type that compiled code does not
// know. Nil if e is another call.
func (l *lowerer) errorsAs(e *ast.CallExpr) ast.Expr {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "As" || len(e.Args) != 2 {
		return nil
	}
	f, ok := l.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "errors" {
		return nil
	}
	ptr, ok := l.typeOf(e.Args[1]).(*types.Pointer)
	if !ok || !names.CellType(ptr.Elem()) && !types.IsInterface(ptr.Elem()) {
		return nil
	}
	t := ptr.Elem()
	err, target, v, found := l.fresh("err"), l.fresh("target"), l.fresh("v"), l.fresh("ok")
	find := l.host("Find", l.boxType(t), l.ident(err), l.ident(target))
	var value ast.Expr = l.ident(v)
	if !l.Erased(t) {
		value = &ast.TypeAssertExpr{X: value, Lparen: l.at, Type: l.typ(t), Rparen: l.at}
	}
	set := &ast.IfStmt{
		If: l.at, Cond: &ast.BinaryExpr{X: l.ident(v), OpPos: l.at, Op: token.NEQ, Y: l.ident("nil")},
		Body: l.blockOf(l.assign(token.ASSIGN, &ast.StarExpr{Star: l.at, X: l.ident(target)}, value)),
	}
	define := &ast.AssignStmt{Lhs: []ast.Expr{l.ident(v), l.ident(found)}, TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{find}}
	params := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{
		{Names: []*ast.Ident{l.ident(err)}, Type: l.ident("error")},
		{Names: []*ast.Ident{l.ident(target)}, Type: l.typ(ptr)},
	}}
	lit := &ast.FuncLit{
		Type: &ast.FuncType{Func: l.at, Params: params, Results: &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Type: l.ident("bool")}}}},
		Body: l.blockOf(define, set, &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{l.ident(found)}}),
	}
	from := l.typeOf(e.Args[0])
	l.exprs(e.Args)
	e.Args[0] = l.conv(e.Args[0], from, types.Universe.Lookup("error").Type())
	return &ast.CallExpr{Fun: lit, Lparen: l.at, Args: e.Args, Rparen: l.at}
}

// readsJSON lowers json.Unmarshal and Decode into a pointer to a type that compiled code
// does not know. Nil if e is another call.
func (l *lowerer) readsJSON(e *ast.CallExpr) ast.Expr {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok || len(e.Args) == 0 || e.Ellipsis.IsValid() || l.p.s.Without[RuleJSON] {
		return nil
	}
	f, ok := l.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "encoding/json" {
		return nil
	}
	t := l.typeOf(e.Args[len(e.Args)-1])
	var id ast.Expr
	switch {
	case t == nil:
		return nil
	case types.IsInterface(t):
		id = &ast.UnaryExpr{OpPos: l.at, Op: token.SUB, X: l.int(1)} // its box knows
	case names.CellType(t):
		id = l.boxType(t)
	default:
		return nil
	}
	switch {
	case f.Name() == "Unmarshal" && len(e.Args) == 2:
		return l.host("Unmarshal", id, l.expr(e.Args[0]), l.expr(e.Args[1]))
	case f.Name() == "Decode" && len(e.Args) == 1 && names.IsPointer(l.typeOf(sel.X)):
		return l.host("Decode", id, l.expr(sel.X), l.expr(e.Args[0]))
	}
	return nil
}

// typed takes a call of one of package fmt's formats that may ask for names of types to
// the host, which knows those of cells; and one of fmt.Print and its like, which put a space
// between two values that are no strings.
func (l *lowerer) typed(e *ast.CallExpr) {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	f, ok := l.info.Uses[sel.Sel].(*types.Func)
	if !ok {
		return
	}
	name, first, format := facts.Printed(f)
	if name == "" || first > len(e.Args) || format && e.Ellipsis.IsValid() {
		return
	}
	if format {
		if c := l.info.Types[e.Args[first-1]].Value; c != nil && !asksType.MatchString(c.String()) && !asksType.MatchString(c.ExactString()) {
			return
		}
	}
	for _, a := range e.Args[first:] {
		if t := l.typeOf(a); t != nil && (types.IsInterface(t) || names.CellType(t) || e.Ellipsis.IsValid()) {
			e.Fun = l.hostName(name)
			return
		}
	}
}

// asksType finds the verbs %T and %p in a format, which ask no method of the value.
var asksType = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[Tp]`)

// call lowers a call, a conversion or a builtin.
func (l *lowerer) call(e *ast.CallExpr) ast.Expr {
	if p := l.unsafeCall(e); p != nil {
		return p
	}
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
		if l.Converts(from, tv.Type) {
			return l.conv(x, from, tv.Type)
		}
		e.Fun, e.Args[0] = l.expr(e.Fun), x
		return e
	}
	sig := l.SignatureOf(e)
	if spread := l.spreadArgs(e, sig); spread != nil {
		return spread
	}
	l.typed(e)
	raw := *e // its func tells what it does with its arguments
	l.args(&raw, sig)
	e.Args, e.Ellipsis = raw.Args, raw.Ellipsis
	looked := l.LooksUp(e)
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
		if !facts.HasMembers(t) {
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
		needed = needed || facts.HasMembers(rt)
		t.Results.List = append(t.Results.List, &ast.Field{Type: l.typ(rt)})
		define.Lhs = append(define.Lhs, l.ident(name))
		ret.Results = append(ret.Results, as(l.ident(name), rt))
	}
	if !needed {
		return call
	}
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: t, Body: l.blockOf(define, ret)}, Lparen: l.at, Rparen: l.at}
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

// discard lowers a call that stands as a statement.
func (l *lowerer) discard(c *ast.CallExpr) ast.Stmt { return l.expr1(l.expr(c)) }
