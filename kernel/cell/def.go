package cell

import "go/types"

// def is what a name of the session stands for.
type def struct {
	name string
	obj  types.Object
	emit string // its name in the interpreter
	unit *unit  // nil for variables
	uses map[string]bool
	cell *source // where it was declared
	from string  // of a variable carried over: its earlier name in the interpreter
}
