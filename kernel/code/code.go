// Package code holds what travels between the process in front and a session: a cell, what
// it came to, what may be completed, and the commands that the front takes for itself. The
// session (kernel/cell), the worker that holds it (kernel/worker) and the front (kernel)
// all use these types, so none of them links to another for their sake.
package code

// Cell is a piece of code to run.
type Cell struct {
	Code   string `json:"-"` // it travels by itself, as it may be long
	Number int    // execution count, for positions: "cell 3"
	Name   string // in positions, instead of the number: "faces.andor"
	Silent bool   // no value is wanted; output and errors are
	Exits  bool   // os.Exit ends it as a program (Result.Exit); otherwise it panics
	Replay bool   // only declare what it declares
}

// Result is what a cell or an expression came to.
type Result struct {
	Value    map[string][]byte // MIME bundle (text types hold text, others raw bytes); nil: no value
	Metadata map[string]any
	Err      *Error
	Exit     *int // the status that the cell has left its program with; the session is over
	Forgot   bool // the cell has made the session forget all that cells declared
}

// Error is a failed cell in the form Jupyter shows.
type Error struct {
	Name, Value string   // plain text
	Traceback   []string // lines with ANSI colours
	Interrupted bool
	// Stuck says that compiled code of the interrupted cell still runs. The session takes
	// other cells all the same; an interrupt before the next one ends the worker.
	Stuck bool
}

// Error returns the failure in one line.
func (e *Error) Error() string { return e.Name + ": " + e.Value }

// Completion is what may stand in the place of code[Start:End], counted in code points.
type Completion struct {
	Start, End int
	Items      []Item
}

// Item is one proposal. Type is one of function, method, field, type, const, var, package,
// keyword, magic, and what the block language adds.
type Item struct{ Text, Type, Signature string }

// Command is a line that is no Go: it begins with the command's name, which begins with %
// or is !.
type Command struct {
	Name string
	Args string // what may stand behind the name, for %help
	Text string // what it does, in one line
}

// Alone are the commands that the front takes for itself, each alone in its cell: the
// session cannot do them. A session lists them, and refuses them beside other lines.
var Alone = []Command{Replay, Exit}

// Replay is done by the process that outlives a crash.
var Replay = Command{"%replay", "", "after a crash: declare again the funcs, types, imports and blocks of earlier cells"}

// Exit is between a console and the process that speaks to it.
var Exit = Command{"%exit", "[keep]", "leave the console, as exit and quit do; keep leaves the kernel alive"}
