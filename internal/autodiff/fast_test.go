package autodiff

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestFastLayers holds the float32 layers against the float64 reference on random
// shapes, up to some tens of channels: products within 1e-5 of the largest value.
func TestFastLayers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	acts := []Activation{{}, {Kind: ReLU}, {LeakyReLU, 0.2}}
	for i := range 60 {
		n, a := 1+r.IntN(5), acts[r.IntN(3)]
		s := ConvShape{H: 1 + r.IntN(9), W: 1 + r.IntN(9), Cin: 1 + r.IntN(40), Cout: 1 + r.IntN(40), Kernel: 1 + r.IntN(5), Up: 1 + r.IntN(3)}
		var sp Sparsity
		if r.IntN(3) == 0 {
			sp = Sparsity{PerPosition: 1 + r.IntN(s.Cin), Density: 0.25}
		}
		conv := func(threads int) (*Layer[float64], *Layer[float32]) {
			wide, err := NewConv[float64](s, a, sp, threads)
			if err != nil {
				t.Fatal(err)
			}
			narrow, err := NewConv[float32](s, a, sp, threads)
			if err != nil {
				t.Fatal(err)
			}
			return wide, narrow
		}
		if i%3 == 2 {
			sp = Sparsity{}
			in, out := s.Cin*s.H, []int{s.W, 1, s.Cout}
			conv = func(threads int) (*Layer[float64], *Layer[float32]) {
				wide, err := NewDense[float64](in, out, a, threads)
				if err != nil {
					t.Fatal(err)
				}
				narrow, err := NewDense[float32](in, out, a, threads)
				if err != nil {
					t.Fatal(err)
				}
				return wide, narrow
			}
		}
		t.Run(fmt.Sprintf("%d %+v rows %d act %v sparse %v", i, s, n, a, sp), func(t *testing.T) {
			wide, narrow := conv(2)
			holds(t, r, wide, narrow, n, sp.PerPosition)
		})
	}
}

// holds runs all directions of both layers on the same numbers. keep > 0 leaves that
// many non-zero channels at each position of the input.
func holds(t *testing.T, r *rand.Rand, wide *Layer[float64], narrow *Layer[float32], n, keep int) {
	t.Helper()
	in, out := volume(wide.in), volume(wide.out)
	both := func(size int) ([]float64, []float32) {
		a, b := make([]float64, size), make([]float32, size)
		for i := range b {
			b[i] = float32(r.NormFloat64())
			a[i] = float64(b[i])
		}
		return a, b
	}
	x64, x32 := both(n * in)
	if keep > 0 {
		c := wide.in[len(wide.in)-1]
		for p := 0; p < n*in; p += c {
			for _, i := range r.Perm(c)[keep:] {
				x64[p+i], x32[p+i] = 0, 0
			}
		}
	}
	w64, w32 := both(volume(wide.weight))
	b64, b32 := both(wide.bias)
	d64, d32 := both(n * out)
	size := n + r.IntN(3)
	wide.Reserve(size, true)
	narrow.Reserve(size, true)
	wide.Prepare(w64, b64)
	narrow.Prepare(w32, b32)
	y64, y32 := both(n * out)
	wide.kernel.Forward(y64, x64, n)
	narrow.kernel.Forward(y32, x32, n)
	nearby(t, "y", y32, y64, 1e-5)
	dx64, dx32 := both(n * in)
	wide.kernel.BackwardData(dx64, d64, n)
	narrow.kernel.BackwardData(dx32, d32, n)
	nearby(t, "dx", dx32, dx64, 1e-5)
	if m, ok := narrow.kernel.(masked[float32]); ok && keep > 0 {
		for i, v := range x64 {
			if v == 0 {
				dx64[i] = 0
			}
		}
		m.BackwardDataAt(dx32, x32, d32, n)
		nearby(t, "dx at", dx32, dx64, 1e-5)
	}
	dw64, dw32 := both(len(w64))
	db64, db32 := both(len(b64))
	wide.kernel.BackwardWeight(dw64, db64, x64, d64, n)
	narrow.kernel.BackwardWeight(dw32, db32, x32, d32, n)
	nearby(t, "dw", dw32, dw64, 1e-5)
	nearby(t, "db", db32, db64, 1e-5)
}
