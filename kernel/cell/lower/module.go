package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/embedded"
	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Giving packages of other modules to the interpreter.
//
// The interpreter sees one package, in which each func, type and variable of another
// module has a marked name of its own, and is declared when the lowered code of a cell
// first reaches it. So what no cell uses need not be what the interpreter can run. The
// first reach of a package also runs, before the cell's statements, what Go runs at the
// start of a program: the values of its variables in their order, and its init funcs;
// those of packages that they reach come before.
//
// Pinned by TestModules and TestModuleRefusals.

// moduleName is the interpreter's name of a func, type or variable of another module. It
// is none of these if ok is false: constants are folded, aliases and interfaces written
// out, and generics have copies.
func (p *Lowered) moduleName(o types.Object) (name string, ok bool) {
	m := p.s.packages.ModuleOf(o)
	if m == nil {
		return "", false
	}
	at, top := m.Where[o]
	if !top {
		return "", false
	}
	switch o := o.(type) {
	case *types.Const:
		return "", false
	case *types.TypeName:
		if o.IsAlias() || types.IsInterface(o.Type()) || isGeneric(o) {
			return "", false
		}
	case *types.Func:
		if o.Type().(*types.Signature).TypeParams().Len() > 0 {
			return "", false
		}
	}
	if name := p.s.Foreign[o]; name != "" {
		return name, true
	}
	p.begin(m)
	if name := p.emit[o]; name != "" {
		return name, true
	}
	name = p.s.versions.Next(o.Name() + names.Mark)
	p.emit[o], p.Foreign[o] = name, name
	if p.failed == nil {
		p.declare(m, o, at, name)
	}
	return name, true
}

// declare adds the declaration of an object to the program.
func (p *Lowered) declare(m *imports.Module, o types.Object, at imports.TopLevel, name string) {
	if e := m.Flaw(at.Node.Pos(), at.Node.End()); e != nil {
		p.unfit(m, e.Pos, imports.PlainMessage(e.Msg))
		return
	}
	switch n := at.Node.(type) {
	case *ast.FuncDecl:
		p.declareFunc(m, n, name)
	case *ast.TypeSpec:
		l, s := moduleCopy(p, m, n)
		l.refuseEndless(s)
		s.Name, s.Doc, s.Comment = l.ident(name), nil, nil
		s.Type = l.expr(s.Type)
		p.extra = append(p.extra, &ast.GenDecl{TokPos: l.at, Tok: token.TYPE, Specs: []ast.Spec{s}})
		p.reason(m, l)
		for _, d := range m.Meths[o.Name()] {
			if e := m.Flaw(d.Pos(), d.End()); e != nil {
				p.unfit(m, e.Pos, imports.PlainMessage(e.Msg))
				return
			}
			p.declareFunc(m, d, d.Name.Name)
		}
	case *ast.ValueSpec:
		l := p.lowerer(m.Info, p.Pos(), true)
		p.extra = append(p.extra, l.varDecl(name, o.Type()))
		if at.Doc != nil {
			p.embed(m, l, o, at, name)
		}
	}
}

func (p *Lowered) declareFunc(m *imports.Module, from *ast.FuncDecl, name string) {
	if p.failed != nil {
		return
	}
	if from.Body == nil {
		p.unfit(m, from.Pos(), "func "+from.Name.Name+" is written in assembly")
		return
	}
	l, d := moduleCopy(p, m, from)
	d.Name, d.Doc = l.ident(name), nil
	if d.Recv != nil {
		l.fields(d.Recv)
	}
	results := l.results(d.Type)
	l.funcType(d.Type)
	l.entering = methodName(from)
	l.enter(d.Type, d.Body, results)
	p.extra = append(p.extra, d)
	p.reason(m, l)
}

// moduleCopy is a lowerer for a copy of a declaration, and the copy.
func moduleCopy[N ast.Node](p *Lowered, m *imports.Module, n N) (*lowerer, N) {
	c := imports.NewCloner(m.Info)
	again := imports.Clone(c, n)
	return p.lowerer(c.To, n.Pos(), true), again
}

