// Package cell is one interpreter session: it takes the text of a notebook's cells, one
// after another, and answers with values, output, displays and errors.
//
// A cell is Go in which imports, declarations and statements stand in any order, with
// DSL blocks (net, data, train, let) between them. What happens to it:
//
//	text -> chunks (dsl.Parse) -> items (split.go) -> syntax trees (parse.go)
//	     -> go/types, all errors at once, in the cell's own lines (check.go)
//	     -> Go that the interpreter can run (lower*.go)
//	     -> yaegi (eval.go) -> value, display, traceback
//
// What the interpreter does in another way than the compiler, the lowered code does
// without it: generics become copies for their type arguments (lower/generic.go), deferred
// calls lists of the host's (lower/defer.go), and values of a cell's types in interfaces
// boxes with their types (boxes.go). Types that lead back to themselves are made for it
// (yaegi/circles.go).
//
// Nothing of a cell runs unless all of it checks. Declarations of earlier cells are kept
// as source: when one is redefined, everything that uses it is checked and evaluated
// anew, so that callers see the new one (session.go).
//
//	s, err := cell.New(host, cell.Options{})
//	r := s.Run(ctx, cell.Cell{Code: "x := 20\nfunc twice(n int) int { return 2 * n }\ntwice(x) + 2", Number: 1})
//	fmt.Println(string(r.Value["text/plain"])) // 42
//	r = s.Run(ctx, cell.Cell{Code: "x + \"a\"", Number: 2})
//	fmt.Println(r.Err.Value) // line 1: invalid operation: x + "a" (mismatched types int and untyped string)
package cell
