// Package randgo writes random Go programs. A seed goes in, the text of a program comes out
// that compiles, ends, prints much of its state and always prints the same:
//
//	p := randgo.New(42, "_q0z")
//	fmt.Println(p.Text("main")) // package main ...
//	for _, c := range p.Cells() { ... } // the same as cells of a notebook
//
// What the language leaves open does not occur in a program:
//
//   - Variables are read beside calls in one expression, but no such call changes a variable
//     that the program reads by name. Calls that count keep their state to themselves, and
//     calls that change their receiver are statements of their own.
//   - What may panic (an index, a division, a conversion) is in range, but for statements
//     made to panic, whose operands call nothing that prints.
//   - A map is printed by fmt, which sorts, or its keys are sorted; nothing hangs on the
//     order of a range over it.
//   - Exactly one case of a select is ready, and goroutines are waited for.
//   - No address and no capacity that append has chosen is printed.
//
// Loops are short, funcs call only funcs declared before them, and all of them count steps
// and stop when there are too many.
//
// Slices and pointers are never empty where they are indexed or followed: variables of
// these types are made with elements, and keep some.
package randgo
