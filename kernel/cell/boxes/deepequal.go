package boxes

import "reflect"

// pair are two values that are being compared: meeting them again tells nothing new.
type pair struct {
	a, b uintptr
	t    reflect.Type
}

// HostDeepEqual is reflect.DeepEqual. It goes the same way, and looks into the boxes that
// interfaces hold: two boxes differ if their types do.
func HostDeepEqual(x, y any) bool {
	return deepInterface(x, y, map[pair]bool{})
}

func deepInterface(x, y any, on map[pair]bool) bool {
	a, inA := Unbox(x)
	b, inB := Unbox(y)
	switch {
	case inA != inB || inA && a.T != b.T:
		return false
	case inA:
		x, y = a.v, b.v
	}
	if x == nil || y == nil {
		return x == y
	}
	v, w := reflect.ValueOf(x), reflect.ValueOf(y)
	return v.Type() == w.Type() && deepEqual(v, w, on)
}

func deepEqual(v, w reflect.Value, on map[pair]bool) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		if v.IsNil() || w.IsNil() {
			return v.IsNil() == w.IsNil()
		}
		if v.Kind() != reflect.Slice && v.Pointer() == w.Pointer() {
			return true
		}
		p := pair{v.Pointer(), w.Pointer(), v.Type()}
		if v.Kind() == reflect.Slice && v.Len() != w.Len() {
			return false
		}
		if on[p] {
			return true
		}
		on[p] = true
	}
	switch v.Kind() {
	case reflect.Pointer:
		return deepEqual(v.Elem(), w.Elem(), on)
	case reflect.Interface:
		if v.IsNil() || w.IsNil() {
			return v.IsNil() == w.IsNil()
		}
		if v.CanInterface() && w.CanInterface() {
			return deepInterface(v.Interface(), w.Interface(), on)
		}
		return v.Elem().Type() == w.Elem().Type() && deepEqual(v.Elem(), w.Elem(), on)
	case reflect.Slice:
		if v.Pointer() == w.Pointer() {
			return true
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			if !deepEqual(v.Index(i), w.Index(i), on) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range v.NumField() {
			if !deepEqual(v.Field(i), w.Field(i), on) {
				return false
			}
		}
		return true
	case reflect.Map:
		return deepMaps(v, w, on)
	case reflect.Func:
		return v.IsNil() && w.IsNil()
	}
	return v.Equal(w)
}

func deepMaps(v, w reflect.Value, on map[pair]bool) bool {
	if v.Len() != w.Len() {
		return false
	}
	for it := v.MapRange(); it.Next(); {
		other := w.MapIndex(it.Key())
		if !other.IsValid() || !deepEqual(it.Value(), other, on) {
			return false
		}
	}
	return true
}
