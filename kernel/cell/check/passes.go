package check

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// passOne checks declarations without bodies, and the statements. again asks for
// another round because a unit of an earlier cell turned out broken.
func (p *Checked) passOne() (bad []text.Problem, again bool) {
	p.Info = imports.NewInfo()
	p.Pkg = types.NewPackage(names.MainPath, "main")
	var decls []ast.Decl
	declared := map[string]bool{}
	for _, w := range p.Work {
		decls = append(decls, w.Decl)
		if w.Kind != MethodUnit {
			for _, n := range w.Names {
				declared[n] = true
			}
		}
	}
	for _, d := range p.Carry {
		declared[d.Name] = true
		decls = append(decls, p.carryDecl(d))
	}
	p.Body = nil
	for _, part := range p.Parts {
		p.Body = append(p.Body, part.Stmts...)
	}
	at := p.Pos()
	cell := &ast.FuncDecl{
		Name: &ast.Ident{NamePos: at, Name: names.BodyName},
		Type: &ast.FuncType{Func: at, Params: &ast.FieldList{Opening: at, Closing: at}},
		Body: &ast.BlockStmt{Lbrace: at, List: p.Body, Rbrace: token.Pos(p.Packages.Fset.Base() - 1)},
	}
	decls = append(decls, cell)
	used := map[string]bool{}
	for _, d := range decls {
		text.Identifiers(d, used)
	}
	for name := range used {
		d := p.Scope.Def(name)
		if d == nil || d.Obj == nil || declared[name] || p.Dropped[name] != "" {
			continue
		}
		if !p.changed[name] || p.IsVar(name) {
			p.Pkg.Scope().Insert(d.Obj)
		}
	}
	bad, again = p.typeCheck(p.Pkg, p.GoFile(decls, nil))
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
func (p *Checked) dropReshaped() bool {
	n := len(p.Dropped)
	for _, d := range p.Carry {
		o := p.Pkg.Scope().Lookup(d.Name)
		if o == nil || o.Type() == types.Typ[types.Invalid] || names.Shape(o.Type()) != names.Shape(d.Obj.Type()) {
			p.Dropped[d.Name] = fmt.Sprintf("%s of %s has a type that is declared differently now: declare it again", d.Name, d.Cell.Name)
		}
	}
	return len(p.Dropped) > n
}

// IsVar says whether the last round made the name a new variable of this cell.
func (p *Checked) IsVar(name string) bool {
	for _, v := range p.Vars {
		if v.Name == name {
			return true
		}
	}
	return false
}

// carryDecl declares a variable of the session with its type spelled out, so that the
// type is looked up anew.
func (p *Checked) carryDecl(d *Def) ast.Decl {
	at := p.Pos()
	spell := names.Speller{Pos: at, Name: func(t *types.TypeName) ast.Expr {
		id := &ast.Ident{NamePos: at, Name: t.Name()}
		if t.Pkg() == nil || t.Pkg().Path() == names.MainPath {
			return id
		}
		return &ast.SelectorExpr{X: &ast.Ident{NamePos: at, Name: p.qualifier(t.Pkg())}, Sel: id}
	}}
	return &ast.GenDecl{TokPos: at, Tok: token.VAR, Specs: []ast.Spec{
		&ast.ValueSpec{Names: []*ast.Ident{{NamePos: at, Name: d.Name}}, Type: spell.Expr(d.Obj.Type())},
	}}
}

// hoist finds the variables declared at the top of the cell's statements.
func (p *Checked) hoist(cell *ast.FuncDecl) {
	p.Vars, p.Local = nil, map[types.Object]*Def{}
	take := func(id *ast.Ident) {
		v, ok := p.Info.Defs[id].(*types.Var)
		if !ok || id.Name == "_" {
			return
		}
		d := &Def{Name: id.Name, Cell: p.Src, Uses: map[string]bool{}}
		t := v.Type()
		d.Obj = types.NewVar(v.Pos(), p.Pkg, id.Name, t)
		if was := p.Scope.Def(id.Name); was != nil && was.Unit == nil && was.Obj != nil && !p.carried(id.Name) && types.Identical(was.Obj.Type(), t) {
			d.Obj, d.Emit = was.Obj, was.Emit // the same variable, assigned to again
		}
		typeNames(t, d.Uses)
		p.Vars = append(p.Vars, d)
		p.Local[v] = d
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
func (p *Checked) qualifier(pkg *types.Package) string {
	at := names.PlainPath(pkg.Path())
	if name := p.Scope.NameOf(pkg.Name(), at); name != "" {
		return name
	}
	name := pkg.Name() + names.Mark
	for p.qualified[name] != "" && p.qualified[name] != at {
		name += names.Mark
	}
	p.qualified[name] = at
	return name
}

func (p *Checked) carried(name string) bool {
	for _, d := range p.Carry {
		if d.Name == name {
			return true
		}
	}
	return false
}

// passTwo checks the bodies of funcs, with the new variables in scope. Methods are
// checked as funcs whose first parameter is the receiver.
func (p *Checked) passTwo() (bad []text.Problem, again bool) {
	pkg := types.NewPackage(names.MainPath, "main")
	shadowed := map[string]bool{}
	for _, v := range p.Vars {
		pkg.Scope().Insert(v.Obj)
		shadowed[v.Name] = true
	}
	for _, name := range p.Pkg.Scope().Names() {
		if !shadowed[name] && name != names.BodyName {
			pkg.Scope().Insert(p.Pkg.Scope().Lookup(name))
		}
	}
	var decls []ast.Decl
	var funcs []*ast.FuncDecl
	used := map[string]bool{}
	for _, w := range p.Work {
		d, ok := w.Decl.(*ast.FuncDecl)
		if !ok || w.Body == nil {
			continue
		}
		decls = append(decls, p.BodyDecl(d, w.Body))
		funcs = append(funcs, d)
		text.Identifiers(w.Body, used)
	}
	if len(decls) == 0 {
		return nil, false
	}
	for name := range used {
		d := p.Scope.Def(name)
		if d != nil && d.Obj != nil && p.Dropped[name] == "" && !p.changed[name] && pkg.Scope().Lookup(name) == nil {
			pkg.Scope().Insert(d.Obj)
		}
	}
	bad, again = p.typeCheck(pkg, p.GoFile(decls, shadowed))
	for i, d := range decls {
		if sc := p.Info.Scopes[d.(*ast.FuncDecl).Type]; sc != nil {
			p.Info.Scopes[funcs[i].Type] = sc // where completion looks
		}
	}
	return bad, again
}

// BodyDecl is a func of no name with the parameters of d and a body.
func (p *Checked) BodyDecl(d *ast.FuncDecl, body *ast.BlockStmt) *ast.FuncDecl {
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
func (p *Checked) receiverParams(d *ast.FuncDecl) *ast.FieldList {
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
	named, _ := p.Pkg.Scope().Lookup(text.ReceiverName(d)).(*types.TypeName)
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
			name = "_" + names.Mark + string(rune('a'+i))
			id.Name = name // also where the receiver's type is that of a parameter
		}
		spell := names.Speller{Pos: at, Name: func(t *types.TypeName) ast.Expr {
			if to, ok := subst[t.Name()]; ok {
				return &ast.Ident{NamePos: at, Name: to}
			}
			out := &ast.Ident{NamePos: at, Name: t.Name()}
			if t.Pkg() == nil || t.Pkg().Path() == names.MainPath {
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
func (p *Checked) typeCheck(pkg *types.Package, f *ast.File) (bad []text.Problem, again bool) {
	literals := false
	conf := types.Config{
		Importer:  p.Packages,
		GoVersion: names.GoVersion,
		Error: func(err error) {
			var e types.Error
			if !errors.As(err, &e) || Tolerated(e) || p.displays(e) {
				return
			}
			if AcrossCells(e) {
				literals = true
				return
			}
			q := p.problem(e)
			if other, ok := strings.CutPrefix(e.Msg, "\t"); ok { // go on about the error before
				if n := len(bad); n > 0 && q.Src == bad[n-1].Src {
					bad[n-1].Help = fmt.Sprintf("%s on line %d", other, q.Line)
				}
				return
			}
			if w := p.unitAt(q.Place); w != nil {
				if _, known := p.Broken[w]; !known {
					p.Broken[w] = q
					again = true
				}
				return
			}
			if q.Src != p.Src {
				q.Place = p.Src.At(0) // in a tree of our own making
			}
			bad = append(bad, q)
		},
	}
	types.NewChecker(&conf, p.Packages.Fset, pkg, p.Info).Files([]*ast.File{f})
	if literals {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok {
				checkFields(lit, p.Info, conf.Error)
			}
			return true
		})
	}
	return bad, again
}

// AcrossCells names the one rule of Go that tells the packages of our cells apart: a
// struct literal without keys must not set another package's unexported fields.
func AcrossCells(e types.Error) bool {
	return strings.HasPrefix(e.Msg, "implicit assignment to unexported field") &&
		(strings.Contains(e.Msg, " of type "+names.MainPath+".") || strings.Contains(e.Msg, " of type struct{"))
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
		if v == nil || f.Exported() || f.Pkg() == nil {
			continue
		}
		if f.Pkg().Path() != names.MainPath {
			if _, named := types.Unalias(t).(*types.Named); !named {
				report(types.Error{Msg: fmt.Sprintf("cannot set the field %s of another package without its name", f.Name()), Pos: e.Pos()})
			}
			continue
		}
		if types.AssignableTo(v, f.Type()) {
			continue
		}
		if b, ok := v.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && types.ConvertibleTo(v, f.Type()) && b.Info()&types.IsString == 0 {
			continue
		}
		msg := fmt.Sprintf("cannot use %s (value of type %s) as %s value in struct literal", types.ExprString(e), names.ShortType(v), names.ShortType(f.Type()))
		report(types.Error{Msg: msg, Pos: e.Pos()})
	}
}

// Tolerated names what a compiler refuses and a notebook's user does not want to hear:
// an import or a variable that is not used (yet).
func Tolerated(e types.Error) bool {
	return e.Soft && (strings.HasPrefix(e.Msg, "declared and not used") || strings.Contains(e.Msg, "imported and not used") ||
		strings.Contains(e.Msg, "imported as"))
}

// displays says whether the error is only that the cell's last expression is not used:
// it is, it is displayed.
func (p *Checked) displays(e types.Error) bool {
	return p.Value != nil && strings.HasSuffix(e.Msg, "is not used") && e.Pos >= p.Value.Pos() && e.Pos <= p.Value.End()
}

// problem places an error of go/types in its cell.
func (p *Checked) problem(e types.Error) text.Problem {
	at := p.Packages.Fset.Position(e.Pos)
	serial, line := text.DecodeLine(at.Line)
	src := p.Scope.Source(serial)
	if serial == p.Src.Serial {
		src = p.Src
	}
	q := text.Problem{Place: text.Place{Src: src, Line: line, Col: at.Column}, Text: imports.PlainMessage(e.Msg)}
	if src == nil {
		q.Src, q.Line, q.Col = p.Src, 1, 1
	}
	return q
}

// unitAt is the unit of an earlier cell that covers a place, if it is in the plan.
func (p *Checked) unitAt(at text.Place) *Unit {
	if at.Src == p.Src {
		return nil
	}
	for _, w := range p.Work {
		if w.Src != at.Src {
			continue
		}
		from, to := w.Src.At(w.Item.Start), w.Src.At(w.Item.End)
		if at.Line >= from.Line && at.Line <= to.Line {
			return w.Unit
		}
	}
	return nil
}
