package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"sort"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/imports"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Checked is a cell as go/types knows it, with the units of earlier cells that are checked
// again along with it.
type Checked struct {
	text.Parsed
	Scope    Scope
	Packages *imports.Packages

	Imports   map[string]string // by the cell's own imports
	qualified map[string]string // names of packages that types need and no import gives
	Blank     []*imports.Module // imported for what they do at the start
	Fresh     []*Unit           // declared by this cell and different from what was there
	same      []*Unit           // declared by this cell as they were
	changed   map[string]bool
	Broken    map[*Unit]text.Problem // of earlier cells, which do not check any more
	Dropped   map[string]string      // variables whose type changed its shape: name -> why

	Work  []*Work // units to evaluate: fresh ones and the users of what changed
	Carry []*Def  // variables whose type is checked anew; their values are carried over
	Body  []ast.Stmt
	Pkg   *types.Package
	Info  *types.Info
	Vars  []*Def                // the new variables, in order
	Local map[types.Object]*Def // pass one's objects of the new variables
	Value ast.Expr              // the last expression, or nil
	Shown *Shown                // of the last expression, nil if nothing is displayed
	Muted bool                  // a semicolon follows it: it is not displayed
}

// Check checks a cell. The problems are the cell's own; what is half checked serves to
// explain them, and to look at half-written code.
func Check(sc Scope, pkgs *imports.Packages, in text.Parsed) (*Checked, []text.Problem) {
	p := &Checked{
		Parsed: in, Scope: sc, Packages: pkgs, Imports: map[string]string{}, qualified: map[string]string{},
		changed: maps.Clone(in.Reread), Broken: map[*Unit]text.Problem{}, Dropped: map[string]string{},
	}
	if p.changed == nil {
		p.changed = map[string]bool{}
	}
	problems := p.sort()
	if p.Loose {
		p.Value = nil // it is not run
	}
	if len(problems) == 0 || p.Loose {
		problems = p.passes()
	}
	if len(problems) == 0 {
		p.note()
		if p.Value != nil {
			p.display()
		}
	}
	return p, problems
}

// Work is a unit with the trees of this check.
type Work struct {
	*Unit
	Decl   ast.Decl
	Body   *ast.BlockStmt  // of a func, taken off for pass one
	Refers map[string]bool // names of the session it uses
}

