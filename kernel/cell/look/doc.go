// Package look answers about half-written code: what may stand at the cursor (complete.go)
// and what the name there is (inspect.go). It asks a Snapshot of the session and changes
// nothing.
//
//	items := (&look.Snapshot{ ... }).Complete(code, offset, start)
package look
