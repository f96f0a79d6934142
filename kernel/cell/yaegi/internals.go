package yaegi

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// Internals are the fields of yaegi v0.16.1's interpreter that its API does not
// reach and a long session needs. They are found by name, and a session does not start
// without them.
type Internals struct {
	cells Cells
	// id is the run number, which the interpreter counts up to stop a run. Func values
	// keep the number they were made under and are not entered under another, so it is
	// put back after an interrupt.
	id *uint64
	// done is closed to end operations on channels when a run is stopped.
	done reflect.Value
	// roots collects every syntax tree for a debugger; about 20 KB a cell.
	roots reflect.Value
	// packages holds the symbols of interpreted packages, ours among them, also those
	// that no cell can name any more.
	packages reflect.Value
	// scopes are those of packages; each keeps the scopes made inside it, and with them
	// the trees of their funcs, which nothing reads again.
	scopes reflect.Value
	// nodes are the places of the fields of syntax trees (guards.go).
	nodes nodeLayout
}

// Cells says where the code of cells stands in the interpreter.
type Cells struct {
	// Package is the path of the package that holds it.
	Package string
	// Plain gives the name that a type has in cells for the interpreter's name of it.
	Plain func(name string) string
	// TypeName gives the name of the type of an interface's value, as %T writes it.
	TypeName func(x any) string
}

// Open finds the fields of an interpreter. It returns an error if one is missing or of
// another kind.
func Open(in *interp.Interpreter, cells Cells) (Internals, error) {
	got := Internals{cells: cells}
	v := reflect.ValueOf(in).Elem()
	id, err := field(v, "id", reflect.Uint64)
	if err != nil {
		return got, err
	}
	got.id = id.Addr().Interface().(*uint64)
	// The first run sets this, too late for what is compiled before it: funcs of a session's
	// first cell would wait on channels without an eye to interrupts.
	cancels, err := field(v, "cancelChan", reflect.Bool)
	if err != nil {
		return got, err
	}
	cancels.SetBool(true)
	if got.done, err = field(v, "done", reflect.Chan); err != nil {
		return got, err
	}
	if got.roots, err = field(v, "roots", reflect.Slice); err != nil {
		return got, err
	}
	if got.scopes, err = field(v, "scopes", reflect.Map); err != nil {
		return got, err
	}
	if got.packages, err = field(v, "srcPkg", reflect.Map); err != nil {
		return got, err
	}
	got.nodes, err = readLayout()
	got.nodes.typeName = cells.TypeName
	return got, err
}

// field returns a private field that may be set, by name and kind.
func field(v reflect.Value, name string, kind reflect.Kind) (reflect.Value, error) {
	f := v.FieldByName(name)
	if !f.IsValid() || f.Kind() != kind {
		return f, fmt.Errorf("this version of yaegi has no field %q of kind %s; use v0.16.1", name, kind)
	}
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem(), nil
}

// closeDone ends operations on channels.
func (y Internals) closeDone() { close(y.done.Interface().(chan struct{})) }

// DropTrees forgets the trees that only a debugger would want.
func (y Internals) DropTrees() {
	y.roots.SetZero()
	scope := y.scopes.MapIndex(reflect.ValueOf(y.cells.Package))
	if !scope.IsValid() {
		return
	}
	if f := scope.Elem().FieldByName("child"); f.IsValid() && f.Kind() == reflect.Slice {
		reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().SetZero()
	}
}

// Forget removes symbols of the package of cells.
func (y Internals) Forget(names []string) {
	symbols := y.packages.MapIndex(reflect.ValueOf(y.cells.Package))
	if !symbols.IsValid() {
		return
	}
	for _, name := range names {
		symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
}
