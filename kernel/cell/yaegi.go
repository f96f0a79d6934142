package cell

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// internals are the fields of yaegi v0.16.1's interpreter that its API does not
// reach and a long session needs. They are found by name, and a session does not start
// without them.
type internals struct {
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
}

func openInterpreter(in *interp.Interpreter) (internals, error) {
	var got internals
	v := reflect.ValueOf(in).Elem()
	field := func(name string, kind reflect.Kind) (reflect.Value, error) {
		f := v.FieldByName(name)
		if !f.IsValid() || f.Kind() != kind {
			return f, fmt.Errorf("this version of yaegi has no field %q of kind %s; use v0.16.1", name, kind)
		}
		return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem(), nil
	}
	id, err := field("id", reflect.Uint64)
	if err != nil {
		return got, err
	}
	got.id = id.Addr().Interface().(*uint64)
	// The first run sets this, too late for what is compiled before it: funcs of a session's
	// first cell would wait on channels without an eye to interrupts.
	cancels, err := field("cancelChan", reflect.Bool)
	if err != nil {
		return got, err
	}
	cancels.SetBool(true)
	if got.done, err = field("done", reflect.Chan); err != nil {
		return got, err
	}
	if got.roots, err = field("roots", reflect.Slice); err != nil {
		return got, err
	}
	if got.scopes, err = field("scopes", reflect.Map); err != nil {
		return got, err
	}
	got.packages, err = field("srcPkg", reflect.Map)
	return got, err
}

// closeDone ends operations on channels.
func (y internals) closeDone() { close(y.done.Interface().(chan struct{})) }

// dropTrees forgets the trees that only a debugger would want.
func (y internals) dropTrees() {
	y.roots.SetZero()
	scope := y.scopes.MapIndex(reflect.ValueOf(mainPath))
	if !scope.IsValid() {
		return
	}
	if f := scope.Elem().FieldByName("child"); f.IsValid() && f.Kind() == reflect.Slice {
		reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().SetZero()
	}
}

// forget removes symbols of the package of cells.
func (y internals) forget(names []string) {
	symbols := y.packages.MapIndex(reflect.ValueOf(mainPath))
	if !symbols.IsValid() {
		return
	}
	for _, name := range names {
		symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
}
