package guard

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// testLimits are short enough for tests to see each of them at work.
var testLimits = Limits{Handshake: time.Second, Stall: 400 * time.Millisecond, Linger: 200 * time.Millisecond,
	Message: 1 << 20, Frames: 16, Queue: 256 << 10, Overflow: 8 << 20, Peers: 16, Pending: 4}

// leakCheck fails the test if goroutines are left when it ends.
func leakCheck(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		deadline := time.Now().Add(3 * time.Second)
		for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > before {
			buf := make([]byte, 64<<10)
			t.Errorf("got %d goroutines at the end, want %d as at the start\n%s", n, before, buf[:runtime.Stack(buf, true)])
		}
	})
}

// patience is how long a test waits for what takes milliseconds: long enough for a loaded machine.
const patience = time.Minute

// bounded is the context of a test's sockets, so that no Recv of theirs waits for ever.
func bounded(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// eventually waits for a condition that soon holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after %v not yet: %s", patience, what)
		}
	}
}

func newRouter(t *testing.T) *Router {
	t.Helper()
	leakCheck(t)
	r, err := NewRouter(bounded(t), "tcp", "127.0.0.1:0", testLimits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// dealer connects an ordinary zmq4 client.
func dealer(t *testing.T, addr net.Addr, identity string) zmq4.Socket {
	t.Helper()
	d := zmq4.NewDealer(bounded(t), zmq4.WithID(zmq4.SocketIdentity(identity)))
	if err := d.Dial("tcp://" + addr.String()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// rawPeer completes the handshake by hand and returns the bare connection.
func rawPeer(t *testing.T, addr net.Addr, socketType string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.Write(greeting())
	c.Write(ready(socketType, "raw"))
	b := make([]byte, greetingSize)
	if _, err := io.ReadFull(c, b); err != nil {
		t.Fatal(err)
	}
	h := make([]byte, 2)
	io.ReadFull(c, h)
	if _, err := io.ReadFull(c, make([]byte, h[1])); err != nil {
		t.Fatal(err)
	}
	return c
}

// closedByPeer says whether the other side hangs up within d.
func closedByPeer(c net.Conn, d time.Duration) bool {
	c.SetReadDeadline(time.Now().Add(d))
	_, err := io.Copy(io.Discard, c)
	var ne net.Error
	return !(errors.As(err, &ne) && ne.Timeout())
}

// roundTrip proves that the router still serves a client.
func roundTrip(t *testing.T, r *Router) {
	t.Helper()
	d := dealer(t, r.Addr(), "good")
	want := []byte("hello")
	if err := d.Send(zmq4.NewMsgFrom(want, []byte("x"))); err != nil {
		t.Fatal(err)
	}
	peer, frames, err := r.Recv()
	if err != nil || len(frames) != 2 || !bytes.Equal(frames[0], want) {
		t.Fatalf("got %q, %v, want %q", frames, err, want)
	}
	large := bytes.Repeat([]byte("0123456789"), kept/8) // is not copied: zmq4 must not change it
	if err := r.Send(peer, []byte("back"), large, bytes.Repeat([]byte("y"), 300)); err != nil {
		t.Fatal(err)
	}
	m, err := d.Recv()
	if err != nil || len(m.Frames) != 3 || string(m.Frames[0]) != "back" || !bytes.Equal(m.Frames[1], large) || len(m.Frames[2]) != 300 {
		t.Fatalf("got %.100v, %v, want the reply", m, err)
	}
	if !bytes.Equal(large, bytes.Repeat([]byte("0123456789"), kept/8)) {
		t.Error("the frame that was sent has been changed")
	}
	d.Close()
}

func TestRouterRoundTrip(t *testing.T) { roundTrip(t, newRouter(t)) }

func TestSilentPeersDoNotBlock(t *testing.T) {
	r := newRouter(t)
	var silent []net.Conn
	for i := 0; i < 8; i++ { // more than Limits.Pending
		c, err := net.Dial("tcp", r.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		silent = append(silent, c)
	}
	start := time.Now()
	roundTrip(t, r)
	if d := time.Since(start); d > 800*time.Millisecond {
		t.Errorf("a client waited %v behind silent connections", d)
	}
	for i, c := range silent {
		if !closedByPeer(c, 4*time.Second) {
			t.Errorf("silent connection %d is still open after the handshake deadline", i)
		}
	}
}

func TestHostilePeers(t *testing.T) {
	huge := append([]byte{flagLong}, binary.BigEndian.AppendUint64(nil, 1<<40)...)
	negative := append([]byte{flagLong}, bytes.Repeat([]byte{0xff}, 8)...)
	many := bytes.Repeat([]byte{flagMore, 1, 'a'}, 100)
	var sum []byte
	for range 20 {
		sum = appendFrame(sum, flagMore, make([]byte, 200<<10))
	}
	tests := []struct {
		name string
		send []byte
	}{
		{"frame header of 1 TiB", huge},
		{"frame header of 2^64-1", negative},
		{"too many frames", many},
		{"too many bytes in frames", sum},
		{"half a message", []byte{flagMore, 3, 'a', 'b', 'c', 0, 9, 'x'}},
		{"half a header", []byte{flagLong, 0, 0}},
		{"claimed megabyte that never comes", append([]byte{flagLong}, binary.BigEndian.AppendUint64(nil, 1<<20)...)},
		{"empty command", []byte{flagCommand, 0}},
		{"command with a false length", []byte{flagCommand, 2, 200, 'x'}},
	}
	r := newRouter(t)
	for _, tt := range tests {
		c := rawPeer(t, r.Addr(), "DEALER")
		if _, err := c.Write(tt.send); err != nil {
			t.Logf("%s: %v", tt.name, err)
		}
		if !closedByPeer(c, 4*time.Second) {
			t.Errorf("%s: connection is still open, want it dropped", tt.name)
		}
	}
	roundTrip(t, r)
}

func TestBadHandshakes(t *testing.T) {
	old := greeting()
	old[10] = 2
	curve := greeting()
	copy(curve[12:], "CURVE")
	cut := append(greeting(), flagCommand, 10, 5, 'R', 'E', 'A', 'D', 'Y', 200, 'x', 'y', 0)
	lying := append(greeting(), flagCommand, 12, 5, 'R', 'E', 'A', 'D', 'Y', 1, 'x', 0xff, 0xff, 0xff, 0xff)
	tests := map[string][]byte{
		"garbage":               bytes.Repeat([]byte("GET / HTTP/1.1\r\n"), 8),
		"ZMTP 2":                append(old, ready("DEALER", "")...),
		"CURVE":                 append(curve, ready("DEALER", "")...),
		"wrong socket type":     append(greeting(), ready("PUSH", "")...),
		"property name cut":     cut,
		"property value cut":    lying,
		"message, not READY":    append(greeting(), 0, 1, 'x'),
		"READY that is too big": append(greeting(), appendFrame(nil, flagCommand, make([]byte, 9000))...),
		"identity too long":     append(greeting(), ready("DEALER", string(make([]byte, 300)))...),
	}
	r := newRouter(t)
	for name, send := range tests {
		c, err := net.Dial("tcp", r.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		c.Write(send)
		if !closedByPeer(c, 4*time.Second) {
			t.Errorf("%s: connection is still open, want it refused", name)
		}
		c.Close()
	}
	roundTrip(t, r)
}

func TestDuplicateIdentity(t *testing.T) {
	r := newRouter(t)
	a, b := dealer(t, r.Addr(), "same"), dealer(t, r.Addr(), "same")
	a.Send(zmq4.NewMsgString("from a"))
	pa, _, _ := r.Recv()
	b.Send(zmq4.NewMsgString("from b"))
	pb, _, _ := r.Recv()
	if pa == pb {
		t.Fatalf("both peers have id %q, want two ids", pa)
	}
	if id, ok := r.Identity(pa); !ok || id != "same" {
		t.Errorf("Identity(%q) = %q, %v, want \"same\"", pa, id, ok)
	}
	if n := len(r.Find("same")); n != 2 {
		t.Errorf("Find: got %d peers, want 2", n)
	}
	r.Send(pb, []byte("for b"))
	r.Send(pa, []byte("for a"))
	for _, c := range []struct {
		s    zmq4.Socket
		want string
	}{{a, "for a"}, {b, "for b"}} {
		m, err := c.s.Recv()
		if err != nil || string(m.Frames[0]) != c.want {
			t.Errorf("got %v, %v, want %q", m, err, c.want)
		}
	}
}

func TestReconnectedPeerGetsReplies(t *testing.T) {
	r := newRouter(t)
	a := dealer(t, r.Addr(), "client")
	a.Send(zmq4.NewMsgString("request"))
	peer, _, _ := r.Recv()
	a.Close()
	eventually(t, "the client has gone", func() bool { return len(r.Find("client")) == 0 })
	b := dealer(t, r.Addr(), "client")
	eventually(t, "the client is back", func() bool { return len(r.Find("client")) > 0 })
	if err := r.Send(peer, []byte("reply")); err != nil {
		t.Fatal(err)
	}
	if m, err := b.Recv(); err != nil || string(m.Frames[0]) != "reply" {
		t.Errorf("got %v, %v, want the reply on the new connection", m, err)
	}
	if err := r.Send("p999", []byte("x")); err == nil {
		t.Error("Send to a peer that never was: got no error")
	}
}

// TestPeerIsKnownOnceItCanBeSentTo: between the end of the handshake and the moment when zmq4 adds
// a peer, what is sent to it would be lost, so it is not found yet.
func TestPeerIsKnownOnceItCanBeSentTo(t *testing.T) {
	ln, err := newListener("tcp", "127.0.0.1:0", kindRouter, testLimits)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	r := &Router{socket: &socket{ln: ln}}
	ln.mu.Lock()
	ln.former["p0"] = "raw" // the client's connection before this one
	ln.mu.Unlock()
	c := rawPeer(t, ln.Addr(), "DEALER")
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	made := len(greeting()) + len(ready("DEALER", "p1"))
	if _, err := io.ReadFull(accepted, make([]byte, made)); err != nil {
		t.Fatal(err)
	}
	if _, ok := ln.route("p0"); ok || len(r.Find("raw")) > 0 {
		t.Error("the peer is found before zmq4 has added it")
	}
	c.Write(appendFrame(nil, 0, []byte("x")))
	if _, err := accepted.Read(make([]byte, 1)); err != nil { // as zmq4's reader does once it has added the peer
		t.Fatal(err)
	}
	if to, ok := ln.route("p0"); !ok || to != "p1" || len(r.Find("raw")) != 1 {
		t.Errorf("got %q, %t and %q, want the new connection p1", to, ok, r.Find("raw"))
	}
}

// TestRecvEndsWithTheContext: a router whose context ends does not keep its reader waiting.
func TestRecvEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, err := NewRouter(ctx, "tcp", "127.0.0.1:0", testLimits)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	time.AfterFunc(10*time.Millisecond, cancel)
	got := make(chan error, 1)
	go func() { _, _, err := r.Recv(); got <- err }()
	select {
	case err := <-got:
		if !errors.Is(err, net.ErrClosed) {
			t.Errorf("got error %v, want net.ErrClosed", err)
		}
	case <-time.After(patience):
		t.Fatal("Recv still waits after its context has ended")
	}
}

func TestKilledInMidMessageIsForgotten(t *testing.T) {
	r := newRouter(t)
	c := rawPeer(t, r.Addr(), "DEALER")
	c.Write([]byte{flagMore, 1, 'a', 0, 200, 'x'})
	c.Close()
	deadline := time.Now().Add(2 * time.Second)
	for len(r.Find("raw")) > 0 {
		if time.Now().After(deadline) {
			t.Fatal("the peer is still known 2 s after it was killed")
		}
		time.Sleep(time.Millisecond)
	}
	roundTrip(t, r)
}

func TestPingIsAnswered(t *testing.T) {
	r := newRouter(t)
	c := rawPeer(t, r.Addr(), "DEALER")
	c.Write(appendFrame(nil, flagCommand, append([]byte{4}, "PING\x00\x0actx"...)))
	c.SetReadDeadline(time.Now().Add(2 * time.Second))
	want := appendFrame(nil, flagCommand, append([]byte{4}, "PONGctx"...))
	got := make([]byte, len(want))
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestEcho(t *testing.T) {
	leakCheck(t)
	e, err := NewEcho(bounded(t), "tcp", "127.0.0.1:0", testLimits)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	q := zmq4.NewReq(bounded(t))
	defer q.Close()
	if err := q.Dial("tcp://" + e.Addr().String()); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		want := fmt.Sprint("beat ", i)
		q.Send(zmq4.NewMsgString(want))
		if m, err := q.Recv(); err != nil || string(m.Frames[len(m.Frames)-1]) != want {
			t.Fatalf("got %v, %v, want %q", m, err, want)
		}
	}
}

func newPublisher(t *testing.T) *Publisher {
	t.Helper()
	leakCheck(t)
	p, err := NewPublisher(bounded(t), "tcp", "127.0.0.1:0", testLimits,
		func(topic string) [][]byte { return [][]byte{[]byte(topic), []byte("welcome " + topic)} })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func subscriber(t *testing.T, addr net.Addr, topics ...string) zmq4.Socket {
	t.Helper()
	s := zmq4.NewSub(bounded(t))
	if err := s.Dial("tcp://" + addr.String()); err != nil {
		t.Fatal(err)
	}
	for _, topic := range topics {
		if err := s.SetOption(zmq4.OptionSubscribe, topic); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestPublisherWelcomesLateSubscribers(t *testing.T) {
	p := newPublisher(t)
	p.Publish("stream", []byte("nobody hears this"))
	all := subscriber(t, p.Addr(), "")
	some := subscriber(t, p.Addr(), "status")
	for _, c := range []struct {
		s    zmq4.Socket
		want string
	}{{all, "welcome "}, {some, "welcome status"}} {
		if m, err := c.s.Recv(); err != nil || string(m.Frames[1]) != c.want {
			t.Fatalf("got %v, %v, want %q first", m, err, c.want)
		}
	}
	p.Publish("stream", []byte("a"))
	p.Publish("status.idle", []byte("b"))
	for _, want := range []string{"a", "b"} {
		if m, err := all.Recv(); err != nil || string(m.Frames[1]) != want {
			t.Fatalf("got %v, %v, want %q", m, err, want)
		}
	}
	if m, err := some.Recv(); err != nil || string(m.Frames[1]) != "b" {
		t.Fatalf("got %v, %v, want only the status", m, err)
	}
	if n := p.Subscribers(); n != 2 {
		t.Errorf("Subscribers() = %d, want 2", n)
	}
}

// A subscriber that never reads is dropped; another one that reads gets everything.
func TestDeafSubscriber(t *testing.T) {
	p := newPublisher(t)
	deaf := rawPeer(t, p.Addr(), "SUB")
	deaf.(*net.TCPConn).SetReadBuffer(4 << 10)
	deaf.Write(appendFrame(nil, 0, []byte{1}))
	good := subscriber(t, p.Addr(), "")
	good.Recv() // welcome
	eventually(t, "2 subscribers", func() bool { return p.Subscribers() >= 2 })
	const n = 400
	chunk := bytes.Repeat([]byte("z"), 100<<10)
	var wg sync.WaitGroup
	wg.Add(1)
	got := 0
	go func() {
		defer wg.Done()
		for got < n {
			m, err := good.Recv()
			if err != nil || len(m.Frames[1]) != len(chunk) {
				return
			}
			got++
		}
	}()
	start := time.Now()
	for range n {
		if err := p.Wait(bounded(t)); err != nil {
			t.Fatal(err)
		}
		p.Publish("stream", chunk)
	}
	wg.Wait()
	if got != n {
		t.Errorf("the reading subscriber got %d of %d messages", got, n)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("the reading subscriber waited %v", d)
	}
	deadline := time.Now().Add(3 * time.Second)
	for p.Subscribers() > 1 {
		if time.Now().After(deadline) {
			t.Fatal("the deaf subscriber was not dropped")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestPublisherIgnoresOddMessages(t *testing.T) {
	p := newPublisher(t)
	c := rawPeer(t, p.Addr(), "SUB")
	c.Write(appendFrame(nil, 0, nil))
	c.Write(appendFrame(nil, 0, []byte{7, 'x'}))
	c.Write(appendFrame(appendFrame(nil, flagMore, []byte{1}), 0, []byte("x")))
	c.Write(appendFrame(nil, 0, append([]byte{1}, make([]byte, 1000)...)))
	for i := range 100 {
		c.Write(appendFrame(nil, 0, []byte{1, byte(i), 'q'}))
	}
	s := subscriber(t, p.Addr(), "k")
	if m, err := s.Recv(); err != nil || string(m.Frames[1]) != "welcome k" {
		t.Fatalf("got %v, %v, want the welcome", m, err)
	}
}

// What was sent before Close arrives.
func TestCloseFlushes(t *testing.T) {
	p := newPublisher(t)
	s := subscriber(t, p.Addr(), "")
	s.Recv()
	body := bytes.Repeat([]byte("f"), 300<<10)
	for range 10 {
		p.Publish("t", body)
	}
	p.Close()
	for i := range 10 {
		if m, err := s.Recv(); err != nil || len(m.Frames) != 2 || len(m.Frames[1]) != len(body) {
			t.Fatalf("message %d after Close: got %d frames, %v", i, len(m.Frames), err)
		}
	}
}

func TestPortTaken(t *testing.T) {
	r := newRouter(t)
	if _, err := NewRouter(context.Background(), "tcp", r.Addr().String(), Limits{}); err == nil {
		t.Error("a second socket on the same port: got no error")
	}
}

func FuzzReady(f *testing.F) {
	f.Add(ready("DEALER", "abc")[8:])
	f.Add([]byte{200, 'x'})
	f.Fuzz(func(t *testing.T, b []byte) {
		command(b)
		readyProperties(b)
	})
}

// FuzzPeer lets a peer say anything after its handshake; a client beside it is still served.
func FuzzPeer(f *testing.F) {
	f.Add([]byte{0, 1, 'a'})
	f.Add([]byte{flagMore, 0, 0, 0})
	f.Add([]byte{flagCommand, 6, 4, 'P', 'I', 'N', 'G', 0})
	f.Add(append([]byte{flagLong}, binary.BigEndian.AppendUint64(nil, 1<<40)...))
	f.Add([]byte("\x01\x0dkernel.status\x01\x09<IDS|MSG>\x01\x00\x00\x02{}"))
	// A fuzzer's process may be starved for longer than the short limits of other tests,
	// which would drop the client beside it.
	limits := testLimits
	limits.Handshake, limits.Stall = time.Minute, time.Minute
	r, err := NewRouter(context.Background(), "tcp", "127.0.0.1:0", limits)
	if err != nil {
		f.Fatal(err)
	}
	p, err := NewPublisher(context.Background(), "tcp", "127.0.0.1:0", limits, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(r.Close)
	f.Cleanup(p.Close)
	go func() { // answers all but the fuzzer's own
		for {
			peer, frames, err := r.Recv()
			if err != nil {
				return
			}
			if string(frames[0]) == "hello" {
				r.Send(peer, frames...)
			}
		}
	}()
	d := zmq4.NewDealer(context.Background())
	if err := d.Dial("tcp://" + r.Addr().String()); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { d.Close() })
	f.Fuzz(func(t *testing.T, said []byte) {
		for addr, typ := range map[net.Addr]string{r.Addr(): "DEALER", p.Addr(): "SUB"} {
			c, err := net.Dial("tcp", addr.String())
			if err != nil {
				t.Fatal(err)
			}
			c.Write(append(append(greeting(), ready(typ, "raw")...), said...))
			c.Close()
		}
		p.Publish("topic", []byte("x"))
		if err := d.Send(zmq4.NewMsgString("hello")); err != nil {
			t.Fatal(err)
		}
		if m, err := d.Recv(); err != nil || string(m.Frames[0]) != "hello" {
			t.Fatalf("the client beside it got %v, %v", m, err)
		}
	})
}
