package yaegi

import (
	"reflect"
	"unsafe"
)

// Pointers is package unsafe for lowered code, by the names of the host's funcs. The values of
// the interpreter lie in memory as Go's do; reflection gives the types that the code names.
func Pointers() map[string]reflect.Value {
	f := reflect.ValueOf
	return map[string]reflect.Value{
		"UnsafePointer": f(func(ptr any) unsafe.Pointer { return reflect.ValueOf(ptr).UnsafePointer() }),
		"UnsafeAt":      f(at),
		"UnsafeTo": f(func(p unsafe.Pointer, sample any) any {
			return reflect.NewAt(reflect.TypeOf(sample).Elem(), p).Interface()
		}),
		"UnsafeNumber": f(func(p unsafe.Pointer) uintptr { return uintptr(p) }),
		"UnsafeAdd":    f(func(p unsafe.Pointer, n int) unsafe.Pointer { return unsafe.Add(p, n) }),
		"UnsafeString": f(func(p *byte, n int) string { return unsafe.String(p, n) }),
		"UnsafeSlice": f(func(ptr any, n int) any {
			v := reflect.ValueOf(ptr)
			return reflect.SliceAt(v.Type().Elem(), v.UnsafePointer(), n).Interface()
		}),
		"UnsafeSliceData": f(func(list any) any {
			v := reflect.ValueOf(list)
			return reflect.NewAt(v.Type().Elem(), v.UnsafePointer()).Interface()
		}),
		"UnsafeStringData": f(func(s string) *byte { return unsafe.StringData(s) }),
	}
}

// UnsafeSymbols are the types of package unsafe, in the interpreter's form.
var UnsafeSymbols = map[string]map[string]reflect.Value{
	"unsafe/unsafe": {"Pointer": reflect.ValueOf((*unsafe.Pointer)(nil))},
}

// at is the pointer of a number; the program that asks answers for it.
func at(n uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&n))
}
