// Package yaegi is the only one that knows the insides of the interpreter (yaegi v0.16.1)
// and of package reflect, and the only one around cells that uses unsafe.
//
// What it does cannot be done through their APIs:
//
//   - A run is ended, and its run number put back, so that func values of earlier cells
//     can still be called (halt.go). One that compiled code holds up is left behind: gates
//     in the interpreter's programs (gates.go) end its goroutines (owner.go).
//   - Syntax trees and symbols that nothing reads again are dropped (internals.go).
//   - Types that mention themselves get their reflected types (circles.go), which are
//     written into types that reflect has made (layout.go).
//   - Nodes of compiled programs get guards, which panic with the numbers of an index or
//     slice expression out of range, and at a negative shift count (guards.go).
//   - A value is taken out of what the interpreter puts around it (value.go).
//
// What keeps this safe: fields are found by name and kind, and Open fails if one is
// missing; a type that has been written is read back through reflect's API and compared;
// the versions of Go and yaegi are pinned in go.mod. The tests of this package need no
// session.
package yaegi
