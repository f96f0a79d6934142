//go:build !windows

package worker_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/worker"
	"github.com/andor-kernel/andor/kernel/worker/workertest"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == parentVerb {
		parent()
	}
	workertest.Main(m)
}

const parentVerb = "orphan-parent"

// parent starts a worker, has it start a process and run a cell, prints the ids of both
// processes and waits to be killed.
func parent() {
	r := &recorder{}
	w, err := worker.Start(workertest.Options(), r)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if _, err := w.Run(context.Background(), worker.Cell{Code: "child"}); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	child, _ := strconv.Unquote(strings.TrimPrefix(r.String(), "stdout "))
	go w.Run(context.Background(), worker.Cell{Code: os.Args[2]})
	time.Sleep(200 * time.Millisecond)
	fmt.Println(w.PID(), child)
	time.Sleep(time.Minute)
	os.Exit(0)
}

// A worker does not outlive a parent that is killed with -9, whatever it is doing, and nor does
// what it has started.
func TestNoOrphans(t *testing.T) {
	if _, err := exec.LookPath("sleep"); err != nil {
		t.Skip("no sleep command here")
	}
	for _, code := range []string{"value 1", "sleep", "spin 60000", "lines 100000000"} {
		cmd := exec.Command(os.Args[0], parentVerb, code)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var pid, child int
		if _, err := fmt.Fscan(out, &pid, &child); err != nil {
			t.Fatal(err)
		}
		cmd.Process.Kill()
		cmd.Wait()
		gone(t, pid)
		gone(t, child)
	}
}

// recorder is a host that writes down what it is told, in order.
type recorder struct {
	mu     sync.Mutex
	events []string
	answer string
}

func (r *recorder) add(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, fmt.Sprintf(format, args...))
}

func (r *recorder) Stream(name, text string) { r.add("%s %q", name, text) }
func (r *recorder) Display(b map[string][]byte, _ map[string]any, id string, update bool) {
	r.add("display %q id=%q update=%v", b["text/plain"], id, update)
}
func (r *recorder) Comm(m worker.Comm)        { r.add("comm %s %s %s %s", m.Kind, m.ID, m.Data, m.Buffers) }
func (r *recorder) Saved(c worker.Checkpoint) { r.add("saved %+v", c) }
func (r *recorder) ClearOutput(wait bool)     { r.add("clear wait=%v", wait) }
func (r *recorder) Input(_ context.Context, prompt string, password bool) (string, error) {
	r.add("input %q %v", prompt, password)
	return r.answer, nil
}

func (r *recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.events, "\n")
}

func start(t *testing.T) (*worker.Worker, *recorder) {
	t.Helper()
	before := runtime.NumGoroutine()
	r := &recorder{answer: "typed"}
	w, err := worker.Start(workertest.Options(), r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.Close()
		deadline := time.Now().Add(2 * time.Second)
		for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
			time.Sleep(2 * time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > before {
			buf := make([]byte, 32<<10)
			t.Errorf("got %d goroutines at the end, want %d\n%s", n, before, buf[:runtime.Stack(buf, true)])
		}
	})
	return w, r
}

func run(t *testing.T, w *worker.Worker, code string) worker.Result {
	t.Helper()
	r, err := w.Run(context.Background(), worker.Cell{Code: code, Number: 1})
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return r
}

func TestValueAndState(t *testing.T) {
	w, _ := start(t)
	if r := run(t, w, "set x 42\nget x"); string(r.Value["text/plain"]) != "42" || r.Err != nil {
		t.Errorf("got %+v, want 42", r)
	}
	if r := run(t, w, "print only"); r.Value != nil {
		t.Errorf("got value %v, want none", r.Value)
	}
	if r, err := w.Eval(context.Background(), "x"); err != nil || string(r.Value["text/plain"]) != "42" {
		t.Errorf("Eval: got %+v, %v", r, err)
	}
	r := run(t, w, "fail no such thing")
	if r.Err == nil || r.Err.Value != "no such thing" || len(r.Err.Traceback) != 2 {
		t.Errorf("got error %+v", r.Err)
	}
}

