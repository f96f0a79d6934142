package cell

import (
	"context"
	"go/token"
	"io"
	"reflect"
	"time"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// running is one cell on the interpreter.
type running struct {
	*host.Run
	plan  *program
	label string        // of its goroutines, in profiles
	owner yaegi.Owner   // of its goroutines; set before Begun is closed
	ended chan struct{} // closed when the interpreter has come to rest
	err   error         // of the interpreter

	clock   time.Time // of %time
	clocked bool      // it runs: the line, or the cell, that it times has not ended
	reset   bool      // the session is to be reset when the cell has ended

	values []reflect.Value
	texts  map[string]string // by method
	value  Result            // of the last expression, if the cell came to it
}

// patience is how long a cell that was interrupted may take to come out of code that is
// not interpreted, before it is left behind.
const patience = 2 * time.Second

// program is a cell that is ready to run, and what is wanted of it when it has run.
type program struct {
	src   *text.Source
	file  *dsl.File
	shown *check.Shown
	fixed string // the text of what is shown, if it is known without running
	slots []int
	reach token.Pos
	prog  *interp.Program
	stale []string // variables, in the interpreter, that others have replaced
}

func (s *Session) current() *running {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run
}

// Context is the context of the cell that runs, or a background one.
func (s *Session) Context() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return context.Background()
	}
	return s.run.Ctx
}

func (s *Session) settle(r *running) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run = r
	if r == nil {
		s.calls.Settle(nil)
		return
	}
	s.calls.Settle(r.Run)
}

// idleVariable is variable while no cell runs: to reach one, the interpreter is entered.
func (s *Session) idleVariable(emit string) reflect.Value {
	if s.run != nil {
		return reflect.Value{}
	}
	return s.calls.Variable(emit)
}

// stream is what the interpreter writes to.
type stream struct {
	s    *Session
	name string
}

func (w stream) Write(b []byte) (int, error) {
	text := string(b)
	if w.name == "stderr" && w.s.calls.TakeFrame(text) {
		return len(b), nil
	}
	if name := w.s.halt.Left(); name != "" {
		text = w.s.mark(name, text)
	}
	w.s.host.Stream(w.name, text)
	return len(b), nil
}

// Stderr is the standard error of cells for compiled code, which may be that of a run left
// behind.
func (s *Session) Stderr() io.Writer { return stream{s, "stderr"} }

func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
