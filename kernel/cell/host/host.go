package host

import (
	"context"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/mirror"
	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Runtime is what the lowered code of one session calls, with what it keeps between calls.
type Runtime struct {
	*boxes.Registry
	mirror *mirror.Mirror
	env    Env
	// Recovers says that some func that is no deferred literal calls recover.
	Recovers atomic.Bool

	mu    sync.Mutex // guards run
	run   *Run
	bound map[string]func() any // name in the interpreter -> address of the variable

	unwinding unwinding
	stdin     stdin
	file      *os.File // which reads as stdin does: os.Stdin as it was at the start
	unique    sync.Map // of unique.Make: uniqueKey -> pointer
}

// Env is what a Runtime needs from the session around it.
type Env struct {
	Stdout io.Writer
	Stderr io.Writer
	// Ask asks the user for a line, without its end. At the end of the input it returns
	// io.EOF, with a last line that has no end.
	Ask   func(context.Context) (string, error)
	Types boxes.Types
	Lock  sync.Locker // held while go/types is asked, which writes into types
	Halt  *yaegi.Halt
}

// New makes a Runtime that knows no types and no variables.
func New(env Env) *Runtime {
	r := boxes.NewRegistry(env.Types, env.Lock)
	s := &Runtime{Registry: r, mirror: mirror.New(r), env: env, file: os.Stdin}
	s.stdin.s = s
	s.Forget()
	return s
}

// Forget drops all types and variables.
func (s *Runtime) Forget() {
	s.bound = map[string]func() any{}
	s.Registry.Forget()
	s.unique.Clear()
}

// Settle says which cell runs now, nil for none.
func (s *Runtime) Settle(r *Run) {
	if r != nil {
		s.stdin.newCell()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.run = r
}

// context is the context of the cell that runs, or a background one.
func (s *Runtime) context() context.Context {
	if r := s.current(); r != nil {
		return r.Ctx
	}
	return context.Background()
}

func (s *Runtime) current() *Run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run
}
