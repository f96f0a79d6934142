package simd

// Largest is work space for keeping the largest of a few hundred values.
type Largest struct {
	index        []int32
	values, fold []float32
}

// Keep keeps the k largest of x, 1 <= k <= len(x): y = x there and mask = 255, both 0 elsewhere. Of
// equal values the first are kept, and NaN always is. y may be x.
//
// A bound that at least k values reach leaves a few candidates, and only those are put in order: x is
// folded into the larger ones of pairs, so that each value left is the largest of a group of its own,
// and what k of these reach, k of the values do.
func (l *Largest) Keep(k Kernels, y []float32, mask []uint8, x []float32, kept int) {
	n := len(x)
	if len(l.index) < n {
		l.index, l.values, l.fold = make([]int32, n), make([]float32, n), make([]float32, n)
	}
	bound := k.splitOff(l.groups(k, x, 4*kept), kept)
	values := l.values[:k.notBelow(l.index, l.values, x, bound)]
	if len(values) > kept {
		bound = k.splitOff(values, kept)
	}
	equal := kept // how many of those equal to the bound belong to the k
	for _, v := range values {
		if v > bound {
			equal--
		}
	}
	clear(y[:n])
	clear(mask[:n])
	for i, v := range values {
		if v < bound || v == bound && equal == 0 {
			continue
		}
		if v == bound {
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

// splitOff is a bound that the kept largest numbers of x reach: exactly they, or it is the smallest of
// them. Minus infinity if there are fewer.
func (k Kernels) splitOff(x []float32, kept int) float32 {
	switch k.path {
	case AVX512:
		return splitOffAVX512(&x[0], len(x), kept)
	case AVX2:
		return splitOffAVX2(&x[0], len(x), kept)
	}
	return k.Kth(x, kept)
}
