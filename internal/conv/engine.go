package conv

import "github.com/andor-kernel/andor/internal/simd"

// parallel runs f for each task on the layer's workers.
func (e engine) parallel(n int, f func(worker, i int)) { simd.Parallel(e.threads, n, f) }

// pack packs a whole right-hand side, panels in parallel.
func (e engine) pack(dst []float32, rows, cols int, src []float32, rowStride, colStride int) {
	e.parallel(e.Panels(cols), func(_, j int) {
		e.Pack(dst, rows, cols, j, src[e.Column(j)*colStride:], rowStride, colStride)
	})
}

// product is the matrix product of a strip with packed weights; Y is left to the caller.
func (e engine) product(s *strip, work, w, bias []float32, cols int, slope float32) simd.Product {
	return simd.Product{
		Taps: s.kernel, K: s.kernel * s.c, Cols: cols,
		X: work, Off: s.offsets, Stride: s.positions,
		W: w, Bias: bias, LDY: cols, Slope: slope,
	}
}

// outer is a sum of outer products of n positions; C is left to the caller.
func outer(n int, a []float32, aoff []int32, b []float32, boff []int32) simd.Outer {
	return simd.Outer{N: n, A: a, AOff: aoff, B: b, BOff: boff}
}

// spaces are work spaces, one for each worker.
func spaces(threads, floats int) [][]float32 {
	w := make([][]float32, threads)
	for i := range w {
		w[i] = make([]float32, floats)
	}
	return w
}

// rowParts divides the rows of a gradient among tasks in multiples of the tile heights.
func rowParts(rows int) int { return (rows + partRows - 1) / partRows }

func rowPart(rows, i int) (from, to int) { return i * partRows, min(rows, (i+1)*partRows) }

// partRows is a multiple of every tile height but the odd ones.
const partRows = 96

// biasGrad sums output gradients over positions: each image apart, then the images in
// order, so that the sum does not depend on who did what.
type biasGrad struct {
	e    engine
	n, c int
	sums []float32
}

func newBiasGrad(e engine, n, c int) *biasGrad { return &biasGrad{e: e, n: n, c: c} }

func (b *biasGrad) run(db, dpre []float32, n, positions int) {
	if b.sums == nil {
		b.sums = make([]float32, b.n*b.c)
	}
	b.e.parallel(n, func(_, i int) {
		sum := b.sums[i*b.c : (i+1)*b.c]
		clear(sum)
		b.e.ColSum(sum, dpre[i*positions*b.c:], positions, b.c)
	})
	clear(db)
	b.e.ColSum(db[:b.c], b.sums, n, b.c)
}
