package host

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"go/types"
	"reflect"
	"sort"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// MarshalJSON is json.Marshaler: it writes the value as encoding/json would if it knew
// its type, the names of its fields and its methods.
func (b boxed) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	err := jsonWriter{b.t.s, &out}.value(b.t.t, reflect.ValueOf(b.v))
	return out.Bytes(), err
}

type jsonWriter struct {
	s   *Runtime
	out *bytes.Buffer
}

func (w jsonWriter) leaf(v any) error {
	b, err := json.Marshal(v)
	w.out.Write(b)
	return err
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
		return fmt.Errorf("json: unsupported type: %s", names.GoName(t))
	}
	return w.leaf(v.Interface())
}

// method writes what the value's own MarshalJSON or MarshalText gives.
func (w jsonWriter) method(t types.Type, v reflect.Value) (done bool, err error) {
	if v.CanAddr() && !names.IsPointer(t) {
		if b := w.s.boxOf(types.NewPointer(t)); b != nil {
			if done, err = w.ask(boxed{b, v.Addr().Interface()}); done {
				return done, err
			}
		}
	}
	if b := w.s.boxOf(t); b != nil {
		return w.ask(boxed{b, v.Interface()})
	}
	return false, nil
}

func (w jsonWriter) ask(b boxed) (done bool, err error) {
	if f, ok := b.method("MarshalJSON").(func() ([]byte, error)); ok {
		text, err := f()
		if err == nil {
			err = json.Compact(w.out, text)
		}
		return true, err
	}
	if f, ok := b.method("MarshalText").(func() ([]byte, error)); ok {
		text, err := f()
		if err != nil {
			return true, err
		}
		return true, w.leaf(string(text))
	}
	return false, nil
}

func (w jsonWriter) structure(s *types.Struct, v reflect.Value) error {
	w.out.WriteByte('{')
	first := true
	if err := w.fields(s, v, &first); err != nil {
		return err
	}
	w.out.WriteByte('}')
	return nil
}

// fields writes the fields of a struct, with those of embedded ones among them.
func (w jsonWriter) fields(s *types.Struct, v reflect.Value, first *bool) error {
	for i := range s.NumFields() {
		f, fv := s.Field(i), v.Field(i)
		name, options, tagged := jsonName(f, s.Tag(i))
		if name == "-" && options == "" && tagged {
			continue
		}
		if inner, ok := embeddedStruct(f); ok && !tagged {
			if fv.Kind() == reflect.Pointer {
				if fv.IsNil() {
					continue
				}
				fv = fv.Elem()
			}
			if err := w.fields(inner, fv, first); err != nil {
				return err
			}
			continue
		}
		if !f.Exported() || strings.Contains(options, "omitempty") && emptyValue(fv) || strings.Contains(options, "omitzero") && fv.IsZero() {
			continue
		}
		if !*first {
			w.out.WriteByte(',')
		}
		*first = false
		if err := w.leaf(name); err != nil {
			return err
		}
		w.out.WriteByte(':')
		if strings.Contains(options, "string") && (fv.CanInt() || fv.CanUint() || fv.CanFloat() || fv.Kind() == reflect.Bool) {
			bare := fv.Convert(basicTypes[fv.Kind()]) // without its methods
			if err := w.leaf(fmt.Sprint(bare.Interface())); err != nil {
				return err
			}
			continue
		}
		if err := w.value(f.Type(), fv); err != nil {
			return err
		}
	}
	return nil
}

// jsonName is the name of a field, and what its tag says besides.
func jsonName(f *types.Var, tag string) (name, options string, tagged bool) {
	text := reflect.StructTag(tag).Get("json")
	name, options, _ = strings.Cut(text, ",")
	if name == "" {
		return f.Name(), options, false
	}
	return name, options, true
}

// embeddedStruct is the struct that an embedded field holds or points to.
func embeddedStruct(f *types.Var) (*types.Struct, bool) {
	if !f.Embedded() {
		return nil, false
	}
	t := f.Type().Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	s, ok := t.(*types.Struct)
	return s, ok
}

