package cell

import (
	"context"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/kernel/code"
)

// Host is what a session needs from the kernel around it. Its methods may be called from
// any goroutine, and while a cell runs.
type Host interface {
	// Stream hands over output of the cell; name is "stdout" or "stderr".
	Stream(name, text string)
	// Display shows a bundle. With an id, later calls with update set replace it.
	Display(bundle map[string][]byte, metadata map[string]any, id string, update bool)
	// ClearOutput removes the cell's output, with wait only when new output comes.
	ClearOutput(wait bool)
	// Input asks the user for a line.
	Input(ctx context.Context, prompt string, password bool) (string, error)
}

// Options say what a session is made of; the zero value is a full session.
type Options struct {
	// Symbols are the packages that cells may import besides Go's standard library,
	// in yaegi's form. Nil means stdlib.Symbols, our own packages.
	Symbols interp.Exports
	// Without names rules of package core, and a few others, to leave out. Only tests set
	// it, to show that a rule is needed.
	Without map[string]bool
}

// The types of package code, which the kernel around a session shares.
type (
	Cell       = code.Cell
	Result     = code.Result
	Error      = code.Error
	Completion = code.Completion
	Item       = code.Item
)

func newError(name, value string, trace ...string) *Error {
	e := &Error{Name: name, Value: value, Traceback: trace}
	if len(trace) == 0 {
		e.Traceback = []string{text.Red + name + text.Reset + ": " + value}
	}
	return e
}
