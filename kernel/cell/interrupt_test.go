package cell

import (
	"context"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/traefik/yaegi/interp"
)

// TestInterrupt stops cells at every kind of place, and the next cell runs.
func TestInterrupt(t *testing.T) {
	for _, c := range []struct{ name, code string }{
		{"loop", "for {}"},
		{"counting", "n := 0\nfor { n++ }"},
		{"channel", "ch := make(chan int)\n<-ch"},
		{"send", "ch := make(chan int)\nch <- 1"},
		{"range", "for range make(chan int) {}"},
		{"select", "select {}"},
		{"sleep", "time.Sleep(time.Hour)"},
		{"in a func", "func f() { for { time.Sleep(time.Millisecond) } }\nf()"},
		{"in a func, channel", "func g() int { return <-make(chan int) }\ng()"},
		{"wait group", "var wg sync.WaitGroup\nwg.Add(1)\nwg.Wait()"},
		{"mutex", "var mu sync.Mutex\nmu.Lock()\nmu.Lock()"},
		{"shell", "!sleep 100"},
		{"callback", "sort.Slice(make([]int, 2), func(i, j int) bool { for {} })"},
		{"deferred call", "func d() { for i := range 2 { g := func() { for i >= 0 {} }; defer g() } }\nd()"},
		{"deferred literal", "func l() { defer func(f func()) { f() }(func() { for {} }) }\nl()"},
		{"body with a deferred call", "func b() { defer fmt.Print(); for {} }\nb()"},
		{"method of an interface", "type W interface{ Wait() }\ntype w struct{}\nfunc (w) Wait() { for {} }\nW(w{}).Wait()"},
		{"String method", "type S struct{}\nfunc (S) String() string { for {} }\n[]S{{}}"},
		{"goroutine too", "go func() { for {} }()\nfor {}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, h := newTestSession(t)
			say(s, h, 1, "earlier := func() string { return \"still works\" }\nfunc named() string { return earlier() }")
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(50*time.Millisecond, cancel)
			begin := time.Now()
			r := s.Run(ctx, Cell{Code: c.code, Number: 2})
			if r.Err == nil || !r.Err.Interrupted {
				t.Fatalf("got %+v, want an interrupted cell", r.Err)
			}
			if d := time.Since(begin); d > 1500*time.Millisecond {
				t.Errorf("interrupt took %v, want at once, before a cell counts as stuck", d)
			}
			if got, want := strings.TrimSpace(say(s, h, 3, "earlier(), named()")), `"still works", "still works"`; got != want {
				t.Errorf("after the interrupt got %s, want %s", got, want)
			}
		})
	}
}

// TestInterruptRunsDeferred: what a cell holds is given back when it is interrupted, from the
// inside out, and a deferred call without end does not hold up the interrupt.
func TestInterruptRunsDeferred(t *testing.T) {
	for _, wait := range []string{"time.Sleep(time.Hour)", "for {}", "<-make(chan int)", "mu.Lock()"} {
		s, h := newTestSession(t)
		say(s, h, 1, "var mu sync.Mutex\nvar order []string\nfunc inner() { defer func() { order = append(order, \"inner\") }(); fmt.Println(\"in\"); "+wait+" }\nfunc outer() { mu.Lock(); defer mu.Unlock(); defer func() { order = append(order, \"outer\") }(); inner() }")
		ctx, cancel := context.WithCancel(context.Background())
		go func() {
			for !strings.Contains(h.text(), "in") {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		if r := s.Run(ctx, Cell{Code: "outer()", Number: 2}); r.Err == nil || !r.Err.Interrupted || r.Err.Stuck {
			t.Errorf("%s: got %+v, want an interrupt", wait, r.Err)
		}
		h.take()
		if got, want := say(s, h, 3, "mu.TryLock(), order"), "true, []string{\"inner\", \"outer\"}\n"; got != want {
			t.Errorf("%s: got %s, want %s", wait, got, want)
		}
	}
	s, h := newTestSession(t)
	say(s, h, 1, "func endless() { defer func() { for {} }(); for {} }")
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(200*time.Millisecond, cancel)
	if r := s.Run(ctx, Cell{Code: "endless()", Number: 2}); r.Err == nil || !r.Err.Interrupted || r.Err.Stuck {
		t.Errorf("deferred call without end: got %+v, want an interrupt that does not call it stuck", r.Err)
	}
	if got := say(s, h, 3, "1 + 1"); got != "2\n" {
		t.Errorf("after that: got %s", got)
	}
}

// TestInterruptBefore: a cell that is interrupted before its statements begin is not said to
// have run.
func TestInterruptBefore(t *testing.T) {
	s, h := newTestSession(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 {
		if r := s.Run(ctx, Cell{Code: "fmt.Println(1)", Number: 1}); r.Err == nil || !r.Err.Interrupted || h.take() != "" {
			t.Fatalf("got %+v, want an interrupt and nothing run", r.Err)
		}
	}
	if got := say(s, h, 2, "1 + 1"); got != "2\n" {
		t.Errorf("after that: got %s", got)
	}
}

// TestStuck refuses cells while host code that does not look at the context runs on, and
// takes them again when it has ended.
func TestStuck(t *testing.T) {
	release := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	s, err := New(&screen{}, Options{Symbols: interp.Exports{"test/slow/slow": {
		"Block": reflect.ValueOf(func() { cancel(); <-release }),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	s.patience = 20 * time.Millisecond
	r := s.Run(ctx, Cell{Code: "import \"test/slow\"\nslow.Block()", Number: 1})
	if r.Err == nil || !r.Err.Interrupted || !r.Err.Stuck {
		t.Fatalf("got %+v, want a cell that is interrupted and stuck", r.Err)
	}
	if r = s.Run(context.Background(), Cell{Code: "1", Number: 2}); r.Err == nil || r.Err.Name != "Stuck" {
		t.Fatalf("got %+v, want a refusal", r)
	}
	close(release)
	time.Sleep(20 * time.Millisecond)
	if r = s.Run(context.Background(), Cell{Code: "1 + 1", Number: 3}); r.Err != nil || string(r.Value["text/plain"]) != "2" {
		t.Fatalf("got %+v, want 2", r)
	}
}

// TestGoroutinesEnd counts goroutines over many cells.
func TestGoroutinesEnd(t *testing.T) {
	s, h := newTestSession(t)
	say(s, h, 1, "1")
	before := runtime.NumGoroutine()
	for i := range 100 {
		say(s, h, i, "fmt.Sprint(1)")
	}
	time.Sleep(20 * time.Millisecond)
	if after := runtime.NumGoroutine(); after > before+2 {
		t.Errorf("got %d goroutines after 100 cells, want about %d", after, before)
	}
}

// TestInterruptAsleep: the statement behind a Sleep that an interrupt ends does not run, and
// the cell is not taken for one that has ended by itself.
func TestInterruptAsleep(t *testing.T) {
	s, h := newTestSession(t)
	say(s, h, 1, "var past int")
	for i := range 200 {
		ctx, cancel := context.WithCancel(context.Background())
		go func() {
			for !strings.Contains(h.text(), "in") {
				time.Sleep(50 * time.Microsecond)
			}
			cancel()
		}()
		if r := s.Run(ctx, Cell{Code: "fmt.Println(\"in\"); time.Sleep(time.Hour); past++", Number: 2}); r.Err == nil || !r.Err.Interrupted {
			t.Fatalf("interrupt %d: got %+v", i, r.Err)
		}
		h.take()
	}
	if got := say(s, h, 3, "past"); got != "0\n" {
		t.Errorf("what stands behind a sleep ran %s times", got)
	}
}
