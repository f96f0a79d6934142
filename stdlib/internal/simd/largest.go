package simd

import "math"

// Largest is work space for keeping the largest of a few hundred values.
type Largest struct {
	index        []int32
	values, fold []float32
	best         []float32
}

// Keep keeps the k largest of x, 1 <= k <= len(x): y = x there and mask = 255, both 0 elsewhere. Of
// equal values the first are kept, and NaN always is. y may be x.
//
// A bound that at least k values reach leaves a few candidates, and only those are put in order: x is
// folded into the larger ones of pairs, so that each value left is the largest of a group of its own,
// and the k-th largest of these is such a bound.
func (l *Largest) Keep(k Kernels, y []float32, mask []uint8, x []float32, kept int) {
	n := len(x)
	if len(l.index) < n {
		l.index, l.values, l.fold = make([]int32, n), make([]float32, n), make([]float32, n)
	}
	if len(l.best) < kept {
		l.best = make([]float32, kept)
	}
	bound := kthOf(l.groups(k, x, 4*kept), l.best[:kept])
	found := k.notBelow(l.index, l.values, x, bound)
	values := l.values[:found]
	kth := bound
	if found > kept {
		const few = 64 // candidates: more, as where many values are equal, are searched bit by bit
		if found <= few {
			kth = kthOf(values, l.best[:kept])
		} else {
			kth = k.Kth(values, kept)
		}
	}
	equal := kept
	for _, v := range values {
		if v > kth {
			equal--
		}
	}
	clear(y[:n])
	clear(mask[:n])
	for i, v := range values {
		if v < kth || v == kth && equal == 0 {
			continue
		}
		if v == kth {
			equal--
		}
		y[l.index[i]], mask[l.index[i]] = v, 255
	}
}

// groups halves x, by the larger of two values, as long as at least least are left.
func (l *Largest) groups(k Kernels, x []float32, least int) []float32 {
	for len(x) >= 2*max(least, 1) {
		half := len(x) / 2
		odd := x[2*half:]
		k.Larger(l.fold[:half], x[:half], x[half:2*half])
		x = l.fold[:half+copy(l.fold[half:], odd)]
	}
	return x
}

// kthOf is the value at place len(best), counted from 1, of x in falling order, as far as there are so
// many numbers in it; minus infinity otherwise. best is work space.
func kthOf(x, best []float32) float32 {
	for i := range best {
		best[i] = float32(math.Inf(-1))
	}
	last := len(best) - 1
	for _, v := range x {
		if !(v > best[last]) {
			continue
		}
		i := last
		for ; i > 0 && best[i-1] < v; i-- {
			best[i] = best[i-1]
		}
		best[i] = v
	}
	return best[last]
}
