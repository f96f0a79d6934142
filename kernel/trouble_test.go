//go:build !windows

package kernel

import (
	"context"
	"net"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/andor-kernel/andor/kernel/wire"
)

// A failed cell aborts those that were sent before its failure was known, and no others.
func TestAbort(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	send := func(code string, stop bool) string {
		req := wire.NewExecuteRequest()
		req.Code, req.StopOnError = wire.Text(code), stop
		return c.send(c.shell, "execute_request", req)
	}
	for round := range 10 {
		ids := []string{send("spin 20\nfail first", true), send("value 1", true), send("value 2", true)}
		want := []string{"error", "aborted", "aborted"}
		for i, id := range ids {
			var s wire.Status
			if c.answer("shell", id, &s); s.Status != want[i] {
				t.Fatalf("round %d, cell %d: got %s, want %s", round, i, s.Status, want[i])
			}
		}
		if e := c.execute("value 3"); e.Reply.Status != "ok" {
			t.Fatalf("the next cell: got %s, want ok", e.Reply.Status)
		}
	}
	ids := []string{send("fail alone", false), send("value 1", true)}
	for i, want := range []string{"error", "ok"} {
		var s wire.Status
		if c.answer("shell", ids[i], &s); s.Status != want {
			t.Errorf("without stop_on_error, cell %d: got %s, want %s", i, s.Status, want)
		}
	}
}

func TestInterrupt(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	c.execute("set kept yes")
	id := c.begin("sleep")
	began := time.Now()
	var ok wire.Status
	c.askControl("interrupt_request", nil, &ok)
	var reply wire.ErrorReply
	c.answer("shell", id, &reply)
	if reply.Status != "error" || ok.Status != "ok" {
		t.Errorf("got %+v, want an error", reply)
	}
	if d := time.Since(began); d > 1500*time.Millisecond {
		t.Errorf("interrupt took %v, want less than 1.5 s", d)
	}
	if e := c.execute("get kept"); e.Reply.Status != "ok" {
		t.Errorf("variables are lost: %+v", e.Reply)
	}
	c.askControl("interrupt_request", nil, &ok) // nothing runs: no harm
	if e := c.execute("value 1"); e.Reply.Status != "ok" {
		t.Errorf("the cell after an idle interrupt: %+v", e.Reply)
	}
}

// A cell that is deaf to the first interrupt is named as such, and killed by the second.
func TestInterruptTwice(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	id := c.begin("spin 60000")
	var ok wire.Status
	c.askControl("interrupt_request", nil, &ok)
	if said := c.nextText("stderr"); !strings.Contains(said, "Interrupt once more") {
		t.Errorf("got %q, want to be told about the second interrupt", said)
	}
	began := time.Now()
	c.askControl("interrupt_request", nil, &ok)
	var reply wire.ErrorReply
	c.answer("shell", id, &reply)
	if reply.Name != "WorkerDied" || !strings.Contains(reply.Value, "second interrupt") || !strings.Contains(reply.Value, "lost") {
		t.Errorf("got %+v", reply)
	}
	if d := time.Since(began); d > time.Second {
		t.Errorf("the second interrupt took %v", d)
	}
	if e := c.execute("value 1"); e.Reply.Status != "ok" {
		t.Errorf("the next cell: %+v", e.Reply)
	}
}

// A cell that ends as stuck, its code still running, leaves a session that refuses cells;
// the next interrupt replaces the worker although no cell is running.
func TestInterruptStuck(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	id := c.begin("stuck")
	var s wire.Status
	c.askControl("interrupt_request", nil, &s)
	c.answer("shell", id, &s)
	c.published(id)
	if e := c.execute("value 1"); e.Reply.Name != "Stuck" {
		t.Errorf("got %+v, want the cell refused", e.Reply)
	}
	c.askControl("interrupt_request", nil, &s)
	if said := c.nextText("stderr"); !strings.Contains(said, "second interrupt") || !strings.Contains(said, "lost") {
		t.Errorf("got %q, want to be told what has happened", said)
	}
	if e := c.execute("value 2"); e.Reply.Status != "ok" {
		t.Errorf("after the second interrupt: got %+v", e.Reply)
	}
}

