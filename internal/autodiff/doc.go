// Package autodiff is andor's graph of differentiable operations and the only
// importer of gorgonia: its Op, DiffWRT and SymDiff give the graph and its
// derivative, its TapeMachine runs them; the operations, their memory and the
// compilation of sub-graphs are ours.
//
// A Graph holds nodes whose first axis is a multiple of one batch; a Program is the
// part of a graph that some outputs need. Build, differentiate, compile, run:
//
//	fc, err := autodiff.NewDense[float32](100, []int{8, 8, 3}, autodiff.Activation{}, 2)
//	fc.Reserve(16, false)
//	fc.Prepare(wv, bv)                                // after every change of the weights
//	g := autodiff.NewGraph[float32](16, 2)            // up to 16 rows, 2 threads
//	z, r := g.Input("z", 1, 100), g.Input("r", 1, 8, 8, 3)
//	w, b := g.Param("w", wv, 100, 192), g.Param("b", bv, 192)
//	y := g.Act(autodiff.Activation{Kind: autodiff.Tanh}, g.Run(fc, autodiff.TopK{}, z, w, b))
//	dz := g.Backward(nodes(y), nodes(r), nodes(z))[0] // J^T r
//	p, err := g.Compile(y, dz)
//	err = p.Run(rows)                                 // then y.Data(), dz.Data()
//
// Everything exists in two widths: float64 through plain Go reference code, which is
// what gradients are checked on, and float32 through the kernels of package conv.
//
// # Why the operations own their memory
//
// The tape machine drops its registers at every Reset, so an operation that made its
// result afresh would cost a full pass of allocation each run. Here Compile knows the
// order of execution, computes how long each result lives and lays all of them out in
// one arena (plan.go); running allocates nothing that grows.
//
// # Why every operation hashes differently
//
// The tape machine merges nodes with equal hashes. Our operations own buffers and
// some carry state from forward to backward (the kept positions of top-k), so two
// equal-looking operations must not become one by accident: each instance writes its
// own number into its hash, and the graph makes sure that no two nodes collide.
package autodiff
