package worker

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Options say how to start a child.
type Options struct {
	Command []string // program and arguments; the program must call Serve
	Env     []string // added to the parent's environment
	Dir     string   // working directory; "" is the parent's
}

// Worker is a running child as its parent sees it. Its methods may be called from any
// goroutine; when the child dies they return a *Crash.
type Worker struct {
	host  Host
	cmd   *exec.Cmd
	sock  pipe
	token string // of marks in its output

	wmu    sync.Mutex // one frame at a time
	mu     sync.Mutex
	serial uint64
	wait   map[uint64]chan *frame
	killed bool

	streams [2]*stream
	hold    fatalText
	exited  chan struct{} // the process has ended
	done    chan struct{} // and everything it wrote has been passed on
	crash   *Crash        // set before done is closed
	life    context.Context
	end     context.CancelFunc
}

// Start starts a child. It returns as soon as the process runs; the session is made
// meanwhile, and requests wait for it. host gets what the session shows; its methods are
// called one at a time for what the child displays, and from two more goroutines for text.
func Start(o Options, host Host) (*Worker, error) {
	if len(o.Command) == 0 {
		return nil, errors.New("worker: no command to start")
	}
	w := &Worker{host: host, wait: make(map[uint64]chan *frame), exited: make(chan struct{}), done: make(chan struct{})}
	w.life, w.end = context.WithCancel(context.Background())
	w.cmd = exec.Command(o.Command[0], o.Command[1:]...)
	w.cmd.Env, w.cmd.Dir = append(os.Environ(), o.Env...), o.Dir
	outputs, tails, err := w.spawn()
	if err != nil {
		return nil, fmt.Errorf("worker: start %q: %w", o.Command[0], err)
	}
	w.token = newToken()
	w.streams[0] = newStream("stdout", outputs[0], tails[0], host.Stream, nil)
	w.streams[1] = newStream("stderr", outputs[1], tails[1], host.Stream, &w.hold)
	var readers sync.WaitGroup
	for _, s := range w.streams {
		readers.Go(func() { s.read(w.token) })
	}
	go w.listen(&readers)
	w.write(newFrame(kindHello, 0, helloBody{Token: w.token}))
	return w, nil
}

func newToken() string {
	var b [12]byte
	rand.Read(b[:])
	return "andor-" + hex.EncodeToString(b[:]) + "-"
}

// spawn starts the process with pipes for its output, whose ends to write stay open here
// too. On Linux the child gets a signal when the thread that started it ends, so that thread
// is kept for the child's life.
func (w *Worker) spawn() (outputs, tails [2]*os.File, err error) {
	defer func() {
		if err == nil {
			return
		}
		for _, f := range slices.Concat(outputs[:], tails[:]) {
			f.Close() // of nil too
		}
	}()
	for i := range outputs {
		if outputs[i], tails[i], err = outputPipe(); err != nil {
			return outputs, tails, err
		}
	}
	w.cmd.Stdout, w.cmd.Stderr = tails[0], tails[1]
	ours, theirs, err := parentPipe(w.cmd)
	defer func() {
		for _, f := range theirs {
			f.Close()
		}
	}()
	if err != nil {
		return outputs, tails, err
	}
	w.sock = ours
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := w.cmd.Start()
		started <- err
		if err == nil {
			w.cmd.Wait()
			close(w.exited)
		}
	}()
	if err = <-started; err != nil {
		w.sock.Close()
	}
	return outputs, tails, err
}

// PID is the child's process id.
func (w *Worker) PID() int { return w.cmd.Process.Pid }

// Done is closed when the child has ended and all its output has been passed on.
func (w *Worker) Done() <-chan struct{} { return w.done }

// Kill ends the child at once, with every process it has started.
func (w *Worker) Kill() {
	w.mu.Lock()
	w.killed = true
	w.mu.Unlock()
	killGroup(w.cmd)
}

// Close ends the child: it is given a moment to do so by itself.
func (w *Worker) Close() {
	w.mu.Lock()
	w.killed = true
	w.mu.Unlock()
	w.sock.Close()
	select {
	case <-w.exited:
	case <-time.After(500 * time.Millisecond):
		killGroup(w.cmd)
	}
	<-w.done
}

