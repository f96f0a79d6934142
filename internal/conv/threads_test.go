package conv

import (
	"math/rand"
	"runtime"
	"slices"
	"testing"

	"github.com/andor-kernel/andor/internal/simd"
)

// shapes cover every algorithm, with work enough for several tasks.
var shapes = []struct {
	g Geometry
	s Sparsity
}{
	{Geometry{6, 4, 4, 96, 24, 3, 2}, Sparsity{PerPosition: 4}},
	{Geometry{6, 9, 7, 32, 48, 3, 2}, Sparsity{Density: .25}},
	{Geometry{3, 13, 11, 150, 24, 3, 2}, Sparsity{Density: .25}},
	{Geometry{6, 9, 7, 32, 48, 3, 2}, Sparsity{}},
	{Geometry{6, 13, 11, 40, 32, 3, 1}, Sparsity{}},
	{Geometry{6, 8, 8, 128, 96, 3, 1}, Sparsity{}},
	{Geometry{6, 20, 20, 24, 3, 3, 1}, Sparsity{}},
	{Geometry{6, 20, 20, 3, 24, 3, 1}, Sparsity{}},
	{Geometry{6, 10, 10, 12, 10, 5, 3}, Sparsity{}},
}

// results runs all directions of a layer made for the given number of threads.
func results(k simd.Kernels, g Geometry, s Sparsity, threads int) [][]float32 {
	r := rand.New(rand.NewSource(7))
	h, wd := g.out()
	w, bias := random(r, g.Cout*g.taps()*g.Cin), random(r, g.Cout)
	x, dpre := sparse(r, g, s), random(r, g.N*h*wd*g.Cout)
	y, dx, dw, db := make([]float32, len(dpre)), make([]float32, len(x)), make([]float32, len(w)), make([]float32, g.Cout)
	l := newLayer(k, g, Act{Kind: ReLU}, s, Choice{}, threads)
	l.Prepare(w, bias)
	l.Forward(y, x, g.N)
	l.BackwardData(dx, dpre, g.N)
	l.BackwardWeight(dw, db, x, dpre, g.N)
	all := [][]float32{y, dx, dw, db}
	if m, ok := l.(Masked); ok {
		at := make([]float32, len(x))
		m.BackwardDataAt(at, x, dpre, g.N)
		all = append(all, at)
	}
	return all
}

// TestResultsDoNotDependOnThreads: the same bits, for any number of workers.
func TestResultsDoNotDependOnThreads(t *testing.T) {
	for _, p := range simd.Paths()[:max(1, len(simd.Paths())-1)] {
		k, err := simd.For(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range shapes {
			want := results(k, c.g, c.s, 1)
			for _, threads := range []int{2, 3, 7} {
				for i, got := range results(k, c.g, c.s, threads) {
					if !slices.Equal(got, want[i]) {
						t.Errorf("%v %+v: result %d with %d threads differs from that with 1", p, c.g, i, threads)
					}
				}
			}
		}
	}
}

// TestExamplesDoNotDependOnTheBatch: an example's output and data gradient are the same bits
// alone as among others.
func TestExamplesDoNotDependOnTheBatch(t *testing.T) {
	r := rand.New(rand.NewSource(8))
	for _, c := range shapes {
		g := c.g
		h, wd := g.out()
		w := random(r, g.Cout*g.taps()*g.Cin)
		x, dpre := sparse(r, g, c.s), random(r, g.N*h*wd*g.Cout)
		y, dx := make([]float32, len(dpre)), make([]float32, len(x))
		l := newLayer(simd.Default(), g, Act{}, c.s, Choice{}, 2)
		l.Prepare(w, nil)
		l.Forward(y, x, g.N)
		l.BackwardData(dx, dpre, g.N)
		in, out := len(x)/g.N, len(y)/g.N
		y1, dx1 := make([]float32, out), make([]float32, in)
		for b := range g.N {
			l.Forward(y1, x[b*in:(b+1)*in], 1)
			l.BackwardData(dx1, dpre[b*out:(b+1)*out], 1)
			if !slices.Equal(y1, y[b*out:(b+1)*out]) {
				t.Errorf("%+v %s: output of example %d alone differs from that among %d", g, l.Name(), b, g.N)
			}
			if !slices.Equal(dx1, dx[b*in:(b+1)*in]) {
				t.Errorf("%+v %s: gradient of example %d alone differs from that among %d", g, l.Name(), b, g.N)
			}
		}
	}
}

// TestNoExamples: gradients of nothing are zero.
func TestNoExamples(t *testing.T) {
	for _, c := range shapes {
		l := newLayer(simd.Default(), c.g, Act{}, c.s, Choice{}, 2)
		w := make([]float32, c.g.Cout*c.g.taps()*c.g.Cin)
		l.Prepare(w, nil)
		l.Forward(nil, nil, 0)
		l.BackwardData(nil, nil, 0)
		r := rand.New(rand.NewSource(9))
		dw, db := random(r, len(w)), random(r, c.g.Cout)
		l.BackwardWeight(dw, db, nil, nil, 0)
		for _, v := range slices.Concat(dw, db) {
			if v != 0 {
				t.Fatalf("%+v %s: got gradient %g of no examples, want 0", c.g, l.Name(), v)
			}
		}
	}
}

// TestSteadyStateAllocatesLittle: after the first calls only the closures of the workers.
func TestSteadyStateAllocatesLittle(t *testing.T) {
	r := rand.New(rand.NewSource(10))
	for _, c := range shapes {
		g := c.g
		h, wd := g.out()
		w, db := random(r, g.Cout*g.taps()*g.Cin), make([]float32, g.Cout)
		x, dpre := sparse(r, g, c.s), random(r, g.N*h*wd*g.Cout)
		y, dx, dw := make([]float32, len(dpre)), make([]float32, len(x)), make([]float32, len(w))
		l := newLayer(simd.Default(), g, Act{}, c.s, Choice{}, 2)
		l.Prepare(w, nil)
		all := func() {
			l.Forward(y, x, g.N)
			l.BackwardData(dx, dpre, g.N)
			l.BackwardWeight(dw, db, x, dpre, g.N)
		}
		all()
		const rounds, most = 20, 16 << 10
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range rounds {
			all()
		}
		runtime.ReadMemStats(&after)
		if got := (after.TotalAlloc - before.TotalAlloc) / rounds; got > most {
			t.Errorf("%+v %s: got %d bytes a round, want at most %d", g, l.Name(), got, most)
		}
	}
}
