package cell

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// passOne checks declarations without bodies, and the statements. again asks for
// another round because a unit of an earlier cell turned out broken.
func (p *checked) passOne() (bad []problem, again bool) {
	p.info = newInfo()
	p.pkg = types.NewPackage(mainPath, "main")
	var decls []ast.Decl
	declared := map[string]bool{}
	for _, w := range p.work {
		decls = append(decls, w.decl)
		if w.kind != methodUnit {
			for _, n := range w.names {
				declared[n] = true
			}
		}
	}
	for _, d := range p.carry {
		declared[d.name] = true
		decls = append(decls, p.carryDecl(d))
	}
	p.body = nil
	for _, part := range p.parts {
		p.body = append(p.body, part.stmts...)
	}
	at := p.pos()
	cell := &ast.FuncDecl{
		Name: &ast.Ident{NamePos: at, Name: bodyName},
		Type: &ast.FuncType{Func: at, Params: &ast.FieldList{Opening: at, Closing: at}},
		Body: &ast.BlockStmt{Lbrace: at, List: p.body, Rbrace: token.Pos(p.packages.fset.Base() - 1)},
	}
	decls = append(decls, cell)
	used := map[string]bool{}
	for _, d := range decls {
		identifiers(d, used)
	}
	for name := range used {
		d := p.scope.Def(name)
		if d == nil || d.obj == nil || declared[name] || p.dropped[name] != "" {
			continue
		}
		if !p.changed[name] || p.isVar(name) {
			p.pkg.Scope().Insert(d.obj)
		}
	}
	bad, again = p.typeCheck(p.pkg, p.goFile(decls, nil))
	if again {
		return nil, true
	}
	if p.dropReshaped() {
		return nil, true
	}
	p.hoist(cell)
	return bad, false
}

// dropReshaped sets aside the variables whose type is not what it was: their values fit
// the old type only.
func (p *checked) dropReshaped() bool {
	n := len(p.dropped)
	for _, d := range p.carry {
		o := p.pkg.Scope().Lookup(d.name)
		if o == nil || o.Type() == types.Typ[types.Invalid] || shape(o.Type()) != shape(d.obj.Type()) {
			p.dropped[d.name] = fmt.Sprintf("%s of %s has a type that is declared differently now: declare it again", d.name, d.cell.name)
		}
	}
	return len(p.dropped) > n
}

// isVar says whether the last round made the name a new variable of this cell.
func (p *checked) isVar(name string) bool {
	for _, v := range p.vars {
		if v.name == name {
			return true
		}
	}
	return false
}

// carryDecl declares a variable of the session with its type spelled out, so that the
// type is looked up anew.
func (p *checked) carryDecl(d *def) ast.Decl {
	at := p.pos()
	spell := typeSpeller{Pos: at, Name: func(t *types.TypeName) ast.Expr {
		id := &ast.Ident{NamePos: at, Name: t.Name()}
		if t.Pkg() == nil || t.Pkg().Path() == mainPath {
			return id
		}
		return &ast.SelectorExpr{X: &ast.Ident{NamePos: at, Name: p.qualifier(t.Pkg())}, Sel: id}
	}}
	return &ast.GenDecl{TokPos: at, Tok: token.VAR, Specs: []ast.Spec{
		&ast.ValueSpec{Names: []*ast.Ident{{NamePos: at, Name: d.name}}, Type: spell.Expr(d.obj.Type())},
	}}
}

// hoist finds the variables declared at the top of the cell's statements.
func (p *checked) hoist(cell *ast.FuncDecl) {
	p.vars, p.local = nil, map[types.Object]*def{}
	take := func(id *ast.Ident) {
		v, ok := p.info.Defs[id].(*types.Var)
		if !ok || id.Name == "_" {
			return
		}
		d := &def{name: id.Name, cell: p.src, uses: map[string]bool{}}
		t := v.Type()
		d.obj = types.NewVar(v.Pos(), p.pkg, id.Name, t)
		if was := p.scope.Def(id.Name); was != nil && was.unit == nil && was.obj != nil && !p.carried(id.Name) && types.Identical(was.obj.Type(), t) {
			d.obj, d.emit = was.obj, was.emit // the same variable, assigned to again
		}
		typeNames(t, d.uses)
		p.vars = append(p.vars, d)
		p.local[v] = d
	}
	for _, s := range cell.Body.List {
		for {
			l, ok := s.(*ast.LabeledStmt)
			if !ok {
				break
			}
			s = l.Stmt
		}
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				continue
			}
			for _, e := range s.Lhs {
				if id, ok := e.(*ast.Ident); ok {
					take(id)
				}
			}
		case *ast.DeclStmt:
			for _, spec := range s.Decl.(*ast.GenDecl).Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					for _, id := range v.Names {
						take(id)
					}
				}
			}
		}
	}
}