// listen handles the child's frames until the socket ends, then finds out why.
func (w *Worker) listen(readers *sync.WaitGroup) {
	br := bufio.NewReaderSize(w.sock, 256<<10)
	for {
		f, err := readFrame(br, false)
		if err != nil {
			break
		}
		for i, s := range w.streams {
			s.wait(f.Mark[i])
		}
		w.handle(f)
		for i, s := range w.streams {
			s.release(f.Mark[i])
		}
	}
	for _, s := range w.streams {
		s.release(math.MaxUint64) // of a frame that was never finished
	}
	w.bury(readers)
}

// bury waits for the end of the process and of its output, and tells all who wait.
func (w *Worker) bury(readers *sync.WaitGroup) {
	select {
	case <-w.exited:
	case <-time.After(time.Second): // closed its socket but lives on
		killGroup(w.cmd)
		<-w.exited
	}
	killGroup(w.cmd)
	for _, s := range w.streams {
		s.finish(w.token)
	}
	readers.Wait()
	w.streams[0].pipe.Close()
	w.streams[1].pipe.Close()
	w.sock.Close()
	w.end()
	w.mu.Lock()
	w.crash = explain(w.cmd.ProcessState, w.hold.take(), w.killed)
	waiting := w.wait
	w.wait = nil
	w.mu.Unlock()
	close(w.done)
	for _, ch := range waiting {
		close(ch)
	}
}

// handle passes on one frame of the child.
func (w *Worker) handle(f *frame) {
	switch f.Kind {
	case kindAnswer:
		w.mu.Lock()
		ch := w.wait[f.ID]
		delete(w.wait, f.ID)
		w.mu.Unlock()
		if ch != nil {
			ch <- f
		}
	case kindShow:
		if bundle, b, err := f.unpack(); err == nil {
			w.host.Display(bundle, b.Metadata, b.ID, b.Update)
		}
	case kindClear:
		var b clearBody
		json.Unmarshal(f.Body, &b)
		w.host.ClearOutput(b.Wait)
	case kindComm:
		var m Comm
		if json.Unmarshal(f.Body, &m) == nil {
			m.Buffers = f.Buffers
			w.host.Comm(m)
		}
	case kindSaved:
		var p Checkpoint
		if json.Unmarshal(f.Body, &p) == nil {
			w.host.Saved(p)
		}
	case kindInput:
		go w.input(f)
	}
}

// input asks the user; the answer of one who comes too late is thrown away by the child.
func (w *Worker) input(f *frame) {
	var b inputBody
	json.Unmarshal(f.Body, &b)
	var typed typedBody
	value, err := w.host.Input(w.life, b.Prompt, b.Password)
	if typed.Value = value; err != nil {
		typed.Err = err.Error()
	}
	w.write(newFrame(kindTyped, f.ID, typed))
}

func (w *Worker) write(f *frame) error {
	w.wmu.Lock()
	defer w.wmu.Unlock()
	return writeFrame(w.sock, f)
}

// call sends a request and waits for the answer or the child's end. When ctx is cancelled
// the child is told, and the wait goes on: the answer says how far it came.
func (w *Worker) call(ctx context.Context, kind string, code string, body any, more ...[]byte) (*frame, error) {
	ch := make(chan *frame, 1)
	w.mu.Lock()
	if w.wait == nil {
		w.mu.Unlock()
		return nil, w.crash
	}
	w.serial++
	id := w.serial
	w.wait[id] = ch
	w.mu.Unlock()
	f := newFrame(kind, id, body)
	f.text, f.isText, f.Buffers = code, true, more
	w.write(f) // an error means the child is dying; listen will notice
	cancelled := ctx.Done()
	for {
		select {
		case f := <-ch:
			if f == nil {
				return nil, w.crash
			}
			return f, nil
		case <-cancelled:
			cancelled = nil
			w.write(newFrame(kindCancel, id, struct{}{}))
		}
	}
}

// Crash says why the child has ended; nil before Done is closed.
func (w *Worker) Crash() *Crash {
	select {
	case <-w.done:
		return w.crash
	default:
		return nil
	}
}
