package yaegi

import (
	"reflect"
	"unsafe"
)

// The layouts of types in memory (internal/abi), as far as fields need them.
type (
	abiType struct {
		size, ptrBytes    uintptr
		hash              uint32
		flags             uint8
		align, fieldAlign uint8
		kind              uint8
		equal             func(unsafe.Pointer, unsafe.Pointer) bool
		gc                *byte
		str, ptrToThis    int32
	}
	abiStruct struct {
		abiType
		pkgPath *byte
		fields  []abiField
	}
	abiField struct {
		name   *byte
		typ    unsafe.Pointer
		offset uintptr
	}
	abiFunc struct {
		abiType
		in, out uint16 // the types follow
	}
	abiChan struct {
		abiType
		elem unsafe.Pointer
		dir  int
	}
)

// setPart puts a type of the same size and layout in the place of a part in a type that
// package reflect has made.
func setPart(t reflect.Type, i int, part reflect.Type) {
	p, to := typePointer(t), typePointer(part)
	switch t.Kind() {
	case reflect.Struct:
		(*abiStruct)(p).fields[i].typ = to
	case reflect.Func:
		n := t.NumIn() + t.NumOut()
		unsafe.Slice((*unsafe.Pointer)(unsafe.Add(p, unsafe.Sizeof(abiFunc{}))), n)[i] = to
	case reflect.Chan:
		(*abiChan)(p).elem = to
	}
}

func partOf(t reflect.Type, i int) reflect.Type {
	switch {
	case t.Kind() == reflect.Struct:
		return t.Field(i).Type
	case t.Kind() == reflect.Chan:
		return t.Elem()
	case i < t.NumIn():
		return t.In(i)
	}
	return t.Out(i - t.NumIn())
}

// typePointer is where a type lies: a reflect.Type is an interface that holds a pointer
// to it.
func typePointer(t reflect.Type) unsafe.Pointer { return reflect.ValueOf(t).UnsafePointer() }
