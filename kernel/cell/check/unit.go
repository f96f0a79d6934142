package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Unit is one top-level declaration of a cell as source: a func, a method, or a whole
// type or const declaration with its parentheses. It is kept so that it can be checked
// and evaluated again when something it uses changes.
type Unit struct {
	Src   *text.Source
	Item  text.Item
	Text  string
	Kind  unitKind
	Names []string        // declared; of a method, its receiver's type
	Uses  map[string]bool // every identifier in it that could be a session's name
	Meth  string          // of a method, its name
	Lines []int           // slots of the line counters of its functions
	// Broken is why the unit no longer compiles, empty if it does.
	Broken string
}

type unitKind int

const (
	FuncUnit unitKind = iota
	MethodUnit
	typeUnit
	ConstUnit
)

// newUnit describes the declaration p, which holds exactly one.
func newUnit(src *text.Source, p text.Piece) *Unit {
	u := &Unit{Src: src, Item: p.Item, Text: src.Code[p.Start:p.End], Uses: map[string]bool{}}
	if p.Item.Text != "" {
		u.Text = p.Item.Text
	}
	switch d := p.Decls[0].(type) {
	case *ast.FuncDecl:
		u.Names = []string{d.Name.Name}
		if d.Recv != nil {
			u.Kind, u.Meth = MethodUnit, d.Name.Name
			u.Names = []string{text.ReceiverName(d)}
		}
	case *ast.GenDecl:
		u.Kind = ConstUnit
		if d.Tok == token.TYPE {
			u.Kind = typeUnit
		}
		u.Names = text.SpecNames(d)
	}
	text.Identifiers(p.Decls[0], u.Uses)
	return u
}

// typeNames collects the session's names that a type mentions.
func typeNames(t types.Type, into map[string]bool) {
	text := types.TypeString(t, func(p *types.Package) string {
		if p.Path() == names.MainPath {
			return ""
		}
		return "." // a dot before the name marks it as a package's
	})
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !names.IsWord(r) && r != '.' }) {
		if !strings.Contains(word, ".") {
			into[word] = true
		}
	}
}

// Comment is the comment right above a declaration.
func (u *Unit) Comment() string {
	lines := strings.Split(u.Src.Code[:u.Item.Start], "\n")
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
