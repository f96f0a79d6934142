package check

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/kernel/cell/std"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Explain adds to "undefined" what the session knows: that the name's declaration broke
// or was dropped and why, that the interpreter lacks it, or which name was meant.
func (p *Checked) Explain(problems []text.Problem) []text.Problem {
	for i, q := range problems {
		name, ok := strings.CutPrefix(q.Text, "undefined: ")
		if !ok {
			if near := p.nearMember(q); near != "" && q.Help == "" && !strings.Contains(q.Text, "but does have") {
				problems[i].Help = "did you mean " + near + "?"
			}
			continue
		}
		if pkg, member, ok := strings.Cut(name, "."); ok {
			problems[i] = p.explainMember(q, pkg, member)
			continue
		}
		if why := p.lost(name); why != "" {
			problems[i].Text = why
			continue
		}
		if near := spell.Nearest(name, p.known()); near != "" {
			problems[i].Help = "did you mean " + near + "?"
		} else if q.Assigns(name) {
			problems[i].Help = name + " := ... declares a variable"
		} else if p.declared(q.Place) {
			problems[i].Help = fmt.Sprintf("if %s is declared in a later cell, move it here: declarations that use each other stand in one cell", name)
		}
	}
	return problems
}

// declared reports whether a place stands in a func or type that the cell declares.
func (p *Checked) declared(at text.Place) bool {
	for _, w := range p.Work {
		from, to := w.Src.At(w.Item.Start), w.Src.At(w.Item.End)
		if w.Src == at.Src && from.Line <= at.Line && at.Line <= to.Line {
			return true
		}
	}
	return false
}

// lost is why a name that was declared once is no more, "" if it never was.
func (p *Checked) lost(name string) string {
	declares := func(u *Unit) bool { return u.Kind != MethodUnit && slices.Contains(u.Names, name) }
	for u, why := range p.Broken {
		if declares(u) {
			return fmt.Sprintf("%s of %s no longer compiles: %s", name, u.Src.Name, why.Text)
		}
	}
	for _, u := range p.Scope.Units() {
		if u.Broken != "" && declares(u) {
			return fmt.Sprintf("%s of %s no longer compiles: %s", name, u.Src.Name, u.Broken)
		}
	}
	if why := p.Dropped[name]; why != "" {
		return why
	}
	return p.Scope.Gone(name)
}

// explainMember explains a name that a package does not have.
func (p *Checked) explainMember(q text.Problem, pkg, member string) text.Problem {
	at := p.ImportPath(pkg)
	if at == "" {
		return q
	}
	if why := std.Absent(at + "." + member); why != "" {
		q.Text = fmt.Sprintf("%s.%s is not there for cells: %s", pkg, member, why)
		return q
	}
	if imported, err := p.Packages.Import(at); err == nil {
		if near := spell.Nearest(member, imported.Scope().Names()); near != "" {
			q.Help = "did you mean " + pkg + "." + near + "?"
		}
	}
	return q
}

// noMember is what go/types says of a selection, or a key of a struct literal.
var noMember = regexp.MustCompile(`^(?:.* undefined \(type .* has no field or method (\pL[\pL\pN_]*)|unknown field (\pL[\pL\pN_]*) in struct literal)`)

// nearMember is the field or method that was probably meant where a type has none of a name.
func (p *Checked) nearMember(q text.Problem) string {
	m := noMember.FindStringSubmatch(q.Text)
	if m == nil || q.Src != p.Src {
		return ""
	}
	name := m[1] + m[2]
	var t types.Type
	at := func(id *ast.Ident) bool {
		pos := p.Packages.Fset.Position(id.Pos())
		serial, line := text.DecodeLine(pos.Line)
		return id.Name == name && serial == p.Src.Serial && line == q.Line && pos.Column == q.Col
	}
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if at(n.Sel) {
				t = p.Info.TypeOf(n.X)
			}
		case *ast.CompositeLit:
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					if id, ok := kv.Key.(*ast.Ident); ok && at(id) {
						t = p.Info.TypeOf(n)
					}
				}
			}
		}
		return t == nil
	}
	for _, s := range p.Body {
		ast.Inspect(s, look)
	}
	for _, w := range p.Work {
		ast.Inspect(w.Decl, look)
		if w.Body != nil {
			ast.Inspect(w.Body, look)
		}
	}
	if t == nil {
		return ""
	}
	return spell.Nearest(name, p.Scope.Members(t))
}

// known are the names a cell may use.
func (p *Checked) known() []string {
	names := types.Universe.Names()
	for name := range p.Scope.All() {
		names = append(names, name)
	}
	for _, v := range p.Vars {
		names = append(names, v.Name)
	}
	for _, u := range p.Fresh {
		names = append(names, u.Names...)
	}
	slices.Sort(names)
	return names
}
