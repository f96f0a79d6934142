package dsl

import "math/bits"

// share is an exact part kept/of of the values that can be non-zero.
type share struct{ kept, of int64 }

// part is n*kept/of, rounded up.
func (s share) part(n int64) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(s.kept))
	if hi >= uint64(s.of) {
		return n
	}
	q, r := bits.Div64(hi, lo, uint64(s.of))
	if r > 0 {
		q++
	}
	return int64(q)
}

const maxInt64 = 1<<63 - 1

// times and plus stay at the greatest int64 where the true value is beyond it.
func times(a, b int64) int64 {
	if n, ok := mul64(a, b); ok {
		return n
	}
	return maxInt64
}

func plus(a, b int64) int64 {
	if a > maxInt64-b {
		return maxInt64
	}
	return a + b
}
