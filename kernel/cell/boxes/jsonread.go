package boxes

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Reading JSON into values of cells' types.
//
// encoding/json finds fields, names and methods by reflection, which does not know those of
// cells' types. This follows its decoder, with types from go/types, down to where a type is
// one that reflection knows; there encoding/json goes on. As there, a value that does not fit
// is left out, reading goes on behind it, and the first such error is the result.

// HostUnmarshal is json.Unmarshal. ptr points to a value of the type of a number; if that is
// negative, ptr is an interface's value, with its type in a box if it is a cell's.
func (s *Registry) HostUnmarshal(id int, data []byte, ptr any) error {
	return s.readJSON(id, data, ptr, false, false)
}

// HostDecode is Decode of a json.Decoder.
func (s *Registry) HostDecode(id int, d *json.Decoder, ptr any) error {
	if _, ok := Unbox(ptr); id < 0 && !ok {
		return d.Decode(ptr)
	}
	var data json.RawMessage
	if err := d.Decode(&data); err != nil {
		return err
	}
	// Settings that the decoder does not tell.
	state := reflect.ValueOf(d).Elem().FieldByName("d")
	set := func(name string) bool {
		f := state.FieldByName(name)
		return f.IsValid() && f.Kind() == reflect.Bool && f.Bool()
	}
	return s.readJSON(id, data, ptr, set("useNumber"), set("disallowUnknownFields"))
}

func (s *Registry) readJSON(id int, data []byte, ptr any, useNumber, strict bool) error {
	var b boxed
	if id >= 0 {
		b = boxed{s.BoxType(id), ptr}
	} else {
		var ok bool
		if b, ok = Unbox(ptr); !ok {
			return json.Unmarshal(data, ptr)
		}
	}
	if !json.Valid(data) {
		var v any
		return json.Unmarshal(data, &v)
	}
	v := reflect.ValueOf(b.v)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return &json.InvalidUnmarshalError{Type: named{reflect.TypeOf(b.v), names.GoName(b.T.t)}}
	}
	r := &jsonReader{s: s, useNumber: useNumber, strict: strict}
	r.value(b.T.t, v, data)
	return r.err
}

// named is a reflected type under the name that the user knows.
type named struct {
	reflect.Type
	name string
}

func (n named) String() string { return n.name }

type jsonReader struct {
	s                 *Registry
	useNumber, strict bool
	err               error    // the first
	of                string   // the innermost struct on the way down
	inside            bool     // there is one
	path              []string // fields on the way down
}

// fail keeps the first error; one about a type is told where the value stood.
func (r *jsonReader) fail(err error) {
	if r.err != nil {
		return
	}
	var e *json.UnmarshalTypeError
	if errors.As(err, &e) && r.inside {
		path := r.path
		if e.Field != "" {
			path = append(path[:len(path):len(path)], e.Field)
		}
		if e.Struct == "" {
			e.Struct = r.of
		}
		e.Field = strings.Join(path, ".")
	}
	r.err = err
}

func (r *jsonReader) mismatch(what string, t types.Type, v reflect.Value) {
	r.fail(&json.UnmarshalTypeError{Value: what, Type: named{v.Type(), names.GoName(t)}})
}

// kindOfJSON is what encoding/json calls a value in its errors.
func kindOfJSON(data []byte) string {
	switch data[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	}
	return "number"
}

// value reads into v, of type t: a pointer, or what can be set.
func (r *jsonReader) value(t types.Type, v reflect.Value, data []byte) {
	data = bytes.TrimSpace(data)
	null := data[0] == 'n'
	if !isPointerType(t) && v.CanAddr() && r.method(types.NewPointer(t), v.Addr(), data) {
		return
	}
	switch {
	case r.method(t, v, data):
	case types.IsInterface(t):
		r.dynamic(t, v, data)
	case !names.CellType(t):
		r.compiled(v, data)
	default:
		if ptr, ok := t.Underlying().(*types.Pointer); ok {
			r.pointer(t, ptr.Elem(), v, data)
			return
		}
		if null {
			switch v.Kind() {
			case reflect.Slice, reflect.Map:
				v.SetZero()
			}
			return
		}
		r.composite(t, v, data)
	}
}

func isPointerType(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}

func (r *jsonReader) pointer(t, elem types.Type, v reflect.Value, data []byte) {
	if data[0] == 'n' && v.CanSet() {
		v.SetZero()
		return
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
		if r.method(t, v, data) {
			return
		}
	}
	r.value(elem, v.Elem(), data)
}

