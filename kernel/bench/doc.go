// Package bench measures a Jupyter kernel from outside, as a front end sees it, and another
// one beside it in alternation.
//
//	r, err := bench.Run(ctx, bench.Options{Binary: exe, Peer: ".venv/bin/python", Rounds: 5}, nil)
//	fmt.Print(r)
//
// Both kernels are spoken to by the same client over the same kind of sockets, and run the
// same small programs, each in its language.
package bench
