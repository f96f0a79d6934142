package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"unsafe"
)

// maxStack is where a runaway recursion ends: deep enough for any honest one, and reached
// before the machine's memory is.
const maxStack = 256 << 20

// Serve is the child's whole life: it makes the session and answers requests until the
// parent closes the socket, then ends the process together with the processes it started.
// It returns an error only if it cannot begin.
func Serve(f Factory) error {
	in, out, err := childPipe()
	if err != nil {
		return fmt.Errorf("worker: started by hand? this verb is for andor-kernel itself: %w", err)
	}
	debug.SetMaxStack(maxStack)
	endWithParent()
	outlivePipes()
	preferForKilling()
	limitMemory()
	br := bufio.NewReaderSize(in, 64<<10)
	hello, err := readFrame(br, true)
	var body helloBody
	if err != nil || hello.Kind != kindHello || json.Unmarshal(hello.Body, &body) != nil {
		return errors.New("worker: the parent did not say hello")
	}
	c := &child{out: out, token: body.Token, std: duplicateStd(), cancels: make(map[uint64]context.CancelFunc),
		inputs: make(map[uint64]chan typedBody), comms: make(chan *frame, 1024), session: make(chan struct{})}
	go c.open(f)
	go c.converse()
	c.listen(br)
	endProcess()
	return nil
}

// child is the state of a serving child.
type child struct {
	token string
	std   [2]*os.File

	omu  sync.Mutex // one frame at a time, with its marks
	out  io.Writer
	mark uint64

	session chan struct{} // closed when sess or its error is there
	sess    Session
	serr    error
	garbage *Collector // there when session is closed
	turn    sync.Mutex // one Run or Eval at a time

	mu      sync.Mutex
	cancels map[uint64]context.CancelFunc
	inputs  map[uint64]chan typedBody
	comms   chan *frame
	serial  atomic.Uint64
}

func (c *child) open(f Factory) {
	defer close(c.session)
	c.sess, c.serr = f(c)
	if c.serr != nil {
		c.send(newFrame(kindFailed, 0, failedBody{Text: c.serr.Error()}))
		return
	}
	c.garbage = NewCollector(100) // what a session is made of is collected as usual
	c.send(newFrame(kindReady, 0, struct{}{}))
}

// listen reads requests until the socket ends; each is answered in its own goroutine.
func (c *child) listen(br *bufio.Reader) {
	for {
		f, err := readFrame(br, true)
		if err != nil {
			return
		}
		switch f.Kind {
		case kindCancel:
			c.mu.Lock()
			if cancel := c.cancels[f.ID]; cancel != nil {
				cancel()
			}
			c.mu.Unlock()
		case kindTyped:
			var body typedBody
			json.Unmarshal(f.Body, &body)
			c.mu.Lock()
			ch := c.inputs[f.ID]
			delete(c.inputs, f.ID)
			c.mu.Unlock()
			if ch != nil {
				ch <- body
			}
		case kindComm:
			c.comms <- f
		default:
			ctx, cancel := context.WithCancel(context.Background())
			c.mu.Lock()
			c.cancels[f.ID] = cancel
			c.mu.Unlock()
			go c.answer(ctx, f)
		}
	}
}

// converse hands the session what is said on comms, one after the other: their order matters.
func (c *child) converse() {
	for f := range c.comms {
		c.answer(context.Background(), f)
	}
}

// answer runs one request. A panic in our own code becomes the answer, not the end.
func (c *child) answer(ctx context.Context, f *frame) {
	var reply *frame
	defer func() {
		if r := recover(); r != nil {
			e := &Error{Name: "InternalError", Value: fmt.Sprint(r), Traceback: []string{
				fmt.Sprintf("\x1b[31mInternalError\x1b[0m: %v (a fault of andor: please report it)", r), string(debug.Stack())}}
			reply = pack(kindAnswer, f.ID, nil, bundleBody{Err: e})
		}
		c.mu.Lock()
		if cancel := c.cancels[f.ID]; cancel != nil {
			cancel()
			delete(c.cancels, f.ID)
		}
		c.mu.Unlock()
		c.send(reply)
	}()
	<-c.session
	if c.serr != nil {
		reply = pack(kindAnswer, f.ID, nil, bundleBody{Err: &Error{Name: "StartError", Value: c.serr.Error()}})
		return
	}
	if f.Kind == kindRun || f.Kind == kindEval {
		c.turn.Lock()
		defer c.turn.Unlock()
		c.garbage.Busy()
		defer c.garbage.Rest()
	}
	reply = c.call(ctx, f)
}

