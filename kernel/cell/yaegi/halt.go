package yaegi

import (
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Halt ends a run by its number: the interpreter leaves a func whose number is not the
// present one. Deferred calls of an interrupted cell run all the same, since they give back
// what the cell holds: while one does, the number is the run's again.
type Halt struct {
	mu      sync.Mutex
	id      *uint64
	run     uint64 // the number of the run that is halted
	halted  bool
	owner   Owner     // of its goroutines
	gated   bool      // the gates end it, for a moment, and not its number
	over    time.Time // when deferred calls have run for long enough
	running int       // funcs whose deferred calls run although the cell was interrupted

	// alert is not 0 while gates have to look closer: a run is halted, some were left
	// behind, or an argument is -0.
	alert atomic.Int32
	left  atomic.Pointer[map[Owner]string] // the runs left behind, with names
	signs signs
}

// grace is how long deferred calls may go on after an interrupt. It is less than what a
// session waits for the end of a cell: none is stuck for their sake.
const grace = time.Second

// Stop ends the run that is going on, as soon as it is not in compiled code, as the
// interpreter does itself when a context ends; but its way does not tell when the run has
// really ended. The func it returns puts the run number back, for when it has.
func (h *Halt) Stop(y Internals, run Owner) (restore func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.id, h.run, h.halted = y.id, atomic.LoadUint64(y.id), true
	h.owner, h.gated, h.over = run, false, time.Now().Add(grace)
	h.alert.Add(1)
	h.set()
	y.closeDone()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.halted = false
		h.alert.Add(-1)
		atomic.StoreUint64(h.id, h.run)
	}
}

// Turn changes between the two ways to end a run. Code without calls ends by the number. But
// a func of another number returns at once, and compiled code that calls it goes on: with
// the number as it was, the func comes to a gate, and that ends the code around it as well.
func (h *Halt) Turn() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gated = !h.gated
	h.set()
}

// Leave leaves a run behind. Its goroutines end where they come back to interpreted code,
// and never touch the session again. The name is kept for good: what the run has started
// in compiled code, a server say, may call its funcs at any time.
func (h *Halt) Leave(run Owner, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	left := map[Owner]string{run: name}
	if old := h.left.Load(); old != nil {
		maps.Copy(left, *old)
	}
	h.left.Store(&left)
	h.alert.Add(1)
}

// Left is the name of the run left behind that the calling goroutine belongs to, empty if
// it is none's.
func (h *Halt) Left() string {
	if h.alert.Load() == 0 {
		return ""
	}
	if left := h.left.Load(); left != nil {
		return (*left)[owner()]
	}
	return ""
}

// pass is what gates call while there is an alert. The goroutines of a run that was left
// behind end here, and those of one that is halted, but for its deferred calls: a func that
// compiled code calls over and over, a sort say, ends that code too.
func (h *Halt) pass() {
	if h.Left() != "" {
		runtime.Goexit()
	}
	h.mu.Lock()
	ends := h.halted && h.running == 0 && h.owner == owner()
	h.mu.Unlock()
	if ends {
		runtime.Goexit()
	}
}

// set makes the number what it should be.
func (h *Halt) set() {
	switch {
	case !h.halted:
	case h.running > 0 || h.gated:
		atomic.StoreUint64(h.id, h.run)
	default:
		atomic.StoreUint64(h.id, h.run+1)
	}
}

// Awake lets deferred calls of an interrupted cell run until the func it returns is called,
// or the grace is over.
func (h *Halt) Awake() (asleep func()) {
	add := func(n int) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.running += n
		h.set()
	}
	h.mu.Lock()
	left := grace
	if h.halted {
		left = time.Until(h.over)
	}
	h.mu.Unlock()
	if left <= 0 {
		return func() {}
	}
	add(1)
	end := sync.OnceFunc(func() { add(-1) })
	timer := time.AfterFunc(left, end)
	return func() { timer.Stop(); end() }
}
