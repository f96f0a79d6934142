package kernel

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/andor-kernel/andor/kernel/worker"
)

// Options configure an Engine and what is built on it.
type Options struct {
	Worker  WorkerOptions // how to start a worker
	History string        // file that keeps the input of all sessions; "" keeps none
	Version string        // of andor, for kernel_info and the banner
	Garbage *Collector    // of this process; may be nil
	Idle    Output        // of what a session shows before the first cell; nil: nowhere
	Lost    func()        // called when a worker has been replaced; may be nil
	Log     func(string)  // one line for whoever runs the kernel; nil: nowhere
}

// WorkerOptions say how to start a worker: a command that calls session.Work.
type WorkerOptions = worker.Options

// Collector sets when the garbage of the process is collected.
type Collector = worker.Collector

// NewCollector takes charge of the collector; garbage usually grows to so many percent of
// what is alive.
func NewCollector(usual int) *Collector { return worker.NewCollector(usual) }

// Output is where a cell's outputs go. Its methods may be called from several goroutines,
// and after the cell has ended: a goroutine of the cell may go on printing.
type Output interface {
	Stream(name, text string)
	Display(d Display)
	Clear(wait bool)
	Comm(m worker.Comm)
	Result(count int, d Display)
	Error(e *worker.Error)
	Input(ctx context.Context, prompt string, password bool) (string, error)
}

// Display is a MIME bundle on its way to a screen: text types hold their text, others raw
// bytes. ID, unless empty, names the place; Update replaces what is shown there.
type Display struct {
	Bundle   map[string][]byte
	Metadata map[string]any
	ID       string
	Update   bool
}

// Request is a cell to execute.
type Request struct {
	Code        string
	Name        string            // in positions, instead of "cell N"
	Exits       bool              // os.Exit ends it as a program: Outcome.Status
	Silent      bool              // nothing is shown or counted
	Store       bool              // counted and kept in the history
	Expressions map[string]string // evaluated after a cell that succeeded
	Begun       func(count int)   // called when the cell's turn has come; may be nil
}

// Outcome is how a cell ended.
type Outcome struct {
	Count       int               // the cell's execution count
	Err         *worker.Error     // nil: it succeeded
	Status      *int              // that the cell has left its program with by os.Exit; nil: it has not
	Page        map[string][]byte // documentation that was asked for, to be shown beside the output
	Exit, Keep  bool              // the console that sent it is to end, and to leave the kernel alive
	Expressions map[string]worker.Result
}

// How an Engine deals with a cell that does not heed an interrupt.
const (
	stuckAfter = 2500 * time.Millisecond // then the user is told, if the session has not done so
	killAfter  = time.Second             // a second interrupt kills, but no sooner than this after the first
)

// Engine runs cells one at a time in a worker, which it replaces when it dies.
type Engine struct {
	o       Options
	history *History

	turn  sync.Mutex    // held while a cell runs
	count int           // guarded by turn
	past  []worker.Cell // for %replay; guarded by turn

	mu      sync.Mutex
	w       *worker.Worker
	started time.Time
	out     Output // of the present or last cell
	run     *running
	stuck   bool                // code of the last cell still runs
	saved   []worker.Checkpoint // of the present worker's runs, the latest last
	closed  bool
	wg      sync.WaitGroup
}

// running is a cell that can be interrupted.
type running struct {
	cancel context.CancelFunc
	ctx    context.Context
	first  time.Time // of the first interrupt
	stuck  *time.Timer
	kill   *time.Timer
}

// NewEngine starts the worker at once, so that it is ready when the first cell comes.
func NewEngine(o Options) (*Engine, error) {
	if o.Log == nil {
		o.Log = func(string) {}
	}
	if o.Idle == nil {
		o.Idle = discard{}
	}
	e := &Engine{o: o, out: o.Idle, history: OpenHistory(o.History, o.Log)}
	if _, err := e.worker(); err != nil {
		e.history.Close()
		return nil, err
	}
	return e, nil
}

// History is the input of this and earlier sessions.
func (e *Engine) History() *History { return e.history }