func emptyValue(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
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
		if f, ok := (boxed{b, v.Interface()}).method("MarshalText").(func() ([]byte, error)); ok {
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
	return "", fmt.Errorf("json: unsupported type: map[%s]", names.GoName(t))
}

// hostUnmarshal is json.Unmarshal into a value of a cell's type: ptr points to it.
func (s *Runtime) hostUnmarshal(id int, data []byte, ptr any) error {
	if !json.Valid(data) {
		var v any
		return json.Unmarshal(data, &v)
	}
	b := s.boxType(id)
	return jsonReader{s}.value(b.t, reflect.ValueOf(ptr), data)
}

// hostDecode is Decode of a json.Decoder into a value of a cell's type.
func (s *Runtime) hostDecode(id int, d *json.Decoder, ptr any) error {
	var data json.RawMessage
	if err := d.Decode(&data); err != nil {
		return err
	}
	return s.hostUnmarshal(id, data, ptr)
}

type jsonReader struct{ s *Runtime }

// value reads into what v, a pointer of type t, points to.
func (r jsonReader) value(t types.Type, v reflect.Value, data []byte) error {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok || v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("json: Unmarshal(non-pointer %s)", names.GoName(t))
	}
	if b := r.s.boxOf(t); b != nil {
		m := boxed{b, v.Interface()}
		if f, ok := m.method("UnmarshalJSON").(func([]byte) error); ok {
			return f(data)
		}
		if f, ok := m.method("UnmarshalText").(func([]byte) error); ok && len(data) > 0 && data[0] == '"' {
			var text string
			if err := json.Unmarshal(data, &text); err != nil {
				return err
			}
			return f([]byte(text))
		}
	}
	elem := ptr.Elem()
	if !names.CellType(elem) || types.IsInterface(elem) {
		return json.Unmarshal(data, v.Interface())
	}
	null := string(bytes.TrimSpace(data)) == "null"
	switch u := elem.Underlying().(type) {
	case *types.Pointer:
		if null {
			v.Elem().SetZero()
			return nil
		}
		if v.Elem().IsNil() {
			v.Elem().Set(reflect.New(v.Elem().Type().Elem()))
		}
		return r.value(elem, v.Elem(), data)
	case *types.Struct:
		if null {
			return nil
		}
		return r.structure(elem, u, v.Elem(), data)
	case *types.Slice:
		if b, ok := u.Elem().(*types.Basic); ok && b.Kind() == types.Byte || null {
			return json.Unmarshal(data, v.Interface())
		}
		return r.list(elem, u, v.Elem(), data)
	case *types.Map:
		if null {
			return json.Unmarshal(data, v.Interface())
		}
		return r.mapping(elem, u, v.Elem(), data)
	}
	return namedError(elem, json.Unmarshal(data, v.Interface()))
}

// namedError puts the user's name of a type into an error about it.
func namedError(t types.Type, err error) error {
	if e, ok := err.(*json.UnmarshalTypeError); ok {
		return fmt.Errorf("json: cannot unmarshal %s into Go value of type %s", e.Value, names.GoName(t))
	}
	return err
}

func (r jsonReader) structure(t types.Type, s *types.Struct, v reflect.Value, data []byte) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return namedError(t, err)
	}
	return r.fields(t, s, v, parts)
}

func (r jsonReader) fields(t types.Type, s *types.Struct, v reflect.Value, parts map[string]json.RawMessage) error {
	for i := range s.NumFields() {
		f, fv := s.Field(i), v.Field(i)
		name, options, tagged := jsonName(f, s.Tag(i))
		if name == "-" && options == "" && tagged {
			continue
		}
		if inner, ok := embeddedStruct(f); ok && !tagged {
			if fv.Kind() == reflect.Pointer {
				if fv.IsNil() {
					fv.Set(reflect.New(fv.Type().Elem()))
				}
				fv = fv.Elem()
			}
			if err := r.fields(t, inner, fv, parts); err != nil {
				return err
			}
			continue
		}
		if !f.Exported() {
			continue
		}
		part, ok := parts[name]
		for key, p := range parts {
			if !ok && strings.EqualFold(key, name) {
				part, ok = p, true
			}
		}
		if !ok {
			continue
		}
		if strings.Contains(options, "string") {
			var text string
			if json.Unmarshal(part, &text) == nil && fv.Kind() != reflect.String {
				part = []byte(text)
			}
		}
		if err := r.value(types.NewPointer(f.Type()), fv.Addr(), part); err != nil {
			return fieldError(t, name, err)
		}
	}
	return nil
}

// fieldError says in which field of a struct a value has not the type.
func fieldError(t types.Type, name string, err error) error {
	e, ok := err.(*json.UnmarshalTypeError)
	n, named := types.Unalias(t).(*types.Named)
	if !ok || !named {
		return err
	}
	in := *e
	in.Struct, in.Field = n.Obj().Name(), name
	if e.Field != "" {
		in.Field += "." + e.Field
	}
	return &in
}

func (r jsonReader) list(t types.Type, s *types.Slice, v reflect.Value, data []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return namedError(t, err)
	}
	out := reflect.MakeSlice(v.Type(), len(parts), len(parts))
	for i, part := range parts {
		if err := r.value(types.NewPointer(s.Elem()), out.Index(i).Addr(), part); err != nil {
			return err
		}
	}
	v.Set(out)
	return nil
}

func (r jsonReader) mapping(t types.Type, m *types.Map, v reflect.Value, data []byte) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return namedError(t, err)
	}
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for name, part := range parts {
		key, value := reflect.New(v.Type().Key()), reflect.New(v.Type().Elem())
		if key.Elem().Kind() == reflect.String {
			key.Elem().SetString(name)
		} else if err := r.value(types.NewPointer(m.Key()), key, []byte(name)); err != nil {
			return err
		}
		if err := r.value(types.NewPointer(m.Elem()), value, part); err != nil {
			return err
		}
		v.SetMapIndex(key.Elem(), value.Elem())
	}
	return nil
}
