package cell

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// running is one cell on the interpreter.
type running struct {
	ctx    context.Context
	plan   *plan
	begun  chan struct{} // closed when the cell's statements begin
	halted chan struct{} // closed when the interpreter has been told of an interrupt
	ended  chan struct{} // closed when the interpreter has come to rest
	result any           // what they panicked with, nil if they did not
	err    error         // of the interpreter

	clock   time.Time // of %time
	clocked bool      // it runs: the line, or the cell, that it times has not ended
	reset   bool      // the session is to be reset when the cell has ended

	mu     sync.Mutex
	frames []frame // of the funcs that a panic went through, innermost first
	values []reflect.Value
	texts  map[string]string // by method
	value  Result            // of the last expression, if the cell came to it
}

// frame is one func a panic went through, as the interpreter reports it.
type frame struct {
	name   string
	serial int
	at     spot
}

// patience is how long a cell that was interrupted may take to come out of code that is
// not interpreted, before it is called stuck.
const patience = 2 * time.Second

// execute runs a prepared cell.
func (s *Session) execute(ctx context.Context, p *plan, silent bool) Result {
	r := &running{ctx: ctx, plan: p, begun: make(chan struct{}), halted: make(chan struct{}), ended: make(chan struct{}), texts: map[string]string{}}
	s.settle(r)
	go func() {
		defer close(r.ended)
		_, r.err = s.in.ExecuteWithContext(context.Background(), p.prog)
	}()
	select {
	case <-r.ended:
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
		if v := s.variable(emit); v.IsValid() {
			v.SetZero() // what it held may be large
		}
		delete(s.bound, emit)
	}
	switch {
	case r.result != nil:
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
	if silent {
		return Result{}
	}
	return r.value
}

// interrupt stops a run and waits for it to end.
func (s *Session) interrupt(r *running) Result {
	select {
	case <-r.begun:
	case <-r.ended:
		s.settle(nil)
		return Result{Err: interrupted(r.plan.src, false)}
	}
	restore := s.halt.Stop(s.yaegi)
	close(r.halted)
	select {
	case <-r.ended:
		restore()
		s.settle(nil)
		if r.clocked {
			s.printElapsed(r)
		}
		return Result{Err: interrupted(r.plan.src, false)}
	case <-time.After(s.patience):
		go func() {
			<-r.ended
			restore()
			s.settle(nil)
		}()
		return Result{Err: interrupted(r.plan.src, true)}
	}
}

func (s *Session) settle(r *running) {
	s.mu.Lock()
	s.run = r
	s.mu.Unlock()
}

// stuck refuses a cell while code of an earlier one still runs.
func (s *Session) stuck() *Error {
	s.mu.Lock()
	r := s.run
	s.mu.Unlock()
	if r == nil {
		return nil
	}
	e := newError("Stuck", fmt.Sprintf("%s was interrupted but still runs in code that cannot be stopped; wait, or interrupt again to restart", r.plan.src.name))
	e.Stuck = true
	return e
}

// idleVariable is variable while no cell runs: to reach one, the interpreter is entered.
func (s *Session) idleVariable(emit string) reflect.Value {
	if s.run != nil {
		return reflect.Value{}
	}
	return s.variable(emit)
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
	return s.run.ctx
}

func (s *Session) current() *running {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run
}

// hostSymbols are the funcs that lowered code calls, and replacements for funcs of the
// standard library that would not notice an interrupt.
func (s *Session) hostSymbols() interp.Exports {
	f := reflect.ValueOf
	return interp.Exports{
		hostPath + "/host": {
			"Run":       f(s.hostRun),
			"Track":     f(s.hostTrack),
			"Bind":      f(s.hostBind),
			"Carry":     f(s.hostCarry),
			"Value":     f(s.hostValue),
			"Text":      f(s.hostText),
			"Defers":    f(s.hostDefers),
			"Entered":   f(s.hostEntered),
			"Block":     f(s.hostBlock),
			"Let":       f(s.hostLet),
			"Show":      f(s.hostShow),
			"Sort":      f(yaegi.Sort),
			"Type":      f(s.hostType),
			"Methods":   f(s.hostMethods),
			"Box":       f(s.hostBox),
			"Error":     f(s.hostError),
			"Wrap":      f(func(id, as int, v any) any { return s.as(s.boxType(as), s.boxType(id).box(v)) }),
			"Raw":       f(hostRaw),
			"Bare":      f(hostBare),
			"Plain":     f(plainValue),
			"Is":        f(s.hostIs),
			"Case":      f(s.hostCase),
			"Assert":    f(s.hostAssert),
			"As":        f(s.hostAs),
			"AsError":   f(s.hostAsError),
			"Method":    f(s.hostMethod),
			"Equal":     f(hostEqual),
			"Find":      f(s.hostFind),
			"Unmarshal": f(s.hostUnmarshal),
			"Decode":    f(s.hostDecode),
			"Printf":    f(s.printf),
			"Fprintf": f(func(w io.Writer, format string, a ...any) (int, error) {
				format, a = withTypes(format, a)
				return fmt.Fprintf(w, format, a...)
			}),
			"Sprintf": f(func(format string, a ...any) string {
				format, a = withTypes(format, a)
				return fmt.Sprintf(format, a...)
			}),
			"Errorf": f(func(format string, a ...any) error {
				format, a = withTypes(format, a)
				return fmt.Errorf(format, a...)
			}),
			"Appendf": f(func(b []byte, format string, a ...any) []byte {
				format, a = withTypes(format, a)
				return fmt.Appendf(b, format, a...)
			}),
			"Runes":   f(hostRunes),
			"Places":  f(hostPlaces),
			"Wait":    f(s.hostWait),
			"Lock":    f(s.hostLock),
			"RLock":   f(s.hostRLock),
			"Crashed": f(s.hostCrashed),
			"Values":  f(func(...any) {}), // only a name for go/types: see tuple in parse.go
			"Magic":   f(s.hostMagic),
			"Timer":   f(s.hostTimer),
			"Elapsed": f(s.hostElapsed),
		},
		"time/time": {"Sleep": f(s.sleep)},
	}
}

// hostRun runs the statements of a cell and keeps their panic. A cell that is
// interrupted before it begins does not.
func (s *Session) hostRun(body func()) {
	r := s.current()
	close(r.begun)
	defer func() {
		if v := recover(); v != nil {
			r.result = v
		}
	}()
	if r.ctx.Err() != nil {
		return
	}
	body()
}

func (s *Session) hostTrack(slot int, counter *int) { s.lines.slots[slot].value = counter }

// hostBind keeps how to reach a variable: a func that gives its address, since the
// interpreter may move it.
func (s *Session) hostBind(name string, address func() any) { s.bound[name] = address }

// variable is the session's variable of a name in the interpreter, invalid if there is
// none.
func (s *Session) variable(emit string) reflect.Value {
	address := s.bound[emit]
	if address == nil {
		return reflect.Value{}
	}
	v := reflect.ValueOf(address())
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return reflect.Value{}
	}
	return v.Elem()
}

