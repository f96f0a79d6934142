package mirror

import (
	"go/types"
	"reflect"
	"sort"
	"sync"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Reflection on the types of cells.
//
// The interpreter's types have neither names nor methods, and export all fields. So the
// reflect.Type of a value of a cell's type is one of ours (cellType), which answers from
// go/types and passes on to the interpreter's type what only that knows. A reflect.Value is a
// struct, and is the interpreter's. What it is asked for its type or methods goes through
// the host, which finds the cell's type by the interpreter's (reflectvalue.go).

// cellType is a reflect.Type of a cell's type.
type cellType struct {
	reflect.Type // the interpreter's
	s            *Mirror
	t            types.Type
}

// reflected are the cells' types that reflection was asked about.
type reflected struct {
	mu    sync.Mutex
	types map[string]*cellType                   // by shape: a type has one reflect.Type
	raw   map[reflect.Type]map[string]types.Type // by the interpreter's type, then by shape
}

// typeOf is the reflect.Type of a type that the interpreter has as rt.
func (s *Mirror) typeOf(t types.Type, rt reflect.Type) reflect.Type {
	if !names.CellType(t) || types.IsInterface(t) && rt.PkgPath() != "" {
		return rt
	}
	key := names.Shape(t)
	s.reflected.mu.Lock()
	defer s.reflected.mu.Unlock()
	if known := s.reflected.types[key]; known != nil && known.Type == rt {
		return known
	}
	if s.reflected.types == nil {
		s.reflected.types = map[string]*cellType{}
	}
	c := &cellType{rt, s, t}
	s.reflected.types[key] = c
	return c
}

// rawType is the interpreter's type of a reflect.Type.
func rawType(t reflect.Type) reflect.Type {
	if c, ok := t.(*cellType); ok {
		return c.Type
	}
	return t
}

// goType is what go/types calls a reflect.Type.
func (s *Mirror) goType(t reflect.Type) types.Type {
	if c, ok := t.(*cellType); ok {
		return c.t
	}
	return s.boxes.GoType(t)
}

func (c *cellType) String() string { return names.GoName(c.t) }

func (c *cellType) named() *types.Named {
	n, _ := types.Unalias(c.t).(*types.Named)
	return n
}

func (c *cellType) Name() string {
	n := c.named()
	if n == nil {
		return ""
	}
	text := names.GoName(n)
	if p := n.Obj().Pkg(); p != nil {
		text = text[len(p.Name())+1:]
	}
	return text
}

func (c *cellType) PkgPath() string {
	if n := c.named(); n != nil && n.Obj().Pkg() != nil {
		return names.PlainPath(n.Obj().Pkg().Path())
	}
	return ""
}

// methods are the exported methods in the order of their names.
func (c *cellType) methods() []*types.Func {
	var out []*types.Func
	if i, ok := c.t.Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			out = append(out, m)
		}
	} else {
		set := types.NewMethodSet(c.t)
		for i := range set.Len() {
			if m := set.At(i).Obj().(*types.Func); m.Exported() {
				out = append(out, m)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name() < out[j].Name() })
	return out
}

func (c *cellType) NumMethod() int { return len(c.methods()) }

func (c *cellType) Method(i int) reflect.Method {
	all := c.methods()
	if i < 0 || i >= len(all) {
		panic("reflect: Method index out of range")
	}
	m := reflect.Method{Name: all[i].Name(), Index: i}
	if types.IsInterface(c.t) {
		return m
	}
	zero := reflect.Zero(c.Type)
	if c.Kind() == reflect.Pointer {
		zero = reflect.New(c.Type.Elem())
	}
	bound := reflect.ValueOf(c.s.bound(c.t, zero, m.Name))
	if bound.Kind() != reflect.Func {
		return m
	}
	ft := bound.Type()
	in := []reflect.Type{c.Type}
	for i := range ft.NumIn() {
		in = append(in, ft.In(i))
	}
	var out []reflect.Type
	for i := range ft.NumOut() {
		out = append(out, ft.Out(i))
	}
	m.Type = reflect.FuncOf(in, out, ft.IsVariadic())
	m.Func = reflect.MakeFunc(m.Type, func(args []reflect.Value) []reflect.Value {
		f := reflect.ValueOf(c.s.bound(c.t, args[0], m.Name))
		if !f.IsValid() {
			panic(yaegi.NilPointer)
		}
		return methodCall(f, args[1:])
	})
	sig := all[i].Type().(*types.Signature)
	params := append([]*types.Var{types.NewParam(0, nil, "", c.t)}, tupleVars(sig.Params())...)
	whole := types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), sig.Results(), sig.Variadic())
	m.Type = c.s.typeOf(whole, m.Type)
	m.Func = c.s.mark(m.Func, whole)
	return m
}

