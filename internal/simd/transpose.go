package simd

// Transpose writes the transpose of a rows x cols block: dst[c*dstStride+r] =
// src[r*srcStride+c].
func (k Kernels) Transpose(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	const block, line = 8, 16 // a cache line of dst is filled by two blocks, one after the other
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _ = dst[(cols-1)*dstStride+rows-1], src[(rows-1)*srcStride+cols-1]
	for r0 := 0; r0 < rows; r0 += line {
		for c := 0; c < cols; c += block {
			for r := r0; r < min(rows, r0+line); r += block {
				k.transposeBlock(dst[c*dstStride+r:], dstStride, src[r*srcStride+c:], srcStride, min(block, rows-r), min(block, cols-c))
			}
		}
	}
}

func (k Kernels) transposeBlock(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	switch {
	case k.path == Go || rows < 8 || cols < 8:
		transposeGo(dst, dstStride, src, srcStride, rows, cols)
	case k.path == AVX512:
		transpose8AVX512(&dst[0], 4*dstStride, &src[0], 4*srcStride)
	default:
		transpose8AVX2(&dst[0], 4*dstStride, &src[0], 4*srcStride)
	}
}

func transposeGo(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	for r := range rows {
		for c, v := range src[r*srcStride:][:cols] {
			dst[c*dstStride+r] = v
		}
	}
}
