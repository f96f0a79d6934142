package yaegi

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// Guards around what the interpreter runs.
//
// Rule of Go: an index or slice expression out of range panics with its numbers, a shift by
// a negative count panics, a type assertion that fails names the value's type, and what nil
// points to cannot be read.
// The interpreter: indexes by reflection, which panics without numbers, takes a negative
// count for a large one, knows no names of a cell's types, and reads nothing out of nil.
// Here: after a file is compiled, the funcs that generate the code of such nodes of its
// tree are wrapped. The code stays the interpreter's own. A guard reads the operands out
// of the frame again, but only when the node has panicked; that of a shift looks at its
// count before.
// Pinned by testdata/programs/bounds.go and shifts.go.

// A node is one of yaegi's, known by its address, and so is a frame.
type (
	node   unsafe.Pointer
	frames unsafe.Pointer
)

// nodeCode is yaegi's bltn: it runs one node in a frame and returns what runs next.
type nodeCode func(f frames) nodeCode

// operand returns the func that reads a node's value out of a frame.
//
//go:linkname operand github.com/traefik/yaegi/interp.genValue
func operand(n node) func(f frames) reflect.Value

// indexed is operand for what is indexed or sliced: it follows a pointer to an array.
//
//go:linkname indexed github.com/traefik/yaegi/interp.genValueArray
func indexed(n node) func(f frames) reflect.Value

// generate generates the code of a node and of all that runs after it.
//
//go:linkname generate github.com/traefik/yaegi/interp.setExec
func generate(n node)

// nodeLayout holds the places of the fields of a node that guards use.
type nodeLayout struct {
	root                         uintptr // of a Program
	child, start, kind, action   uintptr
	next, other                  uintptr // what runs behind it, and behind one that is false
	exec, gen, rval              uintptr
	literal, indexes, slice, low int // kinds, and the action of a slice with a low bound
	shl, shlSet, shr, shrSet     int // actions
	assert                       int // a kind
	star, paren, ranges          int // kinds
	assign, define, address      int // kinds
	anc, nleft, ident            uintptr
	gates                        gateFields

	typeName func(any) string // of the value of an interface
	noShifts bool             // shifts get no guard, in tests
}

// RuleShift is the name of the guard at shifts, which tests can leave out as they leave out
// rules of package core.
const RuleShift = "shift"

// LeaveOut leaves out guards by their names. Only tests do, to show that they are needed.
func (y *Internals) LeaveOut(rules map[string]bool) { y.nodes.noShifts = rules[RuleShift] }

// readLayout finds the fields by name. A session does not start without them.
func readLayout() (nodeLayout, error) {
	var l nodeLayout
	program := reflect.TypeFor[interp.Program]()
	root, ok := program.FieldByName("root")
	if !ok || root.Type.Kind() != reflect.Pointer {
		return l, fmt.Errorf("this version of yaegi has no field %q of type node in its programs; use v0.16.1", "root")
	}
	l.root = root.Offset
	t := root.Type.Elem()
	for _, f := range []struct {
		name string
		kind reflect.Kind
		at   *uintptr
	}{
		{"child", reflect.Slice, &l.child}, {"start", reflect.Pointer, &l.start}, {"kind", reflect.Uint, &l.kind}, {"action", reflect.Uint, &l.action},
		{"exec", reflect.Func, &l.exec}, {"gen", reflect.Func, &l.gen}, {"rval", reflect.Struct, &l.rval},
		{"tnext", reflect.Pointer, &l.next}, {"fnext", reflect.Pointer, &l.other}, {"anc", reflect.Pointer, &l.anc}, {"nleft", reflect.Int, &l.nleft},
		{"ident", reflect.String, &l.ident},
	} {
		got, ok := t.FieldByName(f.name)
		if !ok || got.Type.Kind() != f.kind {
			return l, fmt.Errorf("this version of yaegi has no field %q of kind %s in its nodes; use v0.16.1", f.name, f.kind)
		}
		*f.at = got.Offset
	}
	for _, w := range []struct {
		field, name string
		number      *int
	}{
		{"kind", "funcLit", &l.literal}, {"kind", "indexExpr", &l.indexes}, {"kind", "sliceExpr", &l.slice}, {"kind", "typeAssertExpr", &l.assert}, {"action", "slice", &l.low},
		{"kind", "starExpr", &l.star}, {"kind", "parenExpr", &l.paren}, {"kind", "rangeStmt", &l.ranges},
		{"kind", "assignStmt", &l.assign}, {"kind", "defineStmt", &l.define}, {"kind", "addressExpr", &l.address},
		{"action", "<<", &l.shl}, {"action", "<<=", &l.shlSet}, {"action", ">>", &l.shr}, {"action", ">>=", &l.shrSet},
	} {
		f, _ := t.FieldByName(w.field)
		if *w.number = numberOf(f.Type, w.name); *w.number < 0 {
			return l, fmt.Errorf("this version of yaegi has no %s %q; use v0.16.1", w.field, w.name)
		}
	}
	var err error
	l.gates, err = readGateFields(t)
	return l, err
}

