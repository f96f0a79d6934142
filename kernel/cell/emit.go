package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// lowered is a checked cell as Go that the interpreter runs, with what the session has to
// keep of it once that is compiled. Until then nothing of the session has changed but the
// numbers that its nameTable has given out; undo gives back those of line counters.
type lowered struct {
	*checked
	s *nameTable

	files    []file          // to compile, in this order
	imports  map[string]bool // paths that the files import
	defs     map[string]*def // what the cell's names stand for after it
	carry    []*def          // as checked's, with their new names in the interpreter
	lines    map[*unit][]int // line counters of units' funcs
	slots    []int           // those of the cell's own funcs
	shown    *shown          // of the last expression, nil if nothing is displayed
	reach    token.Pos       // where the cell last reached into a package of another module
	recovers bool            // some func that is no deferred literal calls recover

	emit    map[types.Object]string // names in the interpreter, of all session objects in use
	made    map[string]string       // copies of generics made for this cell
	foreign map[types.Object]string // what it declares of other modules, in the interpreter
	begun   map[*modulePackage]bool // modules whose variables it gives their values

	extra  []ast.Decl         // declarations of copies, and of what is reached in modules
	starts []ast.Stmt         // which run before the cell's statements
	boxed  map[int]types.Type // whose methods the interpreter is to be told
	failed error              // why it cannot run: the first reason found
}

// plan is the name that the rules of lowering use.
type plan = lowered

// file is one file for the interpreter. After it is compiled, each circle of types is to
// be closed.
type file struct {
	decls   []ast.Decl
	circles [][]string
}

func newLowered(c *checked, names *nameTable) *lowered {
	return &lowered{
		checked: c, s: names, imports: map[string]bool{}, lines: map[*unit][]int{}, made: map[string]string{},
		foreign: map[types.Object]string{}, begun: map[*modulePackage]bool{}, boxed: map[int]types.Type{},
	}
}

// lower lowers the cell. Its error says why the interpreter cannot run it.
func (p *lowered) lower() error {
	p.name()
	l := &lowerer{p: p, info: p.info, at: p.pos()}
	for _, m := range p.blank {
		p.begin(m)
	}
	var decls []ast.Decl
	for _, w := range p.work {
		decls = append(decls, l.lowerUnit(w)...)
	}
	l.own, l.at = nil, p.pos()
	init := l.initFunc()
	l.at = p.pos()
	bound := map[string]bool{}
	for _, v := range append(p.vars[:len(p.vars):len(p.vars)], p.carry...) {
		if p.s.calls.Bound(v.emit) || bound[v.emit] {
			continue
		}
		bound[v.emit] = true
		decls = append(decls, l.varDecl(v.emit, v.obj.Type()))
	}
	for slot, s := range p.s.lines.slots {
		if s.value == nil {
			decls = append(decls, l.varDecl(lineVar(slot), types.Typ[types.Int]))
		}
	}
	if p.failed != nil {
		return p.failed
	}
	decls = append(append(decls, p.extra...), init)
	slices.SortStableFunc(decls, func(a, b ast.Decl) int { return declOrder(a) - declOrder(b) })
	if d := p.importDecl(l); d != nil {
		decls = append([]ast.Decl{d}, decls...)
	}
	if list := yaegi.Circles(decls); len(list) > 0 {
		rest := slices.IndexFunc(decls, func(d ast.Decl) bool { return declOrder(d) > 0 })
		p.files = append(p.files, file{decls[:rest], list})
		decls = decls[rest:]
	}
	p.files = append(p.files, file{decls: decls})
	return nil
}

// undo gives back the line counters of a cell that is not run.
func (p *lowered) undo() {
	if p == nil {
		return
	}
	p.s.lines.release(p.slots)
	for _, slots := range p.lines {
		p.s.lines.release(slots)
	}
}

// declOrder puts imports and types before variables, methods and funcs in this order: where
// a body uses a method of what another call returns, the interpreter wants it declared
// before.
func declOrder(d ast.Decl) int {
	switch d := d.(type) {
	case *ast.GenDecl:
		if d.Tok == token.VAR {
			return 1
		}
	case *ast.FuncDecl:
		if d.Recv != nil {
			return 2
		}
		return 3
	}
	return 0
}

// name gives every object of the plan its name in the interpreter, and settles which
// earlier variables are carried over.
func (p *lowered) name() {
	p.emit = map[types.Object]string{}
	p.defs = map[string]*def{}
	for _, w := range p.work {
		if w.kind == methodUnit {
			continue
		}
		for _, n := range w.names {
			o := p.pkg.Scope().Lookup(n)
			if o == nil || n == "_" {
				continue
			}
			d := &def{name: n, obj: o, unit: w.unit, cell: w.src}
			if w.kind != constUnit {
				d.emit = p.s.versions.Next(n)
				p.emit[o] = d.emit
			}
			p.defs[n] = d
		}
	}
	for _, d := range p.checked.carry {
		o := p.pkg.Scope().Lookup(d.name)
		again := &def{name: d.name, obj: o, emit: p.s.versions.Next(d.name + mark), uses: d.uses, cell: d.cell, from: d.emit}
		p.emit[o] = again.emit
		p.carry = append(p.carry, again)
		if !p.isVar(d.name) {
			p.defs[d.name] = again
		}
	}
	for _, v := range p.vars {
		if v.emit == "" {
			v.emit = p.s.versions.Next(v.name + mark)
		}
		p.defs[v.name] = v
	}
}

// importDecl imports what the lowered trees use and the interpreter has not seen yet.
func (p *lowered) importDecl(l *lowerer) ast.Decl {
	var specs []ast.Spec
	for at, alias := range p.s.aliases {
		if p.s.imported[at] {
			continue
		}
		p.imports[at] = true
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
	p.s.alias(hostPath)
	var before []ast.Stmt
	body := &ast.BlockStmt{Lbrace: p.pos(), List: p.body, Rbrace: p.pos()}
	if p.value != nil {
		p.display(body)
	}
	l.enterCell(body)
	l.at = p.pos()
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
	for slot, s := range p.s.lines.slots {
		if s.value == nil {
			before = append(before, l.expr1(l.host("Track", l.int(slot), addr(lineVar(slot)))))
		}
	}
	for _, v := range p.vars {
		if !p.s.calls.Bound(v.emit) {
			before = append(before, l.expr1(l.host("Bind", text(v.emit), address(v.emit))))
		}
	}
	for _, v := range p.carry {
		before = append(before, l.expr1(l.host("Carry", text(v.from), text(v.emit), address(v.emit))))
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
	slot := l.p.s.lines.take(l.p.fset(), body, l.p.src)
	s := l.p.s.lines.slots[slot]
	s.from, s.to = spot{0, 0}, spot{lineLimit, 0}
	l.p.slots = append(l.p.slots, slot)
	l.slot = append(l.slot, slot)
	l.toCore(body)
	l.sig = append(l.sig, types.NewTuple())
	l.deferring(nil, body)
	l.sig, l.slot = l.sig[:len(l.sig)-1], l.slot[:len(l.slot)-1]
}
