package screen

import (
	"fmt"
	"os"
	"sync"
)

// events are what waits for the controls' own funcs. One goroutine works them off, so that
// no two of these funcs run at the same time; it lives while there is something to do.
var events queue

type queue struct {
	mu      sync.Mutex
	waiting []event
	running bool
}

type event struct {
	h  *Handle
	e  Event
	on func(Event)
}

// add takes the place of an older value of the same control; clicks all count.
func (q *queue) add(e event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.waiting {
		if w := &q.waiting[i]; w.h == e.h && !w.e.Clicked && !e.e.Clicked {
			*w = e
			return
		}
	}
	q.waiting = append(q.waiting, e)
	if !q.running {
		q.running = true
		go q.work()
	}
}

func (q *queue) work() {
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 {
			q.waiting, q.running = nil, false
			q.mu.Unlock()
			return
		}
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.mu.Unlock()
		next.call()
	}
}

// call keeps a panic of the control's func from ending the process.
func (e event) call() {
	defer func() {
		if r := recover(); r != nil {
			c := e.h.State()
			fmt.Fprintf(os.Stderr, "panic in the func of %s %q: %v\n", c.Kind, c.Label, r)
		}
	}()
	e.on(e.e)
}