// numberOf returns the value of an integer type whose String method gives a name, or -1.
func numberOf(t reflect.Type, name string) int {
	for i := range 200 {
		v := reflect.New(t).Elem()
		v.SetUint(uint64(i))
		if s, ok := v.Interface().(fmt.Stringer); ok && s.String() == name {
			return i
		}
	}
	return -1
}

func (l nodeLayout) children(n node) []node {
	return *(*[]node)(unsafe.Add(unsafe.Pointer(n), l.child))
}

func (l nodeLayout) code(n node) *nodeCode {
	return (*nodeCode)(unsafe.Add(unsafe.Pointer(n), l.exec))
}

func (l nodeLayout) generator(n node) *func(node) {
	return (*func(node))(unsafe.Add(unsafe.Pointer(n), l.gen))
}

func (l nodeLayout) kindOf(n node) int { return int(*(*uint)(unsafe.Add(unsafe.Pointer(n), l.kind))) }

func (l nodeLayout) actionOf(n node) int {
	return int(*(*uint)(unsafe.Add(unsafe.Pointer(n), l.action)))
}

// constant reports whether a node's value is known when it is compiled.
func (l nodeLayout) constant(n node) bool {
	return (*reflect.Value)(unsafe.Add(unsafe.Pointer(n), l.rval)).IsValid()
}

// Guard puts guards and gates (gates.go) at the nodes of a compiled program. The code of
// func literals is there by now, so it is dropped and generated again.
func (y Internals) Guard(p *interp.Program, h *Halt) {
	l := y.nodes
	root := *(*node)(unsafe.Add(unsafe.Pointer(p), l.root))
	if root == nil {
		return
	}
	l.walk(root, func(n node) {
		*l.code(n) = nil
		if *l.generator(n) != nil && l.kindOf(n) == l.indexes && l.indexesList(n) {
			*l.generator(n) = l.index
		} else if l.isSelect(n) {
			*l.generator(n) = l.apart
		} else if around := l.guardOf(n); around != nil {
			l.wrap(n, around)
		}
		l.gate(n, h)
	})
	l.walk(root, func(n node) {
		if list := l.children(n); l.kindOf(n) == l.literal && len(list) == 4 {
			generate(l.pointer(list[3], l.start))
		}
	})
}

// walk visits the nodes of a tree, those inside of others first.
func (l nodeLayout) walk(n node, do func(node)) {
	for _, c := range l.children(n) {
		if c != nil {
			l.walk(c, do)
		}
	}
	do(n)
}

// wrap makes the generator of a node put around what it generates.
func (l nodeLayout) wrap(n node, around func(node, nodeCode) nodeCode) {
	gen := *l.generator(n)
	*l.generator(n) = func(n node) {
		gen(n)
		if code := *l.code(n); code != nil {
			*l.code(n) = around(n, code)
		}
	}
}

// guardOf returns the guard that a node needs, nil for none.
func (l nodeLayout) guardOf(n node) func(node, nodeCode) nodeCode {
	if *l.generator(n) == nil || len(l.children(n)) == 0 {
		return nil
	}
	switch l.kindOf(n) {
	case l.indexes:
		if t := l.typeOf(l.children(n)[0]); t != nil && t.Kind() == reflect.Map {
			return l.cleared(n)
		}
		return l.guardIndex
	case l.slice:
		return l.guardSlice
	case l.assert:
		if clear := l.cleared(n); clear != nil {
			return clear
		}
		return l.guardAssert
	case l.star:
		if l.follows(n) {
			return l.guardPointer
		}
	}
	switch l.actionOf(n) {
	case l.shl, l.shlSet, l.shr, l.shrSet:
		if list := l.children(n); len(list) == 2 && !l.constant(list[1]) && !l.noShifts {
			return l.guardShift
		}
	}
	if l.generatorName(n) == "_make" && len(l.children(n)) > 2 {
		return l.guardMake
	}
	if list := l.children(n); len(list) == 2 && l.generatorName(n) == "convert" && l.narrows(list[1], n) {
		return l.guardNarrow
	}
	return nil
}

// generatorName returns the name of the func that generates a node's code.
func (l nodeLayout) generatorName(n node) string {
	f := runtime.FuncForPC(reflect.ValueOf(*l.generator(n)).Pointer())
	if f == nil {
		return ""
	}
	return strings.TrimPrefix(f.Name(), "github.com/traefik/yaegi/interp.")
}

