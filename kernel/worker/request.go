package worker

import (
	"context"
	"encoding/json"
)

// Run runs a cell. Cancelling ctx interrupts it; Run still waits for its end, which comes
// when the cell's code looks at the interrupt, or by Kill.
func (w *Worker) Run(ctx context.Context, c Cell) (Result, error) {
	f, err := w.call(ctx, kindRun, c.Code, c)
	return f.result(err)
}

// Eval evaluates an expression.
func (w *Worker) Eval(ctx context.Context, expr string) (Result, error) {
	f, err := w.call(ctx, kindEval, expr, struct{}{})
	return f.result(err)
}

// Complete completes code at a cursor in code points.
func (w *Worker) Complete(ctx context.Context, code string, cursor int) (Completion, error) {
	var c Completion
	f, err := w.call(ctx, kindComp, code, cursorBody{Cursor: cursor})
	return c, f.body(err, &c)
}

// Inspect documents what stands at a cursor in code points; detail is 0 or 1.
func (w *Worker) Inspect(ctx context.Context, code string, cursor, detail int) (bundle map[string][]byte, found bool, err error) {
	f, err := w.call(ctx, kindInsp, code, cursorBody{Cursor: cursor, Detail: detail})
	if err != nil {
		return nil, false, err
	}
	bundle, b, err := f.unpack()
	return bundle, b.Found, err
}

// IsComplete says whether code can be run as it stands: complete, incomplete (with the
// indent of the next line) or invalid.
func (w *Worker) IsComplete(ctx context.Context, code string) (status, indent string, err error) {
	var b isCompleteBody
	f, err := w.call(ctx, kindIsComp, code, struct{}{})
	err = f.body(err, &b)
	return b.Status, b.Indent, err
}

// Comm hands the session what a front end says on a comm, and returns when it has taken it.
func (w *Worker) Comm(m Comm) error {
	_, err := w.call(context.Background(), kindComm, "", m, m.Buffers...)
	return err
}

func (f *frame) result(err error) (Result, error) {
	if err != nil {
		return Result{}, err
	}
	bundle, b, err := f.unpack()
	return Result{Value: bundle, Metadata: b.Metadata, Err: b.Err, Exit: b.Exit, Forgot: b.Forgot}, err
}

func (f *frame) body(err error, v any) error {
	if err != nil {
		return err
	}
	return json.Unmarshal(f.Body, v)
}