// Text, pictures and the result keep the order in which the cell made them.
func TestOrder(t *testing.T) {
	w, r := start(t)
	for i := range 20 {
		run(t, w, "print a\nwarn b\ndisplay c id\nprint d\nupdate e id\nstream f\nclear wait\nprint g\nvalue h")
		r.add("done")
		want := "display \"c\" id=\"id\" update=false\nstdout \"d\\n\"\ndisplay \"e\" id=\"id\" update=true\nstdout \"f\\n\"\nclear wait=true\nstdout \"g\\n\"\ndone"
		got := r.String()
		// The two streams have no order between them.
		for _, first := range []string{"stdout \"a\\n\"\nstderr \"b\\n\"\n", "stderr \"b\\n\"\nstdout \"a\\n\"\n"} {
			if got == first+want {
				got = ""
			}
		}
		if got != "" {
			t.Fatalf("round %d: got\n%s\nwant a, b, then\n%s", i, got, want)
		}
		r.events = nil
	}
}

func TestManyLines(t *testing.T) {
	w, r := start(t)
	began := time.Now()
	run(t, w, "lines 100000")
	took := time.Since(began)
	var all strings.Builder
	for _, e := range r.events {
		text, err := strconv.Unquote(strings.TrimPrefix(e, "stdout "))
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(text)
	}
	if n := strings.Count(all.String(), "\n"); n != 100000 || !strings.HasSuffix(all.String(), "line 99999\n") {
		t.Errorf("got %d lines, want 100000", n)
	}
	if took > 3*time.Second {
		t.Errorf("100000 lines took %v", took)
	}
	if len(r.events) > 2000 {
		t.Errorf("got %d pieces of text, want them gathered", len(r.events))
	}
}

// Text shows while the cell still runs.
func TestLiveText(t *testing.T) {
	w, r := start(t)
	run(t, w, "")
	done := make(chan struct{})
	go func() { defer close(done); run(t, w, "print early\nspin 600") }()
	time.Sleep(300 * time.Millisecond)
	if got := r.String(); got != `stdout "early\n"` {
		t.Errorf("got %q after 300 ms, want the text", got)
	}
	<-done
}

func TestInput(t *testing.T) {
	w, r := start(t)
	if v := run(t, w, "password Secret?"); string(v.Value["text/plain"]) != "typed" {
		t.Errorf("got %+v", v)
	}
	if got := r.String(); got != `input "Secret?" true` {
		t.Errorf("got %s", got)
	}
}

func TestCancel(t *testing.T) {
	w, _ := start(t)
	run(t, w, "set x kept")
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	r, err := w.Run(ctx, worker.Cell{Code: "sleep"})
	if err != nil || r.Err == nil || !r.Err.Interrupted {
		t.Fatalf("got %+v, %v, want an interrupted cell", r, err)
	}
	if d := time.Since(began); d > 300*time.Millisecond {
		t.Errorf("interrupt took %v", d)
	}
	if r := run(t, w, "get x"); string(r.Value["text/plain"]) != "kept" {
		t.Errorf("variables are lost after an interrupt: %+v", r)
	}
}

func TestQuestions(t *testing.T) {
	w, _ := start(t)
	ctx := context.Background()
	if c, err := w.Complete(ctx, "é pri", 5); err != nil || c.Start != 2 || c.End != 5 || len(c.Items) != 1 || c.Items[0].Text != "print" {
		t.Errorf("Complete: got %+v, %v", c, err)
	}
	if b, found, err := w.Inspect(ctx, "print", 2, 1); err != nil || !found || string(b["text/plain"]) != "print TEXT (detail 1)" {
		t.Errorf("Inspect: got %q, %v, %v", b, found, err)
	}
	if _, found, err := w.Inspect(ctx, "x", 0, 0); err != nil || found {
		t.Errorf("Inspect of nothing: got %v, %v", found, err)
	}
	if s, indent, err := w.IsComplete(ctx, "f {"); err != nil || s != "incomplete" || indent != "\t" {
		t.Errorf("IsComplete: got %q %q %v", s, indent, err)
	}
}

