package yaegi

import (
	"reflect"
	"unsafe"
)

// Unwrap takes a value out of what the interpreter puts around it when it is held by an
// interface: a struct of its own type and the value.
func Unwrap(v reflect.Value) reflect.Value {
	for v.IsValid() {
		if v.Kind() == reflect.Interface {
			v = v.Elem()
			continue
		}
		if v.Kind() != reflect.Struct || v.NumField() < 1 || !v.CanInterface() {
			return v
		}
		t := v.Type()
		switch {
		case t.PkgPath() == path && t.Name() == "valueInterface":
			hold := reflect.New(t).Elem()
			hold.Set(v)
			v = *(*reflect.Value)(unsafe.Pointer(hold.FieldByName("value").UnsafeAddr()))
		case t.Field(0).Name == "IValue" && t.Field(0).Type.Kind() == reflect.Interface:
			v = v.Field(0)
		default:
			return v
		}
	}
	return v
}

// path is the interpreter's own.
const path = "github.com/traefik/yaegi/interp"

// Bytes returns the bytes of a text without a copy, which nobody may change.
func Bytes(text string) []byte { return unsafe.Slice(unsafe.StringData(text), len(text)) }