// method reads by the value's own UnmarshalJSON or UnmarshalText, if it has one.
func (r *jsonReader) method(t types.Type, v reflect.Value, data []byte) bool {
	b := r.s.boxOf(t)
	if b == nil || !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return false
	}
	m := boxed{b, v.Interface()}
	if f, ok := m.Method("UnmarshalJSON").(func([]byte) error); ok {
		if isPointerType(t) && data[0] == 'n' && v.CanSet() {
			return false // the pointer becomes nil
		}
		if err := f(data); err != nil {
			r.fail(err)
		}
		return true
	}
	f, ok := m.Method("UnmarshalText").(func([]byte) error)
	if !ok || data[0] == 'n' {
		return false
	}
	if data[0] != '"' {
		r.mismatch(kindOfJSON(data), t, v)
		return true
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		r.fail(err)
	} else if err := f([]byte(text)); err != nil {
		r.fail(err)
	}
	return true
}

// decode is encoding/json's own reading with the settings of this one.
func (r *jsonReader) decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if r.useNumber {
		d.UseNumber()
	}
	if r.strict {
		d.DisallowUnknownFields()
	}
	return d.Decode(into)
}

func (r *jsonReader) compiled(v reflect.Value, data []byte) {
	into := v
	if v.CanAddr() {
		into = v.Addr()
	}
	if err := r.decode(data, into.Interface()); err != nil {
		r.fail(err)
	}
}

// dynamic reads into an interface: into what its pointer points to, or a value of the kind
// that fits what is read.
func (r *jsonReader) dynamic(t types.Type, v reflect.Value, data []byte) {
	if held := v; held.Kind() == reflect.Interface && !held.IsNil() {
		if b, ok := Unbox(held.Elem().Interface()); ok {
			if ptr := reflect.ValueOf(b.v); ptr.Kind() == reflect.Pointer && !ptr.IsNil() && data[0] != 'n' {
				r.value(b.T.t, ptr, data)
				return
			}
		}
	}
	switch {
	case data[0] == 'n':
		v.SetZero()
	case t.Underlying().(*types.Interface).NumMethods() > 0:
		r.mismatch(kindOfJSON(data), t, v)
	default:
		var got any
		if err := r.decode(data, &got); err != nil {
			r.fail(err)
			return
		}
		v.Set(reflect.ValueOf(got))
	}
}

// composite reads what is no null into a value of a cell's type.
func (r *jsonReader) composite(t types.Type, v reflect.Value, data []byte) {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		if data[0] != '{' {
			r.mismatch(kindOfJSON(data), t, v)
			return
		}
		r.structure(t, u, v, data)
	case *types.Map:
		if data[0] != '{' {
			r.mismatch(kindOfJSON(data), t, v)
			return
		}
		r.mapping(t, u, v, data)
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte && data[0] == '"' {
			r.leaf(t, v, data)
			return
		}
		r.list(t, u.Elem(), v, data)
	case *types.Array:
		r.list(t, u.Elem(), v, data)
	case *types.Basic:
		r.leaf(t, v, data)
	default:
		r.mismatch(kindOfJSON(data), t, v)
	}
}

// leaf reads a value without parts, whose error names the user's type.
func (r *jsonReader) leaf(t types.Type, v reflect.Value, data []byte) {
	err := r.decode(data, v.Addr().Interface())
	var e *json.UnmarshalTypeError
	if errors.As(err, &e) {
		e.Type = named{v.Type(), names.GoName(t)}
	}
	if err != nil {
		r.fail(err)
	}
}

// member is one name of an object with its value.
type member struct {
	name  string
	value json.RawMessage
}

// members takes an object apart, which is known to be well formed.
func members(data []byte) (out []member, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err = d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: fmt.Sprint(key)}
		if err := d.Decode(&m.value); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	_, err = d.Token()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return out, err
}

func (r *jsonReader) structure(t types.Type, s *types.Struct, v reflect.Value, data []byte) {
	parts, err := members(data)
	if err != nil {
		r.fail(err)
		return
	}
	fields := jsonFields(s)
	of, inside := r.of, r.inside
	for _, part := range parts {
		f := findField(fields, part.name)
		if f == nil {
			if r.strict {
				r.fail(fmt.Errorf("json: unknown field %q", part.name))
			}
			continue
		}
		fv, ok := r.field(s, v, f.index)
		if !ok {
			continue
		}
		r.of, r.inside = "", true
		if n, ok := types.Unalias(t).(*types.Named); ok {
			r.of = n.Obj().Name()
		}
		r.path = append(r.path, f.name)
		if f.str {
			r.quoted(f.t, fv, part.value)
		} else {
			r.value(f.t, fv, part.value)
		}
		r.path = r.path[:len(r.path)-1]
	}
	r.of, r.inside = of, inside
}

