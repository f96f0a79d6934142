package cell

import (
	"go/types"
	"iter"
)

// scope is what a check may ask of the session. It changes nothing there.
type scope interface {
	// Def is what a name stands for, nil if it stands for nothing.
	Def(name string) *def
	// All are the names and what they stand for.
	All() iter.Seq2[string, *def]
	// Units are the declarations of earlier cells, in order.
	Units() []*unit
	// ImportPath is the package that a name stands for by the imports of earlier cells, or
	// because every cell knows it; empty if none.
	ImportPath(name string) string
	// NameOf is the name under which cells import the package of a path, which calls itself
	// name; empty if it has none.
	NameOf(name, path string) string
	// Source is the cell of a serial number, nil if it is not known any more.
	Source(serial int) *source
	// Missing says why a package cannot be imported, and what to do.
	Missing(path string, err error) problem
	// Gone is why a variable was dropped, empty if it was not.
	Gone(name string) string
	// Members are the names of the fields and methods of a type.
	Members(t types.Type) []string
}
