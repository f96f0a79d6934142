package conv

import "github.com/andor-kernel/andor/stdlib/internal/simd"

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
		var src, dst [16]*float32
		for c := range w {
			to := y[(i*w+c)*p.C:][:p.C]
			at := from + (i%h*p.W+c)*f
			if f == 2 {
				dst[0] = &to[0]
				for q := range 4 {
					src[q] = &x[(at+q/2*p.W+q%2)*p.C]
				}
				k.Apply(simd.Mean, dst[:], src[:], p.C, nil, 1)
				continue
			}
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
		if f != 2 {
			clear(to)
		} else if i%p.H%2 == 1 {
			return // the pair of rows is one task's
		}
		var src, dst [16]*float32
		for c := range w {
			from := dy[((i/p.H*h+r)*w+c)*p.C:][:p.C]
			if f == 2 {
				src[0] = &from[0]
				for q := range 4 {
					dst[q] = &dx[i*row+q/2*row+(2*c+q%2)*p.C]
				}
				k.Apply(simd.Quarter, dst[:], src[:], p.C, nil, 1)
				continue
			}
			for q := range f {
				k.Axpy(to[(c*f+q)*p.C:][:p.C], from, scale)
			}
		}
	})
}
