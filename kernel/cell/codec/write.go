package codec

import (
	"bytes"
	"encoding/xml"
	"errors"
	"go/types"
	"reflect"
	"strings"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
)

// XMLEncoder is what is called of an xml.Encoder to write a value.
type XMLEncoder interface {
	Encode(any) error
	EncodeElement(any, xml.StartElement) error
}

type xmlEncoder struct {
	*xml.Encoder
	s    *Codec
	last *string // the type whose MarshalXML was called last
}

// Encoder returns what stands for an xml.Encoder of which Encode or EncodeElement is called.
func (s *Codec) Encoder(e *xml.Encoder) any { return xmlEncoder{e, s, new(string)} }

// Marshal is xml.Marshal.
func (s *Codec) Marshal(x any) ([]byte, error) { return s.MarshalIndent(x, "", "") }

// MarshalIndent is xml.MarshalIndent.
func (s *Codec) MarshalIndent(x any, prefix, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	e.Indent(prefix, indent)
	if err := (xmlEncoder{e, s, new(string)}).Encode(x); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (e xmlEncoder) EncodeElement(x any, start xml.StartElement) error {
	b, ok := unbox(x)
	switch {
	case ok:
		return e.place(b.t, reflect.ValueOf(b.v), start, true)
	case boxes.HoldsBoxes(x):
		return e.each(reflect.ValueOf(x), func(x any) error { return e.EncodeElement(x, start) })
	}
	return e.Encoder.EncodeElement(x, start)
}

func (e xmlEncoder) Encode(x any) error {
	b, ok := unbox(x)
	switch {
	case ok:
		return e.top(b.t, reflect.ValueOf(b.v))
	case boxes.HoldsBoxes(x):
		if k := reflect.TypeOf(x).Kind(); k == reflect.Slice || k == reflect.Array {
			return e.each(reflect.ValueOf(x), e.Encode)
		}
	}
	return e.Encoder.Encode(x)
}

func (e xmlEncoder) each(v reflect.Value, do func(any) error) error {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return do(boxes.HostBare(v.Interface()))
	}
	for i := range v.Len() {
		if err := do(v.Index(i).Interface()); err != nil {
			return err
		}
	}
	return nil
}

