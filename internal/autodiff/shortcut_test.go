package autodiff

import "testing"

// TestReluBehindSparse: behind relu the gradient that a sparse layer gives is zero already where
// the activation's is, so nothing is left to do, but not behind another activation. Each is held
// against float64, whose layers compute every gradient.
func TestReluBehindSparse(t *testing.T) {
	for _, c := range []struct {
		name   string
		act    Activation
		keep   TopK
		sparse Sparsity // of the second layer's input
		done   bool
	}{
		{"relu", Activation{Kind: ReLU}, TopK{K: 8}, Sparsity{Density: .25}, true},
		{"lrelu, no topk", Activation{Kind: LeakyReLU, Slope: 0.3}, TopK{}, Sparsity{Density: .25}, false},
		{"relu, dense", Activation{Kind: ReLU}, TopK{K: 8}, Sparsity{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, _ := behindSparse[float64](t, c.act, c.keep, c.sparse)
			got, done := behindSparse[float32](t, c.act, c.keep, c.sparse)
			if done != c.done {
				t.Errorf("the gradient of the activation was left out: got %v, want %v", done, c.done)
			}
			for i, name := range []string{"dx", "dw", "db"} {
				nearby(t, name, got[i], want[i], 1e-5)
			}
		})
	}
}

// behindSparse is the gradients of x -> conv, topk if keep says so -> upsample, conv by the first
// layer's x, w and b; done says whether its activation's gradient was left out.
func behindSparse[T Float](t *testing.T, a Activation, keep TopK, sparse Sparsity) (grads [][]T, done bool) {
	t.Helper()
	const n = 3
	w := start[T](n, 6, 5, 4)
	g := w.graph
	w.keep = keep
	w.through(NewConv[T](ConvShape{H: 6, W: 5, Cin: 4, Cout: 128, Kernel: 3, Up: 1}, a, Sparsity{}, 2))
	w.layer.Prepare(w.inputs["w"].Data(), w.inputs["b"].Data())
	second, err := NewConv[T](ConvShape{H: 6, W: 5, Cin: 128, Cout: 64, Kernel: 3, Up: 2}, Activation{}, sparse, 2)
	if err != nil {
		t.Fatal(err)
	}
	weights, bias := make([]T, volume(second.weight)), make([]T, second.bias)
	lehmer(5, weights)
	second.Reserve(n, true)
	second.Prepare(weights, bias)
	w.out = g.Run(second, TopK{}, w.out, g.Param("w2", weights, second.weight...), g.Param("b2", bias, len(bias)))
	r := g.Input("r", 1, w.out.shape...)
	lehmer(6, r.Data())
	found := g.Backward([]Node[T]{w.out}, []Node[T]{r}, []Node[T]{w.inputs["x"], w.inputs["w"], w.inputs["b"]})
	p, err := g.Compile(found...)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Run(n); err != nil {
		t.Fatal(err)
	}
	for _, o := range p.order {
		if o.kind == "activation gradient" {
			done = o.done != nil && o.done()
		}
	}
	for _, f := range found {
		grads = append(grads, append([]T(nil), f.Data()...))
	}
	return grads, done
}
