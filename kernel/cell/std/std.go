// Package std holds the symbols of the standard library that the interpreter's own table
// lacks: what came after Go 1.22, and what that table leaves out or replaces for programs
// that are not trusted. A cell is the user's own program.
//
//	in.Use(stdlib.Symbols) // the interpreter's table
//	in.Use(std.Symbols)    // what it lacks
//
// The files gen_*.go are written by go generate from the toolchain in use.
package std

import "reflect"

//go:generate go run generate.go

// Symbols are in the interpreter's form: "import/path/name" -> name -> value. Types are nil
// pointers, variables are addressable, _Name is an implementation of the interface Name.
var Symbols = map[string]map[string]reflect.Value{}

// Runes are the untyped constants that are characters, "import/path.Name": the
// interpreter's table tells them from numbers no more.
var Runes = map[string]bool{}