// call passes a request on to the session.
func (c *child) call(ctx context.Context, f *frame) *frame {
	var code string
	if len(f.Buffers) > 0 {
		code = text(f.Buffers[0])
	}
	switch f.Kind {
	case kindRun:
		var cell Cell
		json.Unmarshal(f.Body, &cell)
		cell.Code = code
		return packResult(f.ID, c.sess.Run(ctx, cell))
	case kindEval:
		return packResult(f.ID, c.sess.Eval(ctx, code))
	case kindComp:
		var b cursorBody
		json.Unmarshal(f.Body, &b)
		return newFrame(kindAnswer, f.ID, c.sess.Complete(code, b.Cursor))
	case kindInsp:
		var b cursorBody
		json.Unmarshal(f.Body, &b)
		bundle, found := c.sess.Inspect(code, b.Cursor, b.Detail)
		return pack(kindAnswer, f.ID, bundle, bundleBody{Found: found})
	case kindComm:
		var m Comm
		json.Unmarshal(f.Body, &m)
		m.Buffers = f.Buffers[min(1, len(f.Buffers)):]
		c.sess.Comm(m)
		return newFrame(kindAnswer, f.ID, struct{}{})
	case kindIsComp:
		var b isCompleteBody
		b.Status, b.Indent = c.sess.IsComplete(code)
		return newFrame(kindAnswer, f.ID, b)
	}
	return pack(kindAnswer, f.ID, nil, bundleBody{Err: &Error{Name: "InternalError", Value: "unknown request " + f.Kind}})
}

// text is a buffer as a string, without a copy: nobody changes what has been read.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func packResult(id uint64, r Result) *frame {
	return pack(kindAnswer, id, r.Value, bundleBody{Metadata: r.Metadata, Err: r.Err, Exit: r.Exit, Forgot: r.Forgot})
}

// send marks the output so far and writes the frame. If the parent is gone, listen ends
// the process.
func (c *child) send(f *frame) {
	c.omu.Lock()
	defer c.omu.Unlock()
	c.mark++
	m := appendMark(make([]byte, 0, 64), c.token, c.mark)
	for i, std := range c.std {
		if std != nil {
			if _, err := std.Write(m); err == nil {
				f.Mark[i] = c.mark
			}
		}
	}
	writeFrame(c.out, f)
}

// The child is the Host of its session.

func (c *child) Stream(name, text string) {
	i := 0
	if name == "stderr" {
		i = 1
	}
	if c.std[i] != nil {
		io.WriteString(c.std[i], text)
	}
}

func (c *child) Display(bundle map[string][]byte, metadata map[string]any, id string, update bool) {
	if bundle == nil {
		bundle = map[string][]byte{}
	}
	c.send(pack(kindShow, 0, bundle, bundleBody{Metadata: metadata, ID: id, Update: update}))
}

func (c *child) Comm(m Comm) {
	f := newFrame(kindComm, 0, m)
	f.Buffers = m.Buffers
	c.send(f)
}

func (c *child) ClearOutput(wait bool) { c.send(newFrame(kindClear, 0, clearBody{Wait: wait})) }

func (c *child) Saved(p Checkpoint) { c.send(newFrame(kindSaved, 0, p)) }

func (c *child) Input(ctx context.Context, prompt string, password bool) (string, error) {
	id := c.serial.Add(1)
	ch := make(chan typedBody, 1)
	c.mu.Lock()
	c.inputs[id] = ch
	c.mu.Unlock()
	c.send(newFrame(kindInput, id, inputBody{Prompt: prompt, Password: password}))
	select {
	case b := <-ch:
		switch b.Err {
		case "":
			return b.Value, nil
		case io.EOF.Error():
			return b.Value, io.EOF // with a last line that has no end
		}
		return "", errors.New(b.Err)
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.inputs, id)
		c.mu.Unlock()
		return "", ctx.Err()
	}
}
