package cell

import (
	"sync"
	"sync/atomic"
	"time"
)

// halt ends a run by its number: the interpreter leaves a func whose number is not the
// present one. Deferred calls of an interrupted cell run all the same, since they give back
// what the cell holds: while one does, the number is the run's again.
type halt struct {
	mu      sync.Mutex
	id      *uint64
	run     uint64 // the number of the run that is halted
	halted  bool
	running int // funcs whose deferred calls run although the cell was interrupted
}

// grace is how long deferred calls may go on after an interrupt. It is less than patience:
// a cell is not stuck for their sake.
const grace = time.Second

// stop ends the run that is going on, as soon as it is not in compiled code, as the
// interpreter does itself when a context ends; but its way does not tell when the run has
// really ended. The func it returns puts the run number back, for when it has.
func (s *Session) stop() (restore func()) {
	h := &s.halt
	h.mu.Lock()
	defer h.mu.Unlock()
	h.id, h.run, h.halted = s.yaegi.id, atomic.LoadUint64(s.yaegi.id), true
	h.set()
	s.yaegi.closeDone()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.halted = false
		atomic.StoreUint64(h.id, h.run)
	}
}

// set makes the number what it should be.
func (h *halt) set() {
	switch {
	case !h.halted:
	case h.running > 0:
		atomic.StoreUint64(h.id, h.run)
	default:
		atomic.StoreUint64(h.id, h.run+1)
	}
}

// awake lets deferred calls of an interrupted cell run until the func it returns is called,
// or the grace is over.
func (s *Session) awake() (asleep func()) {
	r := s.current()
	if r == nil || r.ctx.Err() == nil {
		return func() {}
	}
	h := &s.halt
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
