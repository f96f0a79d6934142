package cell

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"
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
		{"lock in a deferred call", "var rw sync.RWMutex\nrw.RLock()\nfunc k() { defer func() { rw.Lock(); rw.Unlock() }(); <-make(chan int) }\nk()"},
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

// TestLeftBehind interrupts compiled calls that block. The session goes on at once with its
// variables; the code behind the call never runs, nor do its results come to a variable.
func TestLeftBehind(t *testing.T) {
	if raceEnabled {
		t.Skip("a goroutine that is left behind has read variables before the next cell writes them, and nothing tells the race detector the order")
	}
	for _, c := range []struct{ name, before, code, call, end string }{
		{"accept", `l, _ := net.Listen("tcp", "127.0.0.1:0")`, `_, err = l.Accept()`, "net.(*TCPListener).Accept", `l.Close()`},
		{"read", `here, there := net.Pipe(); buf := make([]byte, 5)`, `n, err = here.Read(buf)`, "net.(*pipe).Read", `there.Write([]byte("hello"))`},
		{"read all", `r, w := io.Pipe()`, `_, err = io.ReadAll(r)`, "io.ReadAll", `w.Close()`},
		{"in a func", `r, w := io.Pipe(); func all() int { b, _ := io.ReadAll(r); past++; return len(b) }`, `n = all()`, "io.ReadAll", `fmt.Fprint(w, "hello"); w.Close()`},
		{"in a closure", `r, w := io.Pipe(); all := func() { defer func() { past++ }(); io.ReadAll(r); past++ }`, `all()`, "io.ReadAll", `w.Close()`},
		{"returned", `r, w := io.Pipe(); func all() ([]byte, error) { return io.ReadAll(r) }`, `var b []byte; b, err = all(); n = len(b)`, "io.ReadAll", `w.CloseWithError(io.ErrNoProgress)`},
		{"field", `r, w := io.Pipe(); var to struct{ b []byte; err error }`, `to.b, to.err = io.ReadAll(r)`, "io.ReadAll", `w.CloseWithError(io.ErrNoProgress); time.Sleep(100*time.Millisecond); past = len(to.b); err = to.err`},
		{"server", `hits := 0; l, _ := net.Listen("tcp", "127.0.0.1:0"); func hit(w http.ResponseWriter, r *http.Request) { hits++; past++; fmt.Fprint(w, "hit") }`,
			`err = http.Serve(l, http.HandlerFunc(hit))`, "net/http.Serve", `_, get := http.Get("http://"+l.Addr().String()); if get == nil { past++ }; http.DefaultClient.CloseIdleConnections(); l.Close(); time.Sleep(200*time.Millisecond)`},
		{"copy", `r, w := io.Pipe(); var into strings.Builder`, `var m int64; m, err = io.Copy(&into, r); n = int(m)`, "io.Copy", `fmt.Fprint(w, "hello"); w.Close()`},
		{"scanner", `r, w := io.Pipe(); sc := bufio.NewScanner(r)`, `for sc.Scan() { past++ }`, "bufio.(*Scanner).Scan", `fmt.Fprintln(w, "a"); w.Close()`},
		{"callback", `r, w := io.Pipe()`, `f := func(bs []byte, eof bool) (int, []byte, error) { past++; return bufio.ScanLines(bs, eof) }; sc := bufio.NewScanner(r); sc.Split(f); for sc.Scan() {}`, "bufio.(*Scanner).Scan", `fmt.Fprintln(w, "a"); w.Close()`},
		{"deferred call", `r, w := io.Pipe(); func d() { defer func() { past++ }(); io.ReadAll(r) }`, `d()`, "io.ReadAll", `w.Close()`},
		{"goroutine of the cell", `r, w := io.Pipe()`, `go func() { io.ReadAll(r); past++ }(); io.ReadAll(r)`, "io.ReadAll", `w.Close()`},
		{"process", `in, out, _ := os.Pipe()`, `b := make([]byte, 1); n, err = in.Read(b)`, "os.(*File).Read", `out.Write([]byte{1}); out.Close()`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, h := newTestSession(t)
			s.patience = 50 * time.Millisecond
			say(s, h, 1, "past, n := 0, 0\nvar err error\nearlier := func() int { return 41 }")
			if got := say(s, h, 2, strings.ReplaceAll(c.before, "; ", "\n")); got != "" {
				t.Fatal(got)
			}
			ctx, cancel := context.WithCancel(context.Background())
			go func() {
				for !strings.Contains(h.text(), "begun") {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(20 * time.Millisecond)
				cancel()
			}()
			r := s.Run(ctx, Cell{Code: "fmt.Println(\"begun\")\n" + c.code + "\npast++", Number: 3})
			h.take()
			if r.Err == nil || !r.Err.Interrupted || !r.Err.Stuck {
				t.Fatalf("got %+v, want a cell that is left behind", r.Err)
			}
			if want := "cell 3 was interrupted and left behind in " + c.call + ", "; !strings.Contains(r.Err.Value, want) {
				t.Errorf("got %q, want %q", r.Err.Value, want)
			}
			if listens := strings.Contains(r.Err.Value, "still listens"); listens != (c.name == "accept" || c.name == "server") {
				t.Errorf("got %q: whether it still listens is wrong", r.Err.Value)
			}
			if got := say(s, h, 4, "earlier() + 1"); got != "42\n" {
				t.Errorf("the next cell: got %q, want 42", got)
			}
			before := runtime.NumGoroutine()
			say(s, h, 5, c.end)
			for i := 0; runtime.NumGoroutine() >= before && i < 100; i++ {
				time.Sleep(5 * time.Millisecond)
			}
			if after := runtime.NumGoroutine(); after >= before {
				t.Errorf("got %d goroutines after the call has returned and %d before, want those of the cell to end", after, before)
			}
			if got := say(s, h, 6, "past, n, err"); got != "0, 0, nil\n" {
				t.Errorf("got past, n, err = %s, want nothing of the cell left behind to have run", got)
			}
			ctx, cancel = context.WithCancel(context.Background())
			time.AfterFunc(50*time.Millisecond, cancel)
			s.patience = patience
			if r := s.Run(ctx, Cell{Code: "for {}", Number: 7}); r.Err == nil || !r.Err.Interrupted || r.Err.Stuck {
				t.Errorf("a later cell: got %+v, want an interrupt as usual", r.Err)
			}
			if got := say(s, h, 8, "earlier() + 1"); got != "42\n" {
				t.Errorf("after the second interrupt: got %q, want 42", got)
			}
		})
	}
}

// TestInterruptSort ends long sorts in compiled code at once, by way of the func that they
// call.
func TestInterruptSort(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes longer than a quick run may")
	}
	for _, code := range []string{
		"sort.Slice(xs, func(i, j int) bool { calls++; return xs[i] < xs[j] })",
		"slices.SortFunc(xs, func(a, b int) int { calls++; return a - b })",
		"func less(i, j int) bool { calls++; return xs[i] < xs[j] }\nsort.SliceStable(xs, less)",
	} {
		s, h := newTestSession(t)
		say(s, h, 1, "xs := rand.Perm(5_000_000)\ncalls := 0")
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(200*time.Millisecond, cancel)
		begin := time.Now()
		if r := s.Run(ctx, Cell{Code: code, Number: 2}); r.Err == nil || !r.Err.Interrupted || r.Err.Stuck || time.Since(begin) > time.Second {
			t.Errorf("%s: got %+v after %v, want an interrupt at once", code, r.Err, time.Since(begin))
		}
		before := say(s, h, 3, "calls")
		time.Sleep(20 * time.Millisecond)
		if after := say(s, h, 4, "calls"); after != before {
			t.Errorf("%s: it goes on after the interrupt: %s calls, then %s", code, before, after)
		}
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
