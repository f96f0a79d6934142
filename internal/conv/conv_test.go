package conv

import (
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/andor-kernel/andor/internal/simd"
)

// forPaths runs f on every path of this machine.
func forPaths(t *testing.T, f func(t *testing.T, k simd.Kernels)) {
	for _, p := range simd.Paths() {
		t.Run(p.String(), func(t *testing.T) {
			k, err := simd.For(p)
			if err != nil {
				t.Fatal(err)
			}
			f(t, k)
		})
	}
}

func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// reference is the textbook convolution in float64: its value and both gradients, and
// beside each sum the sum of its terms' magnitudes, by which rounding is judged.
type reference struct {
	pre, preScale   []float64
	dx, dxScale     []float64
	dw, dwScale     []float64
	db, dbScale     []float64
	outputs, inputs int
}

func refer(g Geometry, w, bias, x, dpre []float32, n int) *reference {
	h, wd := g.out()
	r := &reference{}
	for _, p := range []struct {
		a, b *[]float64
		n    int
	}{{&r.pre, &r.preScale, n * h * wd * g.Cout}, {&r.dx, &r.dxScale, n * g.H * g.W * g.Cin}, {&r.dw, &r.dwScale, len(w)}, {&r.db, &r.dbScale, g.Cout}} {
		*p.a, *p.b = make([]float64, p.n), make([]float64, p.n)
	}
	half := g.Kernel / 2
	for m := range n * h * wd {
		b, oy, ox := m/(h*wd), m/wd%h, m%wd
		for co := range g.Cout {
			o := m*g.Cout + co
			d := float64(dpre[o])
			if bias != nil {
				r.pre[o] = float64(bias[co])
				r.preScale[o] = math.Abs(r.pre[o])
			}
			r.db[co] += d
			r.dbScale[co] += math.Abs(d)
			for t := range g.taps() {
				iy, ix := oy+t/g.Kernel-half, ox+t%g.Kernel-half
				if iy < 0 || ix < 0 || iy >= h || ix >= wd {
					continue
				}
				xi := ((b*g.H+iy/g.Up)*g.W + ix/g.Up) * g.Cin
				wi := (co*g.taps() + t) * g.Cin
				for c := range g.Cin {
					xv, wv := float64(x[xi+c]), float64(w[wi+c])
					r.pre[o] += xv * wv
					r.preScale[o] += math.Abs(xv * wv)
					r.dx[xi+c] += d * wv
					r.dxScale[xi+c] += math.Abs(d * wv)
					r.dw[wi+c] += d * xv
					r.dwScale[wi+c] += math.Abs(d * xv)
				}
			}
		}
	}
	return r
}

// near fails where got is off want by more than 2e-6 of the sum of the magnitudes of its own
// terms and 2e-7 of the largest such sum of the tensor, or by more than 1e-6 of the latter in
// all. Winograd adds and subtracts the terms of neighbours, whose rounding stays where a value's own
// terms are small.
func near(t *testing.T, what string, got []float32, want, scale []float64) {
	t.Helper()
	largest := slices.Max(scale)
	for i, v := range want {
		if e := math.Abs(float64(got[i]) - v); !(e <= 2e-6*scale[i]+2e-7*largest && e <= 1e-6*largest) {
			t.Fatalf("%s[%d]: got %g, want %g (off by %.1e of %.3g, the largest being %.3g)", what, i, got[i], v, e/scale[i], scale[i], largest)
		}
	}
}

// checkLayer compares a layer with the reference on random numbers.
func checkLayer(t *testing.T, r *rand.Rand, l Layer, g Geometry, a Act, n int) {
	t.Helper()
	h, wd := g.out()
	w, bias := random(r, g.Cout*g.taps()*g.Cin), random(r, g.Cout)
	if r.Intn(4) == 0 {
		bias = nil
	}
	x, dpre := random(r, n*g.H*g.W*g.Cin), random(r, n*h*wd*g.Cout)
	ref := refer(g, w, bias, x, dpre, n)
	l.Prepare(w, bias)
	y := random(r, len(dpre))
	l.Forward(y, x, n)
	for i, v := range ref.pre {
		ref.pre[i] = max(v, float64(a.slope())*v)
	}
	near(t, "y", y, ref.pre, ref.preScale)
	dx := random(r, len(x))
	l.BackwardData(dx, dpre, n)
	near(t, "dx", dx, ref.dx, ref.dxScale)
	dw, db := random(r, len(w)), random(r, g.Cout)
	l.BackwardWeight(dw, db, x, dpre, n)
	near(t, "dw", dw, ref.dw, ref.dwScale)
	near(t, "db", db, ref.db, ref.dbScale)
}

var acts = []Act{{}, {Kind: ReLU}, {Kind: LeakyReLU, Slope: 0.2}}

func TestLayerAgainstReference(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(1))
		for range 60 {
			g := Geometry{N: 1 + r.Intn(4), H: 1 + r.Intn(9), W: 1 + r.Intn(9), Cin: 1 + r.Intn(20), Cout: 1 + r.Intn(20), Kernel: 1 + 2*r.Intn(4), Up: 1 + r.Intn(4)}
			if g.Up > 2 {
				g.H, g.W = 1+r.Intn(4), 1+r.Intn(4)
			}
			a, n, threads := acts[r.Intn(len(acts))], 1+r.Intn(g.N), 1+r.Intn(3)
			l := newLayer(k, g, a, Sparsity{}, Choice{}, threads)
			t.Run(fmt.Sprintf("%+v n %d threads %d %s", g, n, threads, l.Name()), func(t *testing.T) { checkLayer(t, r, l, g, a, n) })
		}
	})
}
