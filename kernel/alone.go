package kernel

import (
	"strings"

	"github.com/andor-kernel/andor/kernel/code"
	"github.com/andor-kernel/andor/kernel/worker"
)

// aloneHandler runs a command that this process takes for itself. It may set parts of the
// outcome besides the result.
type aloneHandler func(e *Engine, r *running, arg string, out Output, o *Outcome) worker.Result

// aloneHandlers returns what the commands of code.Alone do, by their names.
func aloneHandlers() map[string]aloneHandler {
	return map[string]aloneHandler{
		code.Replay.Name: (*Engine).replay,
		code.Exit.Name:   (*Engine).exit,
	}
}

// alone returns the handler of a cell that is nothing but one of those commands, and its
// argument; nil for other cells. An argument that the command does not know makes the cell
// the session's, which says so.
func alone(text string) (aloneHandler, string) {
	name, arg, _ := strings.Cut(strings.TrimSpace(text), " ")
	arg = strings.TrimSpace(arg)
	for _, c := range code.Alone {
		if c.Name == name && (arg == "" || arg == strings.Trim(c.Args, "[]")) {
			return aloneHandlers()[name], arg
		}
	}
	return nil, ""
}
