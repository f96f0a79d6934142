package boxes

import (
	"encoding/gob"
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// encoding/gob and the types of cells.
//
// A gob is made by reflection, which knows neither the names and methods of cells' types nor
// which fields are exported, and in interfaces finds boxes. So a value of a cell's type is
// copied to one of a struct made for gob (its sent type: exported fields alone), and copied
// back when it has been read.

// GobEncoder is what is called of a gob.Encoder, and GobDecoder of a gob.Decoder.
type (
	GobEncoder interface{ Encode(any) error }
	GobDecoder interface{ Decode(any) error }
)

type gobEncoder struct {
	*gob.Encoder
	s *Registry
}

type gobDecoder struct {
	*gob.Decoder
	s *Registry
}

func (s *Registry) HostGobEncoder(e *gob.Encoder) any { return gobEncoder{e, s} }
func (s *Registry) HostGobDecoder(d *gob.Decoder) any { return gobDecoder{d, s} }

// gobTypes are the types that gob.Register was told, by their sent types and by shape.
type gobTypes struct {
	mu     sync.Mutex
	sent   map[reflect.Type]gobType
	shapes map[string]bool
}

type gobType struct {
	*boxType
	raw reflect.Type // as the interpreter has it
}

func (g gobEncoder) Encode(x any) error {
	b, ok := Unbox(x)
	c := &gobCopy{s: g.s}
	if !ok {
		if x == nil {
			return g.Encoder.Encode(x)
		}
		v := c.compiled(reflect.ValueOf(x))
		if c.err != nil {
			return c.err
		}
		return g.EncodeValue(v)
	}
	v := reflect.ValueOf(b.v)
	t := c.sent(b.T.t, v.Type())
	if c.itself {
		return g.Encoder.Encode(b.v) // as reflection sees it: with the fields that are not exported
	}
	out := reflect.New(t).Elem()
	c.out(b.T.t, v, out)
	if c.err != nil {
		return c.err
	}
	return g.EncodeValue(out)
}

func (g gobDecoder) Decode(x any) error {
	b, ok := Unbox(x)
	v := reflect.ValueOf(b.v)
	if !ok {
		v = reflect.ValueOf(x)
	}
	if !ok || v.Kind() != reflect.Pointer || v.IsNil() {
		if err := g.Decoder.Decode(x); err != nil || v.Kind() != reflect.Pointer {
			return err
		}
		c := &gobCopy{s: g.s, reading: true}
		v.Elem().Set(c.compiled(v.Elem()))
		return c.err
	}
	ptr, ok := b.T.t.Underlying().(*types.Pointer)
	if !ok {
		return g.Decoder.Decode(b.v)
	}
	c := &gobCopy{s: g.s}
	t := c.sent(ptr.Elem(), v.Type().Elem())
	if c.itself {
		return g.Decoder.Decode(b.v)
	}
	in := reflect.New(t)
	c.out(ptr.Elem(), v.Elem(), in.Elem()) // a gob leaves out what is zero
	c.err = nil
	if err := g.DecodeValue(in); err != nil {
		return err
	}
	c.back(ptr.Elem(), in.Elem(), v.Elem())
	return c.err
}

// HostGobRegister is gob.Register.
func (s *Registry) HostGobRegister(x any) {
	b, ok := Unbox(x)
	if !ok {
		gob.Register(x)
		return
	}
	s.registerGob(names.GoName(b.T.t), b)
}

// HostGobRegisterName is gob.RegisterName.
func (s *Registry) HostGobRegisterName(name string, x any) {
	b, ok := Unbox(x)
	if !ok {
		gob.RegisterName(name, x)
		return
	}
	s.registerGob(name, b)
}

// registerGob registers the sent type of a cell's type. The table of package gob is that of
// the process and keeps every name: a type that is declared anew gets another.
func (s *Registry) registerGob(name string, b boxed) {
	c := &gobCopy{s: s}
	t := c.held(b.T.t, reflect.TypeOf(b.v))
	if c.itself {
		panic(fmt.Sprintf("gob: %s holds itself: a type like that cannot be registered in a cell; write its parts to a struct without the circle", names.GoName(b.T.t)))
	}
	s.gobs.mu.Lock()
	defer s.gobs.mu.Unlock()
	if s.gobs.sent == nil {
		s.gobs.sent, s.gobs.shapes = map[reflect.Type]gobType{}, map[string]bool{}
	}
	try := func(name string) (ok bool) {
		defer func() {
			if r := recover(); r != nil {
				if text, is := r.(string); is && strings.Contains(text, "duplicate names") {
					ok = true // it has one already
				}
			}
		}()
		gob.RegisterName(name, reflect.Zero(t).Interface())
		return true
	}
	for i := 2; !try(name) && i < 1000; i++ {
		name = fmt.Sprintf("%s%s%d", strings.Split(name, names.Mark)[0], names.Mark, i)
	}
	s.gobs.sent[t] = gobType{b.T, reflect.TypeOf(b.v)}
	s.gobs.shapes[names.Shape(b.T.t)] = true
}

// gobOwn is a value that says itself what is written of it.
type gobOwn struct{ text []byte }

func (g gobOwn) GobEncode() ([]byte, error) { return g.text, nil }

func (g *gobOwn) GobDecode(b []byte) error {
	g.text = append([]byte{}, b...)
	return nil
}

// gobCopy copies a value to its sent type and back.
type gobCopy struct {
	s       *Registry
	on      []types.Type // the structs on the way down
	reading bool
	itself  bool // a type holds itself: it has no sent type
	err     error
}

func (c *gobCopy) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// own is the method of a type that encodes or decodes it, nil if it has none.
func (c *gobCopy) own(t types.Type, v reflect.Value, methods ...string) any {
	recv := []struct {
		t types.Type
		v reflect.Value
	}{{t, v}}
	if v.IsValid() && v.CanAddr() && !names.IsPointer(t) {
		recv = append(recv, struct {
			t types.Type
			v reflect.Value
		}{types.NewPointer(t), v.Addr()})
	}
	for _, r := range recv {
		b := c.s.boxOf(r.t)
		if b == nil || !r.v.CanInterface() {
			continue
		}
		for _, name := range methods {
			if m := (boxed{b, r.v.Interface()}).Method(name); m != nil {
				return m
			}
		}
	}
	return nil
}

// encodesItself reports whether a type, or a pointer to it, has methods to encode it.
func encodesItself(t types.Type) bool {
	if names.IsPointer(t) || types.IsInterface(t) {
		return false
	}
	set := types.NewMethodSet(types.NewPointer(t))
	return set.Lookup(nil, "GobEncode") != nil || set.Lookup(nil, "MarshalBinary") != nil
}

// sent is the sent type of a type, which the interpreter has as rt.
func (c *gobCopy) sent(t types.Type, rt reflect.Type) reflect.Type {
	if types.IsInterface(t) || !names.CellType(t) {
		return rt
	}
	if encodesItself(t) {
		return reflect.TypeFor[gobOwn]()
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return reflect.PointerTo(c.sent(u.Elem(), rt.Elem()))
	case *types.Slice:
		return reflect.SliceOf(c.sent(u.Elem(), rt.Elem()))
	case *types.Array:
		return reflect.ArrayOf(rt.Len(), c.sent(u.Elem(), rt.Elem()))
	case *types.Map:
		return reflect.MapOf(c.sent(u.Key(), rt.Key()), c.sent(u.Elem(), rt.Elem()))
	case *types.Struct:
		return c.sentStruct(t, u, rt)
	}
	return rt
}

func (c *gobCopy) sentStruct(t types.Type, u *types.Struct, rt reflect.Type) reflect.Type {
	for _, on := range c.on {
		if types.Identical(on, t) {
			c.itself = true
			return rt
		}
	}
	c.on = append(c.on, t)
	defer func() { c.on = c.on[:len(c.on)-1] }()
	var fields []reflect.StructField
	for i := range u.NumFields() {
		if !sentField(u.Field(i)) {
			continue
		}
		f := reflect.StructField{Name: u.Field(i).Name(), Type: c.sent(u.Field(i).Type(), rt.Field(i).Type)}
		if len(fields) == 0 {
			f.Tag = reflect.StructTag(fmt.Sprintf("cell:%q", names.Shape(t))) // two types of the same fields stay two
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}

func sentField(f *types.Var) bool {
	switch f.Type().Underlying().(type) {
	case *types.Signature, *types.Chan:
		return false
	}
	return f.Exported()
}

// held is the sent type of a value in an interface: of one that is no struct, a struct that
// holds it, since package gob tells types apart by reflection.
func (c *gobCopy) held(t types.Type, rt reflect.Type) reflect.Type {
	out := c.sent(t, rt)
	base := out
	for base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	if base.Kind() == reflect.Struct && base != reflect.TypeFor[gobOwn]() {
		return out
	}
	return reflect.StructOf([]reflect.StructField{{Name: "V", Type: out, Tag: reflect.StructTag(fmt.Sprintf("cell:%q", names.Shape(t)))}})
}

// out copies v, of type t, to a value of its sent type.
func (c *gobCopy) out(t types.Type, v, to reflect.Value) {
	if types.IsInterface(t) {
		c.outDynamic(v, to)
		return
	}
	if !names.CellType(t) {
		to.Set(c.compiled(v))
		return
	}
	if to.Type() == reflect.TypeFor[gobOwn]() {
		if !v.CanAddr() {
			place := reflect.New(v.Type()).Elem()
			place.Set(v)
			v = place
		}
		f, ok := c.own(t, v, "GobEncode", "MarshalBinary").(func() ([]byte, error))
		if !ok {
			c.fail(fmt.Errorf("gob: %s has no method GobEncode() ([]byte, error)", names.GoName(t)))
			return
		}
		text, err := f()
		if err != nil {
			c.fail(err)
		}
		to.Set(reflect.ValueOf(gobOwn{text}))
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if !v.IsNil() {
			to.Set(reflect.New(to.Type().Elem()))
			c.out(u.Elem(), v.Elem(), to.Elem())
		}
	case *types.Slice:
		if !v.IsNil() {
			to.Set(reflect.MakeSlice(to.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.out(u.Elem(), v.Index(i), to.Index(i))
			}
		}
	case *types.Array:
		for i := range v.Len() {
			c.out(u.Elem(), v.Index(i), to.Index(i))
		}
	case *types.Map:
		if v.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(to.Type(), v.Len()))
		for it := v.MapRange(); it.Next(); {
			key, value := reflect.New(to.Type().Key()).Elem(), reflect.New(to.Type().Elem()).Elem()
			c.out(u.Key(), it.Key(), key)
			c.out(u.Elem(), it.Value(), value)
			to.SetMapIndex(key, value)
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if sentField(u.Field(i)) {
				c.out(u.Field(i).Type(), v.Field(i), to.FieldByName(u.Field(i).Name()))
			}
		}
	default:
		to.Set(v.Convert(to.Type()))
	}
}

func (c *gobCopy) outDynamic(v, to reflect.Value) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return
	}
	b, ok := Unbox(v.Interface())
	if !ok {
		to.Set(c.compiled(v))
		return
	}
	c.s.gobs.mu.Lock()
	known := c.s.gobs.shapes[names.Shape(b.T.t)]
	c.s.gobs.mu.Unlock()
	if !known {
		c.fail(fmt.Errorf("gob: type not registered for interface: %s", names.GoName(b.T.t)))
		return
	}
	raw := reflect.ValueOf(b.v)
	held := reflect.New(c.held(b.T.t, raw.Type())).Elem()
	place := held
	if c.wrapped(b.T.t, raw.Type(), held.Type()) {
		place = held.Field(0)
	}
	c.out(b.T.t, raw, place)
	if to.Kind() != reflect.Interface || !held.Type().AssignableTo(to.Type()) {
		c.fail(fmt.Errorf("gob: a value of a cell's type %s in an interface of a compiled package cannot be sent: declare the field as any", names.GoName(b.T.t)))
		return
	}
	to.Set(held)
}

// holdsInterfaces reports whether a value of a compiled type may hold boxes, or what was sent
// of them: in interfaces without methods, at any depth that package gob follows.
func holdsInterfaces(t reflect.Type, on map[reflect.Type]bool) bool {
	if on[t] {
		return false
	}
	on[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return t.NumMethod() == 0
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return holdsInterfaces(t.Elem(), on)
	case reflect.Map:
		return holdsInterfaces(t.Elem(), on)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && holdsInterfaces(f.Type, on) {
				return true
			}
		}
	}
	return false
}