// field is the field at a place; what an embedded pointer on the way points to is made.
func (r *jsonReader) field(s *types.Struct, v reflect.Value, index []int) (reflect.Value, bool) {
	for n, i := range index {
		if n > 0 {
			s, _ = EmbeddedStruct(s.Field(index[n-1]))
		}
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		f := s.Field(i)
		v = v.Field(i)
		if ptr, ok := f.Type().(*types.Pointer); ok && n < len(index)-1 && v.IsNil() && !f.Exported() {
			r.fail(fmt.Errorf("json: cannot set embedded pointer to unexported struct: %v", names.GoName(ptr.Elem())))
			return v, false
		}
	}
	return v, true
}

// findField is the field of a name, or else one that differs in capitals alone.
func findField(fields []jsonField, name string) *jsonField {
	for i := range fields {
		if fields[i].name == name {
			return &fields[i]
		}
	}
	for i := range fields {
		if strings.EqualFold(fields[i].name, name) {
			return &fields[i]
		}
	}
	return nil
}

// quoted reads a field with the option string.
func (r *jsonReader) quoted(t types.Type, v reflect.Value, data []byte) {
	var text string
	if data[0] == 'n' {
		r.value(t, v, data)
		return
	}
	if data[0] != '"' || json.Unmarshal(data, &text) != nil {
		r.fail(fmt.Errorf("json: invalid use of ,string struct tag, trying to unmarshal unquoted value into %v", names.GoName(t)))
		return
	}
	if text == "" || !json.Valid([]byte(text)) {
		r.fail(fmt.Errorf("json: invalid use of ,string struct tag, trying to unmarshal %q into %v", data, names.GoName(t)))
		return
	}
	r.value(t, v, []byte(text))
}

func (r *jsonReader) list(t, elem types.Type, v reflect.Value, data []byte) {
	if data[0] != '[' {
		r.mismatch(kindOfJSON(data), t, v)
		return
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		r.fail(err)
		return
	}
	n := len(parts)
	if v.Kind() == reflect.Slice {
		switch {
		case n == 0:
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			return
		case v.Cap() < n:
			more := reflect.MakeSlice(v.Type(), n, n)
			reflect.Copy(more, v.Slice(0, v.Len()))
			v.Set(more)
		default:
			v.SetLen(n)
		}
	}
	for i := range v.Len() {
		if i < n {
			r.value(elem, v.Index(i), parts[i])
		} else {
			v.Index(i).SetZero()
		}
	}
}

func (r *jsonReader) mapping(t types.Type, m *types.Map, v reflect.Value, data []byte) {
	parts, err := members(data)
	if err != nil {
		r.fail(err)
		return
	}
	if v.IsNil() {
		v.Set(reflect.MakeMapWithSize(v.Type(), len(parts)))
	}
	for _, part := range parts {
		value := reflect.New(v.Type().Elem()).Elem()
		r.value(m.Elem(), value, part.value)
		if key, ok := r.key(t, m.Key(), v.Type().Key(), part.name); ok {
			v.SetMapIndex(key, value)
		}
	}
}

// key makes the key of a map from its text.
func (r *jsonReader) key(m, t types.Type, rt reflect.Type, text string) (reflect.Value, bool) {
	p := reflect.New(rt)
	key := p.Elem()
	if b := r.s.boxOf(types.NewPointer(t)); b != nil {
		if f, ok := (boxed{b, p.Interface()}).Method("UnmarshalText").(func([]byte) error); ok {
			if err := f([]byte(text)); err != nil {
				r.fail(err)
				return key, false
			}
			return key, true
		}
	}
	if u, ok := p.Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(text)); err != nil {
			r.fail(err)
			return key, false
		}
		return key, true
	}
	bad := func() (reflect.Value, bool) {
		r.fail(&json.UnmarshalTypeError{Value: "number " + text, Type: named{rt, names.GoName(t)}})
		return key, false
	}
	switch {
	case key.Kind() == reflect.String:
		key.SetString(text)
	case key.CanInt():
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || key.OverflowInt(n) {
			return bad()
		}
		key.SetInt(n)
	case key.CanUint():
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil || key.OverflowUint(n) {
			return bad()
		}
		key.SetUint(n)
	default:
		r.fail(&json.UnmarshalTypeError{Value: "object", Type: named{reflect.TypeFor[struct{}](), names.GoName(m)}})
		return key, false
	}
	return key, true
}
