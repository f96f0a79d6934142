package lower

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Generics.
//
// The interpreter's own generics fail on much of what Go allows. So it never sees any:
// each use of a generic func or type with certain type arguments becomes a func or type
// of its own. The copy is made from source. Its type parameters are put into the scope
// as names of the type arguments, and the copy is checked as ordinary Go, which gives
// the lowerer the types it needs; uses inside it lead to further copies.
//
// The generic declarations of the standard library exist for cells as source, in the
// folder generic, and take the same way. Some packages are there as a whole. Of the others
// only the generic part is there, and the rest is compiled: that source names the compiled
// part by an import of its own package.
//
// Pinned by testdata/programs/generics.go.

// child is a lowerer for a copy: it stands outside of the func that uses it.
func (l *lowerer) child(info *types.Info, from *generic) *lowerer {
	c := l.p.lowerer(info, l.at, from.src == nil)
	c.own = from.unit
	return c
}

// bind puts type parameters' names into a scope as names of the arguments.
func bind(scope *types.Scope, pkg *types.Package, names []string, args *types.TypeList) {
	for i, name := range names {
		if i < args.Len() && name != "_" {
			scope.Insert(types.NewTypeName(token.NoPos, pkg, name, args.At(i)))
		}
	}
}

// checkCopy checks a declaration in a package like that of o, with the type parameters
// bound, and returns what was learned.
func (l *lowerer) checkCopy(o types.Object, from *generic, params []string, args *types.TypeList, decl ast.Decl) (*types.Info, error) {
	path := o.Pkg().Path()
	pkg := types.NewPackage(path, o.Pkg().Name())
	bind(pkg.Scope(), pkg, params, args)
	if path == names.MainPath {
		l.p.fill(pkg, decl)
	} else {
		for _, n := range o.Pkg().Scope().Names() {
			pkg.Scope().Insert(o.Pkg().Scope().Lookup(n))
		}
	}
	f := l.p.GoFile([]ast.Decl{decl}, nil)
	if path != names.MainPath {
		f = l.p.sourceFile(o.Pkg().Name(), from.imports, decl)
	}
	info := imports.NewInfo()
	var first error
	conf := types.Config{Importer: l.p.s.packages, GoVersion: names.GoVersion, Error: func(err error) {
		var e types.Error
		if first == nil && !(errors.As(err, &e) && (check.Tolerated(e) || check.AcrossCells(e) || facts.Repeated(e))) {
			first = err
		}
	}}
	types.NewChecker(&conf, l.p.Packages.Fset, pkg, info).Files([]*ast.File{f})
	var e types.Error
	if errors.As(first, &e) && path == names.MainPath { // it takes for a constant what compiled code computes
		first = Refusal{e.Pos, fmt.Sprintf("with these type arguments %s cannot run here: %s; put the constants into variables", o.Name(), e.Msg)}
	}
	return info, first
}

// fill inserts the session's objects that a declaration names.
func (p *Lowered) fill(pkg *types.Package, decl ast.Decl) {
	used := map[string]bool{}
	text.Identifiers(decl, used)
	for name := range used {
		if pkg.Scope().Lookup(name) != nil {
			continue
		}
		d := p.Defs[name]
		if d == nil {
			d = p.Scope.Def(name)
		}
		if d != nil && d.Obj != nil {
			pkg.Scope().Insert(d.Obj)
		}
	}
}

// sourceFile is a file of a package, with imports and one declaration.
func (p *Lowered) sourceFile(name string, imports []*ast.ImportSpec, decl ast.Decl) *ast.File {
	f := &ast.File{Package: p.Pos(), Name: &ast.Ident{NamePos: p.Pos(), Name: name}, Imports: imports}
	if len(imports) > 0 {
		gen := &ast.GenDecl{TokPos: p.Pos(), Tok: token.IMPORT, Lparen: p.Pos()}
		for _, spec := range imports {
			gen.Specs = append(gen.Specs, spec)
		}
		f.Decls = append(f.Decls, gen)
	}
	f.Decls = append(f.Decls, decl)
	return f
}

// stdImports are the imports that a declaration of a generic package uses.
func (p *Lowered) stdImports(of *ast.File, decl ast.Decl) []*ast.ImportSpec {
	used := map[string]bool{}
	text.PackageNames(decl, used)
	var out []*ast.ImportSpec
	add := func(name, at string) {
		out = append(out, &ast.ImportSpec{Name: &ast.Ident{NamePos: p.Pos(), Name: name}, Path: &ast.BasicLit{ValuePos: p.Pos(), Kind: token.STRING, Value: strconv.Quote(at)}})
	}
	for _, spec := range of.Imports {
		at, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(at)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if used[name] {
			add(name, at)
		}
	}
	if used[names.HostName] {
		add(names.HostName, names.HostPath)
	}
	return out
}

