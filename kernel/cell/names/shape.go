package names

import (
	"fmt"
	"go/types"
	"strings"
)

// Shape writes a type with the session's named types spelled out: two types of the same
// Shape have the same values.
func Shape(t types.Type) string {
	seen := map[*types.TypeName]bool{}
	var b strings.Builder
	var write func(t types.Type)
	list := func(n int, at func(int) types.Type) {
		for i := range n {
			write(at(i))
			b.WriteByte(';')
		}
	}
	write = func(t types.Type) {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			o := t.Obj()
			b.WriteString(o.Name())
			if o.Pkg() != nil {
				b.WriteString("@" + o.Pkg().Path())
			}
			if local(o) {
				fmt.Fprintf(&b, "·%p", t.Origin().Obj())
			}
			if t.TypeArgs() != nil {
				list(t.TypeArgs().Len(), func(i int) types.Type { return t.TypeArgs().At(i) })
			}
			if o.Pkg() != nil && o.Pkg().Path() == MainPath && !seen[o] {
				seen[o] = true
				b.WriteByte('=')
				write(t.Underlying())
			}
		case *types.Pointer:
			b.WriteByte('*')
			write(t.Elem())
		case *types.Slice:
			b.WriteString("[]")
			write(t.Elem())
		case *types.Array:
			fmt.Fprintf(&b, "[%d]", t.Len())
			write(t.Elem())
		case *types.Map:
			b.WriteString("map ")
			write(t.Key())
			b.WriteByte(' ')
			write(t.Elem())
		case *types.Chan:
			fmt.Fprintf(&b, "chan%d ", t.Dir())
			write(t.Elem())
		case *types.Struct:
			b.WriteString("struct{")
			for i := range t.NumFields() {
				b.WriteString(t.Field(i).Name() + " ")
				write(t.Field(i).Type())
				b.WriteString(t.Tag(i) + ";")
			}
			b.WriteByte('}')
		case *types.Signature:
			b.WriteString("func(")
			list(t.Params().Len(), func(i int) types.Type { return t.Params().At(i).Type() })
			b.WriteByte(')')
			list(t.Results().Len(), func(i int) types.Type { return t.Results().At(i).Type() })
		case *types.Interface:
			b.WriteString("interface{")
			for i := range t.NumMethods() {
				b.WriteString(t.Method(i).Name() + " ")
				write(t.Method(i).Type())
			}
			b.WriteByte('}')
		default:
			b.WriteString(t.String())
		}
	}
	write(t)
	return b.String()
}

// local reports whether a type is declared in a func: another of its name is another type.
func local(o *types.TypeName) bool {
	return o.Pkg() != nil && o.Parent() != nil && o.Parent() != o.Pkg().Scope() && o.Pkg().Scope().Lookup(o.Name()) != o
}
