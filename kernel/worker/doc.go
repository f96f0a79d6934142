// Package worker runs an interpreter session in a child process, and supervises it from
// the parent. A stack overflow, a concurrent map write, os.Exit or running out of memory
// kills a Go process and cannot be recovered: here it kills the child, and the parent
// tells the user what happened and starts another.
//
//	w, err := worker.Start(worker.Options{Command: []string{"andor-kernel", "worker"}}, host)
//	result, err := w.Run(ctx, worker.Cell{Code: "1 + 1", Number: 1})   // err is a *Crash
//
// and in the child:
//
//	err := worker.Serve(factory)
//
// # The pipe
//
// Requests and results travel as frames over a socket pair (see frame.go): a small JSON
// head and raw buffers, so that pictures are never encoded. The child dies when the socket
// closes, and on Linux also by PDEATHSIG, so no orphan outlives a killed parent.
//
// # Standard output and error
//
// File descriptors 1 and 2 of the child are pipes that the parent reads: what the Go
// runtime writes while dying is not lost. Text is passed on when 64 KiB have gathered or
// 20 ms have passed. To keep its order with pictures and results, the child writes a mark
// (a random token and a number) into both pipes before each such frame, and the parent
// handles the frame when both readers have come to that mark.
package worker
