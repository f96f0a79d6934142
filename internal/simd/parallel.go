package simd

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Threads is the number of workers for a setting: n itself, or all processors for n < 1.
func Threads(n int) int {
	if n < 1 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// Parallel calls f(worker, i) once for each i in [0, n), on at most threads goroutines, fewer where
// others compute beside (see Share), and returns when all are done. worker is in [0, threads) and no two calls run at once with
// the same one, so it may name a workspace. The caller is worker 0.
//
// Which worker gets which i changes from run to run: what f computes for i must not depend
// on the worker, and nothing may be summed across calls. Then results are the same for any
// number of threads. A panic of f ends the region and reaches the caller.
func Parallel(threads, n int, f func(worker, i int)) {
	threads = shared(min(Threads(threads), n))
	if threads <= 1 {
		for i := range n {
			f(0, i)
		}
		return
	}
	r := &region{n: int64(n), f: f}
	r.pending.Store(int64(threads - 1))
	r.done.Add(threads - 1)
	for t := 1; t < threads; t++ {
		helper := idle.take()
		helper.worker = t
		helper.assign(r)
	}
	r.try(0)
	for begun := time.Now(); r.pending.Load() > 0 && time.Since(begun) < patience; {
		pause()
	}
	r.done.Wait()
	if p := r.panicked.Load(); p != nil {
		panic(*p)
	}
}

// region is one call of Parallel.
type region struct {
	n        int64
	f        func(worker, i int)
	next     atomic.Int64
	pending  atomic.Int64 // helpers at work
	done     sync.WaitGroup
	panicked atomic.Pointer[any]
}

// try is work that keeps a panic for the caller of Parallel.
func (r *region) try(worker int) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked.CompareAndSwap(nil, &p)
			r.next.Store(r.n)
		}
	}()
	r.work(worker)
}

func (r *region) work(worker int) {
	for {
		i := r.next.Add(1) - 1
		if i >= r.n {
			return
		}
		r.f(worker, int(i))
	}
}

// A network is thousands of regions a second, many of them shorter than the tens of
// microseconds it takes to wake a sleeping thread. So helpers outlive their region, and both
// they and the caller look out for a while before they sleep.
const patience = 100 * time.Microsecond

// helper is a goroutine between regions: idle, awake or asleep, or at work for one.
type helper struct {
	region atomic.Pointer[region]
	worker int
	asleep atomic.Bool
	wake   chan struct{}
}

// helpers are the idle ones, the last to finish on top: it is the likeliest to be awake.
type helpers struct {
	mu  sync.Mutex
	all []*helper
}

var idle helpers

// take is an idle helper, or a new one.
func (h *helpers) take() *helper {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last := len(h.all) - 1; last >= 0 {
		one := h.all[last]
		h.all = h.all[:last]
		return one
	}
	one := &helper{wake: make(chan struct{}, 1)}
	go one.run()
	return one
}

func (h *helpers) put(one *helper) {
	h.mu.Lock()
	h.all = append(h.all, one)
	h.mu.Unlock()
}

// assign gives an idle helper work.
func (h *helper) assign(r *region) {
	h.region.Store(r)
	if h.asleep.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

func (h *helper) run() {
	for {
		r := h.await()
		r.try(h.worker)
		idle.put(h) // before the caller goes on and looks for it
		r.pending.Add(-1)
		r.done.Done()
	}
}

// await looks out for work, then sleeps until there is some.
func (h *helper) await() *region {
	for {
		for begun := time.Now(); time.Since(begun) < patience; pause() {
			if r := h.region.Swap(nil); r != nil {
				return r
			}
		}
		h.asleep.Store(true)
		if h.region.Load() == nil || !h.asleep.CompareAndSwap(true, false) {
			<-h.wake // there is nothing to do, or who brought some has seen it asleep
		}
	}
}

// pause passes a fraction of a microsecond and lets other goroutines of this thread run.
func pause() {
	for range 32 {
		relax()
	}
	runtime.Gosched()
}

//go:noinline
func relax() {}

// Span is the i-th of parts nearly equal pieces of [0, n).
func Span(n, parts, i int) (from, to int) { return n * i / parts, n * (i + 1) / parts }
