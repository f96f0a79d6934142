package yaegi

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// Gates in compiled programs.
//
// A frame of the interpreter runs on as long as its number is the interpreter's. All
// cells share that number, since funcs that a cell made keep it. So the number cannot
// tell a run that has been left behind in a compiled call from the session around it.
// A gate can: the session is asked at the places where a goroutine comes back to
// interpreted code, which are the end of a compiled call and the beginning of a func
// that compiled code may call, and the goroutine of a run left behind ends there.
//
// The code of a call whose results are assigned or returned stores them itself, maybe in
// a variable of the session. So there the func that is called gets a gate of its own, at
// its end. That costs as much as the call, so it is left out where the package of the func
// never waits.

// gateFields are the places of more fields, and the numbers of kinds, for gates.
type gateFields struct {
	anc, typ, level, findex uintptr
	node                    reflect.Type
	data                    uintptr      // of the values in a frame
	around                  uintptr      // of the frame around a frame
	decl, goes, selector    int          // the kinds of a declared func, a go statement and a selector
	stores                  map[int]bool // kinds around calls whose results are stored
}

// readGateFields finds the fields of nodes and frames by name.
func readGateFields(node reflect.Type) (gateFields, error) {
	g := gateFields{node: node, stores: map[int]bool{}}
	for _, f := range []struct {
		name string
		kind reflect.Kind
		at   *uintptr
	}{
		{"anc", reflect.Pointer, &g.anc}, {"typ", reflect.Pointer, &g.typ}, {"level", reflect.Int, &g.level}, {"findex", reflect.Int, &g.findex},
	} {
		got, ok := node.FieldByName(f.name)
		if !ok || got.Type.Kind() != f.kind {
			return g, fmt.Errorf("this version of yaegi has no field %q of kind %s in its nodes; use v0.16.1", f.name, f.kind)
		}
		*f.at = got.Offset
	}
	frame, _ := reflect.TypeFor[interp.Interpreter]().FieldByName("frame")
	if frame.Type == nil || frame.Type.Kind() != reflect.Pointer {
		return g, errors.New("this version of yaegi has no frames; use v0.16.1")
	}
	data, ok := frame.Type.Elem().FieldByName("data")
	if !ok || data.Type != reflect.TypeFor[[]reflect.Value]() {
		return g, errors.New("this version of yaegi has no field \"data\" in its frames; use v0.16.1")
	}
	g.data = data.Offset
	around, ok := frame.Type.Elem().FieldByName("anc")
	if !ok || around.Type != frame.Type {
		return g, errors.New("this version of yaegi has no field \"anc\" in its frames; use v0.16.1")
	}
	g.around = around.Offset
	kind, _ := node.FieldByName("kind")
	g.decl, g.goes, g.selector = numberOf(kind.Type, "funcDecl"), numberOf(kind.Type, "goStmt"), numberOf(kind.Type, "selectorExpr")
	for _, name := range []string{"assignStmt", "assignXStmt", "defineStmt", "defineXStmt", "returnStmt", "valueSpec"} {
		g.stores[numberOf(kind.Type, name)] = true
	}
	if g.decl < 0 || g.goes < 0 || g.selector < 0 || g.stores[-1] {
		return g, errors.New("this version of yaegi has other kinds of nodes; use v0.16.1")
	}
	return g, nil
}

// callBin and call generate calls, of compiled funcs and of others.
//
//go:linkname callBin github.com/traefik/yaegi/interp.callBin
func callBin(n node)

//go:linkname call github.com/traefik/yaegi/interp.call
func call(n node)

// calls reports whether a generator is one of those. It looks at their code.
func calls(gen func(node)) bool {
	code := reflect.ValueOf(gen).Pointer()
	return code == reflect.ValueOf(callBin).Pointer() || code == reflect.ValueOf(call).Pointer()
}

