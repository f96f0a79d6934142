// Package outside is what the values of our packages need of the program around them:
// where they show themselves, what stops them, whom they ask. Cells do not see it. In a
// program that says nothing, nothing is shown, nothing is stopped, and the standard streams
// are asked.
package outside

import (
	"context"
	"sync"
)

// Outside is what the program around offers; each field may be nil.
type Outside struct {
	// Display shows a MIME bundle. A non-empty id names the display, so that a later call
	// with update set replaces it in place.
	Display func(bundle map[string][]byte, id string, update bool)
	// Bundle returns how Display shows a value.
	Bundle func(v any) map[string][]byte
	// Context returns what long operations obey: in a notebook the context of the running
	// cell, which an interrupt cancels.
	Context func() context.Context
	// Saved is told of each checkpoint that a run writes of itself while it trains: the
	// run's name, the file and the iterations it holds.
	Saved func(run, path string, iterations int)
	// Ask asks the user for a line; a secret one is not shown while it is typed.
	Ask func(prompt string, secret bool) (string, error)
}

// around is the one mutable variable of our packages: a process holds one session.
var around struct {
	sync.Mutex
	is Outside
}

// Change changes what is around, and returns a func that puts back what was.
func Change(f func(o *Outside)) (back func()) {
	around.Lock()
	defer around.Unlock()
	was := around.is
	f(&around.is)
	return func() {
		around.Lock()
		defer around.Unlock()
		around.is = was
	}
}

// Now returns what is around now.
func Now() Outside {
	around.Lock()
	defer around.Unlock()
	return around.is
}

// Display shows a bundle, if anything shows things.
func Display(bundle map[string][]byte, id string, update bool) {
	if f := Now().Display; f != nil {
		f(bundle, id, update)
	}
}

// Context returns the context of what runs now.
func Context() context.Context {
	if f := Now().Context; f != nil {
		if ctx := f(); ctx != nil {
			return ctx
		}
	}
	return context.Background()
}

// Saved tells of a checkpoint.
func Saved(run, path string, iterations int) {
	if f := Now().Saved; f != nil {
		f(run, path, iterations)
	}
}