// top writes a value that stands in no element: its name is that of its type.
func (e xmlEncoder) top(t types.Type, v reflect.Value) error {
	if types.IsInterface(t) {
		if v.IsValid() && v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if !v.IsValid() {
			return nil
		}
		return e.Encode(v.Interface())
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		if v.IsNil() {
			return nil
		}
		return e.top(ptr.Elem(), v.Elem())
	}
	own := e.s.methodOf(t, v, "MarshalXML") != nil || e.s.methodOf(t, v, "MarshalText") != nil
	if elem := xmlList(t); elem != nil && !own {
		for i := range v.Len() {
			if err := e.top(elem, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	name := xmlTypeName(t)
	if name == "" {
		if said, _ := saidName(t, v); said.Local == "" {
			return &xml.UnsupportedTypeError{Type: named{v.Type(), names.GoName(t)}}
		}
		name = "struct" // the struct says another
	}
	return e.place(t, v, xml.StartElement{Name: xml.Name{Local: name}}, false)
}

// saidName is the name that a struct's field XMLName holds, by its tag or its value.
func saidName(t types.Type, v reflect.Value) (name xml.Name, tagged bool) {
	if space, local := xmlNameOf(t); local != "" {
		return xml.Name{Space: space, Local: local}, true
	}
	u, ok := t.Underlying().(*types.Struct)
	if !ok {
		return name, false
	}
	for i := range u.NumFields() {
		f := u.Field(i)
		if f.Name() == "XMLName" {
			name, _ = v.Field(i).Interface().(xml.Name)
			return name, false
		}
	}
	for i := range u.NumFields() {
		if _, ok := boxes.EmbeddedStruct(u.Field(i)); !ok {
			continue
		}
		if at, missing := embeddedPlace(u.Field(i), v.Field(i)); !missing && name.Local == "" {
			name, tagged = saidName(at.t, at.v)
		}
	}
	return name, tagged
}

// xmlTypeName is the name of the element that a type without another has.
func xmlTypeName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return t.Obj().Name()
	case *types.Basic:
		return names.GoName(t)
	}
	return ""
}

// xmlList is the type of the elements of a list that is written one by one, nil if t is none.
func xmlList(t types.Type) types.Type {
	var elem types.Type
	switch u := t.Underlying().(type) {
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	default:
		return nil
	}
	if b, ok := elem.Underlying().(*types.Basic); ok && b.Kind() == types.Uint8 {
		return nil
	}
	return elem
}

// place writes a value as an element. Where package xml says that a method of ours did wrong,
// it is told by the name of the cell's type.
func (e xmlEncoder) place(t types.Type, v reflect.Value, start xml.StartElement, forced bool) error {
	err := e.Encoder.EncodeElement(&xmlOut{e: e, t: t, v: v, forced: forced}, start)
	const ours = "(*codec.xmlOut)"
	if err != nil && strings.HasPrefix(err.Error(), "xml: "+ours) {
		return errors.New(strings.Replace(err.Error(), ours, *e.last, 1))
	}
	return err
}

// xmlOut is a place of a mirror that is written.
type xmlOut struct {
	e      xmlEncoder
	t      types.Type
	v      reflect.Value
	space  string // the namespace of the element around it
	forced bool   // the name of the element is the caller's
	skip   bool   // it is left out
}

// MarshalXML writes what the place stands for.
func (p *xmlOut) MarshalXML(_ *xml.Encoder, start xml.StartElement) error {
	if p == nil || p.skip {
		return nil
	}
	return p.write(p.t, p.v, start)
}

func (p *xmlOut) write(t types.Type, v reflect.Value, start xml.StartElement) error {
	if types.IsInterface(t) {
		if v.Kind() == reflect.Interface {
			v = v.Elem()
		}
		if !v.IsValid() {
			return nil
		}
		if b, ok := unbox(v.Interface()); ok {
			return p.write(b.t, reflect.ValueOf(b.v), start)
		}
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Interface {
			for i := range v.Len() {
				if err := p.write(t, v.Index(i), start); err != nil {
					return err
				}
			}
			return nil
		}
		return p.e.Encoder.EncodeElement(v.Interface(), start)
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		if v.IsNil() {
			return nil
		}
		return p.write(ptr.Elem(), v.Elem(), start)
	}
	if f, ok := p.e.s.methodOf(t, v, "MarshalXML").(func(*xml.Encoder, xml.StartElement) error); ok {
		*p.e.last = receiver(t, "MarshalXML")
		return f(p.e.Encoder, start)
	}
	if f, ok := p.e.s.methodOf(t, v, "MarshalText").(func() ([]byte, error)); ok {
		return p.e.Encoder.EncodeElement(xmlText(f), start)
	}
	if elem := xmlList(t); elem != nil {
		for i := range v.Len() {
			one := &xmlOut{e: p.e, t: elem, v: v.Index(i), space: p.space, forced: p.forced}
			if err := p.e.Encoder.EncodeElement(one, start); err != nil {
				return err
			}
		}
		return nil
	}
	if _, ok := t.Underlying().(*types.Struct); ok && names.CellType(t) {
		return p.structure(t, v, start)
	}
	err := p.e.Encoder.EncodeElement(v.Interface(), start)
	if bad, ok := err.(*xml.UnsupportedTypeError); ok {
		return &xml.UnsupportedTypeError{Type: named{bad.Type, names.GoName(t)}}
	}
	return err
}

// structure writes a struct. The name of its element is, in this order, the caller's, that of
// its field XMLName, and that of the field or type.
func (p *xmlOut) structure(t types.Type, v reflect.Value, start xml.StartElement) error {
	said, tagged := saidName(t, v)
	space := start.Name.Space
	if said.Local != "" && !p.forced {
		space = said.Space
	}
	m, err := p.e.s.mirror(t, v, false, p.e.fill(space))
	if err != nil {
		return err
	}
	if m.xmlName && !tagged && space == "" && p.space != "" {
		start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: "xmlns"}})
		if said.Local != "" && !p.forced {
			start.Name = said
		}
	} else if said.Local != "" && !p.forced {
		return m.plainXML(p.e.Encoder.Encode(m.given(v)))
	}
	return m.plainXML(p.e.Encoder.EncodeElement(m.given(v), start))
}

