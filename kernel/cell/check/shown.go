package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Shown is the last expression of a cell on its way to the screen.
type Shown struct {
	Stmt   ast.Stmt
	Types  []types.Type // of its values
	Listed bool         // several values are Listed in the cell: a, b
}

// display decides from the syntax tree whether the cell's last expression is shown. What
// has no value is not, nor what is written only for its effect (fmt.Println).
func (p *Checked) display() {
	body := &ast.BlockStmt{List: p.Body}
	if p.Muted {
		p.effectOnly(body)
		return
	}
	tv, ok := p.Info.Types[p.Value]
	if !ok || tv.IsVoid() && TupleCall(p.Value) == nil || tv.IsType() || tv.IsBuiltin() || p.forEffect(p.Value, tv.Type) {
		return
	}
	last := len(body.List) - 1
	p.Shown = &Shown{Stmt: body.List[last]}
	if call := TupleCall(p.Value); call != nil {
		p.Shown.Listed = true
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
func (p *Checked) effectOnly(body *ast.BlockStmt) {
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

// TupleCall is the call that stands for `a, b`, nil if e is none.
func TupleCall(e ast.Expr) *ast.CallExpr {
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

// forEffect says whether a call is made for what it does, and its results only report
// on that: writers' (n int, err error).
func (p *Checked) forEffect(e ast.Expr, t types.Type) bool {
	f := names.SelectedFunc(p.Info, e)
	if f == nil || f.Pkg().Path() == names.MainPath || f.Pkg().Path() == "strconv" {
		return false
	}
	tuple, ok := t.(*types.Tuple)
	return ok && tuple.Len() == 2 && tuple.At(0).Type() == types.Typ[types.Int] && names.IsError(tuple.At(1).Type())
}

// Fails reports whether the last of several values says that the call which gave them went
// wrong. Values that are listed one by one are shown, whatever they are.
func (w *Shown) Fails(t types.Type, v reflect.Value) bool {
	return names.IsError(t) && v.IsValid() && !w.Listed
}
