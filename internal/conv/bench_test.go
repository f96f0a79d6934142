package conv

import (
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/andor-kernel/andor/internal/simd"
)

// table1 are the convolutions of [P] table 1 at batch 16: the generator's, then the energy
// network's.
var table1 = []struct {
	name string
	g    Geometry
	s    Sparsity
}{
	{"part.conv1", Geometry{16, 4, 4, 3200, 512, 3, 2}, Sparsity{PerPosition: 8}},
	{"part.conv2", Geometry{16, 8, 8, 512, 512, 3, 1}, Sparsity{}},
	{"subpart.conv1", Geometry{16, 8, 8, 512, 256, 3, 2}, Sparsity{Density: .25}},
	{"subpart.conv2", Geometry{16, 16, 16, 256, 256, 3, 1}, Sparsity{}},
	{"prim.conv1", Geometry{16, 16, 16, 256, 128, 3, 2}, Sparsity{Density: .25}},
	{"prim.conv2", Geometry{16, 32, 32, 128, 128, 3, 1}, Sparsity{}},
	{"pixel.conv1", Geometry{16, 32, 32, 128, 64, 3, 2}, Sparsity{Density: .25}},
	{"pixel.conv2", Geometry{16, 64, 64, 64, 64, 3, 1}, Sparsity{}},
	{"image.conv", Geometry{16, 64, 64, 64, 3, 3, 1}, Sparsity{}},
	{"e2.conv", Geometry{16, 64, 64, 3, 64, 3, 1}, Sparsity{}},
	{"e3.conv", Geometry{16, 32, 32, 64, 64, 3, 1}, Sparsity{}},
	{"e4.conv1", Geometry{16, 16, 16, 64, 128, 3, 1}, Sparsity{}},
	{"e4.conv2", Geometry{16, 16, 16, 128, 128, 3, 1}, Sparsity{}},
	{"e5.conv1", Geometry{16, 8, 8, 128, 256, 3, 1}, Sparsity{}},
	{"e5.conv2", Geometry{16, 8, 8, 256, 256, 3, 1}, Sparsity{}},
	{"e6.conv1", Geometry{16, 4, 4, 256, 512, 3, 1}, Sparsity{}},
	{"e6.conv2", Geometry{16, 4, 4, 512, 512, 3, 1}, Sparsity{}},
	// An eighth of the width at 32x32, as the demonstration trains.
	{"small.part.conv1", Geometry{16, 4, 4, 400, 64, 3, 2}, Sparsity{PerPosition: 8}},
	{"small.part.conv2", Geometry{16, 8, 8, 64, 64, 3, 1}, Sparsity{}},
	{"small.subpart.conv1", Geometry{16, 8, 8, 64, 32, 3, 2}, Sparsity{Density: .25}},
	{"small.subpart.conv2", Geometry{16, 16, 16, 32, 32, 3, 1}, Sparsity{}},
	{"small.pixel.conv1", Geometry{16, 16, 16, 32, 16, 3, 2}, Sparsity{Density: .25}},
	{"small.pixel.conv2", Geometry{16, 32, 32, 16, 16, 3, 1}, Sparsity{}},
	{"small.image.conv", Geometry{16, 32, 32, 16, 3, 3, 1}, Sparsity{}},
}

// sparse is random input with the zeros that s promises.
func sparse(r *rand.Rand, g Geometry, s Sparsity) []float32 {
	x := random(r, g.N*g.H*g.W*g.Cin)
	switch {
	case s.PerPosition > 0:
		kept := make([]float32, len(x))
		for m := 0; m < len(x); m += g.Cin {
			for range s.PerPosition {
				c := m + r.Intn(g.Cin)
				kept[c] = x[c]
			}
		}
		return kept
	case s.Density > 0:
		for i := range x {
			if r.Float64() >= s.Density {
				x[i] = 0
			}
		}
	}
	return x
}

// fastest times f b.N times (at least seven) and reports minima, since the machine may be
// shared: of wall time, and of processor time of all threads with the rate of the given
// multiply-adds in it, to be held against the peak of one core.
func fastest(b *testing.B, macs int64, f func()) {
	f()
	wall, cpu := time.Hour, time.Hour
	b.ReportAllocs()
	b.ResetTimer()
	for range max(7, b.N) {
		start, used := time.Now(), cpuTime()
		f()
		wall, cpu = min(wall, time.Since(start)), min(cpu, cpuTime()-used)
	}
	b.ReportMetric(float64(wall.Nanoseconds())/1e6, "min-ms")
	b.ReportMetric(float64(cpu.Nanoseconds())/1e6, "cpu-ms")
	if macs > 0 {
		b.ReportMetric(2*float64(macs)/float64(max(1, cpu.Nanoseconds())), "GF/s-core")
	}
}

