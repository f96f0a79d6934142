package simd

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Threads is the number of workers for a setting: n itself, or all processors for n < 1.
func Threads(n int) int {
	if n < 1 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// Parallel calls f(worker, i) once for each i in [0, n), on at most threads goroutines, and
// returns when all are done. worker is in [0, threads) and no two calls run at once with
// the same one, so it may name a workspace. The caller is worker 0.
//
// Which worker gets which i changes from run to run: what f computes for i must not depend
// on the worker, and nothing may be summed across calls. Then results are the same for any
// number of threads.
func Parallel(threads, n int, f func(worker, i int)) {
	threads = min(Threads(threads), n)
	if threads <= 1 {
		for i := range n {
			f(0, i)
		}
		return
	}
	var next atomic.Int64
	work := func(worker int) {
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			f(worker, i)
		}
	}
	var wg sync.WaitGroup
	for t := 1; t < threads; t++ {
		wg.Go(func() { work(t) })
	}
	work(0)
	wg.Wait()
}

// Span is the i-th of parts nearly equal pieces of [0, n).
func Span(n, parts, i int) (from, to int) { return n * i / parts, n * (i + 1) / parts }
