package worker

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		usual int
		live  uint64
		want  int
	}{{100, 0, 800}, {100, 4 << 20, 800}, {100, 16 << 20, 200}, {100, 32 << 20, 100}, {100, 100 << 20, 100}, {100, 256 << 20, 100}, {100, 512 << 20, 50},
		{100, 1 << 30, 25}, {100, 8 << 30, 10}, {50, 4 << 20, 800}, {50, 64 << 20, 50}, {50, 200 << 20, 50}, {50, 1 << 30, 25}} {
		got := (&Collector{usual: uint64(c.usual)}).growth(c.live)
		if got < c.want-1 || got > c.want {
			t.Errorf("usually %d %%, %d bytes: got %d %%, want %d", c.usual, c.live, got, c.want)
		}
	}
}

// newTestCollector is in charge until the test ends.
func newTestCollector(t *testing.T) *Collector {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	c := NewCollector(100)
	t.Cleanup(func() {
		c.stop()
		debug.SetGCPercent(before)
	})
	return c
}

// Beside a gigabyte that lives, the collector's next turn comes after mostGarbage more, and
// after leastGarbage once the gigabyte has gone.
func TestCollectorLimits(t *testing.T) {
	newTestCollector(t)
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
	wait("beside a gigabyte", func(g uint64) bool { return g > size && g < size+mostGarbage*5/4 })
	runtime.KeepAlive(held)
	percent := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	wait("without it", func(g uint64) bool {
		metrics.Read(percent)
		return g >= leastGarbage*9/10 && g < 2*leastGarbage && percent[0].Value.Uint64() > 100
	})
}

var sink []byte

// What a cell has left is collected behind it, if it is worth the time.
func TestCollectorRests(t *testing.T) {
	c := newTestCollector(t)
	runtime.GC()
	if c.collect() {
		t.Error("collected where nothing is to be collected")
	}
	cycles := func() uint64 {
		s := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	leave := func() {
		live, _ := heap()
		for range 2 + (live/restShare+restGarbage)>>20 {
			sink = make([]byte, 1<<20)
		}
	}
	leave()
	if !c.collect() {
		t.Error("did not collect what a cell has left")
	}
	leave()
	before := cycles()
	c.Rest()
	for range 2000 {
		if cycles() > before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("nothing was collected in the pause behind a cell")
}

// Who sets GOGC is in charge.
func TestCollectorLeavesGOGC(t *testing.T) {
	t.Setenv("GOGC", "70")
	c := NewCollector(100)
	if c != nil {
		t.Error("got a Collector beside GOGC")
	}
	c.Busy()
	c.Rest()
	c.stop()
}