// qualifier is the name by which a file of this cell imports a package. If neither the
// session nor the cell has one, the file gets a name of its own.
func (p *checked) qualifier(pkg *types.Package) string {
	at := plainPath(pkg.Path())
	if name := p.scope.NameOf(pkg.Name(), at); name != "" {
		return name
	}
	name := pkg.Name() + mark
	for p.qualified[name] != "" && p.qualified[name] != at {
		name += mark
	}
	p.qualified[name] = at
	return name
}

func (p *checked) carried(name string) bool {
	for _, d := range p.carry {
		if d.name == name {
			return true
		}
	}
	return false
}

// passTwo checks the bodies of funcs, with the new variables in scope. Methods are
// checked as funcs whose first parameter is the receiver.
func (p *checked) passTwo() (bad []problem, again bool) {
	pkg := types.NewPackage(mainPath, "main")
	shadowed := map[string]bool{}
	for _, v := range p.vars {
		pkg.Scope().Insert(v.obj)
		shadowed[v.name] = true
	}
	for _, name := range p.pkg.Scope().Names() {
		if !shadowed[name] && name != bodyName {
			pkg.Scope().Insert(p.pkg.Scope().Lookup(name))
		}
	}
	var decls []ast.Decl
	var funcs []*ast.FuncDecl
	used := map[string]bool{}
	for _, w := range p.work {
		d, ok := w.decl.(*ast.FuncDecl)
		if !ok || w.body == nil {
			continue
		}
		decls = append(decls, p.bodyDecl(d, w.body))
		funcs = append(funcs, d)
		identifiers(w.body, used)
	}
	if len(decls) == 0 {
		return nil, false
	}
	for name := range used {
		d := p.scope.Def(name)
		if d != nil && d.obj != nil && p.dropped[name] == "" && !p.changed[name] && pkg.Scope().Lookup(name) == nil {
			pkg.Scope().Insert(d.obj)
		}
	}
	bad, again = p.typeCheck(pkg, p.goFile(decls, shadowed))
	for i, d := range decls {
		if sc := p.info.Scopes[d.(*ast.FuncDecl).Type]; sc != nil {
			p.info.Scopes[funcs[i].Type] = sc // where completion looks
		}
	}
	return bad, again
}

// bodyDecl is a func of no name with the parameters of d and a body.
func (p *checked) bodyDecl(d *ast.FuncDecl, body *ast.BlockStmt) *ast.FuncDecl {
	t := *d.Type
	if d.Recv != nil {
		params := &ast.FieldList{Opening: d.Recv.Opening, Closing: d.Type.Params.Closing}
		params.List = namedFields(append(d.Recv.List[:1:1], d.Type.Params.List...))
		t.Params = params
		t.TypeParams = p.receiverParams(d)
	}
	return &ast.FuncDecl{Name: &ast.Ident{NamePos: d.Name.NamePos, Name: "_"}, Type: &t, Body: body}
}

// namedFields gives the name _ to parameters without one, if any of them has a name.
func namedFields(list []*ast.Field) []*ast.Field {
	named := false
	for _, f := range list {
		named = named || len(f.Names) > 0
	}
	if !named {
		return list
	}
	for i, f := range list {
		if len(f.Names) == 0 {
			again := *f
			again.Names = []*ast.Ident{{NamePos: f.Type.Pos(), Name: "_"}}
			list[i] = &again
		}
	}
	return list
}

// receiverParams are the type parameters that a generic receiver brings.
func (p *checked) receiverParams(d *ast.FuncDecl) *ast.FieldList {
	e := d.Recv.List[0].Type
	if s, ok := e.(*ast.StarExpr); ok {
		e = s.X
	}
	var args []ast.Expr
	switch x := e.(type) {
	case *ast.IndexExpr:
		args = []ast.Expr{x.Index}
	case *ast.IndexListExpr:
		args = x.Indices
	default:
		return nil
	}
	named, _ := p.pkg.Scope().Lookup(receiverName(d)).(*types.TypeName)
	if named == nil {
		return nil
	}
	n, ok := named.Type().(*types.Named)
	if !ok || n.TypeParams().Len() != len(args) {
		return nil
	}
	list := &ast.FieldList{Opening: d.Recv.Opening, Closing: d.Recv.Closing}
	subst := map[string]string{}
	for i, a := range args {
		if id, ok := a.(*ast.Ident); ok {
			subst[n.TypeParams().At(i).Obj().Name()] = id.Name
		}
	}
	for i, a := range args {
		id, ok := a.(*ast.Ident)
		if !ok {
			continue
		}
		at := id.Pos()
		name := id.Name
		if name == "_" {
			name = "_" + mark + string(rune('a'+i))
			id.Name = name // also where the receiver's type is that of a parameter
		}
		spell := typeSpeller{Pos: at, Name: func(t *types.TypeName) ast.Expr {
			if to, ok := subst[t.Name()]; ok {
				return &ast.Ident{NamePos: at, Name: to}
			}
			out := &ast.Ident{NamePos: at, Name: t.Name()}
			if t.Pkg() == nil || t.Pkg().Path() == mainPath {
				return out
			}
			return &ast.SelectorExpr{X: &ast.Ident{NamePos: at, Name: p.qualifier(t.Pkg())}, Sel: out}
		}}
		list.List = append(list.List, &ast.Field{
			Names: []*ast.Ident{{NamePos: at, Name: name}},
			Type:  spell.Expr(n.TypeParams().At(i).Constraint()),
		})
	}
	return list
}

