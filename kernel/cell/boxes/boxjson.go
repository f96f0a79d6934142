package boxes

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"sort"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// MarshalJSON is json.Marshaler: it writes the value as encoding/json would if it knew
// its type, the names of its fields and its methods.
func (b boxed) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	err := jsonWriter{b.T.s, &out}.value(b.T.t, reflect.ValueOf(b.v))
	return out.Bytes(), err
}

// HostMarshal is json.Marshal.
func HostMarshal(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return b, plainJSONError(err)
}

// HostMarshalIndent is json.MarshalIndent.
func HostMarshalIndent(v any, prefix, indent string) ([]byte, error) {
	b, err := json.MarshalIndent(v, prefix, indent)
	return b, plainJSONError(err)
}

// JSONEncoder is what is called of a json.Encoder.
type JSONEncoder interface{ Encode(any) error }

type jsonEncoder struct{ *json.Encoder }

func (e jsonEncoder) Encode(v any) error { return plainJSONError(e.Encoder.Encode(v)) }

// HostEncoder is an encoder of which Encode is called.
func HostEncoder(e *json.Encoder) any { return jsonEncoder{e} }

type jsonWriter struct {
	s   *Registry
	out *bytes.Buffer
}

// leaf writes a value as encoding/json does, but for the signs that HTML has a use for:
// whoever called it replaces those, or does not.
func (w jsonWriter) leaf(v any) error {
	n := w.out.Len()
	e := json.NewEncoder(w.out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		w.out.Truncate(n)
		return plainJSONError(err)
	}
	w.out.Truncate(w.out.Len() - 1) // the line end
	return nil
}

// plainJSONError takes an error of a box's MarshalJSON, which has the words of encoding/json
// already, out of what encoding/json adds to it.
func plainJSONError(err error) error {
	for {
		e, ok := err.(*json.MarshalerError)
		if !ok || !isBoxType(e.Type) {
			return err
		}
		err = e.Err
	}
}

func isBoxType(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[boxed](), reflect.TypeFor[boxedString](), reflect.TypeFor[boxedError](), reflect.TypeFor[boxedErrors]():
		return true
	}
	return false
}

func (w jsonWriter) value(t types.Type, v reflect.Value) error {
	if types.IsInterface(t) {
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if !v.IsValid() {
			w.out.WriteString("null")
			return nil
		}
		return w.leaf(v.Interface())
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		w.out.WriteString("null")
		return nil
	}
	if done, err := w.method(t, v); done {
		return err
	}
	if !names.CellType(t) {
		return w.leaf(v.Interface())
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return w.value(u.Elem(), v.Elem())
	case *types.Struct:
		return w.structure(u, v)
	case *types.Map:
		return w.mapping(u, v)
	case *types.Slice:
		if v.IsNil() {
			w.out.WriteString("null")
			return nil
		}
		if b, ok := u.Elem().(*types.Basic); ok && b.Kind() == types.Byte {
			return w.leaf(v.Bytes())
		}
		return w.list(u.Elem(), v)
	case *types.Array:
		return w.list(u.Elem(), v)
	case *types.Signature, *types.Chan:
		return &json.UnsupportedTypeError{Type: named{v.Type(), names.GoName(t)}}
	}
	return w.leaf(v.Interface())
}

// method writes what the value's own MarshalJSON or MarshalText gives.
func (w jsonWriter) method(t types.Type, v reflect.Value) (done bool, err error) {
	if v.CanAddr() && !names.IsPointer(t) {
		if b := w.s.boxOf(types.NewPointer(t)); b != nil {
			if done, err = w.ask(boxed{b, v.Addr().Interface()}, t); done {
				return done, err
			}
		}
	}
	if b := w.s.boxOf(t); b != nil {
		return w.ask(boxed{b, v.Interface()}, t)
	}
	return false, nil
}

