// Package names says how packages, objects and types are called: in cells, by go/types,
// in the interpreter, and by compiled Go. It knows no session and no source text.
package names
