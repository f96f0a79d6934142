package lower

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/facts"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Rule of Go: x.f is the field or method f at the least depth of embedding.
// The interpreter: takes the first f that it finds, going down into each field in turn, for
// a method into each embedded one.
// Rewritten: x.f to x.A.B.f, with the embedded fields on the way; for a method if there are
// several f.
// Pinned by testdata/programs/embedding.go.

// spelled returns x with the embedded fields on the way to what a selection selects, if
// the interpreter would go another way.
func (l *lowerer) spelled(x ast.Expr, s *types.Selection) ast.Expr {
	way := s.Index()[:len(s.Index())-1]
	if len(way) == 0 || s.Kind() == types.MethodVal && facts.CountMembers(s.Recv(), s.Obj().Name(), map[types.Type]bool{}) < 2 {
		return x
	}
	x, _ = l.along(x, s.Recv(), way)
	return x
}

// along selects embedded fields of x, a value of type t, one after the other, and returns
// the last with its type.
func (l *lowerer) along(x ast.Expr, t types.Type, way []int) (ast.Expr, types.Type) {
	for _, i := range way {
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		f := t.Underlying().(*types.Struct).Field(i)
		x, t = &ast.SelectorExpr{X: x, Sel: l.ident(l.fieldName(f))}, f.Type()
	}
	return x, t
}

// nameBlanks gives the blank fields of a struct names of their own, as names.FieldName does.
func nameBlanks(list *ast.FieldList) {
	i := 0
	for _, f := range list.List {
		for at, id := range f.Names {
			f.Names[at] = &ast.Ident{NamePos: id.NamePos, Name: names.FieldName(id.Name, i+at)}
		}
		i += max(1, len(f.Names))
	}
}

// blankValue returns the zero value for a blank field that a literal gives a constant: no
// one can read it, and it takes no part in comparisons. Nil for another field or value.
func (l *lowerer) blankValue(f *types.Var, e ast.Expr) ast.Expr {
	v := l.info.Types[e].Value
	if f.Name() != "_" || v == nil || types.IsInterface(f.Type()) {
		return nil
	}
	switch v.Kind() {
	case constant.Bool:
		v = constant.MakeBool(false)
	case constant.String:
		v = constant.MakeString("")
	default:
		v = constant.MakeInt64(0)
	}
	return l.literal(v, f.Type())
}
