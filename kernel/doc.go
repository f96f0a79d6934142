// Package kernel is andor's front: it runs cells in a worker process and shows what they
// say, to Jupyter over sockets or to a file with no Jupyter at all.
//
//	o := kernel.Options{Worker: kernel.WorkerOptions{Command: []string{exe, "worker"}}}
//	k, err := kernel.StartFile(ctx, "kernel-1.json", o)
//	err = k.Wait()
//	err := kernel.RunNotebook(ctx, "in.ipynb", kernel.RunOptions{Out: "out.ipynb"}, o)
//
// # Parts
//
//   - Engine knows no protocol: one worker, an execution count, a history, interrupts, and
//     what to do when the worker dies. Both ways of use drive it.
//   - Start opens the five channels of the Jupyter protocol (kernel/guard), decodes
//     (kernel/wire) and dispatches: the shell channel one request at a time, the control
//     channel beside it, so that an interrupt overtakes a running cell.
//   - dispatch.go holds the table of requests; each has its handle_*.go.
//
// The protocol is https://jupyter-client.readthedocs.io/en/stable/messaging.html.
package kernel
