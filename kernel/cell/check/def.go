package check

import (
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/text"
)

// Def is what a name of the session stands for.
type Def struct {
	Name string
	Obj  types.Object
	Emit string // its name in the interpreter
	Unit *Unit  // nil for variables
	Uses map[string]bool
	Cell *text.Source // where it was declared
	From string       // of a variable carried over: its earlier name in the interpreter
}
