package worker

import (
	"context"

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

// Cell is a piece of code to run.
type Cell struct {
	Code   string
	Number int    // execution count, for positions: "cell 3"
	Silent bool   // no value is wanted
	Name   string // in positions, instead of the number; e.g. a file name
	Exits  bool   // os.Exit ends it as a program: Result.Exit
	Replay bool   // only declare what it declares
}

// Result is what a cell or expression came to.
type Result struct {
	Value    map[string][]byte // MIME bundle; nil: no result
	Metadata map[string]any
	Err      *Error
	Exit     *int // the status that the cell has left its program with; the session is over
}

// Error is a failed cell, ready to be shown.
type Error struct {
	Name, Value string
	Traceback   []string // lines with ANSI colours
	Interrupted bool
	Stuck       bool // code of an interrupted cell still runs; an interrupt before the next cell kills the worker
}

func (e *Error) Error() string { return e.Name + ": " + e.Value }

// Completion replaces code[Start:End] (code points) by one of the items.
type Completion struct {
	Start, End int
	Items      []Item
}

// Item is one completion.
type Item struct{ Text, Type, Signature string }
