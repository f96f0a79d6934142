package kernel

import (
	"context"
	"regexp"

	"github.com/andor-kernel/andor/kernel/worker"
)

// leaves matches a cell that is typed to leave a console as other languages have it.
var leaves = regexp.MustCompile(`^\s*(exit|quit)(?:\s*\(\s*\))?\s*$`)

// leaving reports whether a cell asks the console to end. A session that has a use of its own
// for the word keeps it.
func (e *Engine) leaving(ctx context.Context, code string) bool {
	m := leaves.FindStringSubmatch(code)
	if m == nil {
		return false
	}
	_, found := e.Inspect(ctx, m[1], len(m[1]), 0)
	return !found
}

// exit asks the console to end, and says whether the kernel is to go on.
func (e *Engine) exit(_ *running, arg string, _ Output, o *Outcome) worker.Result {
	o.Exit, o.Keep = true, arg == "keep"
	return worker.Result{}
}
