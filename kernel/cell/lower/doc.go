// Package lower turns a checked cell into Go that the interpreter runs right, and returns
// it with all that the session has to keep of it. It changes nothing but the numbers that
// Names gives out.
//
//	l := lower.New(checked, names)
//	err := l.Lower() // why the interpreter cannot run it
//	for _, f := range l.Files { ... }
//
// Each rule, or family of near ones, is a file: defer.go, iface.go, loop.go, seq.go,
// generic.go and so on. Its head says which rule of Go it keeps and what the interpreter
// would do.
package lower
