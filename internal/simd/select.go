package simd

import (
	"math"
	"slices"
)

// NonZero writes the indices and values of the non-zero floats of x, in order, and returns
// their number. index and values are at least as long as x.
func (k Kernels) NonZero(index []int32, values, x []float32) int {
	n := len(x)
	if n == 0 {
		return 0
	}
	index, values = index[:n], values[:n]
	switch k.path {
	case AVX512:
		return nonzeroAVX512(&index[0], &values[0], &x[0], n)
	case AVX2:
		return nonzeroAVX2(&index[0], &values[0], &x[0], n)
	}
	found := 0
	for i, v := range x {
		if v != 0 {
			index[found], values[found] = int32(i), v
			found++
		}
	}
	return found
}

// notBelow writes the indices and values of the floats of x that are not below bound, NaN among
// them, in order, and returns their number. index and values are at least as long as x.
func (k Kernels) notBelow(index []int32, values, x []float32, bound float32) int {
	n := len(x)
	if n == 0 {
		return 0
	}
	index, values = index[:n], values[:n]
	switch k.path {
	case AVX512:
		return notBelowAVX512(&index[0], &values[0], &x[0], n, bound)
	case AVX2:
		return notBelowAVX2(&index[0], &values[0], &x[0], n, bound)
	}
	found := 0
	for i, v := range x {
		if !(v < bound) {
			index[found], values[found] = int32(i), v
			found++
		}
	}
	return found
}

// CountAtLeast counts the floats of x that are >= bound.
func (k Kernels) CountAtLeast(x []float32, bound float32) int {
	n := len(x)
	if n == 0 {
		return 0
	}
	switch k.path {
	case AVX512:
		return countAtLeastAVX512(&x[0], n, bound)
	case AVX2:
		return countAtLeastAVX2(&x[0], n, bound)
	}
	found := 0
	for _, v := range x {
		if v >= bound {
			found++
		}
	}
	return found
}

// Kth is the k-th largest value of x, 1 <= k <= len(x), by bisection over the bits of the
// floats: their order is that of integers once negative ones are turned around.
func (k Kernels) Kth(x []float32, kth int) float32 {
	const lowest = math.MinInt32
	negativeInfinity := key(float32(math.Inf(-1)))
	low := int32(lowest)
	for bit := uint32(1 << 31); bit != 0; bit >>= 1 {
		candidate := low + int32(bit)
		// Below the infinities lie only NaN, which nothing is compared to.
		if candidate <= negativeInfinity || k.CountAtLeast(x, unkey(candidate)) >= kth {
			low = candidate
		}
	}
	return unkey(low)
}

// key maps floats to integers in the same order, both zeros to 0.
func key(x float32) int32 {
	b := int32(math.Float32bits(x + 0))
	return b ^ int32(uint32(b>>31)>>1)
}

// unkey is the inverse of key.
func unkey(k int32) float32 {
	return math.Float32frombits(uint32(k ^ int32(uint32(k>>31)>>1)))
}

// KeepColumns keeps the k largest of each of cols columns (at most Lanes) of n rows, ld
// floats apart: y = x there and mask = 255, both 0 elsewhere. Of equal values the first are
// kept. y may be x. keys is work space of n*Lanes integers.
func (k Kernels) KeepColumns(y []float32, mask []uint8, x []float32, n, ld, cols, kept int, keys []int32) {
	if n == 0 || cols == 0 {
		return
	}
	last := (n-1)*ld + cols - 1
	_, _, _, _ = y[last], mask[last], x[last], keys[n*k.Lanes()-1]
	var kth, equal [16]int32
	switch k.path {
	case AVX512:
		keysAVX512(&keys[0], &x[0], n, 4*ld, cols)
		bisectAVX512(&keys[0], n, kept, &kth[0], &equal[0], cols)
		keepAVX512(&y[0], &mask[0], &x[0], &keys[0], n, ld, &kth[0], &equal[0], cols)
	case AVX2:
		keysAVX2(&keys[0], &x[0], n, 4*ld, cols)
		bisectAVX2(&keys[0], n, kept, &kth[0], &equal[0], cols)
		keepAVX2(&y[0], &mask[0], &x[0], &keys[0], n, ld, &kth[0], &equal[0], cols)
	default:
		for c := range cols {
			keepColumnGo(y[c:], mask[c:], x[c:], n, ld, kept, keys)
		}
	}
}

func keepColumnGo(y []float32, mask []uint8, x []float32, n, ld, kept int, keys []int32) {
	keys = keys[:n]
	for i := range keys {
		keys[i] = key(x[i*ld])
	}
	slices.Sort(keys)
	kth := keys[n-kept]
	equal := kept
	for i := n - 1; i >= 0 && keys[i] > kth; i-- {
		equal--
	}
	for i := range n {
		v := key(x[i*ld])
		keep := v > kth
		if v == kth && equal > 0 {
			equal--
			keep = true
		}
		if keep {
			y[i*ld], mask[i*ld] = x[i*ld], 255
		} else {
			y[i*ld], mask[i*ld] = 0, 0
		}
	}
}

// MaskGrad computes dx = dy where mask is 255 and 0 where it is 0. dx may be dy.
func (k Kernels) MaskGrad(dx, dy []float32, mask []uint8) {
	n := len(dx)
	dy, mask = dy[:n], mask[:n]
	whole := n / k.Lanes() * k.Lanes()
	if whole > 0 {
		switch k.path {
		case AVX512:
			maskGradAVX512(&dx[0], &dy[0], &mask[0], whole)
		case AVX2:
			maskGradAVX2(&dx[0], &dy[0], &mask[0], whole)
		default:
			whole = 0
		}
	}
	for i := whole; i < n; i++ {
		if mask[i] != 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}
