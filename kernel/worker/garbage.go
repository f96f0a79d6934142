package worker

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

// Go lets garbage grow to as much as is alive before it collects. That is too much beside
// a gigabyte of images: whoever sized the images to the memory there is has half of it, and
// as images and weights hold no pointers, to collect sooner costs little. It is too little
// beside the few megabytes of a young session: every seventy tiny cells one would take
// three times as long, with the collector beside it. So garbage may grow to leastGarbage
// in any case and to mostGarbage at most, and what a cell has left is collected in the
// pause behind it.
const (
	leastGarbage = 32 << 20
	mostGarbage  = 256 << 20
	leastPercent = 10 // that a heap with pointers can stand

	heapMinimum = 4 << 20 // below which Go counts the heap as this large

	// restAfter is the pause that a cell must be followed by, and restGarbage what must have
	// been allocated, and a share of what is alive, for the collector to be called.
	restAfter   = 50 * time.Millisecond
	restGarbage = 4 << 20
	restShare   = 4
)

// Collector sets when the garbage of this process is collected. A nil Collector leaves that
// to Go.
type Collector struct {
	usual   uint64 // percent of what is alive that garbage may grow to
	percent atomic.Int64
	pause   *time.Timer
	begun   sync.Once
	stopped atomic.Bool
}

// NewCollector takes charge of the collector. usual is the percentage of what is alive to
// which garbage may grow between leastGarbage and mostGarbage; Go's own is 100. Where GOGC
// says what the user wants, the Collector is nil.
func NewCollector(usual int) *Collector {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	c := &Collector{usual: uint64(usual)}
	c.pause = time.AfterFunc(time.Hour, func() { c.collect() })
	c.pause.Stop()
	c.collected(struct{}{})
	return c
}

// stop leaves the percentage as it is from now on.
func (c *Collector) stop() {
	if c != nil {
		c.stopped.Store(true)
		c.pause.Stop()
	}
}

// Busy says that a cell begins.
func (c *Collector) Busy() {
	if c != nil {
		c.pause.Stop()
	}
}

// Rest says that a cell has ended. Behind the first one the pages of the program are let go
// too: most of them were needed for the start only.
func (c *Collector) Rest() {
	if c != nil && !c.stopped.Load() {
		c.begun.Do(func() { go letProgramGo() })
		c.pause.Reset(restAfter)
	}
}

// collect collects if it is worth the time.
func (c *Collector) collect() bool {
	live, all := heap()
	if all < live+max(restGarbage, live/restShare) {
		return false
	}
	runtime.GC()
	return true
}

// heap is what the collector found alive the last time, and what the heap holds now.
func heap() (live, all uint64) {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}

// growth is the percentage that leaves room for the garbage beside so many bytes.
func (c *Collector) growth(live uint64) int {
	room := min(max(live/100*c.usual, leastGarbage), mostGarbage)
	return max(leastPercent, int(room*100/max(live, heapMinimum)))
}

// mark is an object that is garbage as soon as it is made: its end tells that the
// collector ran. It is too large to share its end with others.
type mark struct{ _ [4]uint64 }

// collected sets the percentage anew each time that the collector has run.
func (c *Collector) collected(struct{}) {
	if c.stopped.Load() {
		return
	}
	live, _ := heap()
	if p := c.growth(live); c.percent.Swap(int64(p)) != int64(p) { // setting it stops the world
		debug.SetGCPercent(p)
	}
	runtime.AddCleanup(&mark{}, c.collected, struct{}{})
}
