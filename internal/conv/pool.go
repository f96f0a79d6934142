package conv

import "github.com/andor-kernel/andor/internal/simd"

// Pool is average pooling of (N, H, W, C) by Factor in both dimensions, to (N, H/Factor,
// W/Factor, C) rounded down: rows and columns that fill no window are ignored.
type Pool struct{ H, W, C, Factor int }

// Forward computes the means of n examples. threads is as for New.
func (p Pool) Forward(y, x []float32, n, threads int) { p.forward(simd.Default(), y, x, n, threads) }

// Backward computes the gradient of the input from that of the means.
func (p Pool) Backward(dx, dy []float32, n, threads int) {
	p.backward(simd.Default(), dx, dy, n, threads)
}

func (p Pool) forward(k simd.Kernels, y, x []float32, n, threads int) {
	h, w, f := p.H/p.Factor, p.W/p.Factor, p.Factor
	scale := 1 / float32(f*f)
	simd.Parallel(threads, n*h, func(_, i int) {
		from := i / h * p.H * p.W
		if f == 2 {
			first := x[(from+i%h*2*p.W)*p.C:]
			lines := simd.Lines{Row: [4][]float32{first, first[p.W*p.C:]}, Col: p.C, Next: 2 * p.C}
			k.ApplySquares(simd.Mean, w, simd.Square{First: y[i*w*p.C:], Next: p.C}, &lines, p.C, nil, 1)
			return
		}
		for c := range w {
			to := y[(i*w+c)*p.C:][:p.C]
			at := from + (i%h*p.W+c)*f
			clear(to)
			for q := range f * f {
				k.Axpy(to, x[(at+q/f*p.W+q%f)*p.C:], scale)
			}
		}
	})
}

func (p Pool) backward(k simd.Kernels, dx, dy []float32, n, threads int) {
	h, w, f := p.H/p.Factor, p.W/p.Factor, p.Factor
	scale := 1 / float32(f*f)
	row := p.W * p.C
	simd.Parallel(threads, n*p.H, func(_, i int) {
		to := dx[i*row : (i+1)*row]
		r := i % p.H / f
		if r >= h {
			clear(to)
			return
		}
		clear(to[w*f*p.C:])
		if f == 2 {
			if i%p.H%2 == 0 { // the pair of rows is one task's
				lines := simd.Lines{Row: [4][]float32{dy[(i/p.H*h+r)*w*p.C:]}, Next: p.C}
				k.ApplySquares(simd.Quarter, w, simd.Square{First: dx[i*row:], Row: row, Col: p.C, Next: 2 * p.C}, &lines, p.C, nil, 1)
			}
			return
		}
		clear(to)
		for c := range w {
			from := dy[((i/p.H*h+r)*w+c)*p.C:][:p.C]
			for q := range f {
				k.Axpy(to[(c*f+q)*p.C:][:p.C], from, scale)
			}
		}
	})
}
