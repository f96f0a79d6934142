// Package check checks a cell with go/types, together with those units of earlier cells that
// what it declares changes. It asks the session through a Scope, and changes nothing there.
//
//	checked, problems := check.Check(scope, packages, parsed)
//
// go/types knows packages, not cells, so a cell is checked in two passes over one
// types.Package that also holds the objects of earlier cells it names.
//
// Pass one checks the declarations without the bodies of funcs, and all statements as
// the body of one func, in their order: so `a, err := f()` then `b, err := g()` mean
// what they mean in Go, and `x := x + 1` reads the x of an earlier cell. The variables
// declared at the top of that body are the session's new variables, with their types.
//
// Pass two checks the bodies of the funcs, each under the name _ so that it is declared
// once, with the new variables in the package's scope.
//
// What a declaration changes changes its users too: every kept unit that uses a changed
// name is checked again with the cell, and its users with it. A unit of an earlier cell
// that does not check any more is no error of this cell: it is set aside as broken, and
// named only when something uses it. Since setting aside and changed types of variables
// may reach further units, the passes are repeated until nothing more is reached; the
// set only grows, so that ends.
package check
