package kernel

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/andor-kernel/andor/kernel/worker"
)

// RunOptions say how to run a notebook or script without Jupyter.
type RunOptions struct {
	Out        string        // notebook: file for the executed notebook; script: folder for its figures; "": none
	HTML       string        // notebook: file for the page; "": none
	Timeout    time.Duration // of each cell; 0: none
	Params     []Parameter
	Stdout     io.Writer // what the cells print
	Stderr     io.Writer // what they print there, and progress
	Stdin      io.Reader // a script's input; nil: none
	Terminal   bool      // Stderr is a terminal: progress may overwrite itself
	Interrupts <-chan os.Signal
}

// CellError is a cell that failed. The traceback has ANSI colours.
type CellError struct {
	Where     string // "cell 3 of 12", or a script's name
	Traceback []string
	Err       *worker.Error
}

func (e *CellError) Error() string { return fmt.Sprintf("%s: %v", e.Where, e.Err) }
func (e *CellError) Unwrap() error { return e.Err }

// ExitError is a file that has ended itself, by os.Exit or log.Fatal, with a status that is
// not 0.
type ExitError struct{ Status int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Status) }

// exited is the error of a status that a file has ended itself with.
func exited(status int) error {
	if status == 0 {
		return nil
	}
	return &ExitError{status}
}

// runner executes cells on an engine of its own.
type runner struct {
	engine *Engine
	o      RunOptions
	done   chan struct{}
}

func newRunner(o RunOptions, k Options) (*runner, error) {
	engine, err := NewEngine(k)
	if err != nil {
		return nil, err
	}
	r := &runner{engine: engine, o: o, done: make(chan struct{})}
	go func() {
		for {
			select {
			case <-o.Interrupts:
				engine.Interrupt()
			case <-r.done:
				return
			}
		}
	}()
	return r, nil
}

func (r *runner) close() {
	close(r.done)
	r.engine.Close()
}

// graceAfterTimeout is how long a cell may take to heed its time limit before it is killed.
const graceAfterTimeout = 3 * time.Second

// execute runs one cell under the time limit.
func (r *runner) execute(ctx context.Context, req Request, out Output) Outcome {
	req.Exits = true
	if r.o.Timeout <= 0 {
		return r.engine.Execute(ctx, req, out)
	}
	fired := make(chan struct{})
	first := time.AfterFunc(r.o.Timeout, func() { close(fired); r.engine.Interrupt() })
	second := time.AfterFunc(r.o.Timeout+graceAfterTimeout, func() { r.engine.Interrupt() })
	outcome := r.engine.Execute(ctx, req, out)
	second.Stop()
	if first.Stop() {
		return outcome
	}
	<-fired
	if outcome.Err != nil {
		reason := fmt.Sprintf("the cell took longer than %v", r.o.Timeout)
		outcome.Err = &worker.Error{Name: "Timeout", Value: reason, Interrupted: true,
			Traceback: append([]string{"\x1b[1;31mTimeout\x1b[0m: " + reason}, outcome.Err.Traceback...)}
	}
	return outcome
}
