package boxes

import (
	"go/types"
	"reflect"
	"sync"
)

// Registry knows the types of one session's cells: those that lowered code puts into boxes,
// with their methods, and what packages json, gob and template need of them.
type Registry struct {
	types Types
	lock  sync.Locker // held while go/types is asked, which writes into types

	boxes     boxes
	templates templates
	gobs      gobTypes
}

// Types answers about the types of compiled code.
type Types interface {
	// Type is what go/types calls a reflected type.
	Type(reflect.Type) types.Type
	// Wrapper is the interpreter's implementation of an interface of a compiled package,
	// nil if there is none.
	Wrapper(reflect.Type) reflect.Type
}

// NewRegistry makes a Registry that knows no types of cells.
func NewRegistry(t Types, lock sync.Locker) *Registry {
	r := &Registry{types: t, lock: lock}
	r.Forget()
	return r
}

// Forget drops all types of cells.
func (r *Registry) Forget() { r.boxes.forget() }

// GoType returns what go/types calls a type of compiled code.
func (r *Registry) GoType(t reflect.Type) types.Type {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.types.Type(t)
}

// Open returns the type and the value in a box; ok is false for what is none.
func Open(x any) (t types.Type, v any, ok bool) {
	b, ok := Unbox(x)
	if !ok {
		return nil, nil, false
	}
	return b.T.t, b.v, true
}

// Box puts a value into a box of a cell's type, which need not be known.
func (r *Registry) Box(t types.Type, v any) any {
	b := r.boxOf(t)
	if b == nil {
		b = &boxType{s: r, t: t, kind: kindOf(t)}
	}
	return b.Box(v)
}

// Method returns a method bound to a value of a cell's type, nil if the interpreter has told
// of none.
func (r *Registry) Method(t types.Type, v any, name string) any {
	if b := r.boxOf(t); b != nil {
		return boxed{b, v}.Method(name)
	}
	return nil
}
