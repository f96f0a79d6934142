// Package host is what the lowered code of cells calls while it runs: deferred calls
// (defers.go), waits that an interrupt ends (waits.go), input and exits (stdin.go, exit.go),
// variables that outlive their cell (variables.go), and boxes, which package boxes makes.
//
// It knows no session: what it needs of one is in Env. Its own state has its own lock.
//
//	h := host.New(host.Env{Stdout: os.Stdout, Types: types, Lock: &mu, Halt: &halt})
//	in.Use(h.Symbols())
//	h.Settle(host.NewRun(ctx)) // from now on waits end with ctx
package host
