// Package stdlib makes the packages below it available to cells: what goes in are their
// exported names, what comes out is a table that the interpreter can use.
//
// The packages stand in rooms by what a reader asks: engine computes and trains, look looks
// inside a trained network and judges it, data reads images, and andor, on top, is what a
// notebook speaks to.
//
//	i := interp.New(interp.Options{})
//	i.Use(stdlib.Symbols)
//	i.Eval(`import "github.com/andor-kernel/andor/stdlib/tensor"`)
//	v, err := i.Eval(`tensor.New(2, 3).Len()`)
//	fmt.Println(v) // 6
//
// The gen_*.go files are written by go generate; run it after the exported names of one
// of the packages have changed.
package stdlib

//go:generate go run generate.go
