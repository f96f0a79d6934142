package simd

import "math"

// Axpy computes y += alpha*x over len(y) floats; x is at least as long.
func (k Kernels) Axpy(y, x []float32, alpha float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch k.path {
	case AVX512:
		axpyAVX512(&y[0], &x[0], n, alpha)
	case AVX2:
		axpyAVX2(&y[0], &x[0], n, alpha)
	default:
		for i, v := range x {
			y[i] += alpha * v
		}
	}
}

// Larger computes y = max(a, b) over len(y) floats, none of them NaN. y may be a or b.
func (k Kernels) Larger(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	switch k.path {
	case AVX512:
		largerAVX512(&y[0], &a[0], &b[0], n)
	case AVX2:
		largerAVX2(&y[0], &a[0], &b[0], n)
	default:
		for i, v := range a {
			y[i] = max(v, b[i])
		}
	}
}

// BiasAct computes y = max(v, slope*v), v = x + bias, over len(y) floats. y may be x.
func (k Kernels) BiasAct(y, x, bias []float32, slope float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x, bias = x[:n], bias[:n]
	switch k.path {
	case AVX512:
		biasActAVX512(&y[0], &x[0], &bias[0], n, slope)
	case AVX2:
		biasActAVX2(&y[0], &x[0], &bias[0], n, slope)
	default:
		for i, v := range x {
			v += bias[i]
			y[i] = max(v, slope*v)
		}
	}
}

// ActGrad computes dx = dy where y > 0 and slope*dy elsewhere. dx may be dy.
func (k Kernels) ActGrad(dx, dy, y []float32, slope float32) {
	n := len(dx)
	if n == 0 {
		return
	}
	dy, y = dy[:n], y[:n]
	switch k.path {
	case AVX512:
		actGradAVX512(&dx[0], &dy[0], &y[0], n, slope)
	case AVX2:
		actGradAVX2(&dx[0], &dy[0], &y[0], n, slope)
	default:
		for i, d := range dy {
			if !(y[i] > 0) {
				d *= slope
			}
			dx[i] = d
		}
	}
}

// ColSum adds to y the sum of rows of x, each len(y) floats, ld floats apart.
func (k Kernels) ColSum(y, x []float32, rows, ld int) {
	n := len(y)
	if n == 0 || rows == 0 {
		return
	}
	_ = x[(rows-1)*ld+n-1]
	switch k.path {
	case AVX512:
		colsumAVX512(&y[0], &x[0], rows, 4*ld, n)
	case AVX2:
		colsumAVX2(&y[0], &x[0], rows, 4*ld, n)
	default:
		for r := range rows {
			for i, v := range x[r*ld : r*ld+n] {
				y[i] += v
			}
		}
	}
}

// ShiftSum computes n positions of y, yrow floats apart, each of cols <= Lanes floats:
// max(v, slope*v), v = bias + sum of the cols floats at the byte offsets off from z, which
// moves by zrow floats a position. Offsets must not be negative.
func (k Kernels) ShiftSum(y []float32, yrow int, z []float32, zrow int, off []int32, n int, bias []float32, cols int, slope float32) {
	if n == 0 {
		return
	}
	_, _ = y[(n-1)*yrow+cols-1], bias[cols-1]
	switch k.path {
	case AVX512:
		shiftSumAVX512(&y[0], 4*yrow, &z[0], 4*zrow, &off[0], len(off), n, &bias[0], cols, slope)
	case AVX2:
		shiftSumAVX2(&y[0], 4*yrow, &z[0], 4*zrow, &off[0], len(off), n, &bias[0], cols, slope)
	default:
		for m := range n {
			for c := range cols {
				v := bias[c]
				for _, o := range off {
					v += z[m*zrow+int(o)/4+c]
				}
				y[m*yrow+c] = max(v, slope*v)
			}
		}
	}
}

