package autodiff

import "github.com/andor-kernel/andor/internal/simd"

// parallel calls f for 0..n-1 on up to threads goroutines. Each call must write places of
// its own, so that results do not depend on threads. A panic of any reaches the caller.
func parallel(threads, n int, f func(i int)) {
	simd.Parallel(max(threads, 1), n, func(_, i int) { f(i) })
}

// spans calls f for contiguous spans that cover 0..n-1, several to a thread.
func spans(threads, n int, f func(lo, hi int)) {
	const span = 1 << 14
	parallel(threads, (n+span-1)/span, func(i int) { f(i*span, min(n, (i+1)*span)) })
}
