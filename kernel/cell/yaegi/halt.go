package yaegi

import (
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
	running int // funcs whose deferred calls run although the cell was interrupted
}

// grace is how long deferred calls may go on after an interrupt. It is less than what a
// session waits for the end of a cell: none is stuck for their sake.
const grace = time.Second

// Stop ends the run that is going on, as soon as it is not in compiled code, as the
// interpreter does itself when a context ends; but its way does not tell when the run has
// really ended. The func it returns puts the run number back, for when it has.
func (h *Halt) Stop(y Internals) (restore func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.id, h.run, h.halted = y.id, atomic.LoadUint64(y.id), true
	h.set()
	y.closeDone()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.halted = false
		atomic.StoreUint64(h.id, h.run)
	}
}

// set makes the number what it should be.
func (h *Halt) set() {
	switch {
	case !h.halted:
	case h.running > 0:
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
	add(1)
	end := sync.OnceFunc(func() { add(-1) })
	timer := time.AfterFunc(grace, end)
	return func() { timer.Stop(); end() }
}