// narrows reports whether a conversion of the value of a node makes a float an integer of
// up to 32 bits: compiled code goes by way of an int32 then, and the interpreter by way of
// an int64. Values that fit are the same.
func (l nodeLayout) narrows(from, to node) bool {
	f, t := l.typeOf(from), l.typeOf(to)
	if f == nil || t == nil || f.Kind() != reflect.Float64 && f.Kind() != reflect.Float32 {
		return false
	}
	switch t.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint8, reflect.Uint16:
		return true
	}
	return false
}

func (l nodeLayout) guardNarrow(n node, code nodeCode) nodeCode {
	from, to := operand(l.children(n)[1]), operand(n)
	return func(f frames) nodeCode {
		next := code(f)
		if x := from(f).Float(); x >= 1<<31 || x <= -1<<31 || x != x {
			v := int32(x)
			if d := to(f); d.CanInt() {
				d.SetInt(int64(v))
			} else {
				d.SetUint(uint64(uint32(v)))
			}
		}
		return next
	}
}

// follows reports whether a node reads what a pointer points to: *T is a type, *p on the
// left of an assignment is a place, and &*p and range *p need no value.
func (l nodeLayout) follows(n node) bool {
	if l.generatorName(n) != "deref" {
		return false
	}
	in := l.pointer(n, l.anc)
	for ; in != nil && l.kindOf(in) == l.paren; in = l.pointer(in, l.anc) {
		n = in
	}
	if in == nil {
		return false
	}
	switch l.kindOf(in) {
	case l.ranges, l.address:
		return false
	case l.assign, l.define:
		left := *(*int)(unsafe.Add(unsafe.Pointer(in), l.nleft))
		for i, c := range l.children(in) {
			if c == n {
				return i >= left
			}
		}
	}
	return true
}

func (l nodeLayout) guardPointer(n node, code nodeCode) nodeCode {
	at := operand(l.children(n)[0])
	return func(f frames) nodeCode {
		if p := at(f); p.Kind() == reflect.Pointer && p.IsNil() {
			panic(NilPointer)
		}
		return code(f)
	}
}

func (l nodeLayout) guardIndex(n node, code nodeCode) nodeCode {
	return func(f frames) nodeCode {
		defer explain(func(any) {
			list := l.children(n)
			indexFailure(indexed(list[0])(f), operand(list[1])(f))
		})
		return code(f)
	}
}

func (l nodeLayout) guardSlice(n node, code nodeCode) nodeCode {
	return func(f frames) nodeCode {
		defer explain(func(any) {
			list := l.children(n)
			bounds := []reflect.Value{reflect.ValueOf(0)}
			if l.actionOf(n) == l.low {
				bounds = nil
			}
			for _, c := range list[1:] {
				bounds = append(bounds, operand(c)(f))
			}
			sliceFailure(indexed(list[0])(f), bounds)
		})
		return code(f)
	}
}

// guardMake says of a slice that memory cannot hold whether its length or its capacity is
// to blame, as compiled code does.
func (l nodeLayout) guardMake(n node, code nodeCode) nodeCode {
	return func(f frames) nodeCode {
		defer explain(func(any) {
			list := l.children(n)
			if t := l.typeOf(list[1]); t != nil && t.Kind() == reflect.Slice {
				makeFailure(t.Elem().Size(), unsigned(operand(list[2])(f)), len(list) > 3)
			}
		})
		return code(f)
	}
}

// notAs finds the end of what the interpreter says of an assertion that fails.
var notAs = regexp.MustCompile(`interface conversion: .* is .*(, not .*)$`)

func (l nodeLayout) guardAssert(n node, code nodeCode) nodeCode {
	return func(f frames) nodeCode {
		defer explain(func(r any) {
			err, ok := r.(error)
			if !ok {
				return
			}
			if m := notAs.FindStringSubmatch(err.Error()); m != nil {
				name := "nil"
				if x := operand(l.children(n)[0])(f).Interface(); x != nil {
					name = l.typeName(x)
				}
				panic(RuntimeError("interface conversion: interface {} is " + name + m[1]))
			}
		})
		return code(f)
	}
}

func (l nodeLayout) guardShift(n node, code nodeCode) nodeCode {
	count := operand(l.children(n)[1])
	return func(f frames) nodeCode {
		if v := count(f); v.CanInt() && v.Int() < 0 {
			panic(negativeShift)
		}
		return code(f)
	}
}

// explain is deferred around a node. If the node panics, again says how compiled code
// does, by panicking so; where it does not, the panic stays as it is.
func explain(again func(r any)) {
	r := recover()
	if r == nil {
		return
	}
	if err := failure(func() { again(r) }); err != nil {
		r = err
	}
	panic(r)
}
