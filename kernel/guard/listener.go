package guard

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// kind is what a socket is on the wire.
type kind struct {
	announce string   // our Socket-Type
	accept   []string // the peers' types that go with it
}

var (
	kindRouter    = kind{"ROUTER", []string{"DEALER", "REQ", "ROUTER"}}
	kindPublisher = kind{"XPUB", []string{"SUB", "XSUB"}}
	kindEcho      = kind{"REP", []string{"REQ", "DEALER"}}
)

// listener accepts peers for one socket. It is the net.Listener that zmq4 sees: Accept
// returns peers that have shaken hands.
type listener struct {
	raw    net.Listener
	kind   kind
	limits Limits
	ready  chan *peer
	done   chan struct{}
	wg     sync.WaitGroup // loop, handshakes and writers

	mu      sync.Mutex
	closed  bool
	serial  int
	pending []net.Conn // oldest first
	peers   map[string]*peer
	former  map[string]string // identities of peers that have gone, by their id
	moved   chan struct{}     // closed and replaced when a queue shrinks or a peer goes
}

func newListener(network, address string, k kind, l Limits) (*listener, error) {
	raw, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	if network == "unix" {
		if err := os.Chmod(address, 0o600); err != nil {
			raw.Close()
			return nil, err
		}
	}
	ln := &listener{raw: raw, kind: k, limits: l, ready: make(chan *peer), done: make(chan struct{}),
		peers: make(map[string]*peer), former: make(map[string]string), moved: make(chan struct{})}
	ln.wg.Add(1)
	go ln.loop()
	return ln, nil
}

// Accept waits for a peer. After Close it blocks until zmq4 has cancelled its own loop:
// that loop retries errors without pause.
func (ln *listener) Accept() (net.Conn, error) {
	select {
	case p := <-ln.ready:
		return p, nil
	case <-ln.done:
		time.Sleep(time.Millisecond)
		return nil, net.ErrClosed
	}
}

func (ln *listener) Addr() net.Addr { return ln.raw.Addr() }

// Close stops accepting and closes all peers, flushing their queues within Limits.Linger.
func (ln *listener) Close() error {
	ln.mu.Lock()
	if ln.closed {
		ln.mu.Unlock()
		return nil
	}
	ln.closed = true
	close(ln.done)
	pending := ln.pending
	peers := make([]*peer, 0, len(ln.peers))
	for _, p := range ln.peers {
		peers = append(peers, p)
	}
	ln.mu.Unlock()
	err := ln.raw.Close()
	for _, c := range pending {
		c.Close()
	}
	for _, p := range peers {
		p.Close()
	}
	ln.wg.Wait()
	return err
}

// loop accepts raw connections. An error such as running out of file descriptors is
// retried with a growing pause.
func (ln *listener) loop() {
	defer ln.wg.Done()
	pause := 5 * time.Millisecond
	for {
		c, err := ln.raw.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			select {
			case <-ln.done:
				return
			case <-time.After(pause):
			}
			pause = min(2*pause, time.Second)
			continue
		}
		pause = 5 * time.Millisecond
		if !ln.admit(c) {
			c.Close()
			continue
		}
		go ln.shake(c)
	}
}

// admit registers a connection in handshake, at the cost of the oldest when there are too
// many: a flood of silent connections must not keep a real client out.
func (ln *listener) admit(c net.Conn) bool {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	if ln.closed || len(ln.peers) >= ln.limits.Peers {
		return false
	}
	if len(ln.pending) >= ln.limits.Pending {
		ln.pending[0].Close()
		ln.pending = ln.pending[1:]
	}
	ln.pending = append(ln.pending, c)
	ln.wg.Add(1)
	return true
}

