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
	reflected reflected
	marks     marks
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
