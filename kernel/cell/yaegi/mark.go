package yaegi

import (
	"reflect"
	"unsafe"
)

// Marks on reflect.Values.
//
// A reflect.Value of a cell's type is one of the interpreter's type, which an int and a type
// D int share. The flag of a Value keeps the number of a method above its lowest bits, if
// the Value is one of a method, and nothing there otherwise: so there is room for a number
// that says which type of a cell is meant. It goes along where the Value is copied, and is
// gone from all that package reflect makes of it.

const (
	markShift   = 10 // of the number, as reflect's flagMethodShift
	flagMethod  = 1 << 9
	flagStickRO = 1 << 5 // of a field that is not exported
	flagEmbedRO = 1 << 6 // of an embedded one
)

// flagAt is the place of the flag in a Value.
var flagAt = func() uintptr {
	f, ok := reflect.TypeFor[reflect.Value]().FieldByName("flag")
	if !ok || f.Type.Kind() != reflect.Uintptr {
		panic("this version of Go has no field \"flag\" in reflect.Value")
	}
	return f.Offset
}()

func flagOf(v *reflect.Value) *uintptr {
	return (*uintptr)(unsafe.Add(unsafe.Pointer(v), flagAt))
}

// Marked returns a Value with a number above 0 that MarkOf finds.
func Marked(v reflect.Value, number int) reflect.Value {
	if flag := flagOf(&v); *flag != 0 && *flag&flagMethod == 0 {
		*flag = *flag&(1<<markShift-1) | uintptr(number)<<markShift
	}
	return v
}

// MarkOf returns the number of a marked Value, 0 if it has none.
func MarkOf(v reflect.Value) int {
	flag := *flagOf(&v)
	if flag&flagMethod != 0 {
		return 0
	}
	return int(flag >> markShift)
}

// Hidden makes a Value read-only as that of a field is that is not exported.
func Hidden(v reflect.Value, embedded bool) reflect.Value {
	if embedded {
		*flagOf(&v) |= flagEmbedRO
	} else {
		*flagOf(&v) |= flagStickRO
	}
	return v
}
