package check

import (
	"fmt"
	"go/ast"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/text"
)

// sort takes the items of a cell apart: imports, declarations, statements.
func (p *Checked) sort() (problems []text.Problem) {
	p.initFuncs()
	p.addMain()
	seen := map[string]*Unit{}
	for i, part := range p.Parts {
		for _, spec := range part.Imports {
			if q := p.addImport(part, spec); q != nil {
				problems = append(problems, *q)
			}
		}
		for _, d := range part.Decls {
			u := newUnit(p.Src, text.Piece{Item: part.Item, Decls: []ast.Decl{d}})
			if f, ok := d.(*ast.FuncDecl); ok {
				if q := p.funcForm(part, f); q != nil {
					problems = append(problems, *q)
					continue
				}
			}
			if seen[u.Key()] != nil && !u.blank() {
				problems = append(problems, text.Problem{Place: p.Src.At(part.Start), Text: u.title() + " is declared twice in this cell"})
				continue
			}
			seen[u.Key()] = u
			if old := p.unitOf(u.Key()); old != nil && old.Text == u.Text && old.Broken == "" {
				p.same = append(p.same, old)
				continue
			}
			p.Fresh = append(p.Fresh, u)
		}
		if i == len(p.Parts)-1 && len(part.Stmts) > 0 {
			if e, ok := part.Stmts[len(part.Stmts)-1].(*ast.ExprStmt); ok {
				p.Value, p.Muted = e.X, part.Semicolon
			}
		}
	}
	p.orderVars()
	return problems
}

// addMain calls main in a cell that is a whole program, with a package clause.
func (p *Checked) addMain() {
	program, declared := false, false
	for _, part := range p.Parts {
		program = program || part.Kind == text.PackageItem
		for _, d := range part.Decls {
			f, ok := d.(*ast.FuncDecl)
			declared = declared || ok && f.Recv == nil && f.Name.Name == "main"
		}
	}
	if !program || !declared {
		return
	}
	it := text.Item{Kind: text.StmtItem, Start: len(p.Src.Code), End: len(p.Src.Code), Text: "main()"}
	if part, bad := text.ParseItem(p.Packages.Fset, p.Src, it); len(bad) == 0 {
		p.Parts = append(p.Parts, part)
	}
}

// title names a unit in messages.
func (u *Unit) title() string {
	if u.Kind == MethodUnit {
		return "method " + u.Names[0] + "." + u.Meth
	}
	return strings.Join(u.Names, ", ")
}

func (p *Checked) funcForm(part text.Piece, f *ast.FuncDecl) *text.Problem {
	at := p.Src.At(part.Start)
	switch {
	case f.Recv != nil && len(f.Recv.List) != 1:
		return &text.Problem{Place: at, Text: fmt.Sprintf("method %s has %d receivers, want one: func (t T) %s() is a method, func %s() a func", f.Name.Name, len(f.Recv.List), f.Name.Name, f.Name.Name)}
	case f.Body == nil:
		return &text.Problem{Place: at, Text: "func " + f.Name.Name + " has no body"}
	case f.Recv == nil && f.Name.Name == "init":
		return &text.Problem{Place: at, Text: "func init has parameters or results, want none"}
	}
	return nil
}

func (p *Checked) addImport(part text.Piece, spec *ast.ImportSpec) *text.Problem {
	at := strings.Trim(spec.Path.Value, "`\"")
	pos := p.Packages.Fset.Position(spec.Pos())
	_, line := text.DecodeLine(pos.Line)
	where := text.Place{Src: p.Src, Line: line, Col: pos.Column}
	pkg, err := p.Packages.Import(at)
	if err != nil {
		q := p.Scope.Missing(at, err)
		q.Place = where
		return &q
	}
	name := pkg.Name()
	if spec.Name != nil {
		name = spec.Name.Name
	}
	switch name {
	case "_":
		if m := p.Packages.Modules[at]; m != nil {
			p.Blank = append(p.Blank, m)
		}
	case ".":
		return &text.Problem{Place: where, Text: "import . is not possible in a cell: import " + spec.Path.Value + " by name"}
	default:
		p.Imports[name] = at
	}
	return nil
}

// unitOf is the session's unit of a key, nil if there is none.
func (p *Checked) unitOf(key string) *Unit {
	for _, u := range p.Scope.Units() {
		if u.Key() == key {
			return u
		}
	}
	return nil
}
