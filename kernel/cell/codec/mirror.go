package codec

import (
	"encoding/xml"
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// encoding/xml and the types of cells.
//
// Package xml finds fields, names and methods by reflection, which does not know those of
// cells' types. So a struct of a cell is written and read through a mirror: a struct made for
// that one value, with the exported fields and their tags. A field that package xml would get
// wrong is a place in the mirror: it has the methods that package xml asks for, and calls
// those of the cell's type, or goes on with a mirror of the struct that it stands for. Package
// xml itself does everything else.

// xmlMirror is a struct of a cell for package xml. The fields that mirror an embedded struct
// hold a mirror of their own.
type xmlMirror struct {
	s       *Codec
	t       types.Type
	rtype   reflect.Type
	of      reflect.Value // the struct of the cell
	value   reflect.Value
	fields  []xmlField
	reading bool
	xmlName bool // it has a field XMLName
}

// xmlField is a field of a mirror.
type xmlField struct {
	v      *types.Var
	place  reflect.Value // in the cell's value
	mode   string        // attr, chardata, cdata, comment, innerxml, any, or "" for an element
	empty  bool          // the option omitempty
	nested bool          // in elements of its own
	inner  *xmlMirror    // of an embedded struct
	held   reflect.Value // in the mirror
}

// xmlFill says what stands for a field in a mirror: a value of the type that the mirror's
// field is to have.
type xmlFill func(f *xmlField) reflect.Value

// mirror makes the mirror of v, a struct of type t.
func (s *Codec) mirror(t types.Type, v reflect.Value, reading bool, fill xmlFill) (*xmlMirror, error) {
	m := &xmlMirror{s: s, t: t, of: v, reading: reading}
	fields, err := m.collect(t, v, fill)
	if err != nil {
		return nil, err
	}
	list := make([]reflect.StructField, 0, len(fields))
	values := make([]reflect.Value, 0, len(fields))
	for i := range fields {
		list, values = append(list, fields[i].field), append(values, fields[i].value)
	}
	m.rtype = reflect.StructOf(list)
	m.value = reflect.New(m.rtype).Elem()
	for i, value := range values {
		m.value.Field(i).Set(value)
		m.fields[i].held = m.value.Field(i)
	}
	m.bind()
	return m, nil
}

// bind tells the mirrors of embedded structs where they stand in this one.
func (m *xmlMirror) bind() {
	for i := range m.fields {
		if inner := m.fields[i].inner; inner != nil {
			inner.value = m.fields[i].held
			for j := range inner.fields {
				inner.fields[j].held = inner.value.Field(j)
			}
			inner.bind()
		}
	}
}

type xmlPart struct {
	field reflect.StructField
	value reflect.Value
}

func (m *xmlMirror) collect(t types.Type, v reflect.Value, fill xmlFill) ([]xmlPart, error) {
	var parts []xmlPart
	u := t.Underlying().(*types.Struct)
	for i := range u.NumFields() {
		f, tag := u.Field(i), reflect.StructTag(u.Tag(i)).Get("xml")
		if !f.Exported() && !f.Embedded() || tag == "-" {
			continue
		}
		name := fmt.Sprintf("F%d_%s", i, f.Name())
		if _, ok := boxes.EmbeddedStruct(f); ok {
			at, missing := embeddedPlace(f, v.Field(i))
			if missing && !m.reading {
				continue
			}
			inner, err := m.s.mirror(at.t, at.v, m.reading, fill)
			if err != nil {
				return nil, err
			}
			m.xmlName = m.xmlName || inner.xmlName
			m.fields = append(m.fields, xmlField{v: f, place: v.Field(i), inner: inner})
			parts = append(parts, xmlPart{reflect.StructField{Name: name, Type: inner.rtype, Anonymous: true}, inner.value})
			continue
		}
		field := xmlField{v: f, place: v.Field(i)}
		if f.Name() == "XMLName" {
			m.xmlName, name, field.mode = true, "XMLName", "name"
		} else {
			var err error
			if tag, err = m.tag(&field, tag); err != nil {
				return nil, err
			}
		}
		value := fill(&field)
		m.fields = append(m.fields, field)
		parts = append(parts, xmlPart{reflect.StructField{Name: name, Type: value.Type(), Tag: reflect.StructTag(fmt.Sprintf("xml:%q", tag))}, value})
	}
	return parts, nil
}

// typed is a value and its type.
type typed struct {
	t types.Type
	v reflect.Value
}

// embeddedPlace is the struct that is embedded or pointed to. One is made where it is missing.
func embeddedPlace(f *types.Var, v reflect.Value) (at typed, missing bool) {
	ptr, ok := f.Type().Underlying().(*types.Pointer)
	if !ok {
		return typed{f.Type(), v}, false
	}
	if v.IsNil() {
		return typed{ptr.Elem(), reflect.New(v.Type().Elem()).Elem()}, true
	}
	return typed{ptr.Elem(), v.Elem()}, false
}

// given is the mirror as package xml is given it: at a place if v, the cell's value, has one.
func (m *xmlMirror) given(v reflect.Value) any {
	if v.CanAddr() {
		return m.value.Addr().Interface()
	}
	return m.value.Interface()
}

// tag is the tag of a field in the mirror. It says what package xml would find out by the
// field's name or type, and no more: the mirror has others.
func (m *xmlMirror) tag(f *xmlField, tag string) (string, error) {
	space, rest, found := strings.Cut(tag, " ")
	if !found {
		space, rest = "", tag
	}
	name, options, _ := strings.Cut(rest, ",")
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.empty = true
		case "attr", "chardata", "cdata", "comment", "innerxml", "any":
			f.mode += option
		}
	}
	if f.mode != "" && f.mode != "attr" {
		return tag, nil
	}
	innerSpace, inner := xmlNameOf(f.v.Type())
	last := name[strings.LastIndex(name, ">")+1:]
	switch {
	case name == "" && space != "":
		return "", fmt.Errorf("xml: namespace without name in field %s of type %s: %q", f.v.Name(), names.GoName(m.t), tag)
	case name == "" && inner != "":
		space, name = innerSpace, inner
	case name == "":
		name = f.v.Name()
	case strings.HasPrefix(name, ">"):
		name = f.v.Name() + name
	}
	if inner != "" && f.mode == "" && last != "" && last != inner {
		return "", fmt.Errorf("xml: name %q in tag of %s.%s conflicts with name %q in %s.XMLName", last, names.GoName(m.t), f.v.Name(), inner, names.GoName(f.v.Type()))
	}
	if space != "" {
		name = space + " " + name
	}
	f.nested = strings.Contains(name, ">")
	if options != "" {
		name += "," + options
	}
	return name, nil
}

