// Command oracle holds cells against compiled Go. Nobody here wrote what it compares with:
//
//	go run ./kernel/cell/oracle suite              # Go's own test programs, each as one cell
//	go run ./kernel/cell/oracle suite -run 'chan/' -v
//	go run ./kernel/cell/oracle both FILE.go       # one file both ways, with the difference
//
// A cell runs in a child process, which is this program started anew. A child takes one
// cell after another, each in a session of its own. When it dies, the cell that it ran is
// the one to blame only if it is the child's first: any other cell is run again in a fresh
// child, since goroutines of an earlier one may have ended the process.
package main