func TestCrashesDoNotEndTheKernel(t *testing.T) {
	k, conn := testKernel(t)
	c := connect(t, conn)
	for _, tt := range []struct{ code, want string }{
		{"overflow", "stack overflow"}, {"maps", "concurrent map writes"}, {"exit 7", "os.Exit(7)"}, {"gopanic", "boom in a goroutine"}, {"killme", "killed"},
	} {
		c.execute("set v 1")
		pid := k.engine.PID()
		e := c.execute("print before\n" + tt.code)
		if e.Reply.Name != "WorkerDied" || !strings.Contains(strings.ToLower(e.Reply.Value), strings.ToLower(tt.want)) || !strings.Contains(e.Reply.Value, "variables, functions and imports of earlier cells are lost") {
			t.Errorf("%s: got %q", tt.code, e.Reply.Value)
		}
		e.Published = slices.DeleteFunc(e.Published, func(s string) bool { return strings.Contains(s, "DATA RACE") }) // under -race
		want := []string{"status busy", "", "stdout:before\n", "error WorkerDied", "status idle"}
		want[1] = e.Published[1]
		if !reflect.DeepEqual(e.Published, want) {
			t.Errorf("%s: got %q, want %q", tt.code, e.Published, want)
		}
		if e := c.execute("value 2"); e.Reply.Status != "ok" {
			t.Errorf("the cell after %s: %+v", tt.code, e.Reply)
		}
		if k.engine.PID() == pid {
			t.Errorf("%s: still the same worker", tt.code)
		}
	}
}

// A worker that dies between cells is replaced, and the user is told.
func TestWorkerDiesWhileIdle(t *testing.T) {
	k, conn := testKernel(t)
	c := connect(t, conn)
	c.execute("value 1")
	if err := syscall.Kill(k.engine.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if said := c.nextText("stderr"); !strings.Contains(said, "lost") {
		t.Errorf("got %q, want to be told what is lost", said)
	}
	if e := c.execute("value 2"); e.Reply.Status != "ok" {
		t.Errorf("got %+v", e.Reply)
	}
}

func TestInterruptDuringInput(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	req := wire.NewExecuteRequest()
	req.Code = "ask Name?"
	id := c.send(c.shell, "execute_request", req)
	c.next("stdin")
	var s wire.Status
	c.askControl("interrupt_request", nil, &s)
	if c.answer("shell", id, &s); s.Status != "error" {
		t.Errorf("got %s, want error", s.Status)
	}
	c.send(c.stdin, "input_reply", wire.InputReply{Value: "late"}) // must not answer the next question
	time.Sleep(50 * time.Millisecond)
	id = c.send(c.shell, "execute_request", req)
	c.next("stdin")
	c.send(c.stdin, "input_reply", wire.InputReply{Value: "fresh"})
	c.answer("shell", id, &s)
	if got := strings.Join(c.published(id), " "); !strings.Contains(got, "fresh") {
		t.Errorf("got %q, want the fresh answer", got)
	}
}

// Bad messages are dropped without an answer and the next good one is served.
func TestBadMessages(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	good, err := wire.Encode(&wire.Message{Header: wire.NewHeader("kernel_info_request", c.session)}, c.key)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := wire.NewKey("hmac-sha256", "wrong")
	wrong, _ := wire.Encode(&wire.Message{Header: wire.NewHeader("execute_request", c.session), Content: wire.NewExecuteRequest()}, other)
	for _, frames := range [][][]byte{wrong, good[:3], {{}}, {[]byte("<IDS|MSG>")}, {[]byte("<IDS|MSG>"), {}, {}, {}, {}, {}}, good, good} {
		c.shell.Send(zmq4.NewMsgFrom(frames...))
		c.control.Send(zmq4.NewMsgFrom(frames...))
	}
	c.next("shell") // good, once
	c.next("control")
	if e := c.execute("value 1"); e.Reply.Status != "ok" {
		t.Errorf("got %+v", e.Reply)
	}
	if n := len(c.in["shell"]) + len(c.in["control"]); n > 0 {
		t.Errorf("got %d more answers, want none to bad or replayed messages", n)
	}
}

func TestHostileConnections(t *testing.T) {
	_, conn := testKernel(t)
	for _, channel := range []string{"shell", "control", "iopub", "stdin", "hb"} {
		_, addr := conn.Endpoint(channel)
		for _, first := range []string{"", "GET / HTTP/1.1\r\n\r\n", strings.Repeat("\xff", 500)} {
			raw, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			raw.Write([]byte(first))
		}
	}
	c := connect(t, conn)
	if e := c.execute("value 1"); e.Reply.Status != "ok" {
		t.Errorf("got %+v", e.Reply)
	}
}

func TestShutdownWhileRunning(t *testing.T) {
	_, conn := testKernel(t)
	c := connect(t, conn)
	req := wire.NewExecuteRequest()
	req.Code = "spin 60000"
	c.send(c.shell, "execute_request", req)
	time.Sleep(50 * time.Millisecond)
	began := time.Now()
	var reply wire.Shutdown
	c.askControl("shutdown_request", wire.Shutdown{}, &reply)
	if d := time.Since(began); d > time.Second {
		t.Errorf("took %v", d)
	}
}

func TestPortTaken(t *testing.T) {
	_, conn := testKernel(t)
	if _, err := Start(context.Background(), conn, Options{Worker: testWorker()}); err == nil || !strings.Contains(err.Error(), "iopub channel") || !strings.Contains(err.Error(), "in use") {
		t.Errorf("got error %v, want one that names the channel", err)
	}
}