func TestCrashes(t *testing.T) {
	tests := []struct{ code, want, text string }{
		{"overflow", "stack overflow: a function calls itself without end", "fatal error: stack overflow"},
		{"maps", "concurrent map writes: goroutines use a map at the same time; guard it with a sync.Mutex", ""},
		{"gopanic", "panic in a goroutine: boom in a goroutine", "panic: boom"},
		{"exit 3", "the cell ended its process by os.Exit(3)", ""},
		{"exit 0", "the cell ended its process by os.Exit(0)", ""},
		{"killme", "the worker process ended by signal: killed (out of memory, or killed from outside)", ""},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			if raceEnabled && tt.code == "maps" {
				t.Skip("the race detector has its own words for concurrent map writes")
			}
			w, r := start(t)
			_, err := w.Run(context.Background(), worker.Cell{Code: "print before\n" + tt.code})
			var crash *worker.Crash
			if !errors.As(err, &crash) {
				t.Fatalf("got error %v, want a crash", err)
			}
			if crash.Reason != tt.want {
				t.Errorf("got %q, want %q", crash.Reason, tt.want)
			}
			if tt.text != "" && !strings.Contains(crash.Text, tt.text) {
				t.Errorf("text: got %q, want it to contain %q", crash.Text, tt.text)
			}
			if n := strings.Count(crash.Text, "\n"); n > 12 || strings.Contains(crash.Text, "/src/runtime/") {
				t.Errorf("text has %d lines, want a readable length", n)
			}
			if got := r.String(); got != `stdout "before\n"` {
				t.Errorf("got output\n%s\nwant the text before the crash and nothing of the runtime's", got)
			}
			if _, err := w.Run(context.Background(), worker.Cell{Code: "print x"}); err == nil {
				t.Error("Run on a dead worker: got no error")
			}
		})
	}
}

// What looks like the runtime's last words but is the user's own text is shown.
func TestFalseAlarm(t *testing.T) {
	w, r := start(t)
	run(t, w, "warn a\nwarn panic: not really\nwarn b")
	var all string
	for _, e := range r.events {
		s, _ := strconv.Unquote(strings.TrimPrefix(e, "stderr "))
		all += s
	}
	if want := "a\npanic: not really\nb\n"; all != want {
		t.Errorf("got %q, want %q", all, want)
	}
}

func TestPanicInSessionIsAnAnswer(t *testing.T) {
	w, _ := start(t)
	if r := run(t, w, "panic"); r.Err == nil || r.Err.Name != "InternalError" {
		t.Errorf("got %+v, want an internal error", r)
	}
	run(t, w, "print still here")
}

func TestKill(t *testing.T) {
	w, _ := start(t)
	time.AfterFunc(100*time.Millisecond, w.Kill)
	began := time.Now()
	_, err := w.Run(context.Background(), worker.Cell{Code: "spin 60000"})
	if err == nil || err.Error() != "the cell was killed by a second interrupt" {
		t.Errorf("got %v", err)
	}
	if d := time.Since(began); d > time.Second {
		t.Errorf("took %v", d)
	}
}

// Processes that a cell has left behind end with the worker and do not hold it up.
func TestGrandchildren(t *testing.T) {
	if _, err := exec.LookPath("sleep"); err != nil {
		t.Skip("no sleep command here")
	}
	w, r := start(t)
	run(t, w, "child")
	text, _ := strconv.Unquote(strings.TrimPrefix(r.String(), "stdout "))
	pid, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	w.Close()
	if d := time.Since(began); d > time.Second {
		t.Errorf("Close took %v", d)
	}
	gone(t, pid)
}

// gone fails the test unless the process ends within 2 s. A zombie that init has not
// collected yet counts as ended.
func gone(t *testing.T, pid int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if err := syscall.Kill(pid, 0); err != nil {
			return
		}
		if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil && strings.Contains(string(b), ") Z ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("process %d still lives", pid)
		}
	}
}

func TestStartFails(t *testing.T) {
	if _, err := worker.Start(worker.Options{Command: []string{"/no/such/program"}}, &recorder{}); err == nil {
		t.Error("got no error for a program that does not exist")
	}
	w, err := worker.Start(worker.Options{Command: []string{os.Args[0], "-test.run=^$"}}, &recorder{}) // not a worker
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Run(context.Background(), worker.Cell{Code: "x"}); err == nil {
		t.Error("got no error from a program that is not a worker")
	}
	<-w.Done()
}

func BenchmarkRoundTrip(b *testing.B) {
	w, err := worker.Start(workertest.Options(), &recorder{})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	for b.Loop() {
		if _, err := w.Run(context.Background(), worker.Cell{Code: "value 1"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		w, err := worker.Start(workertest.Options(), &recorder{})
		if err != nil {
			b.Fatal(err)
		}
		w.Run(context.Background(), worker.Cell{Code: "value 1"})
		w.Close()
	}
}