// instanceFunc makes the copy of a func.
func (l *lowerer) instanceFunc(o *types.Func, args *types.TypeList, name string) error {
	g, err := l.p.genericDecl(o, "")
	if err != nil {
		return err
	}
	d := g.decl.(*ast.FuncDecl)
	names := facts.ParamNames(d.Type.TypeParams)
	d.Type.TypeParams = nil
	d.Body = g.body
	d.Name = &ast.Ident{NamePos: d.Name.NamePos, Name: "_"}
	info, err := l.checkCopy(o, g, names, args, d)
	if err != nil {
		return err
	}
	c := l.child(info, g)
	c.at = d.Pos()
	d.Name.Name = name
	d.Doc = nil
	results := c.results(d.Type)
	c.funcType(d.Type)
	c.enter(d.Type, d.Body, results)
	l.p.extra = append(l.p.extra, d)
	return nil
}

// instanceType makes the copy of a type and of its methods.
func (l *lowerer) instanceType(o *types.TypeName, args *types.TypeList, name string) error {
	inst, err := types.Instantiate(nil, o.Type(), facts.TypeSlice(args), false)
	if err != nil {
		return err
	}
	named := inst.(*types.Named)
	spec := &ast.TypeSpec{Name: l.ident(name), Type: l.typ(named.Underlying())}
	l.p.extra = append(l.p.extra, &ast.GenDecl{TokPos: l.at, Tok: token.TYPE, Specs: []ast.Spec{spec}})
	origin := o.Type().(*types.Named)
	for i := range origin.NumMethods() {
		if err := l.instanceMethod(o, origin.Method(i).Name(), args, name); err != nil {
			return err
		}
	}
	return nil
}

func (l *lowerer) instanceMethod(o *types.TypeName, method string, args *types.TypeList, typeName string) error {
	g, err := l.p.genericDecl(o, method)
	if err != nil {
		return err
	}
	d := g.decl.(*ast.FuncDecl)
	recv := d.Recv.List[0]
	var params []string
	base, pointer := recv.Type, false
	if s, ok := base.(*ast.StarExpr); ok {
		base, pointer = s.X, true
	}
	name := func(e ast.Expr) {
		id, ok := e.(*ast.Ident)
		if ok && id.Name == "_" { // still needs a type in the receiver
			id.Name = "_" + names.Mark + strconv.Itoa(len(params))
		}
		params = append(params, types.ExprString(e))
	}
	switch x := base.(type) {
	case *ast.IndexExpr:
		name(x.Index)
	case *ast.IndexListExpr:
		for _, e := range x.Indices {
			name(e)
		}
	}
	d.Body = nil
	shadow := l.p.BodyDecl(d, g.body)
	shadow.Type.TypeParams = nil
	info, err := l.checkCopy(o, g, params, args, shadow)
	if err != nil {
		return err
	}
	c := l.child(info, g)
	c.at = d.Pos()
	results := c.results(d.Type)
	c.funcType(d.Type)
	d.Body = g.body
	c.entering = method
	c.enter(d.Type, d.Body, results)
	var e ast.Expr = &ast.Ident{NamePos: recv.Type.Pos(), Name: typeName}
	if pointer {
		e = &ast.StarExpr{Star: recv.Type.Pos(), X: e}
	}
	d.Recv = &ast.FieldList{Opening: d.Recv.Opening, List: []*ast.Field{{Names: recv.Names, Type: e}}, Closing: d.Recv.Closing}
	d.Doc = nil
	l.p.extra = append(l.p.extra, d)
	return nil
}

// genericDecl is a fresh tree of a generic func, or of a method of a generic type.
func (p *Lowered) genericDecl(o types.Object, method string) (*generic, error) {
	if o.Pkg().Path() != names.MainPath {
		return p.sourceDecl(o, method)
	}
	units := append([]*check.Unit(nil), p.Scope.Units()...)
	for _, w := range p.Work {
		units = append(units, w.Unit)
	}
	for i := len(units) - 1; i >= 0; i-- {
		u := units[i]
		if u.Names[0] != o.Name() || method == "" && u.Kind != check.FuncUnit || method != "" && u.Meth != method {
			continue
		}
		q, bad := text.ParseItem(p.Packages.Fset, u.Src, u.Item)
		if len(bad) > 0 {
			return nil, errors.New(bad[0].Text)
		}
		d := q.Decls[0].(*ast.FuncDecl)
		g := &generic{src: u.Src, decl: d, body: d.Body, unit: u}
		d.Body = nil
		return g, nil
	}
	return nil, fmt.Errorf("the source of %s is not known", o.Name())
}

func (p *Lowered) sourceDecl(o types.Object, method string) (*generic, error) {
	path := o.Pkg().Path()
	if m := p.s.packages.ModuleOf(o); m != nil {
		return p.moduleDecl(m, o, method)
	}
	f, err := imports.ParseGeneric(p.Packages.Fset, path)
	if err != nil {
		return nil, err
	}
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		found := fd.Recv == nil && fd.Name.Name == o.Name()
		if method != "" {
			found = fd.Recv != nil && fd.Name.Name == method && text.ReceiverName(fd) == o.Name()
		}
		if !found {
			continue
		}
		g := &generic{decl: fd, body: fd.Body}
		g.imports = p.stdImports(p.s.packages.Sources[path], fd)
		fd.Body = nil
		return g, nil
	}
	return nil, fmt.Errorf("the source of %s.%s is not known", path, o.Name())
}
