package conv

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/andor-kernel/andor/stdlib/internal/simd"
)

// TestFastAgainstReference forces the fast algorithms on sizes the choice would not give
// them: single rows, odd edges, few channels.
func TestFastAgainstReference(t *testing.T) {
	forPaths(t, func(t *testing.T, k simd.Kernels) {
		r := rand.New(rand.NewSource(2))
		for range 60 {
			g := Geometry{N: 1 + r.Intn(4), H: 1 + r.Intn(9), W: 1 + r.Intn(9), Cin: 1 + r.Intn(36), Cout: 1 + r.Intn(36), Kernel: 3, Up: 1 + r.Intn(2)}
			a, n, threads := acts[r.Intn(len(acts))], 1+r.Intn(g.N), 1+r.Intn(3)
			l := newLayer(k, g, a, Sparsity{}, threads).(*layer)
			if g.Up == 2 {
				l.forward, l.data, l.weight = newNine(l.e, g, a), newNineData(l.e, g), newNineWeight(l.e, g)
			} else {
				l.forward, l.data, l.weight = newWinograd(l.e, g.N, g.H, g.W, g.Cin, g.Cout, a.slope(), false), newWinogradData(l.e, g), newWinogradWeight(l.e, g)
			}
			if f := l.weight.(*fastWeight); r.Intn(2) == 0 { // all workers together, in several blocks
				f.slices, f.v.per, f.o.per = 0, 8, 8
			}
			t.Run(fmt.Sprintf("%+v n %d threads %d %s", g, n, threads, l.Name()), func(t *testing.T) { checkLayer(t, r, l, g, a, n) })
		}
	})
}
