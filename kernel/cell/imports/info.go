package imports

import (
	"go/ast"
	"go/types"
	"regexp"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// NewInfo has room for all that go/types finds out.
func NewInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
	}
}

// PlainMessage drops from an error of go/types what is ours: the path of the session's
// package and the marks of versions.
func PlainMessage(s string) string {
	s = strings.ReplaceAll(s, names.MainPath+".", "")
	s = strings.ReplaceAll(s, names.ModuleMark, "")
	s = strings.ReplaceAll(s, "in call to "+names.HostName+".Values, ", "")
	s = declaredAt.ReplaceAllString(s, "")
	return strings.ReplaceAll(s, "\n\t", " ")
}

var declaredAt = regexp.MustCompile(` \(declared at [^)]*\)`)