func BenchmarkTable1(b *testing.B) {
	for _, c := range table1 {
		r := rand.New(rand.NewSource(1))
		g := c.g
		h, wd := g.out()
		l := New(g, Act{Kind: ReLU}, c.s, Choice{}, 0)
		w, bias := random(r, g.Cout*g.taps()*g.Cin), random(r, g.Cout)
		x, dpre := sparse(r, g, c.s), random(r, g.N*h*wd*g.Cout)
		y, dx, dw, db := make([]float32, len(dpre)), make([]float32, len(x)), make([]float32, len(w)), make([]float32, g.Cout)
		l.Prepare(w, bias)
		_, done := l.MACs(g.N)
		name := fmt.Sprintf("%s/%s", c.name, l.Name())
		b.Run(name+"/forward", func(b *testing.B) { fastest(b, done, func() { l.Forward(y, x, g.N) }) })
		b.Run(name+"/data", func(b *testing.B) {
			if m, ok := l.(Masked); ok {
				fastest(b, 0, func() { m.BackwardDataAt(dx, x, dpre, g.N) })
				return
			}
			fastest(b, done, func() { l.BackwardData(dx, dpre, g.N) })
		})
		b.Run(name+"/weight", func(b *testing.B) { fastest(b, done, func() { l.BackwardWeight(dw, db, x, dpre, g.N) }) })
		b.Run(name+"/prepare", func(b *testing.B) {
			fastest(b, 0, func() {
				l.Prepare(w, bias)
				l.Forward(y[:0], x[:0], 0)
				if _, ok := l.(Masked); !ok {
					l.BackwardData(dx[:0], dpre[:0], 0)
				}
			})
		})
	}
}

func BenchmarkPeak(b *testing.B) {
	k := simd.Default()
	b.ReportMetric(k.Peak(time.Second), "GF/s-core")
}

// BenchmarkAlgorithms compares the algorithms where the choice is close: narrow layers of a
// small network.
func BenchmarkAlgorithms(b *testing.B) {
	for _, up := range []int{1, 2} {
		for _, c := range [][2]int{{8, 8}, {16, 8}, {16, 16}, {32, 16}, {32, 32}, {64, 32}, {64, 64}} {
			g := Geometry{16, 16, 16, c[0], c[1], 3, up}
			r := rand.New(rand.NewSource(1))
			h, wd := g.out()
			w, bias := random(r, g.Cout*g.taps()*g.Cin), random(r, g.Cout)
			x, dpre := random(r, g.N*g.H*g.W*g.Cin), random(r, g.N*h*wd*g.Cout)
			y, dx, dw := make([]float32, len(dpre)), make([]float32, len(x)), make([]float32, len(w))
			e := engine{simd.Default(), simd.Threads(0)}
			a := Act{Kind: ReLU}
			forwards := []forward{newDirectForward(e, g, a), newWinograd(e, g.N, g.H, g.W, g.Cin, g.Cout, 0, false), newNarrow(e, g.N, g.H, g.W, g.Cin, g.Cout, 3, 0, false)}
			datas := []backwardData{newDirectData(e, g), newWinogradData(e, g), newNarrowData(e, g)}
			weights := []backwardWeight{newDirectWeight(e, g), newWinogradWeight(e, g), newNarrowWeight(e, g)}
			if up == 2 {
				forwards, datas, weights = []forward{forwards[0], newNine(e, g, a)}, []backwardData{datas[0], newNineData(e, g)}, []backwardWeight{weights[0], newNineWeight(e, g)}
			}
			name := fmt.Sprintf("%dto%dup%d/", g.Cin, g.Cout, up)
			for i, f := range forwards {
				f.prepare(w, bias)
				datas[i].prepare(w)
				b.Run(name+f.name()+"/forward", func(b *testing.B) { fastest(b, g.dense(g.N), func() { f.run(y, x, g.N) }) })
				b.Run(name+f.name()+"/data", func(b *testing.B) { fastest(b, g.dense(g.N), func() { datas[i].run(dx, dpre, g.N) }) })
				b.Run(name+f.name()+"/weight", func(b *testing.B) { fastest(b, g.dense(g.N), func() { weights[i].run(dw, x, dpre, g.N) }) })
			}
		}
	}
}

