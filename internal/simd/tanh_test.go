package simd

import (
	"math"
	"math/rand"
	"testing"
)

func TestTanh(t *testing.T) {
	inf := float32(math.Inf(1))
	forPaths(t, func(t *testing.T, k Kernels) {
		r := rand.New(rand.NewSource(1))
		for _, n := range lengths {
			x, dy := random(r, n), random(r, n)
			for i := range x {
				x[i] *= float32(math.Pow(10, float64(r.Intn(5)-2)))
			}
			x[r.Intn(n)] = []float32{0, inf, -inf, 1e-30, float32(math.NaN())}[r.Intn(5)]
			y, check := guarded(t, r, n)
			k.Tanh(y, x)
			check()
			same := make([]float32, n)
			Kernels{}.Tanh(same, x)
			for i, got := range y {
				want := math.Tanh(float64(x[i]))
				if got != got != (want != want) || math.Abs(float64(got)-want) > 4e-7*math.Abs(want)+1e-38 {
					t.Fatalf("n %d: tanh(%g) is %g, want %g", n, x[i], got, want)
				}
				if k.path != Go && math.Float32bits(got) != math.Float32bits(same[i]) && got == got {
					t.Fatalf("n %d: tanh(%g) is %g, in Go %g", n, x[i], got, same[i])
				}
			}
			dx, check := guarded(t, r, n)
			k.TanhGrad(dx, dy, y)
			check()
			for i, got := range dx {
				want := float64(dy[i]) * (1 - float64(y[i])*float64(y[i]))
				if got != got != (want != want) || want == want && far(got, want, math.Abs(float64(dy[i]))) {
					t.Fatalf("n %d: gradient %d is %g, want %g", n, i, got, want)
				}
			}
		}
	})
}
