package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Shown is the last expression of a cell on its way to the screen.
type Shown struct {
	stmt   ast.Stmt
	Types  []types.Type // of its values
	listed bool         // several values are listed in the cell: a, b
	Fixed  string       // text known without running: of a constant, or nil
}

// display decides from the syntax tree whether the cell's last expression is shown. What
// has no value is not, nor what is written only for its effect (fmt.Println).
func (p *Lowered) display(body *ast.BlockStmt) {
	if p.Muted {
		p.effectOnly(body)
		return
	}
	tv, ok := p.Info.Types[p.Value]
	if !ok || tv.IsVoid() && tupleCall(p.Value) == nil || tv.IsType() || tv.IsBuiltin() || p.forEffect(p.Value, tv.Type) {
		return
	}
	last := len(body.List) - 1
	p.Shown = &Shown{stmt: body.List[last]}
	switch {
	case tv.IsNil():
		p.Shown.Fixed = "nil"
	case tv.Value != nil:
		p.Shown.Fixed = constantText(tv)
	}
	if call := tupleCall(p.Value); call != nil {
		p.Shown.listed = true
		for _, e := range call.Args {
			t := p.Info.TypeOf(e)
			if t == nil || p.Info.Types[e].IsNil() {
				t = types.NewInterfaceType(nil, nil)
			}
			p.Shown.Types = append(p.Shown.Types, types.Default(t))
		}
		return
	}
	if t, ok := tv.Type.(*types.Tuple); ok {
		for i := range t.Len() {
			p.Shown.Types = append(p.Shown.Types, t.At(i).Type())
		}
	} else {
		p.Shown.Types = []types.Type{types.Default(tv.Type)}
	}
}

// effectOnly evaluates a last expression that a semicolon keeps from being shown, also
// one that Go would not take for a statement.
func (p *Lowered) effectOnly(body *ast.BlockStmt) {
	last := len(body.List) - 1
	tv := p.Info.Types[p.Value]
	if _, call := ast.Unparen(p.Value).(*ast.CallExpr); call && tv.Value == nil {
		return
	}
	if tv.Value != nil || tv.IsNil() {
		body.List[last] = &ast.EmptyStmt{Semicolon: p.Value.Pos()}
		return
	}
	blank := &ast.Ident{NamePos: p.Value.Pos(), Name: "_"}
	body.List[last] = &ast.AssignStmt{Lhs: []ast.Expr{blank}, TokPos: p.Value.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{p.Value}}
}

// tupleCall is the call that stands for `a, b`, nil if e is none.
func tupleCall(e ast.Expr) *ast.CallExpr {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Values" {
		return nil
	}
	if id, ok := sel.X.(*ast.Ident); !ok || id.Name != names.HostName {
		return nil
	}
	return call
}

// constantText writes a constant as its value would be written.
func constantText(tv types.TypeAndValue) string {
	if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Kind() == types.UntypedRune {
		if n, exact := constant.Int64Val(tv.Value); exact {
			return fmt.Sprintf("%d %q", n, rune(n))
		}
	}
	if n, ok := tv.Type.(*types.Named); ok && n.NumMethods() > 0 {
		return "" // its String method decides
	}
	switch tv.Value.Kind() {
	case constant.Complex:
		re, _ := constant.Float64Val(constant.Real(tv.Value))
		im, _ := constant.Float64Val(constant.Imag(tv.Value))
		return fmt.Sprint(complex(re, im))
	case constant.String:
		return host.FormatString(constant.StringVal(tv.Value), 0)
	case constant.Float:
		f, _ := constant.Float64Val(tv.Value)
		return fmt.Sprint(f)
	}
	return tv.Value.ExactString()
}

// forEffect says whether a call is made for what it does, and its results only report
// on that: writers' (n int, err error).
func (p *Lowered) forEffect(e ast.Expr, t types.Type) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := p.Info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() == names.MainPath || f.Pkg().Path() == "strconv" {
		return false
	}
	tuple, ok := t.(*types.Tuple)
	return ok && tuple.Len() == 2 && tuple.At(0).Type() == types.Typ[types.Int] && names.IsError(tuple.At(1).Type())
}

// ShowMethods are the methods that say how a value is shown, best first.
var ShowMethods = []string{"HTML", "SVG", "PNG", "Markdown", "Latex", "String", "Error"}

