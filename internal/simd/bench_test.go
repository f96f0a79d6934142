package simd

import (
	"fmt"
	"math/rand"
	"testing"
	"time"
)

// BenchmarkMultiply is the matrix product alone, on data in the caches: what the kernels reach
// of the peak at various depths.
func BenchmarkMultiply(b *testing.B) {
	for _, p := range Paths() {
		k, err := For(p)
		if err != nil {
			b.Fatal(err)
		}
		peak := k.Peak(100 * time.Millisecond)
		r := rand.New(rand.NewSource(1))
		for _, c := range []struct{ taps, k, cols, ldx int }{{3, 9, 64, 3}, {1, 27, 64, 27}, {1, 64, 64, 80}, {1, 128, 128, 144}, {3, 192, 64, 64}, {1, 512, 256, 528}} {
			const rows = 96
			x := random(r, rows*c.ldx+c.k+c.taps*c.ldx*12)
			off := make([]int32, c.taps*rows)
			for i := range off {
				off[i] = int32(4 * c.ldx * (i%rows + i/rows*12))
			}
			w := random(r, k.PackedLen(c.taps*c.k, c.cols))
			bias := random(r, k.Padded(c.cols))
			q := Product{Taps: c.taps, K: c.k, Cols: c.cols, X: x, Off: off, Stride: rows, W: w, Bias: bias, Y: make([]float32, rows*c.cols), LDY: c.cols}
			b.Run(fmt.Sprintf("%v/%dx%dto%d", p, c.taps, c.k, c.cols), func(b *testing.B) {
				best := time.Hour
				for range max(50, b.N) {
					start := time.Now()
					k.Multiply(&q, rows, 0, k.Panels(c.cols))
					best = min(best, time.Since(start))
				}
				rate := 2 * float64(rows*c.taps*c.k*c.cols) / float64(best.Nanoseconds())
				b.ReportMetric(rate, "GF/s-core")
				if peak > 0 {
					b.ReportMetric(100*rate/peak, "%peak")
				}
			})
		}
	}
}

// BenchmarkParallel is the price of dividing work: an empty region of two workers, and one
// whose tasks take about ten microseconds each.
func BenchmarkParallel(b *testing.B) {
	k := Default()
	x := make([]float32, 1<<14)
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("empty/%d", threads), func(b *testing.B) {
			for range b.N {
				Parallel(threads, 16, func(_, i int) {})
			}
		})
		b.Run(fmt.Sprintf("ten/%d", threads), func(b *testing.B) {
			for range b.N {
				Parallel(threads, 16, func(_, i int) {
					for range 8 {
						k.Dot(x, x)
					}
				})
			}
		})
	}
}

// BenchmarkAccumulate is the sum of outer products alone, as a plane of Winograd's weight
// gradient makes it.
func BenchmarkAccumulate(b *testing.B) {
	for _, p := range Paths() {
		k, err := For(p)
		if err != nil {
			b.Fatal(err)
		}
		r := rand.New(rand.NewSource(1))
		for _, c := range []struct{ n, rows, cols int }{{192, 64, 64}, {192, 128, 128}, {256, 256, 256}, {256, 512, 32}} {
			stride := func(c int) int { return (c/16 | 1) * 16 }
			a, bb := random(r, c.n*stride(c.rows)), random(r, c.n*stride(c.cols))
			ao, bo := make([]int32, c.n), make([]int32, c.n)
			for i := range c.n {
				ao[i], bo[i] = int32(4*i*stride(c.rows)), int32(4*i*stride(c.cols))
			}
			o := Outer{N: c.n, A: a, AOff: ao, B: bb, BOff: bo, C: make([]float32, c.rows*c.cols), LDC: c.cols, Rows: c.rows, Cols: c.cols, Add: true}
			b.Run(fmt.Sprintf("%v/%d of %dx%d", p, c.n, c.rows, c.cols), func(b *testing.B) {
				best := time.Hour
				for range max(50, b.N) {
					start := time.Now()
					k.Accumulate(&o, 0, k.Panels(c.cols))
					best = min(best, time.Since(start))
				}
				b.ReportMetric(2*float64(c.n*c.rows*c.cols)/float64(best.Nanoseconds()), "GF/s-core")
			})
		}
	}
}
