package cell

import (
	"context"

	"github.com/traefik/yaegi/interp"

	"github.com/andor-kernel/andor/kernel/cell/look"
	"github.com/andor-kernel/andor/kernel/cell/text"
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
	// Without names rules of package core to leave out. Only tests set it, to show that
	// a rule is needed.
	Without map[string]bool
}

// Cell is one piece of code to run.
type Cell struct {
	Code   string
	Number int    // the execution count, for "cell 3" in messages
	Name   string // overrides "cell N" in messages, for scripts: "faces.andor"
	Exits  bool   // os.Exit ends it as a program, with a status; otherwise it panics
	Silent bool   // no value is shown; output and errors are
}

// Result is what a cell came to. Value is the display bundle of its last expression, nil
// if it has none; text types hold text, others raw bytes.
type Result struct {
	Value    map[string][]byte
	Metadata map[string]any
	Err      *Error
	Exit     *int // the status that the cell has left its program with; the session is over
}

// Error is a failure in the form Jupyter shows: Name and Value are plain text, the
// traceback's lines are in ANSI colours.
type Error struct {
	Name        string
	Value       string
	Traceback   []string
	Interrupted bool
	// Stuck says that compiled code of the interrupted cell still runs. The session takes
	// other cells all the same.
	Stuck bool
}

// Error is the failure in one line.
func (e *Error) Error() string { return e.Name + ": " + e.Value }

// Completion and Item are what Complete proposes.
type (
	Completion = look.Completion
	Item       = look.Item
)

func newError(name, value string, trace ...string) *Error {
	e := &Error{Name: name, Value: value, Traceback: trace}
	if len(trace) == 0 {
		e.Traceback = []string{text.Red + name + text.Reset + ": " + value}
	}
	return e
}