// hostCarry gives a variable whose type was declared anew the value it had.
func (s *Session) hostCarry(from, to string, address func() any) {
	s.bound[to] = address
	old, now := s.variable(from), s.variable(to)
	if old.IsValid() && now.IsValid() && old.Type() == now.Type() {
		now.Set(old)
	}
	delete(s.bound, from)
}

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
	trace := []string{red + "panic in a goroutine:" + reset + " " + bold + panicText(v) + reset}
	if r := s.current(); r != nil {
		trace = append(trace, s.frames(r, false)...)
	}
	s.host.Stream("stderr", strings.Join(trace, "\n")+"\n")
}

// hostWait waits for a sync.WaitGroup or sync.Cond until the cell is interrupted.
func (s *Session) hostWait(w interface{ Wait() }) { s.await(w.Wait, func() {}) }

func (s *Session) hostLock(m interface {
	sync.Locker
	TryLock() bool
}) {
	if !m.TryLock() {
		s.await(m.Lock, m.Unlock)
	}
}

func (s *Session) hostRLock(m *sync.RWMutex) {
	if !m.TryRLock() {
		s.await(m.RLock, m.RUnlock)
	}
}

// await runs what blocks, and undoes it if it comes too late, after an interrupt.
func (s *Session) await(block, undo func()) {
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
		case <-r.ctx.Done():
			undo()
		}
	}()
	select {
	case <-done:
	case <-r.ctx.Done():
		r.park()
	}
}

// park holds a func that an interrupt has woken until the interpreter knows of it, and does
// not go on with the statement behind. What runs before the statements of a cell is not
// interrupted.
func (r *running) park() {
	select {
	case <-r.begun:
		<-r.halted
	default:
	}
}

func (s *Session) printf(format string, a ...any) (int, error) {
	format, a = withTypes(format, a)
	return fmt.Fprintf(stream{s, "stdout"}, format, a...)
}

// sleep is time.Sleep that an interrupt ends.
func (s *Session) sleep(d time.Duration) {
	r := s.current()
	if r == nil {
		time.Sleep(d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.ctx.Done():
		r.park()
	}
}

// stream is what the interpreter writes to.
type stream struct {
	s    *Session
	name string
}

// frameLine is what the interpreter prints for each func that a panic goes through.
var frameLine = regexp.MustCompile(`^` + fileName + `:(\d+):(\d+): panic: (.*)\(\.\.\.\)\n$`)

func (w stream) Write(b []byte) (int, error) {
	text := string(b)
	if w.name == "stderr" && strings.Contains(text, ": panic: ") {
		if m := frameLine.FindStringSubmatch(text); m != nil {
			if r := w.s.current(); r != nil {
				serial, line := decodeLine(atoi(m[1]))
				r.mu.Lock()
				r.frames = append(r.frames, frame{m[3], serial, spot{line, atoi(m[2])}})
				r.mu.Unlock()
			}
			return len(b), nil
		}
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

// input is what the interpreter reads: each line is asked of the user.
type input struct {
	s    *Session
	rest []byte
}

func (in *input) Read(b []byte) (int, error) {
	if len(in.rest) == 0 {
		line, err := in.s.host.Input(in.s.Context(), "", false)
		if err != nil {
			return 0, err
		}
		in.rest = []byte(line + "\n")
	}
	n := copy(b, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}
