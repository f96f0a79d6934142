package simd

// Transpose writes the transpose of a rows x cols block: dst[c*dstStride+r] =
// src[r*srcStride+c].
func (k Kernels) Transpose(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	const block = 16
	for r0 := 0; r0 < rows; r0 += block {
		r1 := min(rows, r0+block)
		for c0 := 0; c0 < cols; c0 += block {
			c1 := min(cols, c0+block)
			for r := r0; r < r1; r++ {
				from := src[r*srcStride+c0 : r*srcStride+c1]
				at := c0*dstStride + r
				for _, v := range from {
					dst[at] = v
					at += dstStride
				}
			}
		}
	}
}
