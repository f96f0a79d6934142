package simd

// Transpose writes the transpose of a rows x cols block: dst[c*dstStride+r] =
// src[r*srcStride+c].
func (k Kernels) Transpose(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	const block = 8
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _ = dst[(cols-1)*dstStride+rows-1], src[(rows-1)*srcStride+cols-1]
	for r := 0; r < rows; r += block {
		for c := 0; c < cols; c += block {
			d, s := dst[c*dstStride+r:], src[r*srcStride+c:]
			if k.path == Go || rows-r < block || cols-c < block {
				transposeGo(d, dstStride, s, srcStride, min(block, rows-r), min(block, cols-c))
				continue
			}
			if k.path == AVX512 {
				transpose8AVX512(&d[0], 4*dstStride, &s[0], 4*srcStride)
			} else {
				transpose8AVX2(&d[0], 4*dstStride, &s[0], 4*srcStride)
			}
		}
	}
}

func transposeGo(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	for r := range rows {
		for c, v := range src[r*srcStride:][:cols] {
			dst[c*dstStride+r] = v
		}
	}
}
