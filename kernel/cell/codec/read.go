package codec

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"go/types"
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// XMLDecoder is what is called of an xml.Decoder to read a value.
type XMLDecoder interface {
	Decode(any) error
	DecodeElement(any, *xml.StartElement) error
}

type xmlDecoder struct {
	*xml.Decoder
	s *Codec
}

// Decoder returns what stands for an xml.Decoder of which Decode or DecodeElement is called.
func (s *Codec) Decoder(d *xml.Decoder) any { return xmlDecoder{d, s} }

// Unmarshal is xml.Unmarshal.
func (s *Codec) Unmarshal(data []byte, x any) error {
	return xmlDecoder{xml.NewDecoder(bytes.NewReader(data)), s}.Decode(x)
}

func (d xmlDecoder) Decode(x any) error { return d.DecodeElement(x, nil) }

func (d xmlDecoder) DecodeElement(x any, start *xml.StartElement) error {
	b, ok := unbox(x)
	v := reflect.ValueOf(b.v)
	if !ok || v.Kind() != reflect.Pointer || v.IsNil() {
		return d.Decoder.DecodeElement(boxes.HostRaw(x), start)
	}
	ptr, ok := b.t.Underlying().(*types.Pointer)
	if !ok {
		return d.Decoder.DecodeElement(b.v, start)
	}
	return d.Decoder.DecodeElement(&xmlIn{s: d.s, t: ptr.Elem(), v: v.Elem()}, start)
}

// xmlIn is a place of a mirror that is read.
type xmlIn struct {
	s    *Codec
	t    types.Type
	v    reflect.Value
	used bool
}

// UnmarshalXML reads an element into what the place stands for.
func (p *xmlIn) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	p.used = true
	t, v := p.t, p.v
	if types.IsInterface(t) {
		if v.IsNil() {
			return d.Skip()
		}
		b, ok := unbox(v.Interface())
		if !ok {
			if e := v.Elem(); e.Kind() == reflect.Pointer && !e.IsNil() {
				return d.DecodeElement(e.Interface(), &start)
			}
			return d.Skip()
		}
		if v = reflect.ValueOf(b.v); v.Kind() != reflect.Pointer || v.IsNil() {
			return d.Skip()
		}
		t = b.t
	}
	t, v = pointedTo(t, v)
	if f, ok := p.s.methodOf(t, v, "UnmarshalXML").(func(*xml.Decoder, xml.StartElement) error); ok {
		if err := f(d, start); err != nil {
			return err
		}
		if _, err := d.Token(); err == nil {
			return fmt.Errorf("xml: %s.UnmarshalXML did not consume entire <%s> element", receiver(t, "UnmarshalXML"), start.Name.Local)
		}
		return nil
	}
	if f, ok := p.s.methodOf(t, v, "UnmarshalText").(func([]byte) error); ok {
		text, err := elementText(d)
		if err != nil {
			return err
		}
		return f(text)
	}
	u := t.Underlying()
	if elem := xmlList(t); elem != nil && v.Kind() == reflect.Slice {
		return grown(v, func(one reflect.Value) error {
			return (&xmlIn{s: p.s, t: elem, v: one}).UnmarshalXML(d, start)
		})
	}
	if _, ok := u.(*types.Struct); ok && names.CellType(t) {
		return p.structure(d, t, v, start)
	}
	switch u.(type) {
	case *types.Basic, *types.Slice, *types.Struct:
		return d.DecodeElement(v.Addr().Interface(), &start)
	case *types.Interface:
		return d.Skip()
	}
	return errors.New("unknown type " + names.GoName(t))
}

// pointedTo is what a pointer points to, which is made if it is nil.
func pointedTo(t types.Type, v reflect.Value) (types.Type, reflect.Value) {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return t, v
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	return ptr.Elem(), v.Elem()
}

