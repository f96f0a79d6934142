package guard

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

// gone is the error of a lost or dropped peer. zmq4 forgets a connection only on io.EOF
// itself or on a net.Error that is no timeout, and io.ReadFull spoils the former in the
// middle of a message.
type gone struct{ why string }

func (g gone) Error() string { return "guard: peer is gone: " + g.why }
func (gone) Timeout() bool   { return false }
func (gone) Temporary() bool { return false }

// peer is one connection after the handshake; it is the net.Conn that zmq4 sees. Reads
// come from zmq4's one reader goroutine, writes from one at a time (zmq4 holds a lock).
type peer struct {
	ln       *listener
	raw      net.Conn
	serial   int
	id       string // unique in this socket; zmq4's routing id
	identity string // what the peer claims

	in  inbound
	out outbound

	joined bool // zmq4 sends to it; guarded by ln.mu

	mu      sync.Mutex
	wake    *sync.Cond
	queue   [][]byte // whole messages only
	queued  int64
	moving  time.Time // last progress of the queue
	closing bool
	dead    bool
	topics  map[string]struct{} // a subscriber's; guarded by mu
}

// inbound parses what the peer sends.
type inbound struct {
	br     *bufio.Reader
	give   []byte // bytes zmq4 gets before anything else: made-up handshake, frame headers
	body   uint64 // bytes of the present frame still to pass through
	more   bool   // inside a message
	frames int
	total  int64
}

// outbound parses what zmq4 writes, to drop its handshake and to find message boundaries.
type outbound struct {
	skip   int // bytes of zmq4's greeting still to drop
	header []byte
	flags  byte
	body   uint64
	inBody bool
	msg    [][]byte
}

func newPeer(ln *listener, c net.Conn, br *bufio.Reader, serial int, identity string) *peer {
	id := "p" + strconv.Itoa(serial)
	p := &peer{ln: ln, raw: c, serial: serial, id: id, identity: identity, moving: time.Now()}
	p.wake = sync.NewCond(&p.mu)
	p.in = inbound{br: br, give: append(greeting(), ready("DEALER", id)...)}
	p.out = outbound{skip: greetingSize}
	return p
}

// Read gives zmq4 the made-up handshake, then the peer's frames, each header only when it
// is within the limits.
func (p *peer) Read(b []byte) (int, error) {
	in := &p.in
	for {
		if len(in.give) > 0 {
			n := copy(b, in.give)
			in.give = in.give[n:]
			return n, nil
		}
		if in.body > 0 {
			if uint64(len(b)) > in.body {
				b = b[:in.body]
			}
			p.raw.SetReadDeadline(time.Now().Add(p.ln.limits.Stall))
			n, err := in.br.Read(b)
			in.body -= uint64(n)
			if err != nil && n == 0 {
				return 0, p.drop(err)
			}
			return n, nil
		}
		p.ln.join(p)
		if err := p.nextFrame(); err != nil {
			return 0, p.drop(err)
		}
	}
}

// nextFrame reads a frame header and decides about it.
func (p *peer) nextFrame() error {
	in := &p.in
	deadline := time.Time{} // between messages a peer may be silent for ever
	if in.more {
		deadline = time.Now().Add(p.ln.limits.Stall)
	}
	if err := p.raw.SetReadDeadline(deadline); err != nil {
		return err
	}
	if p.isClosing() {
		return net.ErrClosed // Close came before the line above took its deadline away
	}
	if _, err := in.br.Peek(1); err != nil {
		return err
	}
	p.raw.SetReadDeadline(time.Now().Add(p.ln.limits.Stall))
	flags, size, header, err := readHeader(in.br)
	if err != nil {
		return err
	}
	if flags&flagCommand != 0 {
		return p.command(flags, size)
	}
	in.frames++
	if size > uint64(p.ln.limits.Message) || in.total+int64(size) > p.ln.limits.Message {
		return errors.New("message is larger than the limit")
	}
	if in.frames > p.ln.limits.Frames {
		return errors.New("message has more frames than the limit")
	}
	in.total += int64(size)
	if size > proof {
		if _, err := in.br.Peek(in.br.Size()); err != nil {
			return err
		}
	}
	in.more = flags&flagMore != 0
	if !in.more {
		in.frames, in.total = 0, 0
	}
	in.give, in.body = header, size
	return nil
}