// fill puts what is written of a field into a mirror; space is the namespace around it.
func (e xmlEncoder) fill(space string) xmlFill {
	var none *xmlOut
	return func(f *xmlField) reflect.Value {
		t, v := f.v.Type(), f.place
		for types.IsInterface(t) { // what is in an interface stands for itself
			if v.Kind() == reflect.Interface {
				v = v.Elem()
			}
			if !v.IsValid() {
				return reflect.ValueOf(none)
			}
			b, ok := unbox(v.Interface())
			if !ok {
				if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Interface {
					return reflect.ValueOf(&xmlOut{e: e, t: f.v.Type(), v: v, space: space})
				}
				return v
			}
			t, v = b.t, reflect.ValueOf(b.v)
		}
		if (v.Kind() == reflect.Pointer) && v.IsNil() && (f.mode == "" || f.mode == "any" || f.mode == "attr") {
			return reflect.ValueOf(none)
		}
		out := &xmlOut{e: e, t: t, v: v, space: space, skip: f.empty && boxes.EmptyValue(v)}
		switch f.mode {
		case "name":
			return v
		case "attr", "anyattr", "attrany":
			if !asksXML(t, "MarshalXMLAttr", "MarshalText") || !names.CellType(t) {
				return v
			}
			if elem := xmlList(t); elem == nil || e.s.methodOf(t, v, "MarshalXMLAttr") != nil || e.s.methodOf(t, v, "MarshalText") != nil {
				return reflect.ValueOf(out)
			} else if out.skip {
				return reflect.ValueOf([]*xmlOut{})
			} else {
				list := make([]*xmlOut, v.Len())
				for i := range list {
					list[i] = &xmlOut{e: e, t: elem, v: v.Index(i)}
				}
				return reflect.ValueOf(list)
			}
		case "chardata", "cdata":
			if e.s.methodOf(t, v, "MarshalText") != nil {
				return reflect.ValueOf(out)
			}
			return v
		case "comment":
			return v
		case "innerxml":
			if text, plain := types.Unalias(t).(*types.Basic); plain && text.Kind() == types.String || !names.CellType(t) {
				return v
			}
			return reflect.ValueOf(out)
		}
		if b, basic := t.Underlying().(*types.Basic); !names.CellType(t) || basic && b != nil && !asksXML(t, "MarshalXML", "MarshalText") {
			return v
		}
		if f.nested {
			out.space = ""
		}
		return reflect.ValueOf(out)
	}
}

// MarshalXMLAttr writes the place as an attribute.
func (p *xmlOut) MarshalXMLAttr(name xml.Name) (xml.Attr, error) {
	if p == nil || p.skip {
		return xml.Attr{}, nil
	}
	t, v := p.t, p.v
	for {
		if f, ok := p.e.s.methodOf(t, v, "MarshalXMLAttr").(func(xml.Name) (xml.Attr, error)); ok {
			return f(name)
		}
		if f, ok := p.e.s.methodOf(t, v, "MarshalText").(func() ([]byte, error)); ok {
			text, err := f()
			return xml.Attr{Name: name, Value: string(text)}, err
		}
		ptr, ok := t.Underlying().(*types.Pointer)
		if !ok || v.IsNil() {
			return xml.Attr{}, nil
		}
		t, v = ptr.Elem(), v.Elem()
	}
}

// MarshalText writes the place as text.
func (p *xmlOut) MarshalText() ([]byte, error) {
	if f, ok := p.e.s.methodOf(p.t, p.v, "MarshalText").(func() ([]byte, error)); ok {
		return f()
	}
	return nil, nil
}

// xmlText is a method MarshalText of a cell's type.
type xmlText func() ([]byte, error)

func (f xmlText) MarshalText() ([]byte, error) { return f() }
