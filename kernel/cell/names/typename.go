package names

import (
	"fmt"
	"go/types"
	"strings"
)

// GoName writes a type as reflection does in a compiled program, for %T and %#v.
func GoName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		name := t.Obj().Name()
		if p := t.Obj().Pkg(); p != nil {
			name = p.Name() + "." + name
		}
		if n := t.TypeArgs().Len(); n > 0 {
			args := make([]string, n)
			for i := range args {
				args[i] = GoName(t.TypeArgs().At(i))
			}
			name += "[" + strings.Join(args, ",") + "]"
		}
		return name
	case *types.Pointer:
		return "*" + GoName(t.Elem())
	case *types.Slice:
		return "[]" + GoName(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), GoName(t.Elem()))
	case *types.Map:
		return "map[" + GoName(t.Key()) + "]" + GoName(t.Elem())
	case *types.Chan:
		return map[types.ChanDir]string{types.SendRecv: "chan ", types.SendOnly: "chan<- ", types.RecvOnly: "<-chan "}[t.Dir()] + GoName(t.Elem())
	case *types.Signature:
		return "func" + signatureName(t)
	case *types.Struct:
		return structName(t)
	case *types.Interface:
		if t.NumMethods() == 0 {
			return "interface {}"
		}
		var methods []string
		for i := range t.NumMethods() {
			methods = append(methods, t.Method(i).Name()+signatureName(t.Method(i).Type().(*types.Signature)))
		}
		return "interface { " + strings.Join(methods, "; ") + " }"
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return "unsafe.Pointer"
		}
		return types.Typ[t.Kind()].Name() // byte is uint8
	}
	return t.String()
}

func signatureName(t *types.Signature) string {
	list := func(tuple *types.Tuple, variadic bool) string {
		var out []string
		for i := range tuple.Len() {
			name := GoName(tuple.At(i).Type())
			if variadic && i == tuple.Len()-1 {
				name = "..." + strings.TrimPrefix(name, "[]")
			}
			out = append(out, name)
		}
		return strings.Join(out, ", ")
	}
	text := "(" + list(t.Params(), t.Variadic()) + ")"
	switch t.Results().Len() {
	case 0:
		return text
	case 1:
		return text + " " + list(t.Results(), false)
	}
	return text + " (" + list(t.Results(), false) + ")"
}

func structName(t *types.Struct) string {
	if t.NumFields() == 0 {
		return "struct {}"
	}
	var fields []string
	for i := range t.NumFields() {
		f := t.Field(i)
		text := GoName(f.Type())
		if !f.Embedded() {
			text = f.Name() + " " + text
		}
		if tag := t.Tag(i); tag != "" {
			text += fmt.Sprintf(" %q", tag)
		}
		fields = append(fields, text)
	}
	return "struct { " + strings.Join(fields, "; ") + " }"
}

// CellType says whether a type is declared in cells or made of such types, which
// reflection does not know.
func CellType(t types.Type) bool { return mentionsCell(t, map[types.Type]bool{}) }

func mentionsCell(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	tuple := func(list *types.Tuple) bool {
		for i := range list.Len() {
			if mentionsCell(list.At(i).Type(), seen) {
				return true
			}
		}
		return false
	}
	switch t := t.(type) {
	case *types.Named:
		if t.Obj().Pkg() == nil {
			return false
		}
		return Interpreted(t.Obj().Pkg()) || t.TypeArgs().Len() > 0
	case *types.Pointer:
		return mentionsCell(t.Elem(), seen)
	case *types.Slice:
		return mentionsCell(t.Elem(), seen)
	case *types.Array:
		return mentionsCell(t.Elem(), seen)
	case *types.Chan:
		return mentionsCell(t.Elem(), seen)
	case *types.Map:
		return mentionsCell(t.Key(), seen) || mentionsCell(t.Elem(), seen)
	case *types.Signature:
		return tuple(t.Params()) || tuple(t.Results())
	case *types.Struct:
		for i := range t.NumFields() {
			// Unexported fields have other names to reflection.
			if !t.Field(i).Exported() || mentionsCell(t.Field(i).Type(), seen) {
				return true
			}
		}
	case *types.Interface:
		return t.NumMethods() > 0
	}
	return false
}

// ShortType writes a type with package names, not paths.
func ShortType(t types.Type) string {
	if t == nil {
		return ""
	}
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == MainPath {
			return ""
		}
		return p.Name()
	})
}

// IsPointer reports whether a type is a pointer or one by another name; nil is none.
func IsPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// IsError reports whether a type is the predeclared error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
