package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// Checking a cell.
//
// go/types knows packages, not cells, so a cell is checked in two passes over one
// types.Package that also holds the objects of earlier cells it names.
//
// Pass one checks the declarations without the bodies of funcs, and all statements as
// the body of one func, in their order: so `a, err := f()` then `b, err := g()` mean
// what they mean in Go, and `x := x + 1` reads the x of an earlier cell. The variables
// declared at the top of that body are the session's new variables, with their types.
//
// Pass two checks the bodies of the funcs, each under the name _ so that it is declared
// once, with the new variables in the package's scope.
//
// What a declaration changes changes its users too: every kept unit that uses a changed
// name is checked again with the cell, and its users with it. A unit of an earlier cell
// that does not check any more is no error of this cell: it is set aside as broken, and
// named only when something uses it. Since setting aside and changed types of variables
// may reach further units, the passes are repeated until nothing more is reached; the
// set only grows, so that ends.

// checked is a cell as go/types knows it, with the units of earlier cells that are checked
// again along with it.
type checked struct {
	parsedCell
	scope    scope
	packages *packages

	imports   map[string]string // by the cell's own imports
	qualified map[string]string // names of packages that types need and no import gives
	blank     []*modulePackage  // imported for what they do at the start
	fresh     []*unit           // declared by this cell and different from what was there
	same      []*unit           // declared by this cell as they were
	changed   map[string]bool
	broken    map[*unit]problem // of earlier cells, which do not check any more
	dropped   map[string]string // variables whose type changed its shape: name -> why

	work  []*work // units to evaluate: fresh ones and the users of what changed
	carry []*def  // variables whose type is checked anew; their values are carried over
	body  []ast.Stmt
	pkg   *types.Package
	info  *types.Info
	vars  []*def                // the new variables, in order
	local map[types.Object]*def // pass one's objects of the new variables
	value ast.Expr              // the last expression, or nil
	muted bool                  // a semicolon follows it: it is not displayed
}

// check checks a cell. The problems are the cell's own; what is half checked serves to
// explain them, and to look at half-written code.
func check(sc scope, pkgs *packages, in parsedCell) (*checked, []problem) {
	p := &checked{
		parsedCell: in, scope: sc, packages: pkgs, imports: map[string]string{}, qualified: map[string]string{},
		changed: map[string]bool{}, broken: map[*unit]problem{}, dropped: map[string]string{},
	}
	problems := p.sort()
	if p.loose {
		p.value = nil // it is not run
	}
	if len(problems) == 0 || p.loose {
		problems = p.passes()
	}
	if len(problems) == 0 {
		p.note()
	}
	return p, problems
}

// work is a unit with the trees of this check.
type work struct {
	*unit
	decl   ast.Decl
	body   *ast.BlockStmt  // of a func, taken off for pass one
	refers map[string]bool // names of the session it uses
}

// passes runs the passes. It returns the problems of the cell itself.
func (p *checked) passes() []problem {
	for {
		if bad := p.parseWork(); len(bad) > 0 {
			return bad
		}
		bad, again := p.passOne()
		if again {
			continue
		}
		if len(bad) > 0 {
			// Bodies are still worth a look: all errors are wanted at once.
			more, _ := p.passTwo()
			return p.tidy(append(bad, more...))
		}
		if p.reached() {
			continue
		}
		bad, again = p.passTwo()
		if !again {
			return p.tidy(bad)
		}
	}
}

// tidy sorts problems by place and drops repetitions.
func (p *checked) tidy(problems []problem) []problem {
	sort.SliceStable(problems, func(i, j int) bool {
		a, b := problems[i], problems[j]
		if a.line != b.line {
			return a.line < b.line
		}
		return a.col < b.col
	})
	out := problems[:0]
	for i, q := range problems {
		if i > 0 && q.line == problems[i-1].line && q.col == problems[i-1].col {
			continue
		}
		out = append(out, q)
	}
	return out
}

// reached grows the changed names by the new variables whose type differs from before,
// and says whether that touches a unit that was not in the plan.
func (p *checked) reached() bool {
	grown := false
	for _, v := range p.vars {
		if p.changed[v.name] {
			continue
		}
		if old := p.scope.Def(v.name); old != nil && old.obj == v.obj {
			continue
		}
		p.changed[v.name] = true
		if len(p.users(map[string]bool{v.name: true})) > 0 {
			grown = true
		}
	}
	return grown
}

// users are the session's units that use one of the names, not counting those that this
// cell declares itself.
func (p *checked) users(names map[string]bool) []*unit {
	redeclared := map[string]bool{}
	for _, u := range append(p.fresh[:len(p.fresh):len(p.fresh)], p.same...) {
		redeclared[u.key()] = true
	}
	var out []*unit
	for _, u := range p.scope.Units() {
		if !redeclared[u.key()] && (overlap(u.uses, names) || p.gainsMethods(u, names)) {
			out = append(out, u)
		}
	}
	return out
}

// gainsMethods says whether u is a type whose name changed although its declaration did
// not: one of its methods did.
func (p *checked) gainsMethods(u *unit, names map[string]bool) bool {
	if u.kind != typeUnit {
		return false
	}
	for _, n := range u.names {
		if d := p.scope.Def(n); names[n] && d != nil && d.unit == u && !p.declares(n) && !p.isVar(n) {
			return true
		}
	}
	return false
}

// key tells units that replace each other.
func (u *unit) key() string {
	if u.kind == methodUnit {
		return u.names[0] + "." + u.meth
	}
	return strings.Join(u.names, ",")
}