func (w jsonWriter) ask(b boxed, t types.Type) (done bool, err error) {
	if f, ok := b.Method("MarshalJSON").(func() ([]byte, error)); ok {
		text, err := f()
		if err == nil {
			err = json.Compact(w.out, text)
		}
		return true, w.from(t, err, "MarshalJSON")
	}
	if f, ok := b.Method("MarshalText").(func() ([]byte, error)); ok {
		text, err := f()
		if err != nil {
			return true, w.from(t, err, "MarshalText")
		}
		return true, w.leaf(string(text))
	}
	return false, nil
}

// from says which method of the user's type an error comes from.
func (w jsonWriter) from(t types.Type, err error, method string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("json: error calling %s for type %s: %w", method, names.GoName(t), err)
}

func (w jsonWriter) structure(s *types.Struct, v reflect.Value) error {
	w.out.WriteByte('{')
	first := true
fields:
	for _, f := range jsonFields(s) {
		fv := v
		for _, i := range f.index {
			if fv.Kind() == reflect.Pointer {
				if fv.IsNil() {
					continue fields
				}
				fv = fv.Elem()
			}
			fv = fv.Field(i)
		}
		if f.empty && EmptyValue(fv) || f.zero && w.zero(f.t, fv) {
			continue
		}
		if !first {
			w.out.WriteByte(',')
		}
		first = false
		if err := w.leaf(f.name); err != nil {
			return err
		}
		w.out.WriteByte(':')
		if !f.str {
			if err := w.value(f.t, fv); err != nil {
				return err
			}
			continue
		}
		inner := jsonWriter{w.s, new(bytes.Buffer)}
		if err := inner.value(f.t, fv); err != nil {
			return err
		}
		if text := inner.out.String(); text == "null" {
			w.out.WriteString(text)
		} else if err := w.leaf(text); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

// zero reports whether the option omitzero leaves a value out: by its own IsZero if it has
// one.
func (w jsonWriter) zero(t types.Type, v reflect.Value) bool {
	ask := func(t types.Type, v reflect.Value) (zero, has bool) {
		if b := w.s.boxOf(t); b != nil && v.CanInterface() {
			if f, ok := (boxed{b, v.Interface()}).Method("IsZero").(func() bool); ok {
				return f(), true
			}
		}
		if z, ok := v.Interface().(interface{ IsZero() bool }); ok && !names.CellType(t) {
			return z.IsZero(), true
		}
		return false, false
	}
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Interface && v.IsNil() {
		return true
	}
	if zero, has := ask(t, v); has {
		return zero
	}
	if v.CanAddr() {
		if zero, has := ask(types.NewPointer(t), v.Addr()); has {
			return zero
		}
	}
	return v.IsZero()
}

func (w jsonWriter) list(elem types.Type, v reflect.Value) error {
	w.out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.value(elem, v.Index(i)); err != nil {
			return err
		}
	}
	w.out.WriteByte(']')
	return nil
}

func (w jsonWriter) mapping(m *types.Map, v reflect.Value) error {
	if v.IsNil() {
		w.out.WriteString("null")
		return nil
	}
	type entry struct {
		key   string
		value reflect.Value
	}
	var entries []entry
	for it := v.MapRange(); it.Next(); {
		key, err := w.key(m.Key(), it.Key())
		if err != nil {
			return err
		}
		entries = append(entries, entry{key, it.Value()})
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].key < entries[j].key })
	w.out.WriteByte('{')
	for i, e := range entries {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if err := w.leaf(e.key); err != nil {
			return err
		}
		w.out.WriteByte(':')
		if err := w.value(m.Elem(), e.value); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	return nil
}

// key is the text of a map's key.
func (w jsonWriter) key(t types.Type, v reflect.Value) (string, error) {
	if v.Kind() == reflect.String {
		return v.String(), nil
	}
	if b := w.s.boxOf(t); b != nil {
		if f, ok := (boxed{b, v.Interface()}).Method("MarshalText").(func() ([]byte, error)); ok {
			text, err := f()
			return string(text), err
		}
	}
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := m.MarshalText()
		return string(text), err
	}
	if v.CanInt() || v.CanUint() {
		return fmt.Sprint(v.Interface()), nil
	}
	return "", &json.UnsupportedTypeError{Type: named{v.Type(), names.GoName(t)}}
}
