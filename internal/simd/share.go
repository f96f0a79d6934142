package simd

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// sharing is who computes side by side now, such as training runs, each on a goroutine of its own.
var sharing struct {
	mu    sync.Mutex
	parts int
	limit atomic.Int64 // threads of each of them, 0 for any number
}

// Share says that the caller computes beside others who say so too, until done is called: each of them
// gets its share of the processors, at least one. So eight small runs on eight processors wait for nobody,
// and the last of them takes all eight. Results do not depend on it.
func Share() (done func()) {
	change := func(by int) {
		sharing.mu.Lock()
		defer sharing.mu.Unlock()
		sharing.parts += by
		limit := 0
		if sharing.parts > 1 {
			limit = max(1, runtime.GOMAXPROCS(0)/sharing.parts)
		}
		sharing.limit.Store(int64(limit))
	}
	change(1)
	return sync.OnceFunc(func() { change(-1) })
}

// shared is how many of so many threads the caller's share allows.
func shared(threads int) int {
	if limit := int(sharing.limit.Load()); limit > 0 {
		return min(threads, limit)
	}
	return threads
}
