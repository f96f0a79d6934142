package kernel

import (
	"sync"
	"time"
)

// queue holds the shell's requests until their turn. An unbounded client is held back by
// its own connection: push blocks when maxQueue are waiting.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	items   []*request
	closed  bool
	failed  time.Time // when the last cell that stops the queue failed
}

const (
	maxQueue = 10000
	// inFlight is how long after an error requests may still arrive that were sent
	// before their sender knew of it.
	inFlight = 100 * time.Millisecond
)

func (q *queue) init() { q.changed = sync.NewCond(&q.mu) }

// push says whether the queue still takes requests.
func (q *queue) push(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) >= maxQueue && !q.closed {
		q.changed.Wait()
	}
	if q.closed {
		return false
	}
	r.queue = q
	q.items = append(q.items, r)
	q.changed.Broadcast()
	return true
}

// pop waits for a request; nil means the end.
func (q *queue) pop() *request {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.changed.Wait()
	}
	if q.closed {
		return nil
	}
	r := q.items[0]
	q.items[0] = nil
	q.items = q.items[1:]
	q.changed.Broadcast()
	return r
}

// abort marks the execute requests that wait now: a cell before them has failed.
func (q *queue) abort() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = time.Now()
	for _, r := range q.items {
		r.aborted = true
	}
}

// aborts says whether a request is to be aborted: it waited when a cell failed, or it was
// still on its way then. The latter is told by the sender's clock, but only for requests
// that arrive at once, since that clock may be wrong.
func (q *queue) aborts(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if r.aborted {
		return true
	}
	if q.failed.IsZero() || r.received.Sub(q.failed) > inFlight {
		return false
	}
	sent, err := time.Parse(time.RFC3339Nano, r.Header.Date)
	return err == nil && sent.Before(q.failed)
}

// close returns the requests that are left.
func (q *queue) close() []*request {
	q.mu.Lock()
	left := q.items
	q.closed, q.items = true, nil
	q.mu.Unlock()
	q.changed.Broadcast()
	return left
}
