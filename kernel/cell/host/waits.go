package host

import (
	"runtime"
	"sync"
	"time"
)

// hostWait waits for a sync.WaitGroup or sync.Cond until the cell is interrupted.
func (s *Runtime) hostWait(w interface{ Wait() }) { s.await(w.Wait, func() {}) }

func (s *Runtime) hostLock(m interface {
	sync.Locker
	TryLock() bool
}) {
	if !m.TryLock() {
		s.await(m.Lock, m.Unlock)
	}
}

func (s *Runtime) hostRLock(m *sync.RWMutex) {
	if !m.TryRLock() {
		s.await(m.RLock, m.RUnlock)
	}
}

// await runs what blocks, and undoes it if it comes too late, after an interrupt.
func (s *Runtime) await(block, undo func()) {
	r := s.current()
	if r == nil { // a goroutine that has outlived its cell
		block()
		return
	}
	done := make(chan struct{})
	go func() {
		block()
		select {
		case done <- struct{}{}:
		case <-r.Ctx.Done():
			undo()
		}
	}()
	select {
	case <-done:
	case <-r.Ctx.Done():
		r.park()
		if r.halted() {
			runtime.Goexit() // the code behind would give back a lock that it has not got
		}
	}
}

// halted reports whether the interpreter knows of an interrupt. Deferred calls run then.
func (r *Run) halted() bool {
	select {
	case <-r.Halted:
		return true
	default:
		return false
	}
}

// park holds a func that an interrupt has woken until the interpreter knows of it, and does
// not go on with the statement behind. What runs before the statements of a cell is not
// interrupted.
func (r *Run) park() {
	select {
	case <-r.Begun:
		<-r.Halted
	default:
	}
}

// sleep is time.Sleep that an interrupt ends.
func (s *Runtime) sleep(d time.Duration) {
	r := s.current()
	if r == nil {
		time.Sleep(d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Ctx.Done():
		r.park()
	}
}