// Gather adds to y the listed rows of w, each times its value: row s starts at byte off[s]
// and holds len(y) floats. It is the product of a sparse vector with a matrix.
func (k Kernels) Gather(y, w []float32, off []int32, values []float32) {
	n, count := len(y), len(off)
	if n == 0 || count == 0 {
		return
	}
	values = values[:count]
	switch k.path {
	case AVX512:
		gatherAVX512(&y[0], &w[0], &off[0], &values[0], count, n)
	case AVX2:
		gatherAVX2(&y[0], &w[0], &off[0], &values[0], count, n)
	default:
		for s, o := range off {
			v := values[s]
			for i, x := range w[o/4 : int(o/4)+n] {
				y[i] += v * x
			}
		}
	}
}

// Dot is the inner product of x and y over len(x) floats.
func (k Kernels) Dot(x, y []float32) float32 {
	n := len(x)
	if n == 0 {
		return 0
	}
	y = y[:n]
	switch k.path {
	case AVX512:
		return dotAVX512(&x[0], &y[0], n)
	case AVX2:
		return dotAVX2(&x[0], &y[0], n)
	}
	var s [8]float32
	i := 0
	for ; i+8 <= n; i += 8 {
		a, b := (*[8]float32)(x[i:]), (*[8]float32)(y[i:])
		for j := range s {
			s[j] += a[j] * b[j]
		}
	}
	for ; i < n; i++ {
		s[0] += x[i] * y[i]
	}
	return (s[0] + s[1]) + (s[2] + s[3]) + ((s[4] + s[5]) + (s[6] + s[7]))
}

// Dots computes out[s], the inner product of x with the len(x) floats at byte off[s] of w,
// for each offset.
func (k Kernels) Dots(out, x, w []float32, off []int32) {
	n, whole := len(x), 0
	if n == 0 {
		clear(out[:len(off)])
		return
	}
	if k.path != Go {
		whole = len(off) / 4 * 4
	}
	_ = out[:len(off)]
	if whole > 0 {
		if k.path == AVX512 {
			dotsAVX512(&out[0], &x[0], &w[0], &off[0], whole, n)
		} else {
			dotsAVX2(&out[0], &x[0], &w[0], &off[0], whole, n)
		}
	}
	for s := whole; s < len(off); s++ {
		out[s] = k.Dot(x, w[off[s]/4:])
	}
}

// AdamStep is the state of one Adam update that all weights share (Kingma and Ba 2015,
// algorithm 1): decay rates, Step counted from 1.
type AdamStep struct {
	Beta1, Beta2, Eps, Rate float64
	Step                    int
}

// Adam moves the weights w along gradient g and updates the moments m and v, all of len(w).
func (k Kernels) Adam(w, g, m, v []float32, a AdamStep) {
	n := len(w)
	if n == 0 {
		return
	}
	g, m, v = g[:n], m[:n], v[:n]
	t := float64(a.Step)
	par := [7]float32{
		float32(a.Beta1), float32(1 - a.Beta1), float32(a.Beta2), float32(1 - a.Beta2),
		float32(a.Rate / (1 - math.Pow(a.Beta1, t))), float32(1 / (1 - math.Pow(a.Beta2, t))), float32(a.Eps),
	}
	switch k.path {
	case AVX512:
		adamAVX512(&w[0], &g[0], &m[0], &v[0], n, &par[0])
	case AVX2:
		adamAVX2(&w[0], &g[0], &m[0], &v[0], n, &par[0])
	default:
		for i, d := range g {
			m[i] = par[0]*m[i] + par[1]*d
			v[i] = par[2]*v[i] + par[3]*d*d
			w[i] -= par[4] * m[i] / (float32(math.Sqrt(float64(par[5]*v[i]))) + par[6])
		}
	}
}

// Finite says whether no value of x is infinite or not a number.
func (k Kernels) Finite(x []float32) bool {
	n := len(x)
	if n == 0 {
		return true
	}
	switch k.path {
	case AVX512:
		return nonfiniteAVX512(&x[0], n) == 0
	case AVX2:
		return nonfiniteAVX2(&x[0], n) == 0
	}
	var s float32
	for _, v := range x {
		s += 0 * v
	}
	return s == 0
}
