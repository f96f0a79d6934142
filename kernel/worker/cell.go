package worker

import (
	"context"

	"github.com/andor-kernel/andor/kernel/cell"
)

// NewCell is the Factory of andor's own sessions.
func NewCell(h Host) (Session, error) {
	s, err := cell.New(h, cell.Options{})
	if err != nil {
		return nil, err
	}
	return cellSession{s}, nil
}

// cellSession gives a cell.Session the types that travel over the pipe.
type cellSession struct{ *cell.Session }

func (s cellSession) Run(ctx context.Context, c Cell) Result {
	return fromCell(s.Session.Run(ctx, cell.Cell{Code: c.Code, Number: c.Number, Name: c.Name, Silent: c.Silent}))
}

func (s cellSession) Eval(ctx context.Context, expr string) Result {
	return fromCell(s.Session.Eval(ctx, expr))
}

func (s cellSession) Complete(code string, cursor int) Completion {
	c := s.Session.Complete(code, cursor)
	items := make([]Item, len(c.Items))
	for i, it := range c.Items {
		items[i] = Item(it)
	}
	return Completion{Start: c.Start, End: c.End, Items: items}
}

func fromCell(r cell.Result) Result {
	out := Result{Value: r.Value, Metadata: r.Metadata}
	if e := r.Err; e != nil {
		out.Err = &Error{Name: e.Name, Value: e.Value, Traceback: e.Traceback, Interrupted: e.Interrupted, Stuck: e.Stuck}
	}
	return out
}