// Close ends the worker.
func (e *Engine) Close() {
	e.mu.Lock()
	e.closed = true
	w := e.w
	e.mu.Unlock()
	if w != nil {
		w.Close()
	}
	e.wg.Wait()
	e.history.Close()
}

// PID is the present worker's process id, 0 if there is none.
func (e *Engine) PID() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.w == nil {
		return 0
	}
	return e.w.PID()
}

// Execute runs a cell and waits for its end. Its outputs, its value and its error go to out
// as they come; the Outcome repeats the error. Cancelling ctx interrupts the cell.
func (e *Engine) Execute(ctx context.Context, req Request, out Output) Outcome {
	e.turn.Lock()
	defer e.turn.Unlock()
	e.o.Garbage.Busy()
	defer e.o.Garbage.Rest()
	number := e.count + 1
	if req.Store && !req.Silent {
		e.count = number
	}
	if req.Begun != nil {
		req.Begun(number)
	}
	if req.Silent {
		out = silent{out}
	}
	r := e.begin(ctx, out)
	var result worker.Result
	var o Outcome
	if name, detail, asked := question(req.Code); asked {
		o.Page, result.Err = e.page(r, name, detail)
	} else if do, arg := alone(req.Code); do != nil {
		result = do(e, r, arg, out, &o)
	} else if o.Exit = e.leaving(r.ctx, req.Code); !o.Exit {
		c := worker.Cell{Code: req.Code, Number: number, Silent: req.Silent, Name: req.Name, Exits: req.Exits}
		result = e.evaluate(r, c)
		e.remember(c, result)
	}
	o.Count, o.Err, o.Status = number, result.Err, result.Exit
	switch {
	case result.Err != nil:
		out.Error(result.Err)
	case result.Value != nil && !req.Silent:
		out.Result(number, Display{Bundle: result.Value, Metadata: result.Metadata})
	}
	if result.Err == nil && len(req.Expressions) > 0 {
		o.Expressions = e.expressions(r, req.Expressions)
	}
	e.finish(r, result.Err != nil && result.Err.Stuck)
	if req.Store && !req.Silent {
		e.history.Add(number, shortened(req.Code), string(result.Value["text/plain"]))
	}
	return o
}

func (e *Engine) begin(ctx context.Context, out Output) *running {
	r := new(running)
	r.ctx, r.cancel = context.WithCancel(ctx)
	e.mu.Lock()
	e.out, e.run = out, r
	e.mu.Unlock()
	return r
}

func (e *Engine) finish(r *running, stuck bool) {
	e.mu.Lock()
	e.run, e.stuck = nil, stuck
	for _, t := range []*time.Timer{r.stuck, r.kill} {
		if t != nil {
			t.Stop()
		}
	}
	e.mu.Unlock()
	r.cancel()
}

// evaluate runs the cell in the worker; a worker that dies becomes the cell's error.
func (e *Engine) evaluate(r *running, c worker.Cell) worker.Result {
	w, err := e.worker()
	if err != nil {
		return worker.Result{Err: e.died("no worker process can be started: "+err.Error(), "")}
	}
	result, err := w.Run(r.ctx, c)
	if err == nil {
		return result
	}
	var crash *worker.Crash
	if !errors.As(err, &crash) {
		return worker.Result{Err: e.died(err.Error(), "")}
	}
	<-w.Done()
	failed := e.died(crash.Reason, crash.Text)
	failed.Interrupted = r.ctx.Err() != nil
	if _, err := e.worker(); err != nil {
		e.o.Log(err.Error())
	}
	return worker.Result{Err: failed}
}

// expressions evaluates a request's user_expressions.
func (e *Engine) expressions(r *running, exprs map[string]string) map[string]worker.Result {
	results := make(map[string]worker.Result, len(exprs))
	for name, expr := range exprs {
		w, err := e.worker()
		var res worker.Result
		if err == nil {
			res, err = w.Eval(r.ctx, expr)
		}
		if err != nil {
			res = worker.Result{Err: e.died(err.Error(), "")}
		}
		results[name] = res
	}
	return results
}

