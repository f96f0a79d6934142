package worker

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGarbagePercent(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{{0, 100}, {100 << 20, 100}, {256 << 20, 100}, {512 << 20, 50}, {1 << 30, 25}, {8 << 30, 10}} {
		if got := garbagePercent(c.live); got != c.want {
			t.Errorf("%d bytes: got %d %%, want %d", c.live, got, c.want)
		}
	}
}

// TestLimitGarbage: beside a gigabyte that lives, the collector's next turn comes after
// maxGarbage more, and as usual once the gigabyte has gone.
func TestLimitGarbage(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(usualPercent)
	stop := limitGarbage()
	defer debug.SetGCPercent(before)
	defer stop()
	goal := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.NextGC
	}
	wait := func(what string, ok func(goal uint64) bool) {
		t.Helper()
		var g uint64
		for range 200 {
			if g = goal(); ok(g) {
				return
			}
			time.Sleep(time.Millisecond) // cleanups run beside
		}
		t.Errorf("%s: the collector's next turn comes at %d MiB", what, g>>20)
	}
	const size = 1 << 30
	held := make([]byte, size) // never touched: takes no memory
	wait("beside a gigabyte", func(g uint64) bool { return g > size && g < size+maxGarbage*5/4 })
	runtime.KeepAlive(held)
	percent := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	wait("without it", func(g uint64) bool {
		metrics.Read(percent)
		return g < 64<<20 && percent[0].Value.Uint64() == usualPercent
	})
}