// grown appends an element to a slice and reads it; one that cannot be read is dropped.
func grown(v reflect.Value, read func(reflect.Value) error) error {
	n := v.Len()
	v.Grow(1)
	v.SetLen(n + 1)
	err := read(v.Index(n))
	if err != nil {
		v.SetLen(n)
	}
	return err
}

// elementText is the text of an element, without that of elements in it.
func elementText(d *xml.Decoder) ([]byte, error) {
	var text []byte
	for depth := 1; depth > 0; {
		tok, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.CharData:
			if depth == 1 {
				text = append(text, tok...)
			}
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return text, nil
}

func (p *xmlIn) structure(d *xml.Decoder, t types.Type, v reflect.Value, start xml.StartElement) error {
	m, err := p.s.mirror(t, v, true, p.s.readXML)
	if err != nil {
		return err
	}
	err = d.DecodeElement(m.value.Addr().Interface(), &start)
	m.back(len(start.Attr) > 0)
	return m.plainXML(err)
}

// readXML says what stands in a mirror for a field that is read.
func (s *Codec) readXML(f *xmlField) reflect.Value {
	t, cell := f.v.Type(), names.CellType(f.v.Type())
	place := reflect.ValueOf(&xmlIn{s: s, t: t, v: f.place})
	_, basic := t.Underlying().(*types.Basic)
	switch f.mode {
	case "name", "comment", "innerxml":
		return f.place
	case "chardata", "cdata":
		if cell && asksXML(t, "UnmarshalText") {
			return place
		}
		return f.place
	case "attr", "anyattr", "attrany":
		if cell && asksXML(t, "UnmarshalXMLAttr", "UnmarshalText") {
			return place
		}
		return f.place
	}
	if types.IsInterface(t) || cell && (!basic || asksXML(t, "UnmarshalXML", "UnmarshalText")) {
		return place
	}
	return f.place
}

// back puts what was read into the cell's value; attrs says that there were attributes. An
// embedded pointer that is nil points to a struct from now on if package xml looked there.
func (m *xmlMirror) back(attrs bool) (used bool) {
	for i := range m.fields {
		f := &m.fields[i]
		switch {
		case f.inner != nil:
			got := f.inner.back(attrs)
			used = used || got
			if ptr := f.place; ptr.Kind() == reflect.Pointer && ptr.IsNil() && got && ptr.CanSet() {
				ptr.Set(f.inner.of.Addr())
			}
			continue
		case f.held.Type() == reflect.TypeFor[*xmlIn]():
			used = used || f.held.Interface().(*xmlIn).used
		case f.place.CanSet():
			used = used || !reflect.DeepEqual(f.place.Interface(), f.held.Interface())
			f.place.Set(f.held)
		}
		used = used || f.mode != "" && f.mode != "name" && (attrs || f.mode != "attr")
	}
	return used
}

// UnmarshalXMLAttr reads an attribute.
func (p *xmlIn) UnmarshalXMLAttr(a xml.Attr) error {
	p.used = true
	t, v := pointedTo(p.t, p.v)
	if f, ok := p.s.methodOf(t, v, "UnmarshalXMLAttr").(func(xml.Attr) error); ok {
		return f(a)
	}
	if f, ok := p.s.methodOf(t, v, "UnmarshalText").(func([]byte) error); ok {
		return f([]byte(a.Value))
	}
	if elem := xmlList(t); elem != nil && v.Kind() == reflect.Slice {
		return grown(v, func(one reflect.Value) error {
			return (&xmlIn{s: p.s, t: elem, v: one}).UnmarshalXMLAttr(a)
		})
	}
	return errors.New("cannot unmarshal into " + names.GoName(t))
}

// UnmarshalText reads the text of an element.
func (p *xmlIn) UnmarshalText(text []byte) error {
	if f, ok := p.s.methodOf(p.t, p.v, "UnmarshalText").(func([]byte) error); ok {
		return f(text)
	}
	return errors.New("cannot unmarshal into " + names.GoName(p.t))
}