func tupleVars(list *types.Tuple) []*types.Var {
	out := make([]*types.Var, list.Len())
	for i := range out {
		out[i] = list.At(i)
	}
	return out
}

func (c *cellType) MethodByName(name string) (reflect.Method, bool) {
	for i, m := range c.methods() {
		if m.Name() == name {
			return c.Method(i), true
		}
	}
	return reflect.Method{}, false
}

func (c *cellType) Field(i int) reflect.StructField {
	f := c.Type.Field(i)
	s, ok := c.t.Underlying().(*types.Struct)
	if !ok || i >= s.NumFields() {
		return f
	}
	v := s.Field(i)
	f.Name, f.Anonymous, f.PkgPath, f.Index = v.Name(), v.Embedded(), "", []int{i}
	if !v.Exported() {
		f.PkgPath = "main"
		if v.Pkg() != nil {
			f.PkgPath = names.PlainPath(v.Pkg().Path())
		}
	}
	f.Tag = reflect.StructTag(s.Tag(i))
	f.Type = c.s.typeOf(v.Type(), f.Type)
	return f
}

func (c *cellType) FieldByIndex(index []int) reflect.StructField {
	var t reflect.Type = c
	var f reflect.StructField
	for i, x := range index {
		if i > 0 {
			if t = f.Type; t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
		}
		f = t.Field(x)
	}
	return f
}

func (c *cellType) FieldByName(name string) (reflect.StructField, bool) {
	if c.Kind() != reflect.Struct {
		panic("reflect: FieldByName of non-struct type " + c.String())
	}
	var pkg *types.Package
	if s, ok := c.t.Underlying().(*types.Struct); ok && s.NumFields() > 0 {
		pkg = s.Field(0).Pkg()
	}
	o, index, _ := types.LookupFieldOrMethod(c.t, true, pkg, name)
	if _, field := o.(*types.Var); !field {
		return reflect.StructField{}, false
	}
	f := c.FieldByIndex(index)
	f.Index = index
	return f, true
}

func (c *cellType) FieldByNameFunc(match func(string) bool) (found reflect.StructField, ok bool) {
	for i := range c.NumField() {
		if f := c.Field(i); match(f.Name) {
			if ok {
				return reflect.StructField{}, false
			}
			found, ok = f, true
		}
	}
	return found, ok
}

func (c *cellType) Elem() reflect.Type {
	switch u := c.t.Underlying().(type) {
	case interface{ Elem() types.Type }:
		return c.s.typeOf(u.Elem(), c.Type.Elem())
	}
	panic("reflect: Elem of invalid type " + c.String())
}

func (c *cellType) Key() reflect.Type {
	m, ok := c.t.Underlying().(*types.Map)
	if !ok {
		panic("reflect: Key of non-map type " + c.String())
	}
	return c.s.typeOf(m.Key(), c.Type.Key())
}

func (c *cellType) In(i int) reflect.Type {
	if sig, ok := c.t.Underlying().(*types.Signature); ok {
		return c.s.typeOf(sig.Params().At(i).Type(), c.Type.In(i))
	}
	return c.Type.In(i)
}

func (c *cellType) Out(i int) reflect.Type {
	if sig, ok := c.t.Underlying().(*types.Signature); ok {
		return c.s.typeOf(sig.Results().At(i).Type(), c.Type.Out(i))
	}
	return c.Type.Out(i)
}

func (c *cellType) Implements(u reflect.Type) bool {
	if u == nil || u.Kind() != reflect.Interface {
		panic("reflect: non-interface type passed to Type.Implements")
	}
	i, ok := c.s.goType(u).Underlying().(*types.Interface)
	return ok && types.Implements(c.t, i)
}

func (c *cellType) AssignableTo(u reflect.Type) bool {
	return types.AssignableTo(c.t, c.s.goType(u))
}

func (c *cellType) ConvertibleTo(u reflect.Type) bool {
	return types.ConvertibleTo(c.t, c.s.goType(u))
}

func (c *cellType) Comparable() bool { return types.Comparable(c.t) }

