package stdlib

import "reflect"

// Symbols are the packages of this folder in the interpreter's form: by import path and
// package name ("github.com/andor-kernel/andor/stdlib/tensor/tensor"), then by the name
// of each exported func, type, variable and constant. It is filled by the gen_*.go files
// and not changed after.
var Symbols = map[string]map[string]reflect.Value{}
