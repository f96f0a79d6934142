package autodiff

import "math"

// AdamStep holds what one step of Adam is about, Kingma and Ba 2015, alg. 1.
type AdamStep struct {
	Beta1, Beta2, Eps, Rate float64
	Step                    int // counted from 1, for the bias corrections
}

// Update moves the values w against their gradients g and renews the moments m and v,
// all of equal length, in one pass: every value is treated, also where g is zero.
func (a AdamStep) Update(w, g, m, v []float32, threads int) {
	c1 := 1 - math.Pow(a.Beta1, float64(a.Step))
	c2 := 1 - math.Pow(a.Beta2, float64(a.Step))
	b1, b2 := float32(a.Beta1), float32(a.Beta2)
	r1, r2 := float32(1-a.Beta1), float32(1-a.Beta2)
	// rate * (m/c1) / (sqrt(v/c2) + eps), with the corrections taken out of the loop
	scale, root, eps := float32(a.Rate/c1), float32(1/math.Sqrt(c2)), float32(a.Eps)
	spans(threads, len(w), func(lo, hi int) {
		w, g, m, v := w[lo:hi], g[lo:hi], m[lo:hi], v[lo:hi]
		for i, d := range g {
			mi := b1*m[i] + r1*d
			vi := b2*v[i] + r2*d*d
			m[i], v[i] = mi, vi
			w[i] -= scale * mi / (float32(math.Sqrt(float64(vi)))*root + eps)
		}
	})
}

// Finite reports whether no value is NaN or infinite.
func Finite(x []float32) bool {
	// x*0 is 0 for finite values and NaN for the others, and NaN stays in the sum
	var s0, s1, s2, s3 float32
	for len(x) >= 4 {
		s0 += x[0] * 0
		s1 += x[1] * 0
		s2 += x[2] * 0
		s3 += x[3] * 0
		x = x[4:]
	}
	for _, v := range x {
		s0 += v * 0
	}
	return s0+s1+s2+s3 == 0
}
