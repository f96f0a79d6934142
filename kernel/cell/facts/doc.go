// Package facts answers questions that lowering asks about checked trees (facts.go), such as
// whether a variable outlives its loop's iteration, and has the changes of statements that
// need no types (tree.go).
package facts