// begin runs, once a session, what a package does when a program starts.
func (p *Lowered) begin(m *imports.Module) {
	if p.s.Begun[m] || p.Begun[m] {
		return
	}
	p.Begun[m] = true
	for _, f := range m.Trees {
		for _, spec := range f.Imports {
			if spec.Name == nil || spec.Name.Name != "_" {
				continue
			}
			if other := p.s.packages.Modules[strings.Trim(spec.Path.Value, "`\"")]; other != nil && other.Pkg != nil {
				p.begin(other)
			}
		}
	}
	var body []ast.Stmt
	for _, init := range m.Info.InitOrder {
		if p.failed != nil {
			return
		}
		if e := m.Flaw(init.Rhs.Pos(), init.Rhs.End()); e != nil {
			p.unfit(m, e.Pos, imports.PlainMessage(e.Msg))
			return
		}
		l, rhs := moduleCopy(p, m, init.Rhs)
		set := &ast.AssignStmt{TokPos: l.at, Tok: token.ASSIGN, Rhs: []ast.Expr{rhs}}
		for _, v := range init.Lhs {
			id := l.ident(v.Name())
			if v.Name() != "_" {
				l.info.Uses[id] = v
			}
			set.Lhs = append(set.Lhs, id)
		}
		block := &ast.BlockStmt{Lbrace: l.at, List: []ast.Stmt{set}, Rbrace: l.at}
		l.toCore(block)
		l.sig, l.defers = []*types.Tuple{types.NewTuple()}, []deferring{{body: block}}
		body = append(body, l.stmts(block.List)...)
		p.reason(m, l)
	}
	for _, d := range m.Inits {
		name := p.s.versions.Next("init" + names.Mark)
		p.declareFunc(m, d, name)
		body = append(body, callOf(name, p.Pos()))
	}
	if len(body) == 0 {
		return
	}
	name, at := p.s.versions.Next("start"+names.Mark), p.Pos()
	p.extra = append(p.extra, &ast.FuncDecl{
		Name: &ast.Ident{NamePos: at, Name: name}, Type: names.Speller{Pos: at}.EmptyFunc(),
		Body: &ast.BlockStmt{Lbrace: at, List: body, Rbrace: at},
	})
	p.starts = append(p.starts, callOf(name, at))
}

// embed gives a variable behind go:embed its files, before the package begins.
func (p *Lowered) embed(m *imports.Module, l *lowerer, o types.Object, at imports.TopLevel, name string) {
	var patterns []string
	for line := range strings.Lines(facts.Directives(at.Doc)) {
		if rest, ok := strings.CutPrefix(line, "//go:embed "); ok {
			patterns = append(patterns, strings.TrimSpace(rest))
		}
	}
	if len(patterns) == 0 {
		return
	}
	all := strings.Join(patterns, " ")
	files, err := embedded.Find(m.Dir, all)
	if err != nil {
		p.unfit(m, at.Node.Pos(), err.Error())
		return
	}
	call := ""
	switch o.Type().Underlying().(type) {
	case *types.Basic:
		call = "EmbedString"
	case *types.Slice:
		call = "EmbedBytes"
	case *types.Struct:
		if types.TypeString(o.Type(), nil) == "embed.FS" {
			call = "EmbedFS"
		}
	}
	if call == "" || call != "EmbedFS" && len(files) != 1 {
		p.unfit(m, at.Node.Pos(), "go:embed cannot apply to var of type "+o.Type().String())
		return
	}
	value := ast.Expr(l.host(call, l.text(m.Dir), l.text(all), l.text("")))
	if call != "EmbedFS" {
		value = &ast.CallExpr{Fun: l.typ(o.Type()), Lparen: l.at, Args: []ast.Expr{value}, Rparen: l.at}
	}
	p.starts = append(p.starts, l.assign(token.ASSIGN, l.ident(name), value))
}

// unfit says why a cell that reaches a place in a package of another module cannot run.
func (p *Lowered) unfit(m *imports.Module, at token.Pos, why string) {
	if p.failed == nil {
		if m.Local {
			p.failed = Refusal{p.Reach, fmt.Sprintf("package %s: %s: %s", m.Path, m.Place(at), why)}
			return
		}
		p.failed = Refusal{p.Reach, fmt.Sprintf("package %s of another module cannot run here: %s: %s", m.Path, m.Place(at), why)}
	}
}

// reason puts a refusal that the lowerer came to in a package of another module at the
// cell's own place.
func (p *Lowered) reason(m *imports.Module, l *lowerer) {
	r, ok := p.failed.(Refusal)
	if ok && r.At.IsValid() && r.At != p.Reach && strings.HasPrefix(m.Fset.PositionFor(r.At, false).Filename, m.Dir) {
		p.failed = nil
		p.unfit(m, r.At, r.Text)
	}
}

// absent refuses what a package uses of an import that cells do not have.
func (l *lowerer) absent(pkg *types.PkgName, at token.Pos) bool {
	to := pkg.Imported()
	if to.Complete() {
		return false
	}
	if l.p.failed == nil {
		l.p.failed = Refusal{at, fmt.Sprintf("package %s is not available to cells", names.PlainPath(to.Path()))}
	}
	return true
}

// moduleDecl is a copy of a generic func, or of a method of a generic type.
func (p *Lowered) moduleDecl(m *imports.Module, o types.Object, method string) (*generic, error) {
	at := m.Where[o]
	from, _ := at.Node.(*ast.FuncDecl)
	file := at.File
	if method != "" {
		for _, d := range m.Meths[o.Name()] {
			if d.Name.Name == method {
				from, file = d, m.FileOf(d)
			}
		}
	}
	if from == nil || from.Body == nil {
		return nil, fmt.Errorf("the source of %s is not known", o.Name())
	}
	p.begin(m)
	d := imports.Clone(imports.NewCloner(nil), from)
	g := &generic{decl: d, body: d.Body, imports: m.ImportsFor(file, p.Pos())}
	d.Body = nil
	return g, nil
}
