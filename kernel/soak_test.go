//go:build linux

package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/andor-kernel/andor/kernel/wire"
	"github.com/andor-kernel/andor/kernel/worker"
)

// TestSoak runs a long life of the real kernel: ANDOR_SOAK=10x10000x100000 is ten sessions
// of 10,000 cells and 100,000 heartbeats each. Nothing may be left of a session, and a late
// cell may take neither much more memory nor much more time than an early one.
func TestSoak(t *testing.T) {
	var sessions, cells, beats int
	if _, err := fmt.Sscanf(os.Getenv("ANDOR_SOAK"), "%dx%dx%d", &sessions, &cells, &beats); err != nil {
		t.Skip("ANDOR_SOAK=SESSIONSxCELLSxHEARTBEATS runs it")
	}
	patience = time.Hour // whoever runs this may pause it
	binary := filepath.Join(t.TempDir(), "andor-kernel")
	if out, err := exec.Command("go", "build", "-o", binary, "../cmd/andor-kernel").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for s := range sessions {
		ok := t.Run(strconv.Itoa(s+1), func(t *testing.T) { soak(t, binary, cells, beats) })
		if !ok {
			return
		}
	}
}

// lifeSigns are what a session holds at a moment.
type lifeSigns struct {
	goroutines, files int   // of the worker
	frontGoroutines   int   // of this process: the front and the client
	frontFiles        int   //
	memory            int64 // of front and worker, bytes
}

func soak(t *testing.T, binary string, cells, beats int) {
	k, conn := testKernel(t, func(o *Options) { o.Worker = worker.Options{Command: []string{binary, "worker"}} })
	c := connect(t, conn)
	mix := []string{"x := %d", "x = x + 1\nx", "fmt.Println(x)", "func f(n int) int { return n + %d }\nf(x)", "type T struct{ A int }\nT{x}", "for i := range 3 { x += i }", "undefined%d", "y := []int{%d}\ny"}
	run := func(i int) time.Duration {
		code := mix[i%len(mix)]
		if strings.Contains(code, "%d") {
			code = fmt.Sprintf(code, i)
		}
		begun := time.Now()
		e := c.execute(code)
		if want := i%len(mix) != 6; (e.Reply.Status == "ok") != want {
			t.Fatalf("cell %d, %q: got %+v", i, code, e.Reply)
		}
		return time.Since(begun)
	}
	tiny := func() time.Duration { // the least of cells that all are the same: others use this machine too
		least := time.Hour
		for range 201 {
			begun := time.Now()
			c.execute("x = x + 1\nx")
			least = min(least, time.Since(begun))
		}
		return least
	}
	for i := range 10 * len(mix) {
		run(i)
	}
	signs := func() lifeSigns {
		runtime.GC()
		e := c.execute("", func(r *wire.ExecuteRequest) {
			r.UserExpressions = map[string]string{"g": "func() int { runtime.GC(); return runtime.NumGoroutine() }()", "f": `func() int { d, _ := os.ReadDir("/proc/self/fd"); return len(d) }()`}
		})
		front, _ := os.ReadDir("/proc/self/fd")
		own, _, _ := processUsage(os.Getpid())
		workers, _, _ := processUsage(k.engine.PID())
		return lifeSigns{expressionNumber(t, e, "g"), expressionNumber(t, e, "f"), runtime.NumGoroutine(), len(front), int64(own + workers)}
	}
	before, first := signs(), tiny()
	for i := range cells {
		run(i)
	}
	heartbeats(t, conn, beats)
	last, after := tiny(), signs()
	t.Logf("%d cells and %d heartbeats: tiny cell %v, then %v; %.1f MiB more; before %+v, after %+v", cells, beats, first, last, float64(after.memory-before.memory)/(1<<20), before, after)
	if after.goroutines > before.goroutines || after.files > before.files || after.frontGoroutines > before.frontGoroutines || after.frontFiles > before.frontFiles {
		t.Errorf("goroutines or files are left: got %+v, want no more than %+v", after, before)
	}
	if grown := after.memory - before.memory; grown > 60<<20 {
		t.Errorf("memory grew by %d MiB, want less than 60", grown>>20)
	}
	if last > 2*first {
		t.Errorf("a tiny cell takes %v at the end, %v at first", last, first)
	}
}

func expressionNumber(t *testing.T, e executed, name string) int {
	t.Helper()
	var u wire.UserExpression
	if err := json.Unmarshal(e.Reply.UserExpressions[name], &u); err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.Trim(string(u.Data["text/plain"]), `"`))
	if err != nil {
		t.Fatalf("%s: got %s", name, e.Reply.UserExpressions[name])
	}
	return n
}

func heartbeats(t *testing.T, conn wire.Connection, n int) {
	q := zmq4.NewReq(context.Background())
	defer q.Close()
	if err := q.Dial(fmt.Sprintf("tcp://127.0.0.1:%d", conn.HBPort)); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := q.Send(zmq4.NewMsgString("beat")); err != nil {
			t.Fatalf("heartbeat %d: %v", i, err)
		}
		if _, err := q.Recv(); err != nil {
			t.Fatalf("heartbeat %d: %v", i, err)
		}
	}
}