// BenchmarkSparse compares what can be done with inputs that are mostly zero, at several shares of
// active ones.
func BenchmarkSparse(b *testing.B) {
	for _, c := range table1[2:7] {
		if c.s.Density == 0 {
			continue
		}
		g := c.g
		r := rand.New(rand.NewSource(1))
		h, wd := g.out()
		w, bias := random(r, g.Cout*g.taps()*g.Cin), random(r, g.Cout)
		dpre := random(r, g.N*h*wd*g.Cout)
		y, dx, dw := make([]float32, len(dpre)), make([]float32, g.N*g.H*g.W*g.Cin), make([]float32, len(w))
		e := engine{simd.Default(), simd.Threads(0)}
		a := Act{Kind: ReLU}
		for _, density := range []float64{.1, .25, .5} {
			x := sparse(r, g, Sparsity{Density: density})
			cells, rows, nine := newCelled(e, g, a, density), newSparse(e, g, a, density), newNine(e, g, a)
			for _, f := range []struct {
				forward forward
				weight  backwardWeight
				dataAt  func(dx, x, dpre []float32, n int)
			}{{cells, newCelledWeight(cells), cells.dataAt}, {rows, newSparseWeight(rows), rows.dataAt}, {nine, newNineWeight(e, g), nil}} {
				name := fmt.Sprintf("%s/%g/%s", c.name, density, f.forward.name())
				f.forward.prepare(w, bias)
				if f.dataAt == nil {
					data := newNineData(e, g)
					data.prepare(w)
					f.dataAt = func(dx, _, dpre []float32, n int) { data.run(dx, dpre, n) }
				}
				b.Run(name+"/forward", func(b *testing.B) { fastest(b, f.forward.macs(g.N), func() { f.forward.run(y, x, g.N) }) })
				b.Run(name+"/data", func(b *testing.B) { fastest(b, f.forward.macs(g.N), func() { f.dataAt(dx, x, dpre, g.N) }) })
				b.Run(name+"/weight", func(b *testing.B) { fastest(b, f.forward.macs(g.N), func() { f.weight.run(dw, x, dpre, g.N) }) })
			}
		}
	}
}

// BenchmarkParts times what surrounds the convolutions of [P] table 1 at batch 16.
func BenchmarkParts(b *testing.B) {
	r := rand.New(rand.NewSource(1))
	const n = 16
	for _, c := range []struct {
		name       string
		h, w, c, k int
		per        bool
	}{{"object", 4, 4, 3200, 8, true}, {"part", 8, 8, 512, 16, false}, {"subpart", 16, 16, 256, 64, false}, {"prim", 32, 32, 128, 256, false}} {
		size := n * c.h * c.w * c.c
		x, y, mask := random(r, size), make([]float32, size), make([]uint8, size)
		t := NewTopK(c.h, c.w, c.c, c.k, c.per, 0)
		b.Run("topk/"+c.name, func(b *testing.B) { fastest(b, 0, func() { t.Forward(y, mask, x, n) }) })
		b.Run("topkgrad/"+c.name, func(b *testing.B) { fastest(b, 0, func() { t.Backward(y, x, mask) }) })
	}
	size := n * 64 * 64 * 64
	x, y := random(r, size), random(r, size)
	b.Run("actgrad/64x64x64", func(b *testing.B) { fastest(b, 0, func() { ActGrad(x, x, y, Act{Kind: ReLU}) }) })
	p := Pool{64, 64, 64, 2}
	b.Run("pool/64x64x64", func(b *testing.B) { fastest(b, 0, func() { p.Forward(y, x, n, 0) }) })
	b.Run("poolgrad/64x64x64", func(b *testing.B) { fastest(b, 0, func() { p.Backward(x, y, n, 0) }) })

	d := NewDense(n, 100, 51200, Act{}, 0)
	w, z, h, dz := random(r, 100*51200), random(r, n*100), random(r, n*51200), make([]float32, n*100)
	dh := make([]float32, n*51200)
	for i := range n * 16 * 8 {
		dh[i/8*3200+r.Intn(3200)] = 1
	}
	d.Prepare(w, nil)
	b.Run("fc/forward", func(b *testing.B) { fastest(b, 0, func() { d.Forward(h, z, n) }) })
	b.Run("fc/data", func(b *testing.B) { fastest(b, 0, func() { d.BackwardData(dz, dh, n) }) })
	b.Run("fc/densedata", func(b *testing.B) { fastest(b, 0, func() { d.BackwardData(dz, h, n) }) })
	g := make([]float32, len(w))
	b.Run("fc/weight", func(b *testing.B) { fastest(b, 0, func() { d.BackwardWeight(g, nil, z, dh, n) }) })
	b.Run("fc/prepare", func(b *testing.B) { fastest(b, 0, func() { d.Prepare(w, nil); d.Forward(h, z, 0) }) })
	m, v := make([]float32, len(w)), make([]float32, len(w))
	b.Run("adam/5.1M", func(b *testing.B) {
		fastest(b, 0, func() { Adam(w, g, m, v, simd.AdamStep{Beta1: .5, Beta2: .999, Eps: 1e-8, Rate: 1e-9, Step: 9}, 0) })
	})
	b.Run("finite/5.1M", func(b *testing.B) { fastest(b, 0, func() { Finite(g, 0) }) })
}