// Interrupt asks the running cell to end: the first time by its context, the second time by
// killing the worker. Code of an earlier cell that would not end counts as running. It says
// whether there was anything to interrupt.
func (e *Engine) Interrupt() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	r, w := e.run, e.w
	if r == nil {
		if e.stuck {
			w.Kill()
		}
		return e.stuck
	}
	if r.first.IsZero() {
		r.first = time.Now()
		r.cancel()
		out := e.out
		r.stuck = time.AfterFunc(stuckAfter, func() {
			out.Stream("stderr", fmt.Sprintf("The cell has not stopped after %v: it is in code that does not look at interrupts. Interrupt once more to kill it; variables would be lost.\n", stuckAfter))
		})
		return true
	}
	if r.kill == nil {
		r.kill = time.AfterFunc(max(0, killAfter-time.Since(r.first)), w.Kill)
	}
	return true
}

// Complete proposes what may stand at a cursor in code points. Like Inspect and IsComplete,
// it knows nothing when the worker is dead or dies of the question.
func (e *Engine) Complete(ctx context.Context, code string, cursor int) worker.Completion {
	nothing := worker.Completion{Start: cursor, End: cursor}
	w, err := e.worker()
	if err != nil {
		return nothing
	}
	c, err := w.Complete(ctx, code, cursor)
	if err != nil {
		return nothing
	}
	return c
}

// Inspect documents what stands at a cursor in code points; detail is 0 or 1.
func (e *Engine) Inspect(ctx context.Context, code string, cursor, detail int) (map[string][]byte, bool) {
	w, err := e.worker()
	if err != nil {
		return nil, false
	}
	bundle, found, err := w.Inspect(ctx, code, cursor, detail)
	return bundle, found && err == nil
}

// Comm passes on what a front end says on a comm; a worker that has died has none.
func (e *Engine) Comm(ctx context.Context, m worker.Comm) {
	w, err := e.worker()
	if err != nil {
		return
	}
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		w.Comm(m)
	}()
	select {
	case <-taken:
	case <-ctx.Done():
	}
}

// IsComplete says complete, incomplete (with the next line's indent), invalid or unknown.
func (e *Engine) IsComplete(ctx context.Context, code string) (status, indent string) {
	if _, _, asked := question(code); asked {
		return "complete", ""
	}
	if w, err := e.worker(); err == nil {
		if status, indent, err = w.IsComplete(ctx, code); err == nil {
			return status, indent
		}
	}
	return "unknown", ""
}

// host passes what the worker shows to the present Output.
type host struct{ e *Engine }

func (h host) output() Output {
	h.e.mu.Lock()
	defer h.e.mu.Unlock()
	return h.e.out
}

func (h host) Stream(name, text string) { stream(h.output(), name, text) }

func (h host) Display(bundle map[string][]byte, metadata map[string]any, id string, update bool) {
	h.output().Display(Display{Bundle: bundle, Metadata: metadata, ID: id, Update: update})
}

func (h host) ClearOutput(wait bool) { h.output().Clear(wait) }

func (h host) Comm(m worker.Comm) { h.output().Comm(m) }

func (h host) Saved(c worker.Checkpoint) { h.e.keep(c) }

// Input ends when the cell that asks does.
func (h host) Input(ctx context.Context, prompt string, password bool) (string, error) {
	h.e.mu.Lock()
	out, r := h.e.out, h.e.run
	h.e.mu.Unlock()
	if r == nil {
		return "", errors.New("input is for a running cell")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.ctx, cancel)()
	return out.Input(ctx, prompt, password)
}

// discard is the Output before the first cell.
type discard struct{}

func (discard) Stream(string, string) {}
func (discard) Display(Display)       {}
func (discard) Clear(bool)            {}
func (discard) Comm(worker.Comm)      {}
func (discard) Result(int, Display)   {}
func (discard) Error(*worker.Error)   {}
func (discard) Input(context.Context, string, bool) (string, error) {
	return "", errors.New("nobody is there to ask")
}

// silent is the Output of a silent cell: it may ask, but shows nothing.
type silent struct{ Output }

func (silent) Stream(string, string) {}
func (silent) Display(Display)       {}
func (silent) Clear(bool)            {}
func (silent) Result(int, Display)   {}
func (silent) Error(*worker.Error)   {}
