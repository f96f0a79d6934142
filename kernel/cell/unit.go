package cell

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// unit is one top-level declaration of a cell as source: a func, a method, or a whole
// type or const declaration with its parentheses. It is kept so that it can be checked
// and evaluated again when something it uses changes.
type unit struct {
	src   *source
	item  item
	text  string
	kind  unitKind
	names []string        // declared; of a method, its receiver's type
	uses  map[string]bool // every identifier in it that could be a session's name
	meth  string          // of a method, its name
	lines []int           // slots of the line counters of its functions
	// broken is why the unit no longer compiles, empty if it does.
	broken string
}

type unitKind int

const (
	funcUnit unitKind = iota
	methodUnit
	typeUnit
	constUnit
)

// newUnit describes the declaration p, which holds exactly one.
func newUnit(src *source, p piece) *unit {
	u := &unit{src: src, item: p.item, text: src.code[p.start:p.end], uses: map[string]bool{}}
	if p.item.text != "" {
		u.text = p.item.text
	}
	switch d := p.decls[0].(type) {
	case *ast.FuncDecl:
		u.names = []string{d.Name.Name}
		if d.Recv != nil {
			u.kind, u.meth = methodUnit, d.Name.Name
			u.names = []string{receiverName(d)}
		}
	case *ast.GenDecl:
		u.kind = constUnit
		if d.Tok == token.TYPE {
			u.kind = typeUnit
		}
		u.names = specNames(d)
	}
	identifiers(p.decls[0], u.uses)
	return u
}

// typeNames collects the session's names that a type mentions.
func typeNames(t types.Type, into map[string]bool) {
	text := types.TypeString(t, func(p *types.Package) string {
		if p.Path() == mainPath {
			return ""
		}
		return "." // a dot before the name marks it as a package's
	})
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !isWord(r) && r != '.' }) {
		if !strings.Contains(word, ".") {
			into[word] = true
		}
	}
}

// comment is the comment right above a declaration.
func (u *unit) comment() string {
	lines := strings.Split(u.src.code[:u.item.start], "\n")
	if len(lines) > 0 {
		lines = lines[:len(lines)-1]
	}
	var out []string
	for i := len(lines) - 1; i >= 0; i-- {
		text, ok := strings.CutPrefix(strings.TrimSpace(lines[i]), "//")
		if !ok {
			break
		}
		out = append([]string{strings.TrimPrefix(text, " ")}, out...)
	}
	return strings.Join(out, "\n")
}
