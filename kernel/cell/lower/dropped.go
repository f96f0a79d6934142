package lower

import (
	"go/ast"
	"go/types"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Go lets a statement drop what a call returns. Of andor's own calls that may be the one
// sign that a figure was not saved or that a training failed:
//
//	run1.Train()
//	run1.Curves().Save("full/disk.png")
//	fmt.Println("done")
//
// Such a failure ends the cell where it happens. Who wants to go on takes the result,
// err := or _ =.
//
// Pinned by TestFailuresEndTheCell.

// mayFailUnseen reports whether e is a call of package andor whose result can say that it failed.
func (l *lowerer) mayFailUnseen(e ast.Expr) bool {
	f := names.SelectedFunc(l.info, e)
	if f == nil || f.Pkg().Path() != names.AndorPath || f.Signature().Results().Len() != 1 {
		return false
	}
	t := f.Signature().Results().At(0).Type()
	if names.IsError(t) {
		return true
	}
	m, _, _ := types.LookupFieldOrMethod(t, false, f.Pkg(), "Err")
	return m != nil
}
