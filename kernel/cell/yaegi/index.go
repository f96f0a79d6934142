package yaegi

import (
	"reflect"
	"unsafe"
)

// Index expressions of slices, arrays and strings.
//
// Rule of Go: an index out of range panics with the index and the length.
// The interpreter: its code leaves the check to reflection, whose panic has no numbers.
// Here: the node gets other code, which checks by itself. That is faster than a guard,
// which has to stand ready to recover, and it runs in every loop over a slice.
// Pinned by testdata/programs/bounds.go.

// integer is operand for an integer: it returns the value and the number in it.
//
//go:linkname integer github.com/traefik/yaegi/interp.genValueInt
func integer(n node) func(f frames) (reflect.Value, int64)

// codeOf returns the code of a node and generates it first if need be. It is nil for nil.
//
//go:linkname codeOf github.com/traefik/yaegi/interp.getExec
func codeOf(n node) nodeCode

// frameAt returns the frame that is some levels around another.
//
//go:linkname frameAt github.com/traefik/yaegi/interp.getFrame
func frameAt(f frames, level int) frames

// indexesList reports whether a node indexes a slice, an array or a string by a value that
// is not constant.
func (l nodeLayout) indexesList(n node) bool {
	return l.generatorName(n) == "getIndexArray" && len(l.children(n)) == 2 && !l.constant(l.children(n)[1])
}

// index generates the code of such a node.
func (l nodeLayout) index(n node) {
	next, other := codeOf(l.pointer(n, l.next)), codeOf(l.pointer(n, l.other))
	list := l.children(n)
	of, at := indexed(list[0]), integer(list[1])
	level, slot := *(*int)(unsafe.Add(unsafe.Pointer(n), l.gates.level)), *(*int)(unsafe.Add(unsafe.Pointer(n), l.gates.findex))
	dataAt := l.gates.data
	element := func(f frames) reflect.Value {
		number, i := at(f)
		x := of(f)
		if !x.IsValid() || uint64(i) >= uint64(x.Len()) {
			indexFailure(x, number)
		}
		return x.Index(int(i))
	}
	set := func(f frames, v reflect.Value) {
		(*(*[]reflect.Value)(unsafe.Add(unsafe.Pointer(f), dataAt)))[slot] = v
	}
	switch {
	case other != nil:
		*l.code(n) = func(f frames) nodeCode {
			v := element(f)
			if set(frameAt(f, level), v); !v.Bool() {
				return other
			}
			return next
		}
	case level != 0:
		*l.code(n) = func(f frames) nodeCode {
			set(frameAt(f, level), element(f))
			return next
		}
	default: // the usual one, without calls that it can do without
		*l.code(n) = func(f frames) nodeCode {
			number, i := at(f)
			x := of(f)
			if !x.IsValid() || uint64(i) >= uint64(x.Len()) {
				indexFailure(x, number)
			}
			(*(*[]reflect.Value)(unsafe.Add(unsafe.Pointer(f), dataAt)))[slot] = x.Index(int(i))
			return next
		}
	}
}
