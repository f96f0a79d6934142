package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/lines"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Lower lowers the cell. Its error says why the interpreter cannot run it.
func (p *Lowered) Lower() error {
	p.name()
	l := p.lowerer(p.Info, p.Pos(), false)
	for _, m := range p.Blank {
		p.begin(m)
	}
	var decls []ast.Decl
	for _, w := range p.Work {
		decls = append(decls, l.lowerUnit(w)...)
	}
	l.own, l.at = nil, p.Pos()
	init := l.initFunc()
	l.at = p.Pos()
	bound := map[string]bool{}
	for _, v := range append(p.Vars[:len(p.Vars):len(p.Vars)], p.carry...) {
		if p.s.calls.Bound(v.Emit) || bound[v.Emit] {
			continue
		}
		bound[v.Emit] = true
		decls = append(decls, l.varDecl(v.Emit, v.Obj.Type()))
	}
	for slot, s := range p.s.Lines.Slots {
		if s.Value == nil {
			decls = append(decls, l.varDecl(lines.Var(slot), types.Typ[types.Int]))
		}
	}
	if p.failed != nil {
		return p.failed
	}
	decls = append(append(decls, p.extra...), init)
	slices.SortStableFunc(decls, func(a, b ast.Decl) int { return facts.DeclOrder(a) - facts.DeclOrder(b) })
	if d := p.importDecl(l); d != nil {
		decls = append([]ast.Decl{d}, decls...)
	}
	if list := yaegi.Circles(decls); len(list) > 0 {
		rest := slices.IndexFunc(decls, func(d ast.Decl) bool { return facts.DeclOrder(d) > 0 })
		p.Files = append(p.Files, File{decls[:rest], list})
		decls = decls[rest:]
	}
	p.Files = append(p.Files, File{Decls: decls})
	return nil
}

// name gives every object of the plan its name in the interpreter, and settles which
// earlier variables are carried over.
func (p *Lowered) name() {
	p.emit = map[types.Object]string{}
	p.Defs = map[string]*check.Def{}
	for _, w := range p.Work {
		if w.Kind == check.MethodUnit {
			continue
		}
		for _, n := range w.Names {
			o := p.Pkg.Scope().Lookup(n)
			if o == nil || n == "_" {
				continue
			}
			d := &check.Def{Name: n, Obj: o, Unit: w.Unit, Cell: w.Src}
			if w.Kind != check.ConstUnit {
				d.Emit = p.s.versions.Next(n)
				p.emit[o] = d.Emit
			}
			p.Defs[n] = d
		}
	}
	for _, d := range p.Checked.Carry {
		o := p.Pkg.Scope().Lookup(d.Name)
		again := &check.Def{Name: d.Name, Obj: o, Emit: p.s.versions.Next(d.Name + names.Mark), Uses: d.Uses, Cell: d.Cell, From: d.Emit}
		p.emit[o] = again.Emit
		p.carry = append(p.carry, again)
		if !p.IsVar(d.Name) {
			p.Defs[d.Name] = again
		}
	}
	for _, v := range p.Vars {
		if v.Emit == "" {
			v.Emit = p.s.versions.Next(v.Name + names.Mark)
		}
		p.Defs[v.Name] = v
	}
}

// importDecl imports what the lowered trees use and the interpreter has not seen yet.
func (p *Lowered) importDecl(l *lowerer) ast.Decl {
	var specs []ast.Spec
	for at, alias := range p.s.aliases {
		if p.s.Imported[at] {
			continue
		}
		p.Imports[at] = true
		specs = append(specs, &ast.ImportSpec{Name: l.ident(alias), Path: &ast.BasicLit{ValuePos: l.at, Kind: token.STRING, Value: `"` + at + `"`}})
	}
	if specs == nil {
		return nil
	}
	return &ast.GenDecl{TokPos: l.at, Tok: token.IMPORT, Lparen: l.at, Specs: specs, Rparen: l.at}
}

// initFunc is the func that runs the cell: it binds the new variables and line counters
// and hands the statements to the host.
func (l *lowerer) initFunc() ast.Decl {
	p := l.p
	p.s.alias(names.HostPath)
	var before []ast.Stmt
	body := &ast.BlockStmt{Lbrace: p.Pos(), List: p.Body, Rbrace: p.Pos()}
	if p.Shown != nil {
		p.Fixed = constantText(p.Info.Types[p.Value])
	}
	l.enterCell(body)
	l.at = p.Pos()
	addr := func(name string) ast.Expr { return &ast.UnaryExpr{OpPos: l.at, Op: token.AND, X: l.ident(name)} }
	address := func(name string) ast.Expr {
		result := &ast.FieldList{Opening: l.at, Closing: l.at, List: []*ast.Field{{Type: l.ident("any")}}}
		params := &ast.FieldList{Opening: l.at, Closing: l.at}
		ret := &ast.ReturnStmt{Return: l.at, Results: []ast.Expr{addr(name)}}
		return &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: params, Results: result}, Body: l.blockOf(ret)}
	}
	text := func(s string) ast.Expr {
		return &ast.BasicLit{ValuePos: l.at, Kind: token.STRING, Value: `"` + s + `"`}
	}
	for slot, s := range p.s.Lines.Slots {
		if s.Value == nil {
			before = append(before, l.expr1(l.host("Track", l.int(slot), addr(lines.Var(slot)))))
		}
	}
	for _, v := range p.Vars {
		if !p.s.calls.Bound(v.Emit) {
			before = append(before, l.expr1(l.host("Bind", text(v.Emit), address(v.Emit))))
		}
	}
	for _, v := range p.carry {
		before = append(before, l.expr1(l.host("Carry", text(v.From), text(v.Emit), address(v.Emit))))
	}
	before = append(before, l.registrations()...)
	body.List = append(p.starts, body.List...)
	run := l.host("Run", &ast.FuncLit{Type: &ast.FuncType{Func: l.at, Params: &ast.FieldList{Opening: l.at, Closing: l.at}}, Body: body})
	return &ast.FuncDecl{
		Name: l.ident("init"),
		Type: &ast.FuncType{Func: l.at, Params: &ast.FieldList{Opening: l.at, Closing: l.at}},
		Body: l.blockOf(append(before, l.expr1(run))...),
	}
}

// enterCell lowers the cell's statements.
func (l *lowerer) enterCell(body *ast.BlockStmt) {
	slot := l.p.s.Lines.Take(l.p.fset(), body, l.p.Src)
	s := l.p.s.Lines.Slots[slot]
	s.Whole()
	l.p.Slots = append(l.p.Slots, slot)
	l.slot = append(l.slot, slot)
	l.toCore(body)
	l.sig = append(l.sig, types.NewTuple())
	l.deferring(nil, body)
	l.sig, l.slot = l.sig[:len(l.sig)-1], l.slot[:len(l.slot)-1]
}