// typeCheck runs go/types over one file and sorts its errors: those in units of earlier
// cells break these units, and the check is wanted again; the rest are the cell's.
func (p *checked) typeCheck(pkg *types.Package, f *ast.File) (bad []problem, again bool) {
	literals := false
	conf := types.Config{
		Importer:  p.packages,
		GoVersion: goVersion,
		Error: func(err error) {
			var e types.Error
			if !errors.As(err, &e) || tolerated(e) || p.displays(e) {
				return
			}
			if acrossCells(e) {
				literals = true
				return
			}
			q := p.problem(e)
			if other, ok := strings.CutPrefix(e.Msg, "\t"); ok { // go on about the error before
				if n := len(bad); n > 0 && q.src == bad[n-1].src {
					bad[n-1].help = fmt.Sprintf("%s on line %d", other, q.line)
				}
				return
			}
			if w := p.unitAt(q.place); w != nil {
				if _, known := p.broken[w]; !known {
					p.broken[w] = q
					again = true
				}
				return
			}
			if q.src != p.src {
				q.place = p.src.at(0) // in a tree of our own making
			}
			bad = append(bad, q)
		},
	}
	types.NewChecker(&conf, p.packages.fset, pkg, p.info).Files([]*ast.File{f})
	if literals {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok {
				checkFields(lit, p.info, conf.Error)
			}
			return true
		})
	}
	return bad, again
}

// acrossCells names the one rule of Go that tells the packages of our cells apart: a
// struct literal without keys must not set another package's unexported fields.
func acrossCells(e types.Error) bool {
	return strings.HasPrefix(e.Msg, "implicit assignment to unexported field") && strings.Contains(e.Msg, " of type "+mainPath+".")
}

// checkFields checks the values of a struct literal without keys, since go/types leaves
// off where that rule strikes.
func checkFields(lit *ast.CompositeLit, info *types.Info, report func(error)) {
	t := info.TypeOf(lit)
	if t == nil {
		return
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || len(lit.Elts) != st.NumFields() {
		return
	}
	for i, e := range lit.Elts {
		f := st.Field(i)
		v := info.TypeOf(e)
		if v == nil || f.Exported() || f.Pkg() == nil || f.Pkg().Path() != mainPath || types.AssignableTo(v, f.Type()) {
			continue
		}
		if b, ok := v.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && types.ConvertibleTo(v, f.Type()) && b.Info()&types.IsString == 0 {
			continue
		}
		msg := fmt.Sprintf("cannot use %s (value of type %s) as %s value in struct literal", types.ExprString(e), shortType(v), shortType(f.Type()))
		report(types.Error{Msg: msg, Pos: e.Pos()})
	}
}

// tolerated names what a compiler refuses and a notebook's user does not want to hear:
// an import or a variable that is not used (yet).
func tolerated(e types.Error) bool {
	return e.Soft && (strings.HasPrefix(e.Msg, "declared and not used") || strings.Contains(e.Msg, "imported and not used") ||
		strings.Contains(e.Msg, "imported as"))
}

// displays says whether the error is only that the cell's last expression is not used:
// it is, it is displayed.
func (p *checked) displays(e types.Error) bool {
	return p.value != nil && strings.HasSuffix(e.Msg, "is not used") && e.Pos >= p.value.Pos() && e.Pos <= p.value.End()
}

// problem places an error of go/types in its cell.
func (p *checked) problem(e types.Error) problem {
	at := p.packages.fset.Position(e.Pos)
	serial, line := decodeLine(at.Line)
	src := p.scope.Source(serial)
	if serial == p.src.serial {
		src = p.src
	}
	q := problem{place: place{src, line, at.Column}, text: plainMessage(e.Msg)}
	if src == nil {
		q.src, q.line, q.col = p.src, 1, 1
	}
	return q
}

// unitAt is the unit of an earlier cell that covers a place, if it is in the plan.
func (p *checked) unitAt(at place) *unit {
	if at.src == p.src {
		return nil
	}
	for _, w := range p.work {
		if w.src != at.src {
			continue
		}
		from, to := w.src.at(w.item.start), w.src.at(w.item.end)
		if at.line >= from.line && at.line <= to.line {
			return w.unit
		}
	}
	return nil
}