// hostTypeOf is reflect.TypeOf.
func (s *Mirror) hostTypeOf(x any) reflect.Type {
	if t, v, ok := boxes.Open(x); ok {
		s.note(t, v)
		return s.typeOf(t, reflect.TypeOf(v))
	}
	return reflect.TypeOf(x)
}

// Symbols returns the funcs of package reflect for cells: those that take or return types and values.
func (s *Mirror) Symbols() map[string]reflect.Value {
	f := reflect.ValueOf
	pointer := func(t reflect.Type) reflect.Type {
		p := reflect.PointerTo(rawType(t))
		if c, ok := t.(*cellType); ok {
			return s.typeOf(types.NewPointer(c.t), p)
		}
		return p
	}
	return map[string]reflect.Value{
		"TypeOf":    f(s.hostTypeOf),
		"ValueOf":   f(s.hostValueOf),
		"DeepEqual": f(boxes.HostDeepEqual),
		"Swapper":   f(func(x any) func(i, j int) { return reflect.Swapper(boxes.HostRaw(x)) }),
		"New": f(func(t reflect.Type) reflect.Value {
			s.noteType(t)
			return s.markAs(reflect.New(rawType(t)), pointer(t))
		}),
		"NewAt": reflect.MakeFunc(reflect.TypeOf(reflect.NewAt), func(in []reflect.Value) []reflect.Value {
			t := in[0].Interface().(reflect.Type)
			return []reflect.Value{f(s.markAs(reflect.NewAt(rawType(t), in[1].UnsafePointer()), pointer(t)))}
		}),
		"Zero": f(func(t reflect.Type) reflect.Value { s.noteType(t); return s.markAs(reflect.Zero(rawType(t)), t) }),
		"Indirect": f(func(v reflect.Value) reflect.Value {
			if v.Kind() != reflect.Pointer {
				return v
			}
			return reflectValue{v, s}.Elem()
		}),
		"Append": f(func(v reflect.Value, x ...reflect.Value) reflect.Value {
			return reflectValue{v, s}.same(reflect.Append(v, x...))
		}),
		"PointerTo": f(pointer),
		"PtrTo":     f(pointer),
		"SliceOf": f(func(t reflect.Type) reflect.Type {
			out := reflect.SliceOf(rawType(t))
			if c, ok := t.(*cellType); ok {
				return s.typeOf(types.NewSlice(c.t), out)
			}
			return out
		}),
		"MapOf": f(func(k, e reflect.Type) reflect.Type {
			out := reflect.MapOf(rawType(k), rawType(e))
			if rawType(k) == k && rawType(e) == e {
				return out
			}
			return s.typeOf(types.NewMap(s.goType(k), s.goType(e)), out)
		}),
		"ArrayOf": f(func(n int, t reflect.Type) reflect.Type { return reflect.ArrayOf(n, rawType(t)) }),
		"ChanOf":  f(func(d reflect.ChanDir, t reflect.Type) reflect.Type { return reflect.ChanOf(d, rawType(t)) }),
		"MakeSlice": f(func(t reflect.Type, n, c int) reflect.Value {
			return s.markAs(reflect.MakeSlice(rawType(t), n, c), t)
		}),
		"MakeMap": f(func(t reflect.Type) reflect.Value { return s.markAs(reflect.MakeMap(rawType(t)), t) }),
		"MakeMapWithSize": f(func(t reflect.Type, n int) reflect.Value {
			return s.markAs(reflect.MakeMapWithSize(rawType(t), n), t)
		}),
		"MakeChan": f(func(t reflect.Type, n int) reflect.Value {
			return s.markAs(reflect.MakeChan(rawType(t), n), t)
		}),
		"MakeFunc": f(func(t reflect.Type, fn func([]reflect.Value) []reflect.Value) reflect.Value {
			return s.markAs(reflect.MakeFunc(rawType(t), fn), t)
		}),
		"FuncOf": f(func(in, out []reflect.Type, variadic bool) reflect.Type {
			return reflect.FuncOf(rawTypes(in), rawTypes(out), variadic)
		}),
		"StructOf": f(func(fields []reflect.StructField) reflect.Type {
			out := append([]reflect.StructField(nil), fields...)
			for i := range out {
				out[i].Type = rawType(out[i].Type)
			}
			return reflect.StructOf(out)
		}),
	}
}

func rawTypes(list []reflect.Type) []reflect.Type {
	out := make([]reflect.Type, len(list))
	for i, t := range list {
		out[i] = rawType(t)
	}
	return out
}
