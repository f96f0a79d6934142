package cell

import (
	"context"
	"fmt"
	"io"
	"maps"
	"reflect"
	"strings"
	"time"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/host"
	"github.com/andor-kernel/andor/kernel/cell/names"
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

// execute runs a prepared cell.
func (s *Session) execute(ctx context.Context, p *program, c Cell) Result {
	r := &running{Run: host.NewRun(ctx), plan: p, ended: make(chan struct{}), texts: map[string]string{}}
	if c.Exits {
		r.Exited = make(chan int, 1)
	}
	s.settle(r)
	r.label = fmt.Sprintf("%s (%d)", p.src.Name, p.src.Serial)
	go func() {
		defer close(r.ended)
		r.owner = yaegi.Own(r.label)
		_, r.err = s.in.ExecuteWithContext(context.Background(), p.prog)
	}()
	select {
	case <-r.ended:
	case status := <-r.Exited:
		return Result{Exit: &status}
	case <-ctx.Done():
	}
	if ctx.Err() != nil { // also if it has just ended: it may have been woken to that
		return s.interrupt(r)
	}
	s.settle(nil)
	if r.clocked {
		s.printElapsed(r)
	}
	for _, emit := range p.stale {
		if v := s.calls.Variable(emit); v.IsValid() {
			v.SetZero() // what it held may be large
		}
		s.calls.Drop(emit)
	}
	switch {
	case r.Result != nil:
		return Result{Err: s.panicked(p.src, r)}
	case r.err != nil:
		return Result{Err: s.refused(p.src, r.err, p.reach)}
	}
	if r.reset {
		if err := s.restart(); err != nil {
			return Result{Err: newError("ResetError", err.Error())}
		}
		return Result{}
	}
	if c.Silent {
		return Result{}
	}
	return r.value
}

// interrupt stops a run and waits for it to end.
func (s *Session) interrupt(r *running) Result {
	select {
	case <-r.Begun:
	case <-r.ended:
		s.settle(nil)
		return Result{Err: interrupted(r.plan.src)}
	}
	restore := s.halt.Stop(s.yaegi, r.owner)
	close(r.Halted)
	turn := time.NewTicker(50 * time.Millisecond)
	defer turn.Stop()
	for over := time.After(s.patience); ; {
		select {
		case <-turn.C:
			s.halt.Turn()
		case <-r.ended:
			restore()
			s.settle(nil)
			if r.clocked {
				s.printElapsed(r)
			}
			return Result{Err: interrupted(r.plan.src)}
		case <-over:
			failed := s.leave(r)
			restore()
			s.settle(nil)
			return Result{Err: failed}
		}
	}
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

// Eval gives the value of one expression, for a front end's user_expressions.
func (s *Session) Eval(ctx context.Context, expr string) Result {
	return s.Run(ctx, Cell{Code: expr, Name: "expression"})
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

func (s *Session) current() *running {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run
}

// hostSymbols are the funcs that lowered code calls: those of package host, and those that
// need the whole session.
func (s *Session) hostSymbols() interp.Exports {
	f := reflect.ValueOf
	out := s.calls.Symbols()
	maps.Copy(out[names.HostPath+"/host"], map[string]reflect.Value{
		"Taken":   f(hostTaken),
		"Track":   f(s.hostTrack),
		"Value":   f(s.hostValue),
		"Text":    f(s.hostText),
		"Block":   f(s.hostBlock),
		"Let":     f(s.hostLet),
		"Show":    f(s.hostShow),
		"Crashed": f(s.hostCrashed),
		"Magic":   f(s.hostMagic),
		"Timer":   f(s.hostTimer),
		"Elapsed": f(s.hostElapsed),
	})
	return out
}

func (s *Session) hostTrack(slot int, counter *int) { s.names.Lines.Slots[slot].Value = counter }

// hostValue takes the values of the cell's last expression.
func (s *Session) hostValue(values ...any) {
	r := s.current()
	if r == nil {
		return
	}
	if r.plan.shown == nil {
		return
	}
	for _, v := range values {
		r.values = append(r.values, reflect.ValueOf(v))
	}
	r.value = s.result(r)
}

// hostText takes what a method of the value returned, which reflection does not show.
func (s *Session) hostText(method, text string) {
	if r := s.current(); r != nil {
		r.texts[method] = text
	}
}

// hostCrashed reports the panic of a goroutine, which would end the process.
func (s *Session) hostCrashed(v any) {
	trace := []string{text.Red + "panic in a goroutine:" + text.Reset + " " + text.Bold + s.calls.PanicText(v) + text.Reset}
	if r := s.current(); r != nil {
		trace = append(trace, s.frames(r, false)...)
	}
	s.host.Stream("stderr", strings.Join(trace, "\n")+"\n")
}

// Stderr is the standard error of cells for compiled code, which may be that of a run left
// behind.
func (s *Session) Stderr() io.Writer { return stream{s, "stderr"} }

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

func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