// xmlNameOf is the name in the tag of a struct's field XMLName, "" if there is none.
func xmlNameOf(t types.Type) (space, name string) {
	for {
		ptr, ok := t.Underlying().(*types.Pointer)
		if !ok {
			break
		}
		t = ptr.Elem()
	}
	u, ok := t.Underlying().(*types.Struct)
	if !ok {
		return "", ""
	}
	for i := range u.NumFields() {
		if u.Field(i).Name() == "XMLName" {
			tag := reflect.StructTag(u.Tag(i)).Get("xml")
			if at, rest, found := strings.Cut(tag, " "); found {
				space, tag = at, rest
			}
			name, _, _ = strings.Cut(tag, ",")
			return space, name
		}
	}
	return "", ""
}

// plainXML gives the types in an error of package xml the names that the user knows.
func (m *xmlMirror) plainXML(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*xml.TagPathError); ok {
		out := *e
		out.Struct, out.Field1, out.Field2 = named{e.Struct, names.GoName(m.t)}, plainField(e.Field1), plainField(e.Field2)
		return &out
	}
	text := err.Error()
	if !strings.Contains(text, m.rtype.String()) {
		return err
	}
	text = strings.ReplaceAll(text, m.rtype.String(), names.GoName(m.t))
	for _, f := range m.fields {
		for i := range m.rtype.NumField() {
			if name := m.rtype.Field(i).Name; plainField(name) == f.v.Name() {
				text = strings.ReplaceAll(text, name, f.v.Name())
			}
		}
	}
	return errors.New(text)
}

// plainField is a field's own name, of that in a mirror.
func plainField(name string) string {
	if _, own, found := strings.Cut(name, "_"); found {
		return own
	}
	return name
}

// methodOf is the first of these methods of a value that can be had, as package xml looks for
// them: of the value, then of a pointer to it.
func (s *Codec) methodOf(t types.Type, v reflect.Value, method string) any {
	if !v.IsValid() || !v.CanInterface() || types.IsInterface(t) {
		return nil
	}
	if m := s.boxes.Method(t, v.Interface(), method); m != nil {
		return m
	}
	if v.CanAddr() && !names.IsPointer(t) {
		return s.boxes.Method(types.NewPointer(t), v.Addr().Interface(), method)
	}
	return nil
}

// receiver is a type with a method, as package xml writes it in an error.
func receiver(t types.Type, method string) string {
	if types.NewMethodSet(t).Lookup(nil, method) != nil {
		return names.GoName(t)
	}
	return "(*" + names.GoName(t) + ")"
}

// asksXML reports whether values of a type, or pointers to them, have one of these methods;
// of a list, its elements.
func asksXML(t types.Type, methods ...string) bool {
	for {
		for _, name := range methods {
			if o, _, _ := types.LookupFieldOrMethod(t, true, nil, name); o != nil {
				if _, ok := o.(*types.Func); ok {
					return true
				}
			}
		}
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		default:
			return false
		}
	}
}
