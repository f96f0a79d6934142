package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/guard"
	"github.com/andor-kernel/andor/kernel/wire"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "bench-test-kernel" {
		if err := serve(os.Args[2]); err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// serve is a kernel that knows what a front end may ask of it here: a cell "fails", or is
// repeated on iopub.
func serve(file string) error {
	c, _, err := wire.ReadConnection(file)
	if err != nil {
		return err
	}
	key, err := wire.NewKey(c.Scheme, c.Key)
	if err != nil {
		return err
	}
	ctx := context.Background()
	open := func(channel string) (r *guard.Router) {
		network, address := c.Endpoint(channel)
		var e error
		if r, e = guard.NewRouter(ctx, network, address, guard.Limits{}); e != nil {
			err = errors.Join(err, e)
		}
		return r
	}
	network, address := c.Endpoint("iopub")
	iopub, e := guard.NewPublisher(ctx, network, address, guard.Limits{}, nil)
	network, address = c.Endpoint("hb")
	_, e2 := guard.NewEcho(ctx, network, address, guard.Limits{})
	shell := open("shell")
	if err = errors.Join(err, e, e2); err != nil {
		return err
	}
	for {
		peer, frames, err := shell.Recv()
		if err != nil {
			return err
		}
		m, err := wire.Decode(frames, key)
		if err != nil {
			return err
		}
		publish := func(typ string, content any) {
			frames, _ := wire.Encode(&wire.Message{Header: wire.NewHeader(typ, "s"), Parent: m.RawHeader(), Content: content}, key)
			iopub.Publish(typ, frames...)
		}
		typ, content := strings.Replace(m.Header.Type, "request", "reply", 1), any(wire.Status{Status: "ok"})
		switch m.Header.Type {
		case "shutdown_request":
			return nil
		case "kernel_info_request":
			publish("status", wire.ExecutionState{State: "idle"})
		case "execute_request":
			var req wire.ExecuteRequest
			if err := m.Unmarshal(&req); err != nil {
				return err
			}
			if req.Code == "dies" {
				return errors.New("as asked")
			}
			publish("stream", wire.Stream{Name: "stdout", Text: string(req.Code)})
			if req.Code == "fails" {
				content = wire.ErrorReply{Status: "error", Name: "E", Value: "as asked"}
			}
			publish("status", wire.ExecutionState{State: "idle"})
		}
		reply, _ := wire.Encode(wire.Reply(m, typ, "s", content), key)
		shell.Send(peer, reply...)
	}
}

// atMostAMinute bounds all waits of a test.
func atMostAMinute(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func launch(t *testing.T) *Kernel {
	t.Helper()
	k, err := Launch(atMostAMinute(t), []string{os.Args[0], "bench-test-kernel", "{connection_file}"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

func TestKernel(t *testing.T) {
	k := launch(t)
	var got []string
	each := func(typ string, c json.RawMessage) { got = append(got, typ+string(c)) }
	for _, code := range []string{"one", "two"} {
		if err := k.Execute(code, each); err != nil {
			t.Fatal(err)
		}
	}
	if want := `stream{"name":"stdout","text":"one"} stream{"name":"stdout","text":"two"}`; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := k.Beat(); err != nil {
		t.Error(err)
	}
	if b, ok := k.Memory(); ok && (b < 1<<20 || b > 1<<30) {
		t.Errorf("got %d bytes of memory", b)
	}
	if d, ok := k.CPU(); ok && d <= 0 {
		t.Errorf("got %v of processor time", d)
	}
	if err := k.Execute("fails", nil); err == nil || !strings.Contains(err.Error(), `cell "fails": E: as asked`) {
		t.Errorf("got %v, want the cell's error", err)
	}
	if err := k.Execute("dies", nil); err == nil || !strings.Contains(err.Error(), "ended") {
		t.Errorf("got %v, want the kernel's end", err)
	}
}

func TestLaunchFails(t *testing.T) {
	_, err := Launch(atMostAMinute(t), []string{os.Args[0], "bench-test-kernel", "/no/such/file"}, nil)
	if err == nil || !strings.Contains(err.Error(), "ended while it started") || !strings.Contains(err.Error(), "/no/such/file") {
		t.Errorf("got %v, want what the kernel said", err)
	}
	if _, err := Launch(atMostAMinute(t), []string{"/no/such/program"}, nil); err == nil {
		t.Error("got no error from a program that is not there")
	}
	ctx, cancel := context.WithCancel(atMostAMinute(t))
	cancel()
	if _, err := Launch(ctx, []string{os.Args[0], "bench-test-kernel", "{connection_file}"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// A kernel that does not do what its cell says is not measured.
func TestMeasureCounts(t *testing.T) {
	s := subject{name: "mute", argv: []string{os.Args[0], "bench-test-kernel", "{connection_file}"}, lines: "nothing", idle: 1}
	_, err := measure(atMostAMinute(t), s, 1)
	if err == nil || !strings.Contains(err.Error(), "got 0 of what it says, want 100000") {
		t.Errorf("got %v, want that no lines came", err)
	}
}

func TestReport(t *testing.T) {
	r := newReport([]subject{{name: "a"}, {name: "b"}}, Options{})
	for i := range 4 {
		r.add("a", map[string]float64{Start: float64(10 * (i + 1)), Loop: 1})
		r.add("b", map[string]float64{Start: 100})
	}
	if r.Rounds != 4 || len(r.Measures) != 1 { // one kernel alone has no Loop
		t.Fatalf("got %d rounds of %v", r.Rounds, r.Measures)
	}
	if got, want := r.Measures[0].Values[0], (Quantity{Median: 25, Least: 10, Most: 40}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := "| start to first answer, ms | 25 (10 to 40) | 100 (100 to 100) | 0.25 |\n"; !strings.Contains(r.String(), want) {
		t.Errorf("got\n%swant a line\n%s", r, want)
	}
	text, err := json.Marshal(r)
	if err != nil || !bytes.Contains(text, []byte(`"measures":[{"name":"start to first answer, ms","values":[{"median":25,"least":10,"most":40}`)) {
		t.Errorf("got %s, %v", text, err)
	}
}
