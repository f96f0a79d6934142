package simd

import "time"

// Peak is the most this path can do on one core: GFLOP/s of fused multiply-adds on registers
// for about the given time, a multiply-add counted as two. It is a mean over that time and not
// the best moment of it: on a machine that others share, what no program gets for long is no
// measure of one. The pure Go path has no such loop and answers 0.
func (k Kernels) Peak(span time.Duration) float64 {
	const rounds, chains = 100_000, 12
	flops := 0.0
	start := time.Now()
	for flops == 0 || time.Since(start) < span {
		switch k.path {
		case AVX512:
			peakAVX512(rounds)
		case AVX2:
			peakAVX2(rounds)
		default:
			return 0
		}
		flops += float64(2 * rounds * chains * k.Lanes())
	}
	return flops / float64(time.Since(start).Nanoseconds())
}
