package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// The value of a cell.
//
// check has decided whether the last expression is shown (check/shown.go). Here it becomes
// statements that hand its values to the host, with what only the interpreter can ask of
// them: methods of the cell's own types. Pinned by testdata/display.txt.

// constantText writes nil or a constant as its value would be written; the text of anything
// else, which takes running, is empty.
func constantText(tv types.TypeAndValue) string {
	switch {
	case tv.IsNil():
		return "nil"
	case tv.Value == nil:
		return ""
	}
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
		return boxes.FormatString(constant.StringVal(tv.Value), 0)
	case constant.Float:
		f, _ := constant.Float64Val(tv.Value)
		return fmt.Sprint(f)
	}
	return tv.Value.ExactString()
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
func (l *lowerer) show(s *ast.ExprStmt, v *check.Shown) []ast.Stmt {
	if l.p.Fixed != "" {
		return []ast.Stmt{l.expr1(l.host("Value"))} // to tell that it was reached
	}
	for _, t := range v.Types {
		if names.CellType(t) {
			l.p.boxType(t) // its methods are wanted for what it shows
		}
	}
	if call := check.TupleCall(s.X); call != nil {
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
	if l.Compiled(t) || types.IsInterface(t) {
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
	if l.Compiled(t) || types.IsInterface(t) {
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
