package yaegi

import (
	"math"
	"reflect"
	"sync"
	"unsafe"
)

// Arguments that are -0.
//
// Rule of Go: a parameter is a copy of the argument.
// The interpreter: does not copy an argument that reflection calls zero, and that is so for
// -0, also in structs and arrays: the parameter becomes +0.
// Here: a call of a func with such parameters looks for a -0 among them. If there is one, it
// is put down beside the frame of the caller, and the gate at the beginning of the func that
// is called (gates.go) copies it. All else runs as before.
// Pinned by testdata/programs/negativezero.go.

// signs holds the arguments that calls are about to lose, by the frame of the caller.
type signs struct{ of sync.Map }

// lost is an argument with its place in the frame of the func that is called.
type lost struct {
	slot  int
	value reflect.Value
}

// signedArgs returns the arguments of a call that may hold a -0, each with its place in the
// frame of the func that is called.
func (l nodeLayout) signedArgs(n node) (slots []int, args []node) {
	list := l.children(n)
	if len(list) < 2 || reflect.ValueOf(*l.generator(n)).Pointer() != reflect.ValueOf(call).Pointer() {
		return nil, nil
	}
	if anc := l.pointer(n, l.gates.anc); anc == nil || l.kindOf(anc) == l.gates.goes {
		return nil, nil
	}
	t := l.typeOf(list[0])
	if t == nil || l.kindOf(list[0]) == l.gates.selector || t.Kind() != reflect.Func || !t.IsVariadic() && t.NumIn() != len(list)-1 {
		return nil, nil
	}
	in := t.NumIn()
	if t.IsVariadic() {
		in--
	}
	for i := range min(in, len(list)-1) {
		if holdsFloat(t.In(i)) && !l.constant(list[i+1]) {
			slots, args = append(slots, t.NumOut()+i), append(args, list[i+1])
		}
	}
	return slots, args
}

// holdsFloat reports whether a value of a type may be or hold a -0 that reflection calls
// zero.
func holdsFloat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	case reflect.Array:
		return holdsFloat(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsFloat(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// signed reports whether a value that reflection calls zero is or holds a -0.
func signed(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		return math.Signbit(v.Float())
	case reflect.Complex64, reflect.Complex128:
		return math.Signbit(real(v.Complex())) || math.Signbit(imag(v.Complex()))
	case reflect.Array:
		for i := range v.Len() {
			if signed(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if signed(v.Field(i)) {
				return true
			}
		}
	}
	return false
}

// keepSigns puts down what the interpreter would lose of a call's arguments.
func (l nodeLayout) keepSigns(n node, h *Halt) {
	slots, args := l.signedArgs(n)
	if len(slots) == 0 {
		return
	}
	l.wrap(n, func(_ node, code nodeCode) nodeCode {
		values := make([]func(f frames) reflect.Value, len(args))
		for i, arg := range args {
			values[i] = operand(arg)
		}
		return func(f frames) nodeCode {
			var list []lost
			for i, value := range values {
				if v := value(f); v.IsValid() && v.IsZero() && signed(v) {
					list = append(list, lost{slots[i], v})
				}
			}
			if list == nil {
				return code(f)
			}
			h.signs.of.Store(f, list)
			h.alert.Add(1)
			defer func() {
				h.signs.of.Delete(f)
				h.alert.Add(-1)
			}()
			return code(f)
		}
	})
}

// restoreSigns copies the arguments that were put down for the func whose frame begins.
func (l nodeLayout) restoreSigns(f frames, h *Halt) {
	caller := *(*frames)(unsafe.Add(unsafe.Pointer(f), l.gates.around))
	if caller == nil {
		return
	}
	list, ok := h.signs.of.LoadAndDelete(caller)
	if !ok {
		return
	}
	data := *(*[]reflect.Value)(unsafe.Add(unsafe.Pointer(f), l.gates.data))
	for _, a := range list.([]lost) {
		if a.slot < len(data) && data[a.slot].Type() == a.value.Type() {
			data[a.slot].Set(a.value)
		}
	}
}
