package worker

import (
	"context"
	"path/filepath"

	"github.com/andor-kernel/andor/kernel/cell"
	"github.com/andor-kernel/andor/kernel/widgets"
	"github.com/andor-kernel/andor/stdlib/andor"
	"github.com/andor-kernel/andor/stdlib/screen"
)

// NewCell is the Factory of andor's own sessions.
func NewCell(h Host) (Session, error) {
	b := widgets.New(h.Comm)
	s, err := cell.New(viewHost{h, b}, cell.Options{})
	if err != nil {
		return nil, err
	}
	screen.Use(b)
	andor.SetSaved(func(run, path string, iterations int) {
		if whole, err := filepath.Abs(path); err == nil { // the next worker may stand in another folder
			path = whole
		}
		h.Saved(Checkpoint{Run: run, Path: path, Iterations: iterations})
	})
	return cellSession{s, b}, nil
}

// cellSession gives a cell.Session the types that travel over the pipe, and controls that
// front ends draw.
type cellSession struct {
	*cell.Session
	widgets *widgets.Bridge
}

// viewHost shows controls by their views.
type viewHost struct {
	Host
	widgets *widgets.Bridge
}

func (h viewHost) Display(bundle map[string][]byte, metadata map[string]any, id string, update bool) {
	h.Host.Display(h.widgets.View(bundle), metadata, id, update)
}

func (s cellSession) Comm(m Comm) { s.widgets.Receive(m) }

func (s cellSession) Run(ctx context.Context, c Cell) Result {
	if c.Replay {
		if c.Code = cell.Declarations(c.Code); c.Code == "" {
			return Result{}
		}
	}
	return s.result(s.Session.Run(ctx, cell.Cell{Code: c.Code, Number: c.Number, Name: c.Name, Silent: c.Silent}))
}

func (s cellSession) Eval(ctx context.Context, expr string) Result {
	return s.result(s.Session.Eval(ctx, expr))
}

func (s cellSession) Complete(code string, cursor int) Completion {
	c := s.Session.Complete(code, cursor)
	items := make([]Item, len(c.Items))
	for i, it := range c.Items {
		items[i] = Item(it)
	}
	return Completion{Start: c.Start, End: c.End, Items: items}
}

func (s cellSession) result(r cell.Result) Result {
	out := Result{Value: s.widgets.View(r.Value), Metadata: r.Metadata}
	if e := r.Err; e != nil {
		out.Err = &Error{Name: e.Name, Value: e.Value, Traceback: e.Traceback, Interrupted: e.Interrupted, Stuck: e.Stuck}
	}
	return out
}
