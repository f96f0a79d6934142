package yaegi

import (
	"fmt"
	"math/bits"
	"reflect"
)

// NilPanic and the other values are what compiled code
// panics with where the interpreter panics in words of its own: this program panicked
// with them when it did the same.
var (
	negativeShift = failure(func() { spare = 1 << negative })
	NilPointer    = failure(func() { spare = *nowhere })
	NilPanic      = failure(func() { panic(nil) })
)

var (
	negative = -1
	spare    int
	nowhere  *int
)

// RuntimeError is a runtime.Error with a text of compiled code.
type RuntimeError string

func (e RuntimeError) Error() string { return string(e) }

// RuntimeError marks it as a runtime.Error.
func (e RuntimeError) RuntimeError() {}

// failure returns what f panics with, nil if it does not.
func failure(f func()) (err any) {
	defer func() { err = recover() }()
	f()
	return nil
}

// indexFailure panics as x[i] does in compiled code, if i is out of range; x may be a map,
// which has no range.
func indexFailure(x, i reflect.Value) {
	if x.IsValid() && x.Kind() == reflect.Map {
		return
	}
	if !x.IsValid() {
		panic(NilPointer)
	}
	list := make([]struct{}, x.Len())
	if i.CanUint() {
		_ = list[i.Uint()]
		return
	}
	_ = list[i.Int()]
}

// sliceFailure panics as x[low:high:most] does in compiled code, if the bounds, of which
// the last one or two may be missing, are out of range.
func sliceFailure(x reflect.Value, bounds []reflect.Value) {
	if !x.IsValid() {
		panic(NilPointer)
	}
	most, what := uint64(x.Len()), "length"
	if x.Kind() == reflect.Slice {
		most, what = uint64(x.Cap()), "capacity"
	}
	at := make([]string, 3)
	for i, b := range bounds {
		at[i] = fmt.Sprint(b)
	}
	outside := func(i int, most uint64) bool { return unsigned(bounds[i]) > most }
	fail := func(i int, text string) {
		if bounds[i].CanInt() && bounds[i].Int() < 0 { // then its limit does not matter
			text = map[int]string{0: at[0] + ":", 1: ":" + at[1], 2: "::" + at[2]}[i]
			if i < 2 && len(bounds) == 3 {
				text += ":"
			}
			text = "[" + text + "]"
		}
		panic(RuntimeError("runtime error: slice bounds out of range " + text))
	}
	switch {
	case len(bounds) == 3 && outside(2, most):
		fail(2, fmt.Sprintf("[::%s] with %s %d", at[2], what, most))
	case len(bounds) == 3 && outside(1, unsigned(bounds[2])):
		fail(1, fmt.Sprintf("[:%s:%s]", at[1], at[2]))
	case len(bounds) == 3 && outside(0, unsigned(bounds[1])):
		fail(0, fmt.Sprintf("[%s:%s:]", at[0], at[1]))
	case len(bounds) == 2 && outside(1, most):
		fail(1, fmt.Sprintf("[:%s] with %s %d", at[1], what, most))
	case len(bounds) == 2 && outside(0, unsigned(bounds[1])):
		fail(0, fmt.Sprintf("[%s:%s]", at[0], at[1]))
	case len(bounds) == 1 && outside(0, uint64(x.Len())):
		fail(0, fmt.Sprintf("[%s:%d]", at[0], x.Len()))
	}
}

// unsigned returns a bound as a number; one below 0 becomes a large one.
func unsigned(v reflect.Value) uint64 {
	if v.CanUint() {
		return v.Uint()
	}
	return uint64(v.Int())
}

// addressable is more bytes than a program has addresses for.
const addressable = 1 << 48

// makeFailure panics as make([]T, n) or make([]T, n, c) does in compiled code, where it
// cannot make a slice of elements of a size.
func makeFailure(size uintptr, n uint64, capacity bool) {
	if high, low := bits.Mul64(uint64(size), n); capacity && int64(n) >= 0 && high == 0 && low < addressable {
		panic(RuntimeError("runtime error: makeslice: cap out of range"))
	}
	panic(RuntimeError("runtime error: makeslice: len out of range"))
}
