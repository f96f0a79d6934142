package mirror

import (
	"go/types"
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Value has the methods of a reflect.Value that the host answers.
type Value interface {
	Type() reflect.Type
	Interface() any
	Elem() reflect.Value
	NumMethod() int
	Method(int) reflect.Value
	MethodByName(string) reflect.Value
	FieldByName(string) reflect.Value
	FieldByNameFunc(func(string) bool) reflect.Value
	Convert(reflect.Type) reflect.Value
	CanConvert(reflect.Type) bool
	String() string
	Field(int) reflect.Value
	FieldByIndex([]int) reflect.Value
	Index(int) reflect.Value
	Slice(int, int) reflect.Value
	MapIndex(reflect.Value) reflect.Value
	MapKeys() []reflect.Value
	Addr() reflect.Value
	Call([]reflect.Value) []reflect.Value
}

// reflectValue answers as the reflect.Value of a cell's value does.
type reflectValue struct {
	reflect.Value
	s *Mirror
}

// Of returns a value of which such a method is called.
func (s *Mirror) Of(v reflect.Value) any { return reflectValue{v, s} }

// hostValueOf is reflect.ValueOf.
func (s *Mirror) hostValueOf(x any) reflect.Value {
	if t, v, ok := boxes.Open(x); ok {
		s.note(t, v)
		return s.mark(reflect.ValueOf(v), t)
	}
	return reflect.ValueOf(boxes.HostBare(x))
}

// note keeps the cell's type of a value, by the interpreter's type of it, to be found when
// the reflect.Value is asked; also those of what it points to and holds.
func (s *Mirror) note(t types.Type, v any) {
	if v != nil {
		s.noteTypes(t, reflect.TypeOf(v), 0)
	}
}

func (s *Mirror) noteType(t reflect.Type) {
	if c, ok := t.(*cellType); ok {
		s.noteTypes(c.t, c.Type, 0)
		s.noteTypes(types.NewPointer(c.t), reflect.PointerTo(c.Type), 0)
	}
}

const deepest = 6 // levels of types that are noted inside a type

// distinct reports whether the interpreter's type belongs to a cell's type alone, but for
// others of the same fields: one with a struct in it does.
func distinct(rt reflect.Type) bool {
	switch rt.Kind() {
	case reflect.Struct:
		return rt.PkgPath() == ""
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return distinct(rt.Elem())
	case reflect.Map:
		return distinct(rt.Key()) || distinct(rt.Elem())
	}
	return false
}

func (s *Mirror) noteTypes(t types.Type, rt reflect.Type, depth int) {
	if !names.CellType(t) || types.IsInterface(t) || depth > deepest || !distinct(rt) {
		return
	}
	key := names.Shape(t)
	s.reflected.mu.Lock()
	if s.reflected.raw == nil {
		s.reflected.raw = map[reflect.Type]map[string]types.Type{}
	}
	if s.reflected.raw[rt] == nil {
		s.reflected.raw[rt] = map[string]types.Type{}
	}
	_, known := s.reflected.raw[rt][key]
	s.reflected.raw[rt][key] = t
	s.reflected.mu.Unlock()
	if known {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range min(u.NumFields(), rt.NumField()) {
			s.noteTypes(u.Field(i).Type(), rt.Field(i).Type, depth+1)
		}
		s.noteTypes(types.NewPointer(t), reflect.PointerTo(rt), depth+1)
	case *types.Map:
		s.noteTypes(u.Key(), rt.Key(), depth+1)
		s.noteTypes(u.Elem(), rt.Elem(), depth+1)
	case interface{ Elem() types.Type }:
		s.noteTypes(u.Elem(), rt.Elem(), depth+1)
	}
}

// cellTypeOf is the cell's type of a value, nil if it is none that is known, or may be one of
// several. Of a type with a name and one without, of the same fields, it is the former.
func (s *Mirror) cellTypeOf(rt reflect.Type) types.Type {
	s.reflected.mu.Lock()
	defer s.reflected.mu.Unlock()
	all := s.reflected.raw[rt]
	var found types.Type
	for _, t := range all {
		if len(all) > 1 && !hasName(t) {
			continue
		}
		if found != nil {
			return nil
		}
		found = t
	}
	return found
}

// hasName reports whether a type has a name, or is made of one that has.
func hasName(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return true
	case *types.Map:
		return hasName(t.Key()) || hasName(t.Elem())
	case interface{ Elem() types.Type }:
		return hasName(t.Elem())
	}
	return false
}

