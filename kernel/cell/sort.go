package cell

import (
	"fmt"
	"go/ast"
	"strings"
)

// sort takes the items of a cell apart: imports, declarations, statements.
func (p *checked) sort() (problems []problem) {
	p.addMain()
	seen := map[string]*unit{}
	for i, part := range p.parts {
		for _, spec := range part.imports {
			if q := p.addImport(part, spec); q != nil {
				problems = append(problems, *q)
			}
		}
		for _, d := range part.decls {
			u := newUnit(p.src, piece{item: part.item, decls: []ast.Decl{d}})
			if f, ok := d.(*ast.FuncDecl); ok {
				if q := p.funcForm(part, f); q != nil {
					problems = append(problems, *q)
					continue
				}
			}
			if seen[u.key()] != nil && u.key() != "_" {
				problems = append(problems, problem{place: p.src.at(part.start), text: u.title() + " is declared twice in this cell"})
				continue
			}
			seen[u.key()] = u
			if old := p.unitOf(u.key()); old != nil && old.text == u.text && old.broken == "" {
				p.same = append(p.same, old)
				continue
			}
			p.fresh = append(p.fresh, u)
		}
		if i == len(p.parts)-1 && len(part.stmts) > 0 {
			if e, ok := part.stmts[len(part.stmts)-1].(*ast.ExprStmt); ok {
				p.value, p.muted = e.X, part.semicolon
			}
		}
	}
	return problems
}

// addMain calls main in a cell that is a whole program, with a package clause.
func (p *checked) addMain() {
	program, declared := false, false
	for _, part := range p.parts {
		program = program || part.kind == packageItem
		for _, d := range part.decls {
			f, ok := d.(*ast.FuncDecl)
			declared = declared || ok && f.Recv == nil && f.Name.Name == "main"
		}
	}
	if !program || !declared {
		return
	}
	it := item{kind: stmtItem, start: len(p.src.code), end: len(p.src.code), text: "main()"}
	if part, bad := parseItem(p.packages.fset, p.src, it); len(bad) == 0 {
		p.parts = append(p.parts, part)
	}
}

// title names a unit in messages.
func (u *unit) title() string {
	if u.kind == methodUnit {
		return "method " + u.names[0] + "." + u.meth
	}
	return strings.Join(u.names, ", ")
}

func (p *checked) funcForm(part piece, f *ast.FuncDecl) *problem {
	at := p.src.at(part.start)
	switch {
	case f.Recv != nil && len(f.Recv.List) != 1:
		return &problem{place: at, text: fmt.Sprintf("method %s has %d receivers, want one: func (t T) %s() is a method, func %s() a func", f.Name.Name, len(f.Recv.List), f.Name.Name, f.Name.Name)}
	case f.Body == nil:
		return &problem{place: at, text: "func " + f.Name.Name + " has no body"}
	case f.Recv == nil && f.Name.Name == "init":
		return &problem{place: at, text: "func init never runs in a cell: write its statements outside of a func"}
	}
	return nil
}

func (p *checked) addImport(part piece, spec *ast.ImportSpec) *problem {
	at := strings.Trim(spec.Path.Value, "`\"")
	pos := p.packages.fset.Position(spec.Pos())
	_, line := decodeLine(pos.Line)
	where := place{p.src, line, pos.Column}
	pkg, err := p.packages.Import(at)
	if err != nil {
		q := p.scope.Missing(at, err)
		q.place = where
		return &q
	}
	name := pkg.Name()
	if spec.Name != nil {
		name = spec.Name.Name
	}
	switch name {
	case "_":
		if m := p.packages.modules[at]; m != nil {
			p.blank = append(p.blank, m)
		}
	case ".":
		return &problem{place: where, text: "import . is not possible in a cell: import " + spec.Path.Value + " by name"}
	default:
		p.imports[name] = at
	}
	return nil
}

// unitOf is the session's unit of a key, nil if there is none.
func (p *checked) unitOf(key string) *unit {
	for _, u := range p.scope.Units() {
		if u.key() == key {
			return u
		}
	}
	return nil
}
