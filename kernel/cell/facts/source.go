package facts

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

func ParamNames(list *ast.FieldList) []string {
	var names []string
	if list != nil {
		for _, f := range list.List {
			for _, id := range f.Names {
				names = append(names, id.Name)
			}
		}
	}
	return names
}

func TypeSlice(list *types.TypeList) []types.Type {
	out := make([]types.Type, list.Len())
	for i := range out {
		out[i] = list.At(i)
	}
	return out
}

// Repeated says whether an error is only that in a copy two cases of a switch, or two keys
// of a map, are the same, or that a type in it never implements an interface: generic code
// may be so.
func Repeated(e types.Error) bool {
	for _, start := range []string{"duplicate case", "duplicate key", "impossible type assertion", "impossible type switch case", "\t"} {
		if strings.HasPrefix(e.Msg, start) {
			return true
		}
	}
	return false
}

// Directives are comments with the lines that Text leaves out.
func Directives(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// FloatText writes a constant so that it reads back as the same float64, or float32.
func FloatText(v constant.Value, single bool) string {
	f, _ := constant.Float64Val(v)
	if single {
		g, _ := constant.Float32Val(v)
		f = float64(g)
	}
	s := strconv.FormatFloat(f, 'g', -1, 64)
	for _, c := range s {
		if c == '.' || c == 'e' {
			return s
		}
	}
	return s + ".0"
}

// Single reports whether a type holds float32 values.
func Single(basic *types.Basic) bool {
	return basic.Kind() == types.Float32 || basic.Kind() == types.Complex64
}

// DeclOrder puts imports and types before variables, methods and funcs in this order: where
// a body uses a method of what another call returns, the interpreter wants it declared
// before.
func DeclOrder(d ast.Decl) int {
	switch d := d.(type) {
	case *ast.GenDecl:
		if d.Tok == token.VAR {
			return 1
		}
	case *ast.FuncDecl:
		if d.Recv != nil {
			return 2
		}
		return 3
	}
	return 0
}
