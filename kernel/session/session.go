// Package session makes the sessions that a worker runs: an interpreter, controls that
// front ends draw, and andor's own packages, wired together. It stands apart from the
// transport (kernel/worker), so that the process in front, which must survive, links to
// neither the interpreter nor the engine through it.
//
//	err := session.Work() // the whole life of a worker process
package session

import (
	"context"
	"log"
	"path/filepath"

	"github.com/andor-kernel/andor/kernel/cell"
	"github.com/andor-kernel/andor/kernel/code"
	"github.com/andor-kernel/andor/kernel/widgets"
	"github.com/andor-kernel/andor/kernel/worker"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/screen"
)

// Work runs a worker process to its end: it returns an error only if it cannot begin.
func Work() error { return worker.Serve(New) }

// New makes a session of the kernel: it is a worker.Factory.
func New(h worker.Host) (worker.Session, error) {
	b := widgets.New(h.Comm)
	s, err := cell.New(viewHost{h, b}, cell.Options{})
	if err != nil {
		return nil, err
	}
	screen.Use(b)
	log.SetOutput(s.Stderr()) // of servers and the like
	outside.Change(func(o *outside.Outside) {
		o.Saved = func(run, path string, iterations int) {
			if whole, err := filepath.Abs(path); err == nil { // the next worker may stand in another folder
				path = whole
			}
			h.Saved(worker.Checkpoint{Run: run, Path: path, Iterations: iterations})
		}
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
	worker.Host
	widgets *widgets.Bridge
}

func (h viewHost) Display(bundle map[string][]byte, metadata map[string]any, id string, update bool) {
	h.Host.Display(h.widgets.View(bundle), metadata, id, update)
}

func (s cellSession) Comm(m worker.Comm) { s.widgets.Receive(m) }

func (s cellSession) Run(ctx context.Context, c code.Cell) code.Result {
	return s.shown(s.Session.Run(ctx, c))
}

func (s cellSession) Eval(ctx context.Context, expr string) code.Result {
	return s.shown(s.Session.Eval(ctx, expr))
}

// shown returns a result whose controls have their views.
func (s cellSession) shown(r code.Result) code.Result {
	r.Value = s.widgets.View(r.Value)
	return r
}
