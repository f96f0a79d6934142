package conv

import "github.com/andor-kernel/andor/internal/simd"

// chunk is the length of the pieces elementwise work is divided into: the first-level cache
// holds a few, and a piece is long enough to be worth a task.
const chunk = 16 << 10

// chunks runs f on pieces of [0, n) in parallel; threads is as for New.
func chunks(threads, n int, f func(from, to int)) {
	simd.Parallel(threads, (n+chunk-1)/chunk, func(_, i int) { f(i*chunk, min(n, (i+1)*chunk)) })
}

// ActGrad computes the gradient dpre before an activation from dy after it and the result y
// of the activation, elementwise: dpre = dy where y > 0, and Slope*dy (ReLU: 0) elsewhere.
// dpre may be dy. All processors take part.
func ActGrad(dpre, dy, y []float32, a Act) {
	if a.Kind == None {
		if len(dpre) > 0 && &dpre[0] != &dy[0] {
			chunks(0, len(dpre), func(from, to int) { copy(dpre[from:to], dy[from:to]) })
		}
		return
	}
	k := simd.Default()
	chunks(0, len(dpre), func(from, to int) { k.ActGrad(dpre[from:to], dy[from:to], y[from:to], a.slope()) })
}

// Adam applies one fused Adam update to w with gradient g and moments m and v, all of the
// same length. It has the textbook's dense semantics: momentum moves weights whose gradient
// is zero too. threads is as for New.
func Adam(w, g, m, v []float32, step simd.AdamStep, threads int) {
	k := simd.Default()
	chunks(threads, len(w), func(from, to int) { k.Adam(w[from:to], g[from:to], m[from:to], v[from:to], step) })
}

// Finite says whether no value of x is infinite or not a number.
func Finite(x []float32, threads int) bool {
	k := simd.Default()
	bad := make([]bool, (len(x)+chunk-1)/chunk)
	chunks(threads, len(x), func(from, to int) { bad[from/chunk] = !k.Finite(x[from:to]) })
	for _, b := range bad {
		if b {
			return false
		}
	}
	return true
}
