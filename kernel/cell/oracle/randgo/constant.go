package randgo

import (
	"fmt"
	"go/ast"
	"go/parser"
	"strings"
)

// vary makes sure that an expression is no constant: arithmetic of constants must not
// overflow, which the compiler checks and this generator does not.
func (g *gen) vary(x string, t *typ) string {
	if !g.constant(x) {
		return x
	}
	if v := g.pick(func(v *variable) bool { return v.typ.name == t.name && !(v.global && v.fixed) && v.name != "_" }); v != nil && !g.chance(3) {
		return v.name
	}
	return fmt.Sprintf(g.one("%[3]s(%[2]s)", "[]%[1]s{%[2]s}[0]", "[1]%[1]s{%[2]s}[0]", "*new(%[2]s)"), t.name, x, g.top("id"))
}

// constant reports whether an expression may be a constant.
func (g *gen) constant(x string) bool {
	e, err := parser.ParseExpr(x)
	if err != nil {
		return true
	}
	is := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			is = is && g.constantName(n.Name)
		case *ast.StarExpr, *ast.IndexExpr, *ast.FuncLit, *ast.CompositeLit, *ast.SelectorExpr, *ast.SliceExpr:
			is = false
		}
		return is
	})
	return is
}

func (g *gen) constantName(name string) bool {
	for _, t := range basicTypes {
		if t.name == name {
			return true
		}
	}
	for _, t := range g.types {
		if t.name == name {
			return true
		}
	}
	for _, v := range g.scope {
		if v.name == name {
			return v.global && v.fixed
		}
	}
	return strings.HasPrefix(name, "C") || name == "true" || name == "false" || name == "len" || name == "min" || name == "max"
}
