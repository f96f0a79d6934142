// Package conv computes the layers of andor's networks on plain float32 slices:
// convolutions with optional upsampling, fully connected layers, pooling, activations and
// top-k, forward and both gradients. It knows no graph: autodiff wraps it.
//
// Arrays are (N, H, W, C), C fastest. Weights of a convolution are (Cout, K, K, Cin).
//
//	l := conv.New(conv.Geometry{N: 16, H: 8, W: 8, Cin: 512, Cout: 256, Kernel: 3, Up: 2},
//		conv.Act{Kind: conv.ReLU}, conv.Sparsity{}, conv.Choice{}, 0)
//	l.Prepare(w, bias)          // after each update
//	l.Forward(y, x, n)          // y = relu(conv(up(x)) + bias)
//	conv.ActGrad(d, dy, y, act) // gradient before the activation
//	l.BackwardData(dx, d, n)
//	l.BackwardWeight(dw, db, x, d, n)
//
// The algorithm of each direction is a Choice: by a model of cost that is the same on every
// run, or by a Chooser, which measures once and remembers; algorithms differ in rounding, so
// a choice must not change from run to run.
// Sums are ordered by the geometry, never by the number of threads.
package conv