// cell returns the cell's type that a value is of, nil if there is none.
func (v reflectValue) cell() types.Type {
	if !v.IsValid() || !v.Value.CanInterface() {
		return nil
	}
	t := v.s.typeOfValue(v.Value)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	return t
}

func (v reflectValue) Type() reflect.Type {
	if t := v.s.typeOfValue(v.Value); t != nil {
		return v.s.typeOf(t, v.Value.Type())
	}
	return v.Value.Type()
}

func (v reflectValue) Interface() any {
	if t := v.cell(); t != nil {
		return v.s.boxes.Box(t, v.Value.Interface())
	}
	return v.Value.Interface()
}

// Elem takes what an interface holds out of its box.
func (v reflectValue) Elem() reflect.Value {
	if v.Kind() == reflect.Interface && !v.IsNil() && v.Value.CanInterface() {
		if t, x, ok := boxes.Open(v.Value.Interface()); ok {
			v.s.note(t, x)
			return v.s.mark(reflect.ValueOf(x), t)
		}
	}
	return v.element(v.Value.Elem())
}

func (v reflectValue) NumMethod() int {
	if t := v.cell(); t != nil {
		return (&cellType{v.Value.Type(), v.s, t}).NumMethod()
	}
	return v.Value.NumMethod()
}

func (v reflectValue) MethodByName(name string) reflect.Value {
	t := v.cell()
	if t == nil {
		return v.Value.MethodByName(name)
	}
	for _, m := range (&cellType{v.Value.Type(), v.s, t}).methods() {
		if m.Name() == name {
			return v.method(t, m)
		}
	}
	return reflect.Value{}
}

func (v reflectValue) Method(i int) reflect.Value {
	t := v.cell()
	if t == nil {
		return v.Value.Method(i)
	}
	all := (&cellType{v.Value.Type(), v.s, t}).methods()
	if i < 0 || i >= len(all) {
		panic("reflect: Method index out of range")
	}
	return v.method(t, all[i])
}

// method is a method of a value as a func.
func (v reflectValue) method(t types.Type, m *types.Func) reflect.Value {
	sig := m.Signature()
	bare := types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	f := reflect.ValueOf(v.s.bound(t, reflect.ValueOf(v.Value.Interface()), m.Name()))
	if !f.IsValid() {
		return f
	}
	return v.s.mark(reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value { return methodCall(f, in) }), bare)
}

// methodCall calls a method. Its frame tells a deferred call that reflection is on the way
// (host/defers.go).
func methodCall(f reflect.Value, in []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(in)
	}
	return f.Call(in)
}

// bound is a method bound to a value of a type, nil if the interpreter has not told its
// methods. A pointer has those of what it points to.
func (s *Mirror) bound(t types.Type, v reflect.Value, name string) any {
	if f := s.boxes.Method(t, v.Interface(), name); f != nil {
		return f
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok && !v.IsNil() {
		return s.bound(ptr.Elem(), v.Elem(), name)
	}
	return nil
}

func (v reflectValue) FieldByName(name string) reflect.Value {
	c, ok := v.Type().(*cellType)
	if !ok || c.Kind() != reflect.Struct {
		return v.Value.FieldByName(name)
	}
	if f, ok := c.FieldByName(name); ok {
		return v.FieldByIndex(f.Index)
	}
	return reflect.Value{}
}

func (v reflectValue) FieldByNameFunc(match func(string) bool) reflect.Value {
	if c, ok := v.Type().(*cellType); ok && c.Kind() == reflect.Struct {
		f, found := c.FieldByNameFunc(match)
		if !found {
			return reflect.Value{}
		}
		return v.FieldByIndex(f.Index)
	}
	return v.Value.FieldByNameFunc(match)
}

func (v reflectValue) Convert(t reflect.Type) reflect.Value {
	v.s.noteType(t)
	return v.s.markAs(v.Value.Convert(rawType(t)), t)
}

func (v reflectValue) CanConvert(t reflect.Type) bool { return v.Value.CanConvert(rawType(t)) }

func (v reflectValue) String() string {
	if t := v.cell(); t != nil && v.Kind() != reflect.String {
		return "<" + names.GoName(t) + " Value>"
	}
	return v.Value.String()
}
