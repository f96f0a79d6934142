package simd

import "time"

// Peak measures the most this path can do on one core: GFLOP/s of fused multiply-adds on
// registers, a multiply-add counted as two. It takes the best of a few runs of about a
// millisecond. The pure Go path has no such loop and answers 0.
func (k Kernels) Peak() float64 {
	const rounds, chains = 100_000, 12
	best := 0.0
	for range 20 {
		start := time.Now()
		switch k.path {
		case AVX512:
			peakAVX512(rounds)
		case AVX2:
			peakAVX2(rounds)
		default:
			return 0
		}
		flops := float64(2 * rounds * chains * k.Lanes())
		best = max(best, flops/float64(time.Since(start).Nanoseconds()))
	}
	return best
}
