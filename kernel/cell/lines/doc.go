// Package lines knows at which line the funcs of cells are: each lowered func counts in a
// variable of the interpreter (lines.go), before each statement that can panic (panic.go).
package lines
