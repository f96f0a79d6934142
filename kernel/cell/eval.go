package cell

import (
	"context"
	"fmt"
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
		return Result{Forgot: true}
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

// hostSymbols are the funcs that lowered code calls: those of package host, and those that
// need the whole session.
func (s *Session) hostSymbols() interp.Exports {
	f := reflect.ValueOf
	out := s.calls.Symbols()
	maps.Copy(out[names.HostPath+"/host"], map[string]reflect.Value{
		"Taken":     f(hostTaken),
		"Track":     f(s.hostTrack),
		"Value":     f(s.hostValue),
		"Text":      f(s.hostText),
		"BlockNet":  f(s.hostNet),
		"BlockData": f(s.hostData),
		"BlockRun":  f(s.hostRun),
		"Let":       f(s.hostLet),
		"Show":      f(s.hostShow),
		"Crashed":   f(s.hostCrashed),
		"Magic":     f(s.hostMagic),
		"Timer":     f(s.hostTimer),
		"Elapsed":   f(s.hostElapsed),
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
