package kernel

import (
	"fmt"
	"strings"

	"github.com/andor-kernel/andor/kernel/worker"
)

// maxRemembered cells can be replayed, the newest.
const maxRemembered = 2000

// remember keeps a cell that succeeded, and forgets all if it has made the session forget.
func (e *Engine) remember(c worker.Cell, r worker.Result) {
	switch {
	case r.Forgot:
		e.past = nil
		return
	case r.Err != nil || len(c.Code) > maxShown:
		return
	}
	if e.past = append(e.past, c); len(e.past) > maxRemembered {
		e.past = e.past[1:]
	}
}

// replay brings back what a worker's death has lost; the worker that knew the earlier cells
// is gone. It declares again what the remembered cells declare, in their order. One that fails
// does not keep the others back: it may need a variable, which only running brings back.
func (e *Engine) replay(r *running, _ string, out Output, _ *Outcome) worker.Result {
	e.mu.Lock()
	e.out = silent{out}
	e.mu.Unlock()
	failed := 0
	for _, c := range e.past {
		c.Replay, c.Silent = true, true
		result := e.evaluate(r, c)
		if result.Err == nil {
			continue
		}
		if failed++; result.Err.Interrupted || result.Err.Name == "WorkerDied" {
			return result
		}
		out.Stream("stderr", fmt.Sprintf("cell %d: %s\n", c.Number, strings.SplitN(result.Err.Value, "\n", 2)[0]))
	}
	text := fmt.Sprintf("%d earlier cells looked through: their funcs, types, constants, imports and blocks are declared again; variables are not", len(e.past))
	if failed > 0 {
		text += fmt.Sprintf("; %d could not be, see above", failed)
	}
	out.Stream("stdout", text+".\n")
	return worker.Result{}
}
