package host

import (
	"reflect"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// hostPanic returns what panic(x) panics with, where x is the value of an interface.
func hostPanic(x any) any {
	if x == nil {
		return yaegi.NilPanic
	}
	return x
}

// hostReceiver returns the value of an interface whose method will be called. It panics if
// there is none.
func hostReceiver(x any) any {
	if x == nil {
		panic(yaegi.NilPointer)
	}
	return x
}

// hostPointed returns the pointer p of &*p. It panics if that is nil.
func hostPointed(p any) any {
	if reflect.ValueOf(p).IsNil() {
		panic(yaegi.NilPointer)
	}
	return p
}

// hostClear empties a map, also of keys that are not equal to themselves, or zeroes the
// elements of a slice.
func hostClear(x any) {
	if v := reflect.ValueOf(x); v.IsValid() {
		v.Clear()
	}
}
