package guard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/transport"
)

// scheme is the name our transport has inside zmq4; endpoints are "guard://network/address".
const scheme = "guard"

// register makes the transport known to zmq4, once in the life of the process.
var register = sync.OnceValue(func() error { return zmq4.RegisterTransport(scheme, driver{}) })

// driver is the transport. It has no state: zmq4 passes the socket's context to Listen, and
// the listener made for that socket travels in it.
type driver struct{}

type listenerKey struct{}

func (driver) Listen(ctx context.Context, addr string) (net.Listener, error) {
	ln, ok := ctx.Value(listenerKey{}).(*listener)
	if !ok {
		return nil, errors.New("guard: the transport works for the sockets of package guard only")
	}
	return ln, nil
}

func (driver) Dial(context.Context, transport.Dialer, string) (net.Conn, error) {
	return nil, errors.New("guard: the transport listens only")
}

func (driver) Addr(ep string) (string, error) { return ep, nil }

// socket is a zmq4 ROUTER on a guarded listener.
type socket struct {
	ln     *listener
	zmq    zmq4.Socket
	cancel context.CancelFunc
	once   sync.Once
}

func open(ctx context.Context, network, address string, k kind, l Limits) (*socket, error) {
	if err := register(); err != nil {
		return nil, err
	}
	ln, err := newListener(network, address, k, l.withDefaults())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithValue(ctx, listenerKey{}, ln))
	z := zmq4.NewRouter(ctx, zmq4.WithLogger(log.New(io.Discard, "", 0)))
	if err := z.Listen(scheme + "://" + network); err != nil {
		cancel()
		ln.Close()
		return nil, fmt.Errorf("guard: %w", err)
	}
	return &socket{ln: ln, zmq: z, cancel: cancel}, nil
}

// recv returns the next message: the peer's id and its frames.
func (s *socket) recv() (peer string, frames [][]byte, err error) {
	for {
		m, err := s.zmq.Recv()
		if err != nil {
			return "", nil, net.ErrClosed
		}
		if len(m.Frames) >= 2 {
			return string(m.Frames[0]), m.Frames[1:], nil
		}
	}
}

func (s *socket) send(peer string, frames [][]byte) error {
	return s.zmq.Send(zmq4.NewMsgFrom(append([][]byte{[]byte(peer)}, frames...)...))
}

// Addr is where the socket listens.
func (s *socket) Addr() net.Addr { return s.ln.Addr() }

// Wait blocks while a peer has more than Limits.Queue bytes waiting and still takes them.
// It returns early, with ctx's error, when ctx is done.
func (s *socket) Wait(ctx context.Context) error { return s.ln.wait(ctx) }

// drains is how often close looks for a message that a reader still wants to deliver:
// many times the queue and the peers, since zmq4's Recv picks at random between a message
// and the end.
const drains = 2000

// close flushes and closes. zmq4's reader goroutines block for ever on a full receive
// queue that nobody reads, so the queue is emptied once the end has been announced: each
// delivers at most the message it holds and then leaves.
func (s *socket) close() {
	s.once.Do(func() {
		s.ln.Close()
		s.zmq.Close()
		s.cancel()
		for range drains {
			s.zmq.Recv()
		}
	})
}
