package boxes

import (
	"fmt"
	"go/types"
	"io"
	"reflect"
	"sort"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Format is fmt.Formatter: it writes the value as package fmt would if it knew its type.
func (b boxed) Format(f fmt.State, verb rune) {
	boxPrinter{b.T.s, f, verb}.value(b.T.t, reflect.ValueOf(b.v), 0, true)
}

// boxPrinter follows package fmt's own printing of values, with types from go/types.
type boxPrinter struct {
	s    *Registry
	f    fmt.State
	verb rune
}

func (p boxPrinter) write(text string) { _, _ = io.WriteString(p.f, text) }

func (p boxPrinter) sharp() bool { return p.verb == 'v' && p.f.Flag('#') }

func (p boxPrinter) leaf(v any) { fmt.Fprintf(p.f, fmt.FormatString(p.f, p.verb), v) }

// value writes v, of type t. reach says that package fmt could get at its methods, which
// it cannot through unexported fields.
func (p boxPrinter) value(t types.Type, v reflect.Value, depth int, reach bool) {
	if !v.IsValid() {
		p.write("<nil>")
		return
	}
	if types.IsInterface(t) {
		p.dynamic(t, v, depth, reach)
		return
	}
	if b := p.s.boxOf(t); reach && b != nil && v.CanInterface() && p.said(boxed{b, v.Interface()}) {
		return
	}
	if !names.CellType(t) {
		p.compiled(v, depth, reach)
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Map:
		p.mapping(t, u, v, depth, reach)
	case *types.Struct:
		p.structure(t, u, v, depth, reach)
	case *types.Slice:
		p.list(t, u.Elem(), v, depth, reach)
	case *types.Array:
		p.list(t, u.Elem(), v, depth, reach)
	case *types.Pointer:
		p.pointer(t, u, v, depth, reach)
	case *types.Signature, *types.Chan:
		p.address(t, v)
	default:
		p.named(t, v)
	}
}

// named writes a value of a basic kind. A verb that does not fit tells the type.
func (p boxPrinter) named(t types.Type, v reflect.Value) {
	text := fmt.Sprintf(fmt.FormatString(p.f, p.verb), v.Interface())
	if bad := "%!" + string(p.verb) + "("; strings.HasPrefix(text, bad) {
		text = bad + names.GoName(t) + strings.TrimPrefix(text, bad+v.Type().String())
	}
	p.write(text)
}

// dynamic writes the value of an interface.
func (p boxPrinter) dynamic(t types.Type, v reflect.Value, depth int, reach bool) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		if p.sharp() {
			p.write(names.GoName(t) + "(nil)")
			return
		}
		p.write("<nil>")
		return
	}
	if v.CanInterface() {
		if b, ok := Unbox(v.Interface()); ok {
			p.value(b.T.t, reflect.ValueOf(b.v), depth+1, reach)
			return
		}
	}
	p.compiled(v, depth+1, reach)
}

// compiled writes a value whose type reflection knows.
func (p boxPrinter) compiled(v reflect.Value, depth int, reach bool) {
	if basic, ok := basicTypes[v.Kind()]; ok && !reach {
		v = v.Convert(basic) // without its methods
	}
	if v.Kind() == reflect.Pointer && depth > 0 && !v.IsNil() {
		switch v.Interface().(type) {
		case error, fmt.Stringer, fmt.Formatter:
		default:
			fmt.Fprintf(p.f, "%#x", v.Pointer())
			return
		}
	}
	p.leaf(v.Interface())
}

var basicTypes = map[reflect.Kind]reflect.Type{
	reflect.Bool: reflect.TypeFor[bool](), reflect.String: reflect.TypeFor[string](),
	reflect.Int: reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](), reflect.Uintptr: reflect.TypeFor[uintptr](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
}

