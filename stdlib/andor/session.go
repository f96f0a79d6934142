package andor

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
)

// Sink receives what a session shows while a cell runs. One that also has a method
// Bundle(v any) map[string][]byte says how Display shows a value.
type Sink interface {
	// Display shows a MIME bundle. A non-empty id names the display, so that a later
	// call with update set replaces it in place.
	Display(bundle map[string][]byte, id string, update bool)
}

// session is where values of this package show themselves and what stops them. It is
// the one mutable variable of the package: a process holds one session.
var session atomic.Pointer[sessionState]

type sessionState struct {
	sink    Sink
	context func() context.Context
	saved   func(run, path string, iterations int)
	ask     func(prompt string, secret bool) (string, error)
}

// SetSink directs live displays, such as the progress of a training run; nil drops them.
func SetSink(s Sink) {
	next := current()
	next.sink = s
	session.Store(&next)
}

// SetContext names the source of the context that long operations obey: in a notebook
// that of the running cell, cancelled by an interrupt. nil means context.Background.
func SetContext(f func() context.Context) {
	next := current()
	next.context = f
	session.Store(&next)
}

// SetSaved names who is told of each checkpoint that a run writes of itself while it trains:
// the run's name, the file and the iterations it holds. nil tells nobody.
func SetSaved(f func(run, path string, iterations int)) {
	next := current()
	next.saved = f
	session.Store(&next)
}

// SetInput names who asks the user of a notebook for a line; secret lines are not shown
// while they are typed. nil asks on the standard streams.
func SetInput(f func(prompt string, secret bool) (string, error)) {
	next := current()
	next.ask = f
	session.Store(&next)
}

// Input asks the user for a line of text, in a notebook by a field below the cell. It fails
// where nobody can be asked, as in a notebook that is executed by a program.
func Input(prompt string) (string, error) { return ask(prompt, false) }

// Password is Input for a line that is not shown while it is typed. Outside of notebooks
// it is read from the standard input as it comes: a terminal shows it.
func Password(prompt string) (string, error) { return ask(prompt, true) }

func ask(prompt string, secret bool) (string, error) {
	if f := current().ask; f != nil {
		return f(prompt, secret)
	}
	fmt.Print(prompt)
	var line []byte
	for one := make([]byte, 1); ; { // no more than the line: the rest is for whoever reads next
		n, err := os.Stdin.Read(one)
		if n == 1 && one[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, one[:n]...)
		if err != nil {
			if err == io.EOF && len(line) > 0 {
				return string(line), nil
			}
			return "", fmt.Errorf("andor: input: %w", err)
		}
	}
}

// Display shows v at once, in the middle of a cell, as it would be shown as the cell's value. It
// does nothing where no session shows things.
func Display(v any) {
	switch s := current().sink.(type) {
	case nil:
	case interface{ Bundle(v any) map[string][]byte }:
		display(s.Bundle(v), "", false)
	default:
		bundle := map[string][]byte{"text/plain": fmt.Append(nil, v)}
		if b, ok := v.(interface{ MIMEBundle() map[string][]byte }); ok {
			bundle = b.MIMEBundle()
		}
		display(bundle, "", false)
	}
}

func current() sessionState {
	if s := session.Load(); s != nil {
		return *s
	}
	return sessionState{}
}

func display(bundle map[string][]byte, id string, update bool) {
	if s := current().sink; s != nil {
		s.Display(bundle, id, update)
	}
}

// runContext is the context of what runs now.
func runContext() context.Context {
	if f := current().context; f != nil {
		if ctx := f(); ctx != nil {
			return ctx
		}
	}
	return context.Background()
}
