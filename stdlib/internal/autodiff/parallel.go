package autodiff

import "sync"

// parallel calls f for 0..n-1, in contiguous spans over up to threads goroutines.
// Each call must write places of its own, so that results do not depend on threads.
// A panic of any span reaches the caller.
func parallel(threads, n int, f func(i int)) {
	threads = min(threads, n)
	if threads <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var wait sync.WaitGroup
	panics := make([]any, threads)
	for t := range threads {
		wait.Add(1)
		go func() {
			defer wait.Done()
			defer func() { panics[t] = recover() }()
			for i := t * n / threads; i < (t+1)*n/threads; i++ {
				f(i)
			}
		}()
	}
	wait.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
}

// spans calls f for contiguous spans that cover 0..n-1, several to a thread.
func spans(threads, n int, f func(lo, hi int)) {
	const span = 1 << 14
	parallel(threads, (n+span-1)/span, func(i int) { f(i*span, min(n, (i+1)*span)) })
}
