package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/core"
	"github.com/andor-kernel/andor/kernel/cell/facts"
)

// Range over a func.
//
// `for k, v := range seq { body }` becomes a call of seq with the body as its yield. What
// leaves the body in another way than by its end is turned into a code in a variable:
// the yield returns false, and after the call the code says what was meant. Inner loops
// are lowered first, so that what they leave behind (a return, a labelled break) is
// ordinary code for the outer one.
//
// Pinned by testdata/programs/iterators.go and leaving.go, and by testdata/modern.txt.

// leaving collects the ways out of one loop's body.
type leaving struct {
	l        *lowerer
	label    string          // of this loop
	inside   map[string]bool // labels in its body
	code     string          // the variable
	returns  bool
	bare     bool     // a return without values is among them
	results  []string // variables for returned values
	branches []*ast.BranchStmt
}

// Larger codes number the branches.
const (
	returnCode = 1
	bareCode   = 2 // a return without values
)

func (l *lowerer) rangeFunc(s *ast.RangeStmt, seq *types.Signature, label string) []ast.Stmt {
	at := l.at
	yield := seq.Params().At(0).Type().Underlying().(*types.Signature)
	x := l.expr(s.X)
	var params []*ast.Field
	var in []ast.Stmt
	for i, e := range []ast.Expr{s.Key, s.Value} {
		if i >= yield.Params().Len() {
			break
		}
		name := "_"
		if id, ok := e.(*ast.Ident); e != nil && (!ok || id.Name != "_") {
			name = l.fresh("v")
			in = append(in, l.assign(s.Tok, l.expr(e), l.ident(name)))
		}
		params = append(params, &ast.Field{Names: []*ast.Ident{l.ident(name)}, Type: l.typ(yield.Params().At(i).Type())})
	}
	l.block(s.Body)
	l.at = at
	out := &leaving{l: l, label: label, inside: core.Labels(s.Body), code: l.fresh("leave")}
	out.list(s.Body.List, true, true)
	body := facts.Within(in, s.Body.List)
	body = append(body, &ast.ReturnStmt{Return: at, Results: []ast.Expr{l.ident("true")}})
	boolResult := &ast.FieldList{Opening: at, Closing: at, List: []*ast.Field{{Type: l.ident("bool")}}}
	lit := &ast.FuncLit{
		Type: &ast.FuncType{Func: at, Params: &ast.FieldList{Opening: at, List: params, Closing: at}, Results: boolResult},
		Body: l.blockOf(body...),
	}
	call := l.expr1(&ast.CallExpr{Fun: x, Lparen: at, Args: []ast.Expr{lit}, Rparen: at})
	return append(append(out.before(), call), out.after()...)
}

// list rewrites the statements that leave the body. The flags say whether a plain break
// or continue at this depth means this loop.
func (v *leaving) list(list []ast.Stmt, breaks, continues bool) {
	for i, s := range list {
		list[i] = v.stmt(s, breaks, continues)
	}
}

func (v *leaving) stmt(s ast.Stmt, breaks, continues bool) ast.Stmt {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		if len(s.Results) == 0 {
			v.bare = true
			return v.leave(bareCode)
		}
		return v.leave(returnCode, v.keep(s)...)
	case *ast.BranchStmt:
		return v.branch(s, breaks, continues)
	case *ast.BlockStmt:
		v.list(s.List, breaks, continues)
	case *ast.IfStmt:
		v.list(s.Body.List, breaks, continues)
		if s.Else != nil {
			s.Else = v.block(v.stmt(s.Else, breaks, continues))
		}
	case *ast.LabeledStmt:
		s.Stmt = v.stmt(s.Stmt, breaks, continues)
	case *ast.SwitchStmt:
		v.list(s.Body.List, false, continues)
	case *ast.TypeSwitchStmt:
		v.list(s.Body.List, false, continues)
	case *ast.SelectStmt:
		v.list(s.Body.List, false, continues)
	case *ast.CaseClause:
		v.list(s.Body, breaks, continues)
	case *ast.CommClause:
		v.list(s.Body, breaks, continues)
	case *ast.ForStmt:
		v.list(s.Body.List, false, false)
	case *ast.RangeStmt:
		v.list(s.Body.List, false, false)
	}
	return s
}

// block makes a statement fit to follow else.
func (v *leaving) block(s ast.Stmt) ast.Stmt {
	switch s.(type) {
	case *ast.BlockStmt, *ast.IfStmt:
		return s
	}
	return v.l.blockOf(s)
}

func (v *leaving) branch(s *ast.BranchStmt, breaks, continues bool) ast.Stmt {
	own := s.Label != nil && s.Label.Name == v.label && v.label != ""
	switch {
	case s.Tok == token.CONTINUE && (own || s.Label == nil && continues):
		return &ast.ReturnStmt{Return: s.Pos(), Results: []ast.Expr{v.l.ident("true")}}
	case s.Tok == token.BREAK && (own || s.Label == nil && breaks):
		return &ast.ReturnStmt{Return: s.Pos(), Results: []ast.Expr{v.l.ident("false")}}
	case s.Label == nil || v.inside[s.Label.Name]:
		return s // of an inner statement
	}
	v.branches = append(v.branches, s)
	return v.leave(bareCode + len(v.branches))
}

// leave sets the code and ends the iteration for good.
func (v *leaving) leave(code int, first ...ast.Stmt) ast.Stmt {
	set := v.l.assign(token.ASSIGN, v.l.ident(v.code), v.l.int(code))
	stop := &ast.ReturnStmt{Return: v.l.at, Results: []ast.Expr{v.l.ident("false")}}
	return v.l.blockOf(append(first, set, stop)...)
}

// keep stores what a return statement returns.
func (v *leaving) keep(s *ast.ReturnStmt) []ast.Stmt {
	v.returns = true
	results := v.l.sig[len(v.l.sig)-1]
	if v.results == nil {
		for range results.Len() {
			v.results = append(v.results, v.l.fresh("result"))
		}
	}
	return v.l.setResults(v.results, s.Results)
}

// before declares the variables.
func (v *leaving) before() []ast.Stmt {
	var out []ast.Stmt
	if v.returns || v.bare || len(v.branches) > 0 {
		out = append(out, v.l.assign(token.DEFINE, v.l.ident(v.code), v.l.int(0)))
	}
	for i, name := range v.results {
		out = append(out, &ast.DeclStmt{Decl: v.l.varDecl(name, v.l.sig[len(v.l.sig)-1].At(i).Type())})
	}
	return out
}

// after does what the code says.
func (v *leaving) after() []ast.Stmt {
	var out []ast.Stmt
	when := func(code int, do ast.Stmt) {
		cond := &ast.BinaryExpr{X: v.l.ident(v.code), OpPos: v.l.at, Op: token.EQL, Y: v.l.int(code)}
		out = append(out, &ast.IfStmt{If: v.l.at, Cond: cond, Body: v.l.blockOf(do)})
	}
	if v.returns {
		ret := &ast.ReturnStmt{Return: v.l.at}
		for _, name := range v.results {
			ret.Results = append(ret.Results, v.l.ident(name))
		}
		when(returnCode, ret)
	}
	if v.bare {
		when(bareCode, &ast.ReturnStmt{Return: v.l.at})
	}
	for i, b := range v.branches {
		when(bareCode+1+i, b)
	}
	return out
}
