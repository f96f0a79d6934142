// Package cell is one interpreter session: it takes the text of a notebook's cells, one
// after another, and answers with values, output, displays and errors.
//
// A cell is Go in which imports, declarations and statements stand in any order, with
// DSL blocks (net, data, train, let) between them. It goes through passes, each a package
// that returns a value for the next and leaves the session alone:
//
//	text -> text.Parsed (read.go; blocks become Go in block.go)
//	     -> check.Checked: go/types, all errors at once, in the cell's own lines
//	     -> lower.Lowered: Go that the interpreter can run
//	     -> program: compiled by yaegi, and committed to the session (commit.go)
//	     -> value, display, traceback (eval.go, display.go, errors.go)
//
// Nothing of a cell runs unless all of it checks. Declarations of earlier cells are kept
// as source: when one is redefined, everything that uses it is checked and evaluated
// anew, so that callers see the new one. docs/design/cells.md tells more.
//
//	s, err := cell.New(host, cell.Options{})
//	r := s.Run(ctx, cell.Cell{Code: "x := 20\nfunc twice(n int) int { return 2 * n }\ntwice(x) + 2", Number: 1})
//	fmt.Println(string(r.Value["text/plain"])) // 42
//	r = s.Run(ctx, cell.Cell{Code: "x + \"a\"", Number: 2})
//	fmt.Println(r.Err.Value) // line 1: invalid operation: x + "a" (mismatched types int and untyped string)
package cell