// said writes what a method of the value says, if it has one for the verb.
func (p boxPrinter) said(b boxed) (done bool) {
	name := ""
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		done = true
		if v := reflect.ValueOf(b.v); v.Kind() == reflect.Pointer && v.IsNil() {
			p.write("<nil>")
			return
		}
		fmt.Fprintf(p.f, "%%!%c(PANIC=%s method: %s)", p.verb, name, PanicText(r))
	}()
	try := func(method string) any { name = method; return b.Method(method) }
	if f, ok := try("Format").(func(fmt.State, rune)); ok {
		f(p.f, p.verb)
		return true
	}
	if p.sharp() {
		if f, ok := try("GoString").(func() string); ok {
			p.write(f())
			return true
		}
		return false
	}
	if !strings.ContainsRune("vsxXq", p.verb) {
		return false
	}
	for _, method := range []string{"Error", "String"} {
		if f, ok := try(method).(func() string); ok {
			p.leaf(f())
			return true
		}
	}
	return false
}

func (p boxPrinter) structure(t types.Type, s *types.Struct, v reflect.Value, depth int, reach bool) {
	sep, named := " ", p.verb == 'v' && (p.f.Flag('+') || p.f.Flag('#'))
	if p.sharp() {
		p.write(names.GoName(t))
		sep = ", "
	}
	p.write("{")
	for i := range v.NumField() {
		if i > 0 {
			p.write(sep)
		}
		if named {
			p.write(s.Field(i).Name() + ":")
		}
		p.value(s.Field(i).Type(), v.Field(i), depth+1, reach && s.Field(i).Exported())
	}
	p.write("}")
}

func (p boxPrinter) list(t, elem types.Type, v reflect.Value, depth int, reach bool) {
	if k := v.Type().Elem().Kind(); k == reflect.Uint8 && strings.ContainsRune("sqxX", p.verb) {
		p.leaf(v.Interface())
		return
	}
	open, sep, end := "[", " ", "]"
	if p.sharp() {
		if v.Kind() == reflect.Slice && v.IsNil() {
			p.write(names.GoName(t) + "(nil)")
			return
		}
		open, sep, end = names.GoName(t)+"{", ", ", "}"
	}
	p.write(open)
	for i := range v.Len() {
		if i > 0 {
			p.write(sep)
		}
		p.value(elem, v.Index(i), depth+1, reach)
	}
	p.write(end)
}

func (p boxPrinter) mapping(t types.Type, m *types.Map, v reflect.Value, depth int, reach bool) {
	open, sep, end := "map[", " ", "]"
	if p.sharp() {
		if v.IsNil() {
			p.write(names.GoName(t) + "(nil)")
			return
		}
		open, sep, end = names.GoName(t)+"{", ", ", "}"
	}
	keys := v.MapKeys()
	sort.SliceStable(keys, func(i, j int) bool { return lessKey(bare(keys[i]), bare(keys[j])) })
	p.write(open)
	for i, k := range keys {
		if i > 0 {
			p.write(sep)
		}
		p.value(m.Key(), k, depth+1, reach)
		p.write(":")
		p.value(m.Elem(), v.MapIndex(k), depth+1, reach)
	}
	p.write(end)
}

// bare is a value without what stands around it in an interface.
func bare(v reflect.Value) reflect.Value {
	v = yaegi.Unwrap(v)
	if v.IsValid() && v.CanInterface() {
		if b, ok := Unbox(v.Interface()); ok {
			return reflect.ValueOf(b.v)
		}
	}
	return v
}

func (p boxPrinter) pointer(t types.Type, ptr *types.Pointer, v reflect.Value, depth int, reach bool) {
	if depth == 0 && !v.IsNil() {
		switch ptr.Elem().Underlying().(type) {
		case *types.Array, *types.Slice, *types.Struct, *types.Map:
			p.write("&")
			p.value(ptr.Elem(), v.Elem(), depth+1, reach)
			return
		}
	}
	p.address(t, v)
}

// address writes what is only a place in memory.
func (p boxPrinter) address(t types.Type, v reflect.Value) {
	switch {
	case p.sharp() && v.IsNil():
		p.write("(" + names.GoName(t) + ")(nil)")
	case p.sharp():
		p.write(fmt.Sprintf("(%s)(%#x)", names.GoName(t), v.Pointer()))
	case p.verb == 'v' && v.IsNil():
		p.write("<nil>")
	case p.verb == 'v' || p.verb == 'p':
		p.write(fmt.Sprintf("%#x", v.Pointer()))
	default:
		p.named(t, v)
	}
}
