package worker

import (
	"context"

	"github.com/andor-kernel/andor/kernel/code"
	"github.com/andor-kernel/andor/kernel/widgets"
)

// Comm is one message of a comm between a session and the front ends.
type Comm = widgets.Comm

// Session is an interpreter session: kernel/cell's, or a test's own. Run and Eval are
// called one at a time; the others at any time, also while a cell runs.
type Session interface {
	Run(ctx context.Context, c Cell) Result
	Eval(ctx context.Context, expr string) Result
	Complete(code string, cursor int) Completion
	Inspect(code string, cursor, detail int) (bundle map[string][]byte, found bool)
	IsComplete(code string) (status, indent string)
	// Comm takes what a front end says on a comm. It returns soon: the front waits for it.
	Comm(m Comm)
}

// Host is what a session needs from outside. The parent implements it towards the screen;
// the child has one that forwards.
type Host interface {
	// Stream shows text on "stdout" or "stderr".
	Stream(name, text string)
	// Display shows a MIME bundle (text types hold their text, others raw bytes). id names
	// the place for later updates, "" for none; update replaces what the id shows.
	Display(bundle map[string][]byte, metadata map[string]any, id string, update bool)
	// ClearOutput clears the cell's output, with wait only when the next output comes.
	ClearOutput(wait bool)
	// Input asks the user for a line. It ends with ctx's error when the cell is interrupted.
	Input(ctx context.Context, prompt string, password bool) (string, error)
	// Comm says something to the front ends.
	Comm(m Comm)
	// Saved tells of a checkpoint that a training run has written, to be named if the
	// worker dies.
	Saved(c Checkpoint)
}

// Checkpoint is a file from which a training run can go on.
type Checkpoint struct {
	Run        string `json:"run"`
	Path       string `json:"path"` // absolute
	Iterations int    `json:"iterations"`
}

// Factory makes the session in the child.
type Factory func(Host) (Session, error)

// The types of package code, under the names that Session and Host are read with.
type (
	Cell       = code.Cell
	Result     = code.Result
	Error      = code.Error
	Completion = code.Completion
	Item       = code.Item
)
