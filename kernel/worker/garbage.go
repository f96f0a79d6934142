package worker

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// Go lets garbage grow to as much as is alive before it collects. Beside a gigabyte of
// images that is a second gigabyte, and whoever sized the images to the memory there is
// has half of it. Images and weights hold no pointers, so to collect sooner costs little:
// a worker lets garbage grow to maxGarbage at most.
const (
	maxGarbage   = 256 << 20
	usualPercent = 100 // of what is alive; Go's own
	leastPercent = 10  // that a heap with pointers can stand
)

// garbagePercent is the growth that leaves room for maxGarbage beside so many bytes.
func garbagePercent(live uint64) int {
	if live <= maxGarbage*100/usualPercent {
		return usualPercent
	}
	return max(leastPercent, int(maxGarbage*100/live))
}

// mark is an object that is garbage as soon as it is made: its end tells that the
// collector ran. It is too large to share its end with others.
type mark struct{ _ [4]uint64 }

// limitGarbage keeps garbage to maxGarbage from now on, until stop is called. It does
// nothing where GOGC says what the user wants.
func limitGarbage() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	var stopped atomic.Bool
	percent := usualPercent
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var collected func(struct{})
	collected = func(struct{}) {
		if stopped.Load() {
			return
		}
		metrics.Read(live)
		if p := garbagePercent(live[0].Value.Uint64()); p != percent { // setting it stops the world
			percent = p
			debug.SetGCPercent(p)
		}
		runtime.AddCleanup(&mark{}, collected, struct{}{})
	}
	collected(struct{}{})
	return func() { stopped.Store(true) }
}