// passes runs the passes. It returns the problems of the cell itself.
func (p *Checked) passes() []text.Problem {
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
func (p *Checked) tidy(problems []text.Problem) []text.Problem {
	sort.SliceStable(problems, func(i, j int) bool {
		a, b := problems[i], problems[j]
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
	out := problems[:0]
	for i, q := range problems {
		if i > 0 && q.Line == problems[i-1].Line && q.Col == problems[i-1].Col {
			continue
		}
		out = append(out, q)
	}
	return out
}

// reached grows the changed names by the new variables whose type differs from before,
// and says whether that touches a unit that was not in the plan.
func (p *Checked) reached() bool {
	grown := false
	for _, v := range p.Vars {
		if p.changed[v.Name] {
			continue
		}
		if old := p.Scope.Def(v.Name); old != nil && old.Obj == v.Obj {
			continue
		}
		p.changed[v.Name] = true
		if len(p.users(map[string]bool{v.Name: true})) > 0 {
			grown = true
		}
	}
	return grown
}

// users are the session's units that use one of the names, not counting those that this
// cell declares itself.
func (p *Checked) users(names map[string]bool) []*Unit {
	redeclared := map[string]bool{}
	for _, u := range append(p.Fresh[:len(p.Fresh):len(p.Fresh)], p.same...) {
		redeclared[u.Key()] = true
	}
	var out []*Unit
	for _, u := range p.Scope.Units() {
		if !redeclared[u.Key()] && (overlap(u.Uses, names) || p.gainsMethods(u, names)) {
			out = append(out, u)
		}
	}
	return out
}

// gainsMethods says whether u is a type whose name changed although its declaration did
// not: one of its methods did.
func (p *Checked) gainsMethods(u *Unit, names map[string]bool) bool {
	if u.Kind != typeUnit {
		return false
	}
	for _, n := range u.Names {
		if d := p.Scope.Def(n); names[n] && d != nil && d.Unit == u && !p.declares(n) && !p.IsVar(n) {
			return true
		}
	}
	return false
}

// Key tells units that replace each other.
func (u *Unit) Key() string {
	if u.Kind == MethodUnit {
		return u.Names[0] + "." + u.Meth
	}
	return strings.Join(u.Names, ",")
}

// blank reports whether a unit declares a func or method that nothing can call.
func (u *Unit) blank() bool { return u.Key() == "_" || u.Kind == MethodUnit && u.Meth == "_" }

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
func (p *Checked) spread() []*Unit {
	in := map[*Unit]bool{}
	var out []*Unit
	take := func(u *Unit) {
		if !in[u] {
			in[u] = true
			out = append(out, u)
			for _, n := range u.Names {
				p.changed[n] = true
			}
		}
	}
	for _, u := range p.Fresh {
		take(u)
	}
	for grown := true; grown; {
		grown = false
		n := len(out)
		for _, u := range p.same {
			if overlap(u.Uses, p.changed) || p.declaresChanged(u) {
				take(u)
			}
		}
		for _, u := range p.users(p.changed) {
			take(u)
		}
		grown = len(out) > n
		for name, d := range p.Scope.All() {
			if d.Unit == nil && !p.changed[name] && overlap(d.Uses, p.changed) {
				p.changed[name] = true // a variable of a changed type
				grown = true
			}
		}
	}
	return out
}

// declaresChanged says whether u declares or belongs to a changed name.
func (p *Checked) declaresChanged(u *Unit) bool {
	for _, n := range u.Names {
		if p.changed[n] {
			return true
		}
	}
	return false
}

// parseWork makes fresh trees for the units to check.
func (p *Checked) parseWork() []text.Problem {
	p.Work = p.Work[:0]
	units := p.spread()
	declared := map[string]*Unit{}
	for _, u := range units {
		if _, bad := p.Broken[u]; bad {
			continue
		}
		if u.Kind != MethodUnit && u.Src == p.Src {
			for _, n := range u.Names {
				declared[n] = u
			}
		}
	}
	for _, u := range units {
		if _, bad := p.Broken[u]; bad {
			continue
		}
		q, bad := text.ParseItem(p.Packages.Fset, u.Src, u.Item)
		if len(bad) > 0 {
			return bad
		}
		w := &Work{Unit: u, Decl: q.Decls[0]}
		switch d := w.Decl.(type) {
		case *ast.FuncDecl:
			w.Body, d.Body = d.Body, nil
			if d.Type.TypeParams != nil {
				d.Body = endless(d.Pos()) // a generic func must have one
			}
		case *ast.GenDecl:
			if u.Src != p.Src {
				p.blankReplaced(u, d, declared)
			}
		}
		p.Work = append(p.Work, w)
	}
	p.Carry = p.Carry[:0]
	for _, d := range p.Scope.All() {
		if d.Unit == nil && overlap(d.Uses, p.changed) && p.Dropped[d.Name] == "" {
			p.Carry = append(p.Carry, d)
		}
	}
	sort.Slice(p.Carry, func(i, j int) bool { return p.Carry[i].Name < p.Carry[j].Name })
	return nil
}

// endless is a body that fits any result.
func endless(at token.Pos) *ast.BlockStmt {
	loop := &ast.ForStmt{For: at, Body: &ast.BlockStmt{Lbrace: at, Rbrace: at}}
	return &ast.BlockStmt{Lbrace: at, List: []ast.Stmt{loop}, Rbrace: at}
}

// blankReplaced renames to _ what an older group declares and something newer replaced.
func (p *Checked) blankReplaced(u *Unit, d *ast.GenDecl, declared map[string]*Unit) {
	gone := func(name string) bool {
		if by := declared[name]; by != nil && by != u {
			return true
		}
		now := p.Scope.Def(name)
		return now != nil && now.Unit != u
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
func (p *Checked) GoFile(decls []ast.Decl, shadowed map[string]bool) *ast.File {
	names := map[string]bool{}
	for _, d := range decls {
		text.PackageNames(d, names)
	}
	pos := p.Pos()
	f := &ast.File{Package: pos, Name: &ast.Ident{NamePos: pos, Name: "main"}}
	var specs []ast.Spec
	for _, name := range sortedKeys(names) {
		path := p.ImportPath(name)
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

// Pos is some position of the plan's file set for trees that have none.
func (p *Checked) Pos() token.Pos { return p.Packages.Anchor }

// ImportPath is the package a name before a dot stands for: the cell's imports, then
// names of the session, then earlier imports, then the packages known to every cell.
func (p *Checked) ImportPath(name string) string {
	if path := p.Imports[name]; path != "" {
		return path
	}
	switch name {
	case names.HostName:
		return names.HostPath
	case names.BlocksName:
		return names.AndorPath
	}
	if p.declares(name) {
		return ""
	}
	if d := p.Scope.Def(name); d != nil && p.Dropped[name] == "" {
		return ""
	}
	if path := p.qualified[name]; path != "" {
		return path
	}
	return p.Scope.ImportPath(name)
}

// declares says whether one of the cell's own declarations has the name.
func (p *Checked) declares(name string) bool {
	for _, u := range p.Fresh {
		if u.Kind == MethodUnit {
			continue
		}
		for _, n := range u.Names {
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
