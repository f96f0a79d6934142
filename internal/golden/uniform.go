package golden

// Uniform is n numbers in [-1, 1) that a reference program in another language draws as well:
// what stdlib/look/metric/testdata/frechet.py and stdlib/look/inception/testdata/reference.py call by that
// name. It is SplitMix64 (Steele et al. 2014) at seed * 2^32 + 1, + 2, ..., its upper 24 bits.
func Uniform(seed uint64, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		z := (seed<<32 + uint64(i) + 1) * 0x9E3779B97F4A7C15
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		z ^= z >> 31
		x[i] = float32(float64(z>>40)/(1<<23) - 1)
	}
	return x
}
