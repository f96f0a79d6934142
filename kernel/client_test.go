package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"github.com/andor-kernel/andor/kernel/wire"

	"github.com/andor-kernel/andor/kernel/session"
	"github.com/andor-kernel/andor/kernel/worker"
	"github.com/andor-kernel/andor/kernel/worker/workertest"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == frontVerb {
		front(os.Args[2])
	}
	if len(os.Args) == 2 && os.Args[1] == workerVerb {
		if err := session.Work(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	workertest.Main(m)
}

// workerVerb makes the test binary a worker with a session of andor's own.
const workerVerb = "kernel-test-worker"

func realWorker(o *Options) { o.Worker = worker.Options{Command: []string{os.Args[0], workerVerb}} }

// frontVerb makes the test binary a front of its own process, so that its memory can be read.
const frontVerb = "kernel-test-front"

// front is the life of that process.
func front(file string) {
	k, err := StartFile(context.Background(), file, Options{Worker: workertest.Options(), Version: "test"})
	if err == nil {
		err = k.Wait()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

var patience = 10 * time.Second // how long a test waits for a message that must come

// client speaks the Jupyter protocol to a kernel on loopback.
type client struct {
	t                     *testing.T
	key                   wire.Key
	session               string
	shell, control, stdin zmq4.Socket
	in                    map[string]chan *wire.Message // by channel
	wg                    sync.WaitGroup
}

// testKernel is a kernel with a worker that obeys workertest's commands.
func testKernel(t *testing.T, change ...func(*Options)) (*Kernel, wire.Connection) {
	t.Helper()
	noLeaks(t)
	o := Options{Worker: workertest.Options(), Version: "test", Log: func(s string) { t.Log(s) }}
	for _, f := range change {
		f(&o)
	}
	c := wire.Connection{Transport: "tcp", IP: "127.0.0.1", Key: "secret", Scheme: "hmac-sha256"}
	for i, p := range freePorts(t, 5) {
		*[]*int{&c.ShellPort, &c.IOPubPort, &c.StdinPort, &c.Control, &c.HBPort}[i] = p
	}
	k, err := Start(context.Background(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { k.Wait(); close(ended) }()
	t.Cleanup(func() {
		k.Stop()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Error("the kernel did not end")
		}
	})
	return k, c
}

// noLeaks fails the test if goroutines are left when all else has been tidied up.
func noLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		deadline := time.Now().Add(3 * time.Second)
		for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > before {
			buf := make([]byte, 64<<10)
			t.Errorf("got %d goroutines at the end, want %d\n%s", n, before, buf[:runtime.Stack(buf, true)])
		}
	})
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// connect connects all channels and waits until published messages arrive.
func connect(t *testing.T, c wire.Connection, session ...string) *client {
	t.Helper()
	key, err := wire.NewKey(c.Scheme, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	cl := &client{t: t, key: key, session: wire.NewSession(), in: map[string]chan *wire.Message{}}
	if len(session) > 0 {
		cl.session = session[0] // of a client that comes back
	}
	id := zmq4.WithID(zmq4.SocketIdentity(cl.session))
	dial := func(channel string, s zmq4.Socket) zmq4.Socket {
		network, addr := c.Endpoint(channel)
		if network == "unix" {
			network = "ipc"
		}
		if err := s.Dial(network + "://" + addr); err != nil {
			t.Fatal(err)
		}
		ch := make(chan *wire.Message, 100000)
		cl.in[channel] = ch
		cl.wg.Go(func() { cl.read(s, ch, channel == "iopub") })
		return s
	}
	ctx := context.Background()
	sub := zmq4.NewSub(ctx)
	dial("iopub", sub)
	sub.SetOption(zmq4.OptionSubscribe, "")
	cl.shell, cl.control, cl.stdin = dial("shell", zmq4.NewDealer(ctx, id)), dial("control", zmq4.NewDealer(ctx, id)), dial("stdin", zmq4.NewDealer(ctx, id))
	t.Cleanup(func() {
		for _, s := range []zmq4.Socket{sub, cl.shell, cl.control, cl.stdin} {
			s.Close()
		}
		cl.wg.Wait()
	})
	if m := cl.next("iopub"); m.Header.Type != "iopub_welcome" {
		t.Fatalf("first on iopub: got %s, want iopub_welcome", m.Header.Type)
	}
	return cl
}

func (c *client) read(s zmq4.Socket, ch chan *wire.Message, topic bool) {
	for {
		m, err := s.Recv()
		if err != nil {
			return
		}
		d, err := wire.Decode(m.Frames, c.key)
		if err != nil {
			c.t.Errorf("undecodable message from the kernel: %v", err)
			return
		}
		ch <- d
	}
}

// send sends a request and returns its id.
func (c *client) send(s zmq4.Socket, typ string, content any) string {
	c.t.Helper()
	return c.sendMessage(s, &wire.Message{Header: wire.NewHeader(typ, c.session), Content: content})
}

// sendIn sends to a subshell.
func (c *client) sendIn(subshell, typ string, content any) string {
	c.t.Helper()
	m := &wire.Message{Header: wire.NewHeader(typ, c.session), Content: content}
	m.Header.Subshell = subshell
	return c.sendMessage(c.shell, m)
}

func (c *client) sendMessage(s zmq4.Socket, m *wire.Message) string {
	c.t.Helper()
	frames, err := wire.Encode(m, c.key)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := s.Send(zmq4.NewMsgFrom(frames...)); err != nil {
		c.t.Fatal(err)
	}
	return m.Header.ID
}

func (c *client) next(channel string) *wire.Message {
	c.t.Helper()
	select {
	case m := <-c.in[channel]:
		return m
	case <-time.After(patience):
		c.t.Fatalf("nothing on %s after %v", channel, patience)
		return nil
	}
}

// ask sends on the shell and decodes the reply's content into v.
func (c *client) ask(typ string, content, v any) {
	c.t.Helper()
	c.answer("shell", c.send(c.shell, typ, content), v)
}

func (c *client) askControl(typ string, content, v any) {
	c.t.Helper()
	c.answer("control", c.send(c.control, typ, content), v)
}

func (c *client) answer(channel, id string, v any) *wire.Message {
	c.t.Helper()
	m := c.next(channel)
	if m.ParentID() != id {
		c.t.Fatalf("%s: got an answer to %s, want one to %s", m.Header.Type, m.ParentID(), id)
	}
	if err := m.Unmarshal(v); err != nil {
		c.t.Fatal(err)
	}
	return m
}

// executed is everything that a cell led to.
type executed struct {
	Reply struct {
		wire.ErrorReply
		Count           int                        `json:"execution_count"`
		UserExpressions map[string]json.RawMessage `json:"user_expressions"`
	}
	Published []string // type and the telling part of each message, busy and idle included
}

// execute runs a cell and collects what is published for it until idle.
func (c *client) execute(code string, change ...func(*wire.ExecuteRequest)) executed {
	c.t.Helper()
	req := wire.NewExecuteRequest()
	req.Code = wire.Text(code)
	for _, f := range change {
		f(&req)
	}
	id := c.send(c.shell, "execute_request", req)
	var e executed
	c.answer("shell", id, &e.Reply)
	e.Published = c.published(id)
	return e
}

// begin sends a cell that prints on, and returns its id when that has come.
func (c *client) begin(code string) (id string) {
	c.t.Helper()
	req := wire.NewExecuteRequest()
	req.Code = wire.Text("print on\n" + code)
	id = c.send(c.shell, "execute_request", req)
	for describe(c.next("iopub")) != "stdout:on\n" {
	}
	return id
}

// nextText waits for text on a stream.
func (c *client) nextText(name string) string {
	c.t.Helper()
	for {
		if text, ok := strings.CutPrefix(describe(c.next("iopub")), name+":"); ok {
			return text
		}
	}
}

// published reads iopub up to the idle status for a request, describing what belongs to it.
func (c *client) published(id string) []string {
	c.t.Helper()
	var all []string
	for {
		m := c.next("iopub")
		if m.ParentID() != id {
			continue
		}
		d := describe(m)
		if n := len(all) - 1; n >= 0 && m.Header.Type == "stream" && strings.HasPrefix(all[n], strings.SplitN(d, ":", 2)[0]+":") {
			all[n] += strings.SplitN(d, ":", 2)[1] // pieces of one stream
			continue
		}
		if all = append(all, d); d == "status idle" {
			return all
		}
	}
}

// commMessage is a comm message on iopub.
type commMessage struct {
	*wire.Message
	wire.Comm
}

// nextComm waits for one of a type.
func (c *client) nextComm(typ string) commMessage {
	c.t.Helper()
	for {
		m := c.next("iopub")
		if m.Header.Type != typ {
			continue
		}
		got := commMessage{Message: m}
		if err := m.Unmarshal(&got.Comm); err != nil {
			c.t.Fatal(err)
		}
		return got
	}
}

func describe(m *wire.Message) string {
	var v struct {
		State     string                     `json:"execution_state"`
		Name      string                     `json:"name"`
		Text      string                     `json:"text"`
		Data      map[string]json.RawMessage `json:"data"`
		Transient map[string]string          `json:"transient"`
		Count     int                        `json:"execution_count"`
		Code      string                     `json:"code"`
		EName     string                     `json:"ename"`
		Wait      bool                       `json:"wait"`
	}
	json.Unmarshal(m.Content.(json.RawMessage), &v)
	switch typ := m.Header.Type; typ {
	case "status":
		return "status " + v.State
	case "stream":
		return v.Name + ":" + v.Text
	case "execute_input":
		return fmt.Sprintf("input %d %s", v.Count, v.Code)
	case "execute_result":
		return fmt.Sprintf("result %d %s", v.Count, v.Data["text/plain"])
	case "display_data", "update_display_data":
		return fmt.Sprintf("%s %s %s", strings.TrimSuffix(typ, "_data"), v.Data["text/plain"], v.Transient["display_id"])
	case "clear_output":
		return fmt.Sprintf("clear %v", v.Wait)
	case "error":
		return "error " + v.EName
	default:
		return typ
	}
}

func testWorker() worker.Options { return workertest.Options() }