// TextTypes are the MIME types of what they say.
var TextTypes = map[string]string{
	"HTML": "text/html", "SVG": "image/svg+xml", "PNG": "image/png", "Markdown": "text/markdown", "Latex": "text/latex",
	"String": "text/plain", "Error": "text/plain",
}

// show turns the last expression into statements that hand its values to the host: all
// of a tuple, and those methods that only the interpreter can find.
func (l *lowerer) show(s *ast.ExprStmt, v *Shown) []ast.Stmt {
	if v.Fixed != "" {
		return []ast.Stmt{l.expr1(l.host("Value"))} // to tell that it was reached
	}
	for _, t := range v.Types {
		if names.CellType(t) {
			l.p.boxType(t) // its methods are wanted for what it shows
		}
	}
	if call := tupleCall(s.X); call != nil {
		for i, e := range call.Args {
			call.Args[i] = l.expr(e)
		}
		return []ast.Stmt{l.expr1(l.host("Value", call.Args...))}
	}
	x := l.expr(s.X)
	var names []ast.Expr
	assign := &ast.AssignStmt{TokPos: l.at, Tok: token.DEFINE, Rhs: []ast.Expr{x}}
	for range v.Types {
		name := l.ident(l.fresh("value"))
		assign.Lhs = append(assign.Lhs, name)
		names = append(names, name)
	}
	out := []ast.Stmt{assign}
	if len(v.Types) == 1 {
		if t := v.Types[0]; l.bundles(t) {
			names[0] = l.conv(names[0], t, types.Universe.Lookup("any").Type())
		} else {
			out = append(out, l.showMethods(names[0], t)...)
		}
	}
	return append(out, l.expr1(l.host("Value", names...)))
}

// bundles says whether the method MIMEBundle of an interpreted type tells how it is shown.
func (l *lowerer) bundles(t types.Type) bool {
	if l.compiled(t) || types.IsInterface(t) {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(t, false, l.p.Pkg, "MIMEBundle")
	if m == nil {
		return false
	}
	bundle := types.NewMap(types.Typ[types.String], types.NewSlice(types.Typ[types.Byte]))
	result := types.NewTuple(types.NewParam(token.NoPos, nil, "", bundle))
	return types.Identical(m.Type(), types.NewSignatureType(nil, nil, nil, nil, result, false))
}

// showMethods hands over the methods of a value of an interpreted type.
func (l *lowerer) showMethods(v ast.Expr, t types.Type) []ast.Stmt {
	if l.compiled(t) || types.IsInterface(t) {
		return nil
	}
	var out []ast.Stmt
	for _, name := range ShowMethods {
		o, _, _ := types.LookupFieldOrMethod(t, true, l.p.Pkg, name)
		m, ok := o.(*types.Func)
		if !ok {
			continue
		}
		sig := m.Type().(*types.Signature)
		if sig.Params().Len() != 0 || sig.Results().Len() != 1 {
			continue
		}
		result := sig.Results().At(0).Type()
		call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: v, Sel: l.ident(name)}, Lparen: l.at, Rparen: l.at}
		var value ast.Expr = call
		switch {
		case types.Identical(result, types.Typ[types.String]):
		case types.Identical(result, types.NewSlice(types.Typ[types.Byte])):
			value = l.convert(types.Typ[types.String], call)
		default:
			continue
		}
		// Evaluated within the cell, so that its panic is the cell's.
		text := &ast.BasicLit{ValuePos: l.at, Kind: token.STRING, Value: `"` + name + `"`}
		var give ast.Stmt = l.expr1(l.host("Text", text, value))
		if names.IsPointer(t) {
			notNil := &ast.BinaryExpr{X: v, OpPos: l.at, Op: token.NEQ, Y: l.ident("nil")}
			give = &ast.IfStmt{If: l.at, Cond: notNil, Body: l.blockOf(give)}
		}
		out = append(out, give)
	}
	return out
}

// compiled says whether a type is one of the compiled packages', whose methods are seen
// by reflection.
func (l *lowerer) compiled(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return !ok || !names.Interpreted(n.Obj().Pkg())
}

// Fails reports whether the last of several values says that the call which gave them went
// wrong. Values that are listed one by one are shown, whatever they are.
func (w *Shown) Fails(t types.Type, v reflect.Value) bool {
	return names.IsError(t) && v.IsValid() && !w.listed
}
