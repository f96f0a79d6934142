package core

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strconv"
	"sync"
)

// modes are entries of go/types of each kind that new nodes need. A TypeAndValue says in
// a field of its own whether an expression is a variable, a value or a type, which only
// the checker can set: so a small package is checked once, and its entries are copied.
type modes struct{ variable, value, typ, builtin types.TypeAndValue }

var kinds = sync.OnceValue(func() modes {
	fset := token.NewFileSet()
	const text = "package p\nvar v int\nvar w = v + v\nfunc f() { panic(1) }\n"
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if err != nil {
		panic("core: " + err.Error())
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{}
	if _, err := conf.Check("p", fset, []*ast.File{f}, info); err != nil {
		panic("core: " + err.Error())
	}
	var m modes
	for e, tv := range info.Types {
		switch e := e.(type) {
		case *ast.Ident:
			switch e.Name {
			case "v":
				m.variable = tv
			case "int":
				m.typ = tv
			case "panic":
				m.builtin = tv
			}
		case *ast.BinaryExpr:
			m.value = tv
		}
	}
	return m
})

func as(kind types.TypeAndValue, t types.Type) types.TypeAndValue {
	kind.Type = t
	return kind
}

// newVar makes a variable of the rewriter's own.
func (r *rewriter) newVar(hint string, t types.Type) *types.Var {
	v := types.NewVar(r.at, r.Pkg, r.Fresh(hint), t)
	r.own[v] = true
	return v
}

// def is the place where a variable is declared.
func (r *rewriter) def(v *types.Var) *ast.Ident {
	id := &ast.Ident{NamePos: r.at, Name: v.Name()}
	r.Info.Defs[id] = v
	return id
}

// use is a use of an object that is a variable.
func (r *rewriter) use(v *types.Var) *ast.Ident {
	id := &ast.Ident{NamePos: r.at, Name: v.Name()}
	r.Info.Uses[id] = v
	r.Info.Types[id] = as(kinds().variable, v.Type())
	return id
}

// typeExpr writes a type.
func (r *rewriter) typeExpr(t types.Type) ast.Expr {
	if r.Type != nil {
		e := r.Type(r.at, t)
		r.Info.Types[e] = as(kinds().typ, t)
		return e
	}
	if b, ok := t.(*types.Basic); ok && types.Universe.Lookup(b.Name()) != nil {
		id := &ast.Ident{NamePos: r.at, Name: b.Name()}
		r.Info.Uses[id] = types.Universe.Lookup(b.Name())
		r.Info.Types[id] = as(kinds().typ, t)
		return id
	}
	name := r.Fresh("type")
	id := &ast.Ident{NamePos: r.at, Name: name}
	r.Info.Uses[id] = types.NewTypeName(r.at, r.Pkg, name, t)
	r.Info.Types[id] = as(kinds().typ, t)
	return id
}

func (r *rewriter) define(v *types.Var, e ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{r.def(v)}, TokPos: r.at, Tok: token.DEFINE, Rhs: []ast.Expr{e}}
}

func (r *rewriter) set(lhs ast.Expr, tok token.Token, rhs ast.Expr) ast.Stmt {
	return &ast.AssignStmt{Lhs: []ast.Expr{lhs}, TokPos: r.at, Tok: tok, Rhs: []ast.Expr{rhs}}
}

// keep evaluates an expression into a new variable, and returns the statement and a use
// of the variable.
func (r *rewriter) keep(e ast.Expr) (ast.Stmt, ast.Expr) {
	e, t := r.typed(e)
	v := r.newVar("v", t)
	return r.define(v, e), r.use(v)
}

// typed gives an expression that is to stand alone the type that it has where it stands:
// an untyped comparison, or a shift of an untyped constant, would get another.
func (r *rewriter) typed(e ast.Expr) (ast.Expr, types.Type) {
	t := r.Info.TypeOf(e)
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
	}
	if !r.untyped(e) || t == types.Typ[types.Bool] {
		return e, t
	}
	return r.convert(e, t), t
}

// convert is T(e). A constant stays one.
func (r *rewriter) convert(e ast.Expr, t types.Type) ast.Expr {
	call := &ast.CallExpr{Fun: r.typeExpr(t), Lparen: r.at, Args: []ast.Expr{e}, Rparen: r.at}
	tv := as(kinds().value, t)
	tv.Value = r.Info.Types[e].Value
	r.Info.Types[call] = tv
	return call
}

// untyped reports whether the type of an expression that is no constant comes from where
// it stands.
func (r *rewriter) untyped(e ast.Expr) bool {
	if r.Info.Types[e].Value != nil {
		return false
	}
	switch x := e.(type) {
	case *ast.ParenExpr:
		return r.untyped(x.X)
	case *ast.UnaryExpr:
		return x.Op != token.ARROW && x.Op != token.AND && r.untyped(x.X)
	case *ast.BinaryExpr:
		switch x.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return true
		case token.SHL, token.SHR:
			return r.Info.Types[x.X].Value != nil || r.untyped(x.X)
		}
		bare := func(e ast.Expr) bool { return r.Info.Types[e].Value != nil || r.untyped(e) }
		return bare(x.X) && bare(x.Y)
	}
	return false
}

func (r *rewriter) blockOf(list ...ast.Stmt) *ast.BlockStmt {
	return &ast.BlockStmt{Lbrace: r.at, List: list, Rbrace: r.at}
}

func (r *rewriter) varSpec(v *ast.Ident, t, value ast.Expr) ast.Stmt {
	spec := &ast.ValueSpec{Names: []*ast.Ident{v}, Type: t}
	if value != nil {
		spec.Values = []ast.Expr{value}
	}
	return &ast.DeclStmt{Decl: &ast.GenDecl{TokPos: r.at, Tok: token.VAR, Specs: []ast.Spec{spec}}}
}

func (r *rewriter) truth(b bool) ast.Expr {
	id := &ast.Ident{NamePos: r.at, Name: strconv.FormatBool(b)}
	r.Info.Uses[id] = types.Universe.Lookup(id.Name)
	r.Info.Types[id] = as(kinds().value, types.Typ[types.Bool])
	return id
}

func (r *rewriter) number(n int) ast.Expr {
	e := &ast.BasicLit{ValuePos: r.at, Kind: token.INT, Value: strconv.Itoa(n)}
	r.Info.Types[e] = as(kinds().value, types.Typ[types.Int])
	return e
}

// compare is x == y.
func (r *rewriter) compare(x, y ast.Expr) ast.Expr {
	e := &ast.BinaryExpr{X: x, OpPos: r.at, Op: token.EQL, Y: y}
	r.Info.Types[e] = as(kinds().value, types.Typ[types.Bool])
	return e
}

func (r *rewriter) not(x ast.Expr) ast.Expr {
	p := &ast.ParenExpr{Lparen: r.at, X: x, Rparen: r.at}
	r.Info.Types[p] = as(kinds().value, r.Info.TypeOf(x))
	e := &ast.UnaryExpr{OpPos: r.at, Op: token.NOT, X: p}
	r.Info.Types[e] = as(kinds().value, r.Info.TypeOf(x))
	return e
}

func isBlank(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == "_"
}
