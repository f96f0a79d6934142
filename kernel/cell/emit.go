package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// compile lowers the plan into one file for the interpreter and compiles it.
func (p *plan) compile() error {
	p.note()
	p.name()
	l := &lowerer{p: p, info: p.info, at: p.pos()}
	for _, m := range p.blank {
		p.begin(m)
	}
	var decls []ast.Decl
	for _, w := range p.work {
		w.spent, w.lines = w.lines, nil
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
		if _, err := p.compileFile(l, decls[:rest]); err != nil {
			return err
		}
		for _, names := range list {
			if err := p.s.yaegi.CloseCircle(names); err != nil {
				return err
			}
		}
		decls = decls[rest:]
	}
	var err error
	p.prog, err = p.compileFile(l, decls)
	return err
}

func (p *plan) compileFile(l *lowerer, decls []ast.Decl) (*interp.Program, error) {
	defer p.s.yaegi.DropTrees()
	return p.s.in.CompileAST(&ast.File{Package: p.pos(), Name: l.ident("main"), Decls: decls})
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
func (p *plan) name() {
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
	for i, d := range p.carry {
		o := p.pkg.Scope().Lookup(d.name)
		again := &def{name: d.name, obj: o, emit: p.s.versions.Next(d.name + mark), uses: d.uses, cell: d.cell, from: d.emit}
		p.emit[o] = again.emit
		p.carry[i] = again
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
func (p *plan) importDecl(l *lowerer) ast.Decl {
	var specs []ast.Spec
	for at, alias := range p.s.aliases {
		if p.s.imported[at] {
			continue
		}
		p.s.imported[at] = true
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
	slot := l.p.s.lines.take(l.p.s.fset, body, l.p.src)
	s := l.p.s.lines.slots[slot]
	s.from, s.to = spot{0, 0}, spot{lineLimit, 0}
	l.p.slots = append(l.p.slots, slot)
	l.slot = append(l.slot, slot)
	l.sig = append(l.sig, types.NewTuple())
	l.deferring(nil, body)
	l.sig, l.slot = l.sig[:len(l.sig)-1], l.slot[:len(l.slot)-1]
}

// commit makes the cell's declarations the session's.
func (p *plan) commit() {
	s := p.s
	s.sources[p.src.serial] = p.src
	for _, w := range p.work {
		s.lines.release(w.spent)
	}
	s.cellLines[p.src.serial] = p.slots
	for key, name := range p.made {
		s.instances[key] = name
	}
	maps.Copy(s.foreign, p.foreign)
	maps.Copy(s.begun, p.begun)
	for name, at := range p.imports {
		s.imports[name] = at
		delete(s.defs, name)
	}
	replaced := map[string]bool{}
	for _, u := range p.fresh {
		replaced[u.key()] = true
	}
	kept := s.units[:0]
	for _, u := range s.units {
		if replaced[u.key()] {
			s.lines.release(u.lines)
			continue
		}
		kept = append(kept, u)
	}
	s.units = append(kept, p.fresh...)
	var gone []string
	for name, d := range p.defs {
		if old := s.defs[name]; old != nil && old.emit != d.emit {
			if old.unit != nil {
				gone = append(gone, old.emit)
			} else if d.from != old.emit {
				p.stale = append(p.stale, old.emit)
			}
		}
		s.defs[name] = d
		if d.unit == nil {
			delete(s.imports, name)
		}
	}
	for name := range p.defs {
		delete(s.gone, name)
	}
	for name, why := range p.dropped {
		if _, again := p.defs[name]; !again {
			p.stale = append(p.stale, s.defs[name].emit)
			delete(s.defs, name)
			s.gone[name] = why
		}
	}
	for _, w := range p.work {
		w.unit.uses = w.refers
		w.unit.broken = ""
	}
	for u, why := range p.broken {
		u.broken = why.text
		for _, n := range u.names {
			if d := s.defs[n]; d != nil && d.unit == u {
				d.obj = nil
			}
		}
	}
	s.yaegi.Forget(gone)
	s.retire()
}

// undo gives back the line counters of a plan that the interpreter refused.
func (p *plan) undo() {
	p.s.lines.release(p.slots)
	for _, w := range p.work {
		p.s.lines.release(w.lines)
		w.lines = w.spent
	}
}

// note keeps which names of the session each checked unit really refers to; a name of a
// field or a local variable is none.
func (p *plan) note() {
	for _, w := range p.work {
		w.refers = map[string]bool{}
		look := func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if o := p.info.Uses[id]; o != nil && p.ofSession(o) {
					w.refers[o.Name()] = true
				}
			}
			return true
		}
		ast.Inspect(w.decl, look)
		if w.body != nil {
			ast.Inspect(w.body, look)
		}
	}
}

// ofSession says whether an object is declared at the top of a cell.
func (p *plan) ofSession(o types.Object) bool {
	if o.Pkg() == nil || o.Pkg().Path() != mainPath {
		return false
	}
	if p.pkg.Scope().Lookup(o.Name()) == o {
		return true
	}
	if d := p.s.defs[o.Name()]; d != nil && d.obj == o {
		return true
	}
	for _, v := range p.vars {
		if v.obj == o {
			return true
		}
	}
	return false
}

// retire forgets units none of whose names stands for them any more, and the texts of
// cells that nothing refers to.
func (s *Session) retire() {
	live := map[int]bool{}
	kept := s.units[:0]
	for _, u := range s.units {
		gone := true
		for _, n := range u.names {
			if d := s.defs[n]; d != nil && (d.unit == u || u.kind == methodUnit && d.unit != nil) {
				gone = false
			}
		}
		if gone {
			s.lines.release(u.lines)
			continue
		}
		live[u.src.serial] = true
		kept = append(kept, u)
	}
	s.units = kept
	for serial, slots := range s.cellLines {
		if serial < s.serial-recentCells {
			s.lines.release(slots)
			delete(s.cellLines, serial)
		}
	}
	for serial := range s.sources {
		if !live[serial] && serial < s.serial-recentCells {
			delete(s.sources, serial)
		}
	}
}

// recentCells is how many cells without declarations are kept for tracebacks.
const recentCells = 50