// shake performs the handshake and passes the peer on to Accept.
func (ln *listener) shake(c net.Conn) {
	defer ln.wg.Done()
	br := bufio.NewReaderSize(c, 32<<10)
	c.SetDeadline(time.Now().Add(ln.limits.Handshake))
	identity, err := handshake(c, br, ln.kind)
	ln.mu.Lock()
	for i, q := range ln.pending {
		if q == c {
			ln.pending = append(ln.pending[:i:i], ln.pending[i+1:]...)
			break
		}
	}
	if err != nil || ln.closed || len(ln.peers) >= ln.limits.Peers {
		ln.mu.Unlock()
		c.Close()
		return
	}
	c.SetDeadline(time.Time{})
	ln.serial++
	p := newPeer(ln, c, br, ln.serial, identity)
	ln.peers[p.id] = p
	ln.wg.Add(1)
	go p.flush()
	ln.mu.Unlock()
	select {
	case ln.ready <- p:
	case <-ln.done:
		p.Close()
	}
}

// handshake returns the identity that the peer claims, which may be empty.
func handshake(c net.Conn, br *bufio.Reader, k kind) (identity string, err error) {
	if _, err := c.Write(greeting()); err != nil {
		return "", err
	}
	theirs := make([]byte, greetingSize)
	if _, err := io.ReadFull(br, theirs); err != nil {
		return "", err
	}
	if err := checkGreeting(theirs); err != nil {
		return "", err
	}
	if _, err := c.Write(ready(k.announce, "")); err != nil {
		return "", err
	}
	flags, size, _, err := readHeader(br)
	if err != nil {
		return "", err
	}
	if flags&flagCommand == 0 || flags&flagMore != 0 || size > maxCommand {
		return "", errors.New("guard: got a message, want READY")
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(br, body); err != nil {
		return "", err
	}
	name, rest, err := command(body)
	if err != nil || name != "READY" {
		return "", fmt.Errorf("guard: got command %q, want READY", name)
	}
	props, err := readyProperties(rest)
	if err != nil {
		return "", err
	}
	if len(props["identity"]) > maxIdentity {
		return "", errors.New("guard: identity is longer than 255 bytes")
	}
	for _, t := range k.accept {
		if props["socket-type"] == t {
			return props["identity"], nil
		}
	}
	return "", fmt.Errorf("guard: socket type: got %q, want one of %q", props["socket-type"], k.accept)
}

// join makes a peer known to route and Find. zmq4 drops without a word what is sent to a peer
// that it has not added yet, which it does some time after it took the peer from Accept and before
// its reader asks for the first frame; that question is what calls join.
func (ln *listener) join(p *peer) {
	ln.mu.Lock()
	p.joined = true
	ln.mu.Unlock()
}

// remove forgets a peer whose connection is closed.
func (ln *listener) remove(p *peer) {
	ln.mu.Lock()
	delete(ln.peers, p.id)
	if p.identity != "" {
		if len(ln.former) >= maxFormer {
			clear(ln.former)
		}
		ln.former[p.id] = p.identity
	}
	ln.mu.Unlock()
	ln.signal()
}

// maxFormer bounds the memory of peers that have gone.
const maxFormer = 1024

// route is the connection for messages to a peer: its own, or when that is gone the newest
// of those that claim the same identity.
func (ln *listener) route(id string) (string, bool) {
	ln.mu.Lock()
	defer ln.mu.Unlock()
	if p := ln.peers[id]; p != nil && p.joined {
		return id, true
	}
	identity := ln.former[id]
	var heir *peer
	for _, p := range ln.peers {
		if identity != "" && p.joined && p.identity == identity && (heir == nil || p.serial > heir.serial) {
			heir = p
		}
	}
	if heir == nil {
		return "", false
	}
	return heir.id, true
}

// signal wakes Wait.
func (ln *listener) signal() {
	ln.mu.Lock()
	close(ln.moved)
	ln.moved = make(chan struct{})
	ln.mu.Unlock()
}

// wait blocks while a peer that still takes bytes has more than Limits.Queue waiting.
func (ln *listener) wait(ctx context.Context) error {
	for {
		ln.mu.Lock()
		moved := ln.moved
		var again time.Duration
		for _, p := range ln.peers {
			if d := p.busy(); d > 0 && (again == 0 || d < again) {
				again = d
			}
		}
		ln.mu.Unlock()
		if again == 0 {
			return nil
		}
		timer := time.NewTimer(again)
		select {
		case <-moved:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
		timer.Stop()
	}
}
