package guard

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// Router is the ROUTER of the shell, control and stdin channels.
type Router struct {
	*socket
	inbox chan received
	done  chan struct{} // closed by Close
	ended chan struct{} // closed when nothing more can arrive
	wg    sync.WaitGroup
}

type received struct {
	peer   string
	frames [][]byte
}

// NewRouter listens on a TCP address or a unix socket path ("unix").
func NewRouter(ctx context.Context, network, address string, l Limits) (*Router, error) {
	s, err := open(ctx, network, address, kindRouter, l)
	if err != nil {
		return nil, err
	}
	r := &Router{socket: s, inbox: make(chan received), done: make(chan struct{}), ended: make(chan struct{})}
	r.wg.Add(1)
	go r.pump()
	return r, nil
}

// pump keeps zmq4's receive queue moving, also while closing.
func (r *Router) pump() {
	defer r.wg.Done()
	defer close(r.ended)
	for {
		peer, frames, err := r.recv()
		if err != nil {
			return
		}
		select {
		case r.inbox <- received{peer, frames}:
		case <-r.done:
		}
	}
}

// Recv waits for a message. peer is an id to answer to; it is not the identity that the
// peer claims. After Close, or when the context of NewRouter has ended, the error is net.ErrClosed.
func (r *Router) Recv() (peer string, frames [][]byte, err error) {
	select {
	case m := <-r.inbox:
		return m.peer, m.frames, nil
	case <-r.done:
		return "", nil, net.ErrClosed
	case <-r.ended:
		return "", nil, net.ErrClosed
	}
}

// Send queues a message for a peer; its frames may not be changed afterwards. When that connection is gone, another peer that claims
// the same identity gets it: the client has come back. Otherwise the message is dropped.
func (r *Router) Send(peer string, frames ...[]byte) error {
	to, ok := r.ln.route(peer)
	if !ok {
		return fmt.Errorf("guard: peer %q has gone", peer)
	}
	return r.send(to, frames)
}

// Identity is what a connected peer claimed in its handshake.
func (r *Router) Identity(peer string) (string, bool) {
	r.ln.mu.Lock()
	defer r.ln.mu.Unlock()
	p, ok := r.ln.peers[peer]
	if !ok || !p.joined {
		return "", false
	}
	return p.identity, true
}

// Find lists the connected peers that claim an identity.
func (r *Router) Find(identity string) []string {
	r.ln.mu.Lock()
	defer r.ln.mu.Unlock()
	var ids []string
	for id, p := range r.ln.peers {
		if p.joined && p.identity == identity {
			ids = append(ids, id)
		}
	}
	return ids
}

// Close flushes the queues and closes all connections; it returns when every goroutine of
// the socket has ended.
func (r *Router) Close() {
	select {
	case <-r.done:
	default:
		close(r.done)
	}
	r.close()
	r.wg.Wait()
}

// Echo is the REP of the heartbeat channel: it sends back what it gets.
type Echo struct {
	*socket
	wg sync.WaitGroup
}

// NewEcho listens and starts to answer.
func NewEcho(ctx context.Context, network, address string, l Limits) (*Echo, error) {
	if l.Message == 0 {
		l.Message = 64 << 10
	}
	s, err := open(ctx, network, address, kindEcho, l)
	if err != nil {
		return nil, err
	}
	e := &Echo{socket: s}
	e.wg.Add(1)
	go func() {
		defer e.wg.Done()
		for {
			peer, frames, err := e.recv()
			if err != nil {
				return
			}
			e.send(peer, frames)
		}
	}()
	return e, nil
}

// Close stops the echo.
func (e *Echo) Close() {
	e.close()
	e.wg.Wait()
}
