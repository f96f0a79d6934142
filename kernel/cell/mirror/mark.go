package mirror

import (
	"go/types"
	"reflect"
	"sync"

	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// marks number the cells' types of reflect.Values (yaegi/mark.go).
type marks struct {
	mu   sync.Mutex
	ids  map[string]int // by shape
	list []types.Type
}

// mark gives a reflect.Value the cell's type that it is of. One of another type stays as it
// is.
func (s *Mirror) mark(v reflect.Value, t types.Type) reflect.Value {
	if !v.IsValid() || !names.CellType(t) {
		return v
	}
	key := names.Shape(t)
	s.marks.mu.Lock()
	defer s.marks.mu.Unlock()
	id, known := s.marks.ids[key]
	if !known {
		if s.marks.ids == nil {
			s.marks.ids = map[string]int{}
		}
		id = len(s.marks.list)
		s.marks.ids[key] = id
		s.marks.list = append(s.marks.list, t)
	}
	s.marks.list[id] = t // as it was declared last
	return yaegi.Marked(v, id+1)
}

// markAs is mark by a reflect.Type.
func (s *Mirror) markAs(v reflect.Value, t reflect.Type) reflect.Value {
	if c, ok := t.(*cellType); ok {
		return s.mark(v, c.t)
	}
	return v
}

// marked is the cell's type that a reflect.Value was marked with, nil if there is none.
func (s *Mirror) marked(v reflect.Value) types.Type {
	id := yaegi.MarkOf(v) - 1
	s.marks.mu.Lock()
	defer s.marks.mu.Unlock()
	if id < 0 || id >= len(s.marks.list) {
		return nil
	}
	return s.marks.list[id]
}

// typeOfValue is the cell's type of a reflect.Value, nil if it is of another or may be of
// several.
func (s *Mirror) typeOfValue(v reflect.Value) types.Type {
	if !v.IsValid() {
		return nil
	}
	if t := s.marked(v); t != nil {
		return t
	}
	return s.cellTypeOf(v.Type())
}

// The parts of a value, each marked with its type.

func (v reflectValue) underlying() types.Type {
	if t := v.s.typeOfValue(v.Value); t != nil {
		return t.Underlying()
	}
	return nil
}

func (v reflectValue) Field(i int) reflect.Value {
	f := v.Value.Field(i)
	u, ok := v.underlying().(*types.Struct)
	if !ok || i >= u.NumFields() {
		return f
	}
	field := u.Field(i)
	if !field.Exported() {
		f = yaegi.Hidden(f, field.Embedded())
	}
	return v.s.mark(f, field.Type())
}

func (v reflectValue) FieldByIndex(index []int) reflect.Value {
	at := v.Value
	for i, x := range index {
		if i > 0 && at.Kind() == reflect.Pointer && at.Type().Elem().Kind() == reflect.Struct {
			if at.IsNil() {
				panic("reflect: indirection through nil pointer to embedded struct")
			}
			at = reflectValue{at, v.s}.Elem()
		}
		at = reflectValue{at, v.s}.Field(x)
	}
	return at
}

func (v reflectValue) Index(i int) reflect.Value { return v.element(v.Value.Index(i)) }

// element marks an element of a slice or array, or what a pointer points to.
func (v reflectValue) element(e reflect.Value) reflect.Value {
	if u, ok := v.underlying().(interface{ Elem() types.Type }); ok {
		return v.s.mark(e, u.Elem())
	}
	return e
}

// same marks a value of the same type.
func (v reflectValue) same(w reflect.Value) reflect.Value {
	if t := v.s.typeOfValue(v.Value); t != nil {
		return v.s.mark(w, t)
	}
	return w
}

func (v reflectValue) Slice(i, j int) reflect.Value {
	w := v.Value.Slice(i, j)
	if a, ok := v.underlying().(*types.Array); ok {
		return v.s.mark(w, types.NewSlice(a.Elem()))
	}
	return v.same(w)
}

func (v reflectValue) MapIndex(key reflect.Value) reflect.Value {
	return v.element(v.Value.MapIndex(key))
}

func (v reflectValue) MapKeys() []reflect.Value {
	keys := v.Value.MapKeys()
	if m, ok := v.underlying().(*types.Map); ok {
		for i, k := range keys {
			keys[i] = v.s.mark(k, m.Key())
		}
	}
	return keys
}

func (v reflectValue) Addr() reflect.Value {
	p := v.Value.Addr()
	if t := v.s.typeOfValue(v.Value); t != nil {
		return v.s.mark(p, types.NewPointer(t))
	}
	return p
}

func (v reflectValue) Call(in []reflect.Value) []reflect.Value {
	out := v.Value.Call(in)
	if sig, ok := v.underlying().(*types.Signature); ok {
		for i := range out {
			out[i] = v.s.mark(out[i], sig.Results().At(i).Type())
		}
	}
	return out
}
