package simd

import (
	"math/rand"
	"testing"
	"time"
)

// BenchmarkLists is the time of one entry of many lists of a quarter of 64 cells, as a
// convolution behind a top-k has them: the least of many calls. The cells stay in the
// first-level cache, what the lists are added to or multiplied with comes from the second.
func BenchmarkLists(b *testing.B) {
	k := Default()
	r := rand.New(rand.NewSource(1))
	const n, groups = 128, 8
	rows := 1024 / k.Lanes()
	l := Lists{Index: make([]int32, n*rows), Values: make([]float32, n*rows), Counts: make([]int32, n), Apart: rows}
	entries := 0
	x := make([]float32, rows)
	for i := range n {
		for j := range x {
			x[j] = max(0, r.Float32()-.75)
		}
		l.Counts[i] = int32(k.NonZero(l.Index[i*rows:], l.Values[i*rows:], x))
		l.Fill(i)
		entries += int(l.Counts[i])
	}
	cell := k.CellFloats()
	w, y := make([]float32, groups*rows*cell), make([]float32, groups*n*cell)
	least := func(b *testing.B, f func(group int)) {
		best := time.Hour
		for range b.N {
			for g := range groups {
				begun := time.Now()
				f(g)
				best = min(best, time.Since(begun))
			}
		}
		b.ReportMetric(float64(best.Nanoseconds())/float64(entries), "min-ns/entry")
		b.ReportMetric(float64(best.Nanoseconds())/n, "min-ns/list")
	}
	b.Run("gather", func(b *testing.B) {
		least(b, func(g int) { k.GatherLists(y[g*n*cell:], cell, l, n, w[g*rows*cell:], rows, true) })
	})
	b.Run("dot", func(b *testing.B) {
		least(b, func(g int) { k.DotLists(l, n, y[g*n*cell:], cell, w[g*rows*cell:], rows, true) })
	})
}