// command handles a command frame without zmq4: a ping is answered, a ZMTP 3.1
// subscription is turned into its 3.0 form, the rest is ignored.
func (p *peer) command(flags byte, size uint64) error {
	if size > maxCommand || flags&flagMore != 0 || p.in.more {
		return errors.New("command frame is malformed")
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(p.in.br, body); err != nil {
		return err
	}
	name, rest, err := command(body)
	if err != nil {
		return err
	}
	switch name {
	case "PING": // two bytes of time to live, then a context to echo
		pong := append([]byte{4}, "PONG"...)
		if len(rest) > 2 {
			pong = append(pong, rest[2:]...)
		}
		p.push([][]byte{appendFrame(nil, flagCommand, pong)})
	case "SUBSCRIBE":
		p.in.give = appendFrame(nil, 0, append([]byte{1}, rest...))
	case "CANCEL":
		p.in.give = appendFrame(nil, 0, append([]byte{0}, rest...))
	}
	return nil
}

// readHeader reads the flags and the size of a frame; header is its bytes.
func readHeader(br *bufio.Reader) (flags byte, size uint64, header []byte, err error) {
	header = make([]byte, 2, 9)
	if _, err = io.ReadFull(br, header); err != nil {
		return 0, 0, nil, err
	}
	if header[0]&flagLong == 0 {
		return header[0], uint64(header[1]), header, nil
	}
	header = header[:9]
	if _, err = io.ReadFull(br, header[2:]); err != nil {
		return 0, 0, nil, err
	}
	return header[0], binary.BigEndian.Uint64(header[1:]), header, nil
}

// Write takes bytes from zmq4 and queues each message when it is complete. It never
// blocks. Small pieces are copied; a large one is kept as it is, which a net.Conn may not
// do elsewhere: here it is a frame on its way through zmq4, which belongs to this package
// once it has been sent and is not changed by zmq4, as a test makes sure.
func (p *peer) Write(b []byte) (int, error) {
	n, o := len(b), &p.out
	for len(b) > 0 {
		switch {
		case o.skip > 0:
			k := min(o.skip, len(b))
			o.skip -= k
			b = b[k:]
		case o.inBody:
			k := int(min(o.body, uint64(len(b))))
			o.add(b[:k])
			o.body -= uint64(k)
			b = b[k:]
			if o.body == 0 {
				p.endFrame()
			}
		default:
			o.header = append(o.header, b[0])
			b = b[1:]
			p.endHeader()
		}
	}
	if p.isDead() {
		return 0, gone{"connection closed"}
	}
	return n, nil
}

// endHeader looks whether the outgoing frame header is complete.
func (p *peer) endHeader() {
	o := &p.out
	switch h := o.header; {
	case len(h) == 2 && h[0]&flagLong == 0:
		o.body = uint64(h[1])
	case len(h) == 9:
		o.body = binary.BigEndian.Uint64(h[1:])
	default:
		return
	}
	o.flags, o.inBody = o.header[0], true
	o.add(o.header)
	o.header = o.header[:0]
	if o.body == 0 {
		p.endFrame()
	}
}

// endFrame queues the message when this was its last frame. The only command zmq4 writes
// is its READY, which the peer has had from us.
func (p *peer) endFrame() {
	o := &p.out
	o.inBody = false
	if o.flags&flagCommand == 0 {
		if o.flags&flagMore != 0 {
			return
		}
		p.push(o.msg)
	}
	o.msg = nil
}

// add appends to the message being collected, joining small pieces.
func (o *outbound) add(b []byte) {
	if len(b) > kept {
		o.msg = append(o.msg, b)
		return
	}
	if k := len(o.msg) - 1; k >= 0 && len(o.msg[k])+len(b) <= 16<<10 {
		o.msg[k] = append(o.msg[k], b...)
		return
	}
	o.msg = append(o.msg, append(make([]byte, 0, max(len(b), 512)), b...))
}

// push queues a message for the writer; a peer whose queue overflows is dropped.
func (p *peer) push(chunks [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead || p.closing {
		return
	}
	if p.queued == 0 {
		p.moving = time.Now()
	}
	for _, c := range chunks {
		p.queue = append(p.queue, c)
		p.queued += int64(len(c))
	}
	if p.queued > p.ln.limits.Overflow && time.Since(p.moving) > idle {
		p.dead = true
		p.raw.Close()
	}
	p.wake.Signal()
}

// busy is how long Wait should wait for this peer before it looks again, 0 when it need not.
func (p *peer) busy() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead || p.queued <= p.ln.limits.Queue {
		return 0
	}
	return max(0, idle-time.Since(p.moving))
}

// flush is the writer goroutine: it empties the queue until the peer is closed or lost.
func (p *peer) flush() {
	defer p.ln.wg.Done()
	defer p.ln.remove(p)
	defer p.raw.Close()
	for {
		p.mu.Lock()
		for len(p.queue) == 0 && !p.closing && !p.dead {
			p.wake.Wait()
		}
		if p.dead || len(p.queue) == 0 {
			p.dead = true
			p.mu.Unlock()
			return
		}
		batch := p.queue
		p.queue = nil
		p.mu.Unlock()
		if err := p.write(batch); err != nil {
			p.mu.Lock()
			p.dead = true
			p.mu.Unlock()
			return
		}
	}
}

// write sends chunks, at most writeUnit bytes under one deadline.
func (p *peer) write(chunks [][]byte) error {
	for len(chunks) > 0 {
		var unit net.Buffers
		var size int
		for len(chunks) > 0 && size < writeUnit {
			c := chunks[0]
			if k := writeUnit - size; len(c) > k {
				unit, size, chunks[0] = append(unit, c[:k]), size+k, c[k:]
				break
			}
			unit, size, chunks = append(unit, c), size+len(c), chunks[1:]
		}
		limit := p.ln.limits.Stall
		if p.isClosing() {
			limit = p.ln.limits.Linger
		}
		p.raw.SetWriteDeadline(time.Now().Add(limit))
		if _, err := unit.WriteTo(p.raw); err != nil {
			return err
		}
		p.mu.Lock()
		was := p.queued
		p.queued -= int64(size)
		p.moving = time.Now()
		crossed := was > p.ln.limits.Queue && p.queued <= p.ln.limits.Queue
		p.mu.Unlock()
		if crossed {
			p.ln.signal()
		}
	}
	return nil
}

// drop gives up the peer and returns the error for zmq4.
func (p *peer) drop(err error) error {
	p.Close()
	return gone{err.Error()}
}

// Close stops reading at once and lets the writer flush the queue before the connection
// is closed.
func (p *peer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing {
		return nil
	}
	p.closing = true
	now := time.Now()
	p.raw.SetReadDeadline(now)
	p.raw.SetWriteDeadline(now.Add(p.ln.limits.Linger))
	p.wake.Signal()
	return nil
}

func (p *peer) isClosing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closing
}

func (p *peer) isDead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead || p.closing
}

func (p *peer) LocalAddr() net.Addr                { return p.raw.LocalAddr() }
func (p *peer) RemoteAddr() net.Addr               { return p.raw.RemoteAddr() }
func (p *peer) SetDeadline(t time.Time) error      { return nil } // the guard sets its own
func (p *peer) SetReadDeadline(t time.Time) error  { return nil }
func (p *peer) SetWriteDeadline(t time.Time) error { return nil }
