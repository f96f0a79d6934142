package check

import (
	"go/types"
	"iter"

	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Scope is what a check may ask of the session. It changes nothing there.
type Scope interface {
	// Def is what a name stands for, nil if it stands for nothing.
	Def(name string) *Def
	// All are the names and what they stand for.
	All() iter.Seq2[string, *Def]
	// Units are the declarations of earlier cells, in order.
	Units() []*Unit
	// ImportPath is the package that a name stands for by the imports of earlier cells, or
	// because every cell knows it; empty if none.
	ImportPath(name string) string
	// NameOf is the name under which cells import the package of a path, which calls itself
	// name; empty if it has none.
	NameOf(name, path string) string
	// Source is the cell of a serial number, nil if it is not known any more.
	Source(serial int) *text.Source
	// Missing says why a package cannot be imported, and what to do.
	Missing(path string, err error) text.Problem
	// Gone is why a variable was dropped, empty if it was not.
	Gone(name string) string
	// Members are the names of the fields and methods of a type.
	Members(t types.Type) []string
}
