package host

import (
	"context"
	"fmt"
	"go/types"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// noTypes knows no compiled types.
type noTypes struct{}

func (noTypes) Type(reflect.Type) types.Type      { return types.Typ[types.Invalid] }
func (noTypes) Wrapper(reflect.Type) reflect.Type { return nil }

func newRuntime() *Runtime {
	return New(Env{Stdout: io.Discard, Stderr: io.Discard, Lock: &sync.Mutex{}, Halt: &yaegi.Halt{}})
}

// Deferred calls run from the last to the first, also after a panic, which they may recover
// or replace.
func TestDefers(t *testing.T) {
	s := newRuntime()
	var log []string
	d := s.hostDefers()
	d.Push(func() { log = append(log, fmt.Sprint("recovered ", d.Recover())) })
	d.Push(func() { log = append(log, "second"); panic("other") })
	d.Push(func() { log = append(log, "first") })
	d.Run(func() { log = append(log, "body"); panic("one") })
	if got, want := strings.Join(log, ", "), "body, first, second, recovered other"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	defer func() {
		if v := recover(); v != "unrecovered" {
			t.Errorf("got panic %v", v)
		}
	}()
	s.hostDefers().Run(func() { panic("unrecovered") })
}

// Waits end when the cell is interrupted, and give back what they got too late.
func TestWaits(t *testing.T) {
	s := newRuntime()
	ctx, cancel := context.WithCancel(context.Background())
	r := NewRun(ctx)
	s.Settle(r)
	var held, free sync.Mutex
	held.Lock()
	var group sync.WaitGroup
	group.Add(1)
	ended := make(chan string, 3)
	for name, wait := range map[string]func(){
		"lock": func() { s.hostLock(&held) }, "wait": func() { s.hostWait(&group) }, "sleep": func() { s.sleep(time.Hour) },
	} {
		go func() { wait(); ended <- name }()
	}
	s.hostLock(&free)
	select {
	case name := <-ended:
		t.Fatalf("%s ended before the interrupt", name)
	case <-time.After(10 * time.Millisecond):
	}
	cancel()
	for range 3 {
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Fatal("a wait did not end with the cell")
		}
	}
	held.Unlock()
	deadline := time.Now().Add(5 * time.Second)
	for !held.TryLock() { // what waited for it gives it back
		if time.Now().After(deadline) {
			t.Fatal("the lock is still held")
		}
		time.Sleep(time.Millisecond)
	}
	group.Done()
}

// Run keeps the panic of a cell's statements, and does not run those of a cell that was
// interrupted before.
func TestRun(t *testing.T) {
	s := newRuntime()
	r := NewRun(context.Background())
	s.Settle(r)
	s.hostRun(func() { panic("of the cell") })
	if r.Result != "of the cell" {
		t.Errorf("got %v", r.Result)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Settle(NewRun(ctx))
	s.hostRun(func() { t.Error("it ran") })
}

func TestTakeFrame(t *testing.T) {
	s := newRuntime()
	r := NewRun(context.Background())
	s.Settle(r)
	if s.TakeFrame("a line with: panic: in it\n") || !s.TakeFrame("cell:12:3: panic: main.f(...)\n") {
		t.Error("got the wrong lines for frames")
	}
	if got := r.TakeFrames(); len(got) != 1 || got[0] != (Frame{"main.f", 12, 3}) || r.Depth() != 0 {
		t.Errorf("got %v", got)
	}
}

// A variable is reached by its address, and keeps its value when it is declared anew.
func TestVariables(t *testing.T) {
	s := newRuntime()
	old, now := 7, 0
	s.hostBind("x", func() any { return &old })
	s.hostCarry("x", "x2", func() any { return &now })
	if now != 7 || s.Bound("x") || !s.Bound("x2") || s.Variable("x2").Int() != 7 || s.Variable("x").IsValid() {
		t.Errorf("got %d, want the value carried over", now)
	}
	s.Drop("x2")
	if s.Bound("x2") {
		t.Error("x2 is still known")
	}
}