// compiled is a value of a compiled type, with the boxes in it in the form in which they are
// sent, or back.
func (c *gobCopy) compiled(v reflect.Value) reflect.Value {
	if !v.IsValid() || !holdsInterfaces(v.Type(), map[reflect.Type]bool{}) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Interface:
		switch {
		case v.IsNil():
		case c.reading:
			c.backDynamic(v, out)
		default:
			c.outDynamic(v, out)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(c.compiled(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			out.Index(i).Set(c.compiled(v.Index(i)))
		}
	case reflect.Map:
		if v.IsNil() {
			break
		}
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for it := v.MapRange(); it.Next(); {
			out.SetMapIndex(it.Key(), c.compiled(it.Value()))
		}
	case reflect.Struct:
		out.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(c.compiled(v.Field(i)))
			}
		}
	}
	return out
}

// wrapped reports whether held puts a struct around the sent type.
func (c *gobCopy) wrapped(t types.Type, rt, held reflect.Type) bool { return c.sent(t, rt) != held }

// back copies a value of a sent type to v, of type t.
func (c *gobCopy) back(t types.Type, from, v reflect.Value) {
	if types.IsInterface(t) {
		c.backDynamic(from, v)
		return
	}
	if !names.CellType(t) {
		c.reading = true
		v.Set(c.compiled(from))
		return
	}
	if from.Type() == reflect.TypeFor[gobOwn]() {
		text := from.Interface().(gobOwn).text
		if text == nil {
			return
		}
		f, ok := c.own(t, v, "GobDecode", "UnmarshalBinary").(func([]byte) error)
		if !ok {
			c.fail(fmt.Errorf("gob: %s has no method GobDecode([]byte) error", names.GoName(t)))
		} else if err := f(text); err != nil {
			c.fail(err)
		}
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if from.IsNil() {
			v.SetZero()
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		c.back(u.Elem(), from.Elem(), v.Elem())
	case *types.Slice:
		if from.IsNil() {
			v.SetZero()
			return
		}
		out := reflect.MakeSlice(v.Type(), from.Len(), from.Len())
		for i := range from.Len() {
			c.back(u.Elem(), from.Index(i), out.Index(i))
		}
		v.Set(out)
	case *types.Array:
		for i := range from.Len() {
			c.back(u.Elem(), from.Index(i), v.Index(i))
		}
	case *types.Map:
		if from.IsNil() {
			v.SetZero()
			return
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		for it := from.MapRange(); it.Next(); {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			c.back(u.Key(), it.Key(), key)
			c.back(u.Elem(), it.Value(), value)
			v.SetMapIndex(key, value)
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if sentField(u.Field(i)) {
				c.back(u.Field(i).Type(), from.FieldByName(u.Field(i).Name()), v.Field(i))
			}
		}
	default:
		v.Set(from.Convert(v.Type()))
	}
}

func (c *gobCopy) backDynamic(from, v reflect.Value) {
	if from.Kind() == reflect.Interface {
		from = from.Elem()
	}
	if !from.IsValid() {
		v.SetZero()
		return
	}
	c.s.gobs.mu.Lock()
	b, known := c.s.gobs.sent[from.Type()]
	c.s.gobs.mu.Unlock()
	if !known {
		v.Set(c.compiled(from))
		return
	}
	raw := reflect.New(b.raw).Elem()
	if c.wrapped(b.t, b.raw, from.Type()) {
		from = from.Field(0)
	}
	c.back(b.t, from, raw)
	v.Set(reflect.ValueOf(b.Box(raw.Interface())))
}
