package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/internal/spell"
	"github.com/andor-kernel/andor/kernel/cell/std"
)

// explain adds to "undefined" what the session knows: that the name's declaration broke
// or was dropped and why, that the interpreter lacks it, or which name was meant.
func (p *checked) explain(problems []problem) []problem {
	for i, q := range problems {
		name, ok := strings.CutPrefix(q.text, "undefined: ")
		if !ok {
			if near := p.nearMember(q); near != "" && q.help == "" && !strings.Contains(q.text, "but does have") {
				problems[i].help = "did you mean " + near + "?"
			}
			continue
		}
		if pkg, member, ok := strings.Cut(name, "."); ok {
			problems[i] = p.explainMember(q, pkg, member)
			continue
		}
		if why := p.lost(name); why != "" {
			problems[i].text = why
			continue
		}
		if near := spell.Nearest(name, p.known()); near != "" {
			problems[i].help = "did you mean " + near + "?"
		} else if q.assigns(name) {
			problems[i].help = name + " := ... declares a variable"
		}
	}
	return problems
}

// lost is why a name that was declared once is no more, "" if it never was.
func (p *checked) lost(name string) string {
	declares := func(u *unit) bool { return u.kind != methodUnit && slices.Contains(u.names, name) }
	for u, why := range p.broken {
		if declares(u) {
			return fmt.Sprintf("%s of %s no longer compiles: %s", name, u.src.name, why.text)
		}
	}
	for _, u := range p.scope.Units() {
		if u.broken != "" && declares(u) {
			return fmt.Sprintf("%s of %s no longer compiles: %s", name, u.src.name, u.broken)
		}
	}
	if why := p.dropped[name]; why != "" {
		return why
	}
	return p.scope.Gone(name)
}

// explainMember explains a name that a package does not have.
func (p *checked) explainMember(q problem, pkg, member string) problem {
	at := p.importPath(pkg)
	if at == "" {
		return q
	}
	if why := std.Absent(at + "." + member); why != "" {
		q.text = fmt.Sprintf("%s.%s is not there for cells: %s", pkg, member, why)
		return q
	}
	if imported, err := p.packages.Import(at); err == nil {
		if near := spell.Nearest(member, imported.Scope().Names()); near != "" {
			q.help = "did you mean " + pkg + "." + near + "?"
		}
	}
	return q
}

// noMember is what go/types says of a selection, or a key of a struct literal.
var noMember = regexp.MustCompile(`^(?:.* undefined \(type .* has no field or method (\pL[\pL\pN_]*)|unknown field (\pL[\pL\pN_]*) in struct literal)`)

// nearMember is the field or method that was probably meant where a type has none of a name.
func (p *checked) nearMember(q problem) string {
	m := noMember.FindStringSubmatch(q.text)
	if m == nil || q.src != p.src {
		return ""
	}
	name := m[1] + m[2]
	var t types.Type
	at := func(id *ast.Ident) bool {
		pos := p.packages.fset.Position(id.Pos())
		serial, line := decodeLine(pos.Line)
		return id.Name == name && serial == p.src.serial && line == q.line && pos.Column == q.col
	}
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if at(n.Sel) {
				t = p.info.TypeOf(n.X)
			}
		case *ast.CompositeLit:
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					if id, ok := kv.Key.(*ast.Ident); ok && at(id) {
						t = p.info.TypeOf(n)
					}
				}
			}
		}
		return t == nil
	}
	for _, s := range p.body {
		ast.Inspect(s, look)
	}
	for _, w := range p.work {
		ast.Inspect(w.decl, look)
		if w.body != nil {
			ast.Inspect(w.body, look)
		}
	}
	if t == nil {
		return ""
	}
	return spell.Nearest(name, p.scope.Members(t))
}

// known are the names a cell may use.
func (p *checked) known() []string {
	names := types.Universe.Names()
	for name := range p.scope.All() {
		names = append(names, name)
	}
	for _, v := range p.vars {
		names = append(names, v.name)
	}
	for _, u := range p.fresh {
		names = append(names, u.names...)
	}
	slices.Sort(names)
	return names
}
