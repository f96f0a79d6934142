package conv

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/andor-kernel/andor/internal/simd"
)

// TestFastAgainstReference forces the fast algorithms on sizes the choice would not give
// them: single rows, odd edges, few channels.
func TestFastAgainstReference(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(2))
		for range 60 {
			g := Geometry{N: 1 + r.Intn(4), H: 1 + r.Intn(9), W: 1 + r.Intn(9), Cin: 1 + r.Intn(36), Cout: 1 + r.Intn(36), Kernel: 3, Up: 1 + r.Intn(2)}
			a, n, threads := acts[r.Intn(len(acts))], 1+r.Intn(g.N), 1+r.Intn(3)
			l := newLayer(k, g, a, Sparsity{}, Choice{}, threads).(*layer)
			if g.Up == 2 {
				l.forward, l.data, l.weight = newNine(l.e, g, a), newNineData(l.e, g), newNineWeight(l.e, g)
			} else {
				l.forward, l.data, l.weight = newWinograd(l.e, g.N, g.H, g.W, g.Cin, g.Cout, a.slope(), false), newWinogradData(l.e, g), newWinogradWeight(l.e, g)
			}
			if f, ok := l.forward.(*fastForward); ok && r.Intn(2) == 0 { // all workers together, in several rounds
				f.wide, f.v, f.o = true, newPlanes(f.v.count, 12, g.Cin), newPlanes(f.o.count, 12, g.Cout)
			}
			if f := l.weight.(*fastWeight); r.Intn(2) == 0 { // all workers together, in several blocks
				f.slices, f.v, f.o = 0, newStacks(f.e, f.v.count, 8, g.Cin), newStacks(f.e, f.o.count, 8, g.Cout)
			}
			t.Run(fmt.Sprintf("%+v n %d threads %d %s", g, n, threads, l.Name()), func(t *testing.T) { checkLayer(t, r, l, g, a, n) })
		}
	})
}

// TestSparseAgainstReference checks the sparse algorithm, on inputs as sparse as promised
// and on some that break the promise: it must be exact either way.
func TestSparseAgainstReference(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(3))
		for try := range 60 {
			g := Geometry{N: 1 + r.Intn(4), H: 1 + r.Intn(5), W: 1 + r.Intn(5), Cin: 8 + r.Intn(60), Cout: 1 + r.Intn(36), Kernel: 1 + 2*r.Intn(3), Up: 1 + r.Intn(3)}
			if try%2 == 0 {
				g.Kernel, g.Up = 3, 2
			}
			a, n, threads := acts[r.Intn(len(acts))], 1+r.Intn(g.N), 1+r.Intn(3)
			l := newLayer(k, g, a, Sparsity{PerPosition: 2}, Choice{}, threads).(Masked)
			if sw := l.(*maskedLayer).weight.(*sparseWeight); try%3 == 0 { // in several blocks
				sw.block, sw.s.block, sw.s.part = 1+r.Intn(7), 1+r.Intn(7), 1+r.Intn(9)
			}
			t.Run(fmt.Sprintf("%+v n %d threads %d %s", g, n, threads, l.Name()), func(t *testing.T) {
				checkLayer(t, r, l, g, a, n)
				checkMasked(t, r, l, g, a, n, Sparsity{PerPosition: 1 + r.Intn(8)})
			})
		}
	})
}

// TestCellsAgainstReference: the same of the algorithm for a quarter of the inputs, with several
// parts, blocks and stretches.
func TestCellsAgainstReference(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(4))
		for try := range 40 {
			g := Geometry{N: 1 + r.Intn(4), H: 1 + r.Intn(6), W: 1 + r.Intn(6), Cin: 1 + r.Intn(80), Cout: 1 + r.Intn(36), Kernel: 3, Up: 2}
			a, n, threads := acts[r.Intn(len(acts))], 1+r.Intn(g.N), 1+r.Intn(3)
			l := newLayer(k, g, a, Sparsity{}, Choice{}, threads).(*layer)
			c := newCelled(l.e, g, a, .25)
			w := newCelledWeight(c)
			if try%3 > 0 {
				c.block = 1 + r.Intn(7)
				c.parts, c.part = inParts(g.Cin, 16)
				w.tile, w.tiles = 16, 1+r.Intn(3)
			}
			l.forward, l.weight = c, w
			m := &maskedLayer{layer: l, at: c, shared: true}
			t.Run(fmt.Sprintf("%+v n %d threads %d %s", g, n, threads, l.Name()), func(t *testing.T) {
				checkLayer(t, r, m, g, a, n)
				checkMasked(t, r, m, g, a, n, Sparsity{Density: []float64{.02, .25, .5}[try%3]})
			})
		}
	})
}

// checkMasked compares a layer with the reference on sparse inputs.
func checkMasked(t *testing.T, r *rand.Rand, l Masked, g Geometry, a Act, n int, s Sparsity) {
	t.Helper()
	h, w := g.out()
	weights := random(r, g.Cout*g.taps()*g.Cin)
	x, dpre := sparse(r, g, s), random(r, n*h*w*g.Cout)
	ref := refer(g, weights, nil, x, dpre, n)
	l.Prepare(weights, nil)
	y, dx, dw := random(r, len(dpre)), random(r, len(x)), random(r, len(weights))
	l.Forward(y, x, n)
	for i, v := range ref.pre {
		ref.pre[i] = max(v, float64(a.slope())*v)
	}
	near(t, "y", y, ref.pre, ref.preScale)
	l.BackwardWeight(dw, nil, x, dpre, n)
	near(t, "dw", dw, ref.dw, ref.dwScale)
	l.BackwardDataAt(dx, x, dpre, n)
	for i := range ref.dx {
		if x[i] == 0 {
			ref.dx[i], ref.dxScale[i] = 0, 0
		}
	}
	near(t, "dx", dx, ref.dx, ref.dxScale)
}