func overlap(a, b map[string]bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}

// spread closes the changed names over their users and returns the units to check.
func (p *checked) spread() []*unit {
	in := map[*unit]bool{}
	var out []*unit
	take := func(u *unit) {
		if !in[u] {
			in[u] = true
			out = append(out, u)
			for _, n := range u.names {
				p.changed[n] = true
			}
		}
	}
	for _, u := range p.fresh {
		take(u)
	}
	for grown := true; grown; {
		grown = false
		n := len(out)
		for _, u := range p.same {
			if overlap(u.uses, p.changed) || p.declaresChanged(u) {
				take(u)
			}
		}
		for _, u := range p.users(p.changed) {
			take(u)
		}
		grown = len(out) > n
		for name, d := range p.scope.All() {
			if d.unit == nil && !p.changed[name] && overlap(d.uses, p.changed) {
				p.changed[name] = true // a variable of a changed type
				grown = true
			}
		}
	}
	return out
}

// declaresChanged says whether u declares or belongs to a changed name.
func (p *checked) declaresChanged(u *unit) bool {
	for _, n := range u.names {
		if p.changed[n] {
			return true
		}
	}
	return false
}

// parseWork makes fresh trees for the units to check.
func (p *checked) parseWork() []problem {
	p.work = p.work[:0]
	units := p.spread()
	declared := map[string]*unit{}
	for _, u := range units {
		if _, bad := p.broken[u]; bad {
			continue
		}
		if u.kind != methodUnit && u.src == p.src {
			for _, n := range u.names {
				declared[n] = u
			}
		}
	}
	for _, u := range units {
		if _, bad := p.broken[u]; bad {
			continue
		}
		q, bad := parseItem(p.packages.fset, u.src, u.item)
		if len(bad) > 0 {
			return bad
		}
		w := &work{unit: u, decl: q.decls[0]}
		switch d := w.decl.(type) {
		case *ast.FuncDecl:
			w.body, d.Body = d.Body, nil
			if d.Type.TypeParams != nil {
				d.Body = endless(d.Pos()) // a generic func must have one
			}
		case *ast.GenDecl:
			if u.src != p.src {
				p.blankReplaced(u, d, declared)
			}
		}
		p.work = append(p.work, w)
	}
	p.carry = p.carry[:0]
	for _, d := range p.scope.All() {
		if d.unit == nil && overlap(d.uses, p.changed) && p.dropped[d.name] == "" {
			p.carry = append(p.carry, d)
		}
	}
	sort.Slice(p.carry, func(i, j int) bool { return p.carry[i].name < p.carry[j].name })
	return nil
}

// endless is a body that fits any result.
func endless(at token.Pos) *ast.BlockStmt {
	loop := &ast.ForStmt{For: at, Body: &ast.BlockStmt{Lbrace: at, Rbrace: at}}
	return &ast.BlockStmt{Lbrace: at, List: []ast.Stmt{loop}, Rbrace: at}
}

// blankReplaced renames to _ what an older group declares and something newer replaced.
func (p *checked) blankReplaced(u *unit, d *ast.GenDecl, declared map[string]*unit) {
	gone := func(name string) bool {
		if by := declared[name]; by != nil && by != u {
			return true
		}
		now := p.scope.Def(name)
		return now != nil && now.unit != u
	}
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if gone(s.Name.Name) {
				s.Name.Name = "_"
			}
		case *ast.ValueSpec:
			for _, id := range s.Names {
				if gone(id.Name) {
					id.Name = "_"
				}
			}
		}
	}
}

// file is a syntax tree of declarations with the imports they need.
func (p *checked) goFile(decls []ast.Decl, shadowed map[string]bool) *ast.File {
	names := map[string]bool{}
	for _, d := range decls {
		packageNames(d, names)
	}
	pos := p.pos()
	f := &ast.File{Package: pos, Name: &ast.Ident{NamePos: pos, Name: "main"}}
	var specs []ast.Spec
	for _, name := range sortedKeys(names) {
		path := p.importPath(name)
		if path == "" || shadowed[name] {
			continue
		}
		spec := &ast.ImportSpec{
			Name: &ast.Ident{NamePos: pos, Name: name},
			Path: &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: `"` + path + `"`},
		}
		specs = append(specs, spec)
		f.Imports = append(f.Imports, spec)
	}
	if len(specs) > 0 {
		f.Decls = append(f.Decls, &ast.GenDecl{TokPos: pos, Tok: token.IMPORT, Lparen: pos, Specs: specs})
	}
	f.Decls = append(f.Decls, decls...)
	return f
}

// pos is some position of the plan's file set for trees that have none.
func (p *checked) pos() token.Pos { return p.packages.anchor }

// importPath is the package a name before a dot stands for: the cell's imports, then
// names of the session, then earlier imports, then the packages known to every cell.
func (p *checked) importPath(name string) string {
	if path := p.imports[name]; path != "" {
		return path
	}
	switch name {
	case hostName:
		return hostPath
	case blocksName:
		return andorPath
	}
	if p.declares(name) {
		return ""
	}
	if d := p.scope.Def(name); d != nil && p.dropped[name] == "" {
		return ""
	}
	if path := p.qualified[name]; path != "" {
		return path
	}
	return p.scope.ImportPath(name)
}

// declares says whether one of the cell's own declarations has the name.
func (p *checked) declares(name string) bool {
	for _, u := range p.fresh {
		if u.kind == methodUnit {
			continue
		}
		for _, n := range u.names {
			if n == name {
				return true
			}
		}
	}
	return false
}

func sortedKeys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