// gate puts the gates at a node.
func (l nodeLayout) gate(n node, h *Halt) {
	if gen := *l.generator(n); gen != nil && calls(gen) {
		l.keepSigns(n, h)
		l.gateCall(n, h)
	}
	list := l.children(n)
	if kind := l.kindOf(n); kind != l.gates.decl && kind != l.literal || len(list) < 4 || list[3] == nil {
		return
	}
	start := *(*node)(unsafe.Add(unsafe.Pointer(list[3]), l.start))
	if start == nil || *l.generator(start) == nil {
		return
	}
	method := list[0] != nil && len(l.children(list[0])) > 0 // which loses no arguments
	l.wrap(start, func(_ node, code nodeCode) nodeCode {
		return func(f frames) nodeCode {
			if h.alert.Load() != 0 {
				if h.pass(); !method {
					l.restoreSigns(f, h)
				}
			}
			return code(f)
		}
	})
}

// gateCall puts a gate after a call.
func (l nodeLayout) gateCall(n node, h *Halt) {
	l.wrap(n, func(_ node, code nodeCode) nodeCode {
		return func(f frames) nodeCode {
			next := code(f)
			if h.alert.Load() != 0 {
				h.pass()
			}
			return next
		}
	})
	anc, list := l.pointer(n, l.gates.anc), l.children(n)
	if anc == nil || !l.gates.stores[l.kindOf(anc)] || len(list) == 0 {
		return
	}
	callee := list[0]
	value := (*reflect.Value)(unsafe.Add(unsafe.Pointer(callee), l.rval))
	if value.IsValid() && value.Kind() == reflect.Func {
		if f := runtime.FuncForPC(value.Pointer()); f != nil && value.Type().NumOut() > 0 && waits(f.Name()) {
			*value = gated(*value, h)
		}
		return
	}
	parts := l.children(callee)
	if len(parts) == 0 || parts[0] == nil || *(*int)(unsafe.Add(unsafe.Pointer(callee), l.gates.level)) != 0 || *l.generator(callee) == nil {
		return
	}
	receiver := l.typeOf(parts[0])
	if receiver == nil {
		return
	}
	if receiver.Kind() == reflect.Pointer {
		receiver = receiver.Elem()
	}
	if receiver.PkgPath() == "" || !waits(receiver.PkgPath()+".") {
		return
	}
	slot := *(*int)(unsafe.Add(unsafe.Pointer(callee), l.gates.findex))
	l.wrap(callee, func(_ node, code nodeCode) nodeCode {
		return func(f frames) nodeCode {
			next := code(f)
			data := *(*[]reflect.Value)(unsafe.Add(unsafe.Pointer(f), l.gates.data))
			if v := data[slot]; v.Kind() == reflect.Func && !v.IsNil() && v.Type().NumOut() > 0 {
				data[slot] = gated(v, h)
			}
			return next
		}
	})
}

func (l nodeLayout) pointer(n node, at uintptr) node {
	return *(*node)(unsafe.Add(unsafe.Pointer(n), at))
}

// typeOf is the type of a node's value, nil if it has none.
func (l nodeLayout) typeOf(n node) reflect.Type {
	if l.pointer(n, l.gates.typ) == nil {
		return nil
	}
	v := reflect.NewAt(l.gates.node, unsafe.Pointer(n)).Elem().FieldByName("typ")
	v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	t, _ := v.MethodByName("TypeOf").Call(nil)[0].Interface().(reflect.Type)
	return t
}

// gated is a func with a gate at its end.
func gated(f reflect.Value, h *Halt) reflect.Value {
	run := f.Call
	if f.Type().IsVariadic() {
		run = f.CallSlice
	}
	return reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
		out := run(in)
		if h.alert.Load() != 0 {
			h.pass()
		}
		return out
	})
}

// waits reports whether a compiled func, given with its package, may wait for something
// outside or take very long: all but those of packages that only compute.
func waits(name string) bool {
	for _, p := range quickPackages {
		if strings.HasPrefix(name, p+".") || strings.HasPrefix(name, p+"/") {
			return false
		}
	}
	return true
}

var quickPackages = []string{
	"bytes", "cmp", "container", "errors", "fmt", "hash", "html", "maps", "math", "path", "reflect", "slices", "sort",
	"strconv", "strings", "sync/atomic", "time", "unicode", "unsafe", "github.com/andor-kernel/andor/kernel",
}
