package autodiff

import (
	"math"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// TestAdamEqualsGorgonia: fifty steps on gradients that are zero now and then, in places
// always. Theirs runs in float64: in float32 it rounds 1 - beta2^t, which alone shifts
// the first steps by 1e-5 of their size.
func TestAdamEqualsGorgonia(t *testing.T) {
	const n = 1000
	w, g, m, v := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	lehmer(5, w)
	w64, g64 := make([]float64, n), make([]float64, n)
	widen(w64, w)
	theirs := tensor.New(tensor.WithShape(n), tensor.WithBacking(w64))
	gradient := tensor.New(tensor.WithShape(n), tensor.WithBacking(g64))
	node := gorgonia.NewTensor(gorgonia.NewGraph(), tensor.Float64, 1, gorgonia.WithShape(n),
		gorgonia.WithName("w"), gorgonia.WithValue(theirs), gorgonia.WithGrad(gradient))
	solver := gorgonia.NewAdamSolver(gorgonia.WithLearnRate(0.01), gorgonia.WithBeta1(0.5), gorgonia.WithBeta2(0.999), gorgonia.WithEps(1e-8))
	for step := 1; step <= 50; step++ {
		lehmer(int64(step), g)
		for i := range g {
			if i%7 == step%7 || i%11 == 0 {
				g[i] = 0
			}
		}
		widen(gradient.Float64s(), g)
		if err := solver.Step([]gorgonia.ValueGrad{node}); err != nil {
			t.Fatal(err)
		}
		Adam(w, g, m, v, AdamStep{Beta1: 0.5, Beta2: 0.999, Eps: 1e-8, Rate: 0.01, Step: step}, 2)
	}
	nearby(t, "weights", w, node.Value().(*tensor.Dense).Float64s(), 1e-6)
}

// TestAdamByTheBook repeats Kingma and Ba's alg. 1 in float64, and with other threads.
func TestAdamByTheBook(t *testing.T) {
	const n = 40000
	w, g := make([]float32, n), make([]float32, n)
	m, v := make([]float32, n), make([]float32, n)
	lehmer(5, w)
	want, m64, v64 := make([]float64, n), make([]float64, n), make([]float64, n)
	widen(want, w)
	for step := 1; step <= 20; step++ {
		lehmer(int64(step), g)
		for i, d := range g {
			m64[i] = 0.9*m64[i] + 0.1*float64(d)
			v64[i] = 0.999*v64[i] + 0.001*float64(d)*float64(d)
			mhat, vhat := m64[i]/(1-math.Pow(0.9, float64(step))), v64[i]/(1-math.Pow(0.999, float64(step)))
			want[i] -= 1e-3 * mhat / (math.Sqrt(vhat) + 1e-8)
		}
		Adam(w, g, m, v, AdamStep{Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Rate: 1e-3, Step: step}, step%3+1)
	}
	nearby(t, "weights", w, want, 1e-6)
}

func TestFinite(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for at := range 9 {
			x := make([]float32, 9)
			if lehmer(3, x); !Finite(x, 2) {
				t.Fatalf("%v: got false, want true", x)
			}
			if x[at] = float32(bad); Finite(x, 2) {
				t.Errorf("%v at %d: got true, want false", bad, at)
			}
		}
	}
}

func widen(dst []float64, src []float32) {
	for i, v := range src {
		dst[i] = float64(v)
	}
}
