package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// The order of a cell's variables, and its init funcs.
//
// The rule of Go (spec, "Package initialization"): the variables of a package get their
// values in the order in which they need each other, also where a func in between names
// one; then its init funcs run in their order.
//
// A cell's statements, of which its var declarations are some, run as they stand. So var
// declarations that follow each other without another statement between them are put into
// Go's order before the cell is checked. An init func becomes a call of a func literal:
// in a cell of declarations alone behind the variables, else where it stands.
//
// The program initialization.go of testdata/programs pins it.

// initFuncs makes statements of a cell's init funcs.
func (p *Checked) initFuncs() {
	var inits, rest []text.Piece
	alone := true
	for _, part := range p.Parts {
		alone = alone && (part.Kind != text.StmtItem && part.Kind != text.MagicItem)
	}
	for _, part := range p.Parts {
		call, ok := p.initCall(part)
		switch {
		case !ok:
			rest = append(rest, part)
		case alone:
			inits = append(inits, call)
		default:
			rest = append(rest, call)
		}
	}
	p.Parts = append(rest, inits...)
}

// initCall is an init func as a statement. The text keeps its length, and so its places.
func (p *Checked) initCall(part text.Piece) (text.Piece, bool) {
	if len(part.Decls) != 1 {
		return part, false
	}
	f, ok := part.Decls[0].(*ast.FuncDecl)
	if !ok || f.Recv != nil || f.Name.Name != "init" || f.Body == nil || f.Type.Params.NumFields()+f.Type.Results.NumFields() > 0 {
		return part, false
	}
	it := part.Item
	it.Kind = text.StmtItem
	it.Text = strings.Replace(p.Src.Code[it.Start:it.End], "init", "    ", 1) + "()"
	call, bad := text.ParseItem(p.Packages.Fset, p.Src, it)
	return call, len(bad) == 0
}

// orderVars puts var declarations that follow each other into the order of their values.
func (p *Checked) orderVars() {
	var run []int // places of the parts
	for i := 0; i <= len(p.Parts); i++ {
		if i < len(p.Parts) && p.Parts[i].Kind == text.VarItem {
			run = append(run, i)
			continue
		}
		if i < len(p.Parts) && p.Parts[i].Kind != text.StmtItem && p.Parts[i].Kind != text.MagicItem {
			continue
		}
		p.orderRun(run)
		run = nil
	}
}

func (p *Checked) orderRun(run []int) {
	var specs []*ast.ValueSpec
	for _, i := range run {
		for _, s := range p.Parts[i].Stmts {
			if d, ok := s.(*ast.DeclStmt); ok {
				specs = append(specs, singleSpecs(d.Decl.(*ast.GenDecl))...)
			}
		}
	}
	if !p.namesLater(specs) {
		return
	}
	place, ok := p.initOrder(specs)
	if !ok {
		return
	}
	slices.SortStableFunc(specs, func(a, b *ast.ValueSpec) int { return place[a] - place[b] })
	for _, i := range run {
		p.Parts[i].Stmts = nil
	}
	for _, s := range specs {
		d := &ast.GenDecl{TokPos: s.Pos(), Tok: token.VAR, Specs: []ast.Spec{s}}
		p.Parts[run[0]].Stmts = append(p.Parts[run[0]].Stmts, &ast.DeclStmt{Decl: d})
	}
}

// singleSpecs are the specs of a declaration; those of several variables with a value each
// are taken apart.
func singleSpecs(d *ast.GenDecl) []*ast.ValueSpec {
	var out []*ast.ValueSpec
	for _, s := range d.Specs {
		s := s.(*ast.ValueSpec)
		if len(s.Names) == 1 || len(s.Values) != len(s.Names) {
			out = append(out, s)
			continue
		}
		for i, id := range s.Names {
			one := &ast.ValueSpec{Names: []*ast.Ident{id}, Values: []ast.Expr{s.Values[i]}}
			if s.Type != nil {
				one.Type = imports.Clone(imports.NewCloner(nil), s.Type)
			}
			out = append(out, one)
		}
	}
	return out
}

// namesLater reports whether a value may need a variable that is declared behind it.
func (p *Checked) namesLater(specs []*ast.ValueSpec) bool {
	bodies := map[string][]ast.Node{}
	for _, part := range p.Parts {
		for _, d := range part.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				bodies[f.Name.Name] = append(bodies[f.Name.Name], f.Body)
			}
		}
	}
	later := map[string]bool{}
	for _, s := range specs {
		for _, id := range s.Names {
			later[id.Name] = true
		}
	}
	delete(later, "_")
	for _, s := range specs {
		seen, found := map[string]bool{}, false
		var visit func(n ast.Node)
		visit = func(n ast.Node) {
			used := map[string]bool{}
			text.Identifiers(n, used)
			ast.Inspect(n, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					used[sel.Sel.Name] = true // a method's, maybe
				}
				return true
			})
			for name := range used {
				found = found || later[name] && (len(s.Names) > 1 || s.Names[0].Name != name)
				if !seen[name] {
					seen[name] = true
					for _, b := range bodies[name] {
						visit(b)
					}
				}
			}
		}
		for _, e := range s.Values {
			visit(e)
		}
		if found {
			return true
		}
		for _, id := range s.Names {
			delete(later, id.Name)
		}
	}
	return false
}

// initOrder checks the cell's declarations as those of a package, and returns the place of
// each spec in the order in which they get their values.
func (p *Checked) initOrder(specs []*ast.ValueSpec) (map[*ast.ValueSpec]int, bool) {
	pkg, info := types.NewPackage(names.MainPath, "main"), imports.NewInfo()
	vars := &ast.GenDecl{TokPos: p.Pos(), Tok: token.VAR, Lparen: p.Pos()}
	of, declared := map[token.Pos]*ast.ValueSpec{}, map[string]bool{}
	for _, s := range specs {
		vars.Specs = append(vars.Specs, s)
		for _, id := range s.Names {
			of[id.Pos()], declared[id.Name] = s, true
		}
	}
	decls := []ast.Decl{vars}
	for _, part := range p.Parts {
		decls = append(decls, part.Decls...)
		for _, d := range part.Decls {
			for _, n := range newUnit(p.Src, text.Piece{Item: part.Item, Decls: []ast.Decl{d}}).Names {
				declared[n] = true
			}
		}
	}
	used := map[string]bool{}
	for _, d := range decls {
		text.Identifiers(d, used)
	}
	for name := range used {
		if d := p.Scope.Def(name); d != nil && d.Obj != nil && !declared[name] {
			pkg.Scope().Insert(d.Obj)
		}
	}
	cycle := false
	conf := types.Config{Importer: p.Packages, GoVersion: names.GoVersion, Error: func(err error) {
		cycle = cycle || strings.Contains(err.Error(), "initialization cycle")
	}}
	types.NewChecker(&conf, p.Packages.Fset, pkg, info).Files([]*ast.File{p.GoFile(decls, nil)})
	place := map[*ast.ValueSpec]int{}
	for i, init := range info.InitOrder {
		if s := of[init.Lhs[0].Pos()]; s != nil {
			place[s] = i + 1 // those without a value come before
		}
	}
	return place, !cycle
}
