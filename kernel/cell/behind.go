package cell

import (
	"bytes"
	"fmt"
	"runtime/pprof"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/kernel/cell/yaegi"
)

// Runs that are left behind.
//
// An interrupt cannot end compiled code: a listener that accepts, a read from a
// connection, a long sort. When the patience is over, the run is left behind. Its
// goroutines go on in compiled code, and end where they would come back to interpreted
// code (gates.go), so they do not touch the session any more. The session itself takes
// the next cell at once.

// leftOutput keeps which runs left behind have printed a line that has not ended.
type leftOutput struct {
	mu   sync.Mutex
	open map[string]bool // by name of the cell
}

// mark puts the name of the cell before each line of what a run left behind prints.
func (s *Session) mark(name, text string) string {
	s.left.mu.Lock()
	defer s.left.mu.Unlock()
	if s.left.open == nil {
		s.left.open = map[string]bool{}
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !s.left.open[name] {
			out.WriteString("[" + name + "] ")
		}
		out.WriteString(line)
		s.left.open[name] = !strings.HasSuffix(line, "\n")
	}
	return out.String()
}

// leave leaves a run behind and says in which call it is blocked.
func (s *Session) leave(r *running) *Error {
	text := r.plan.src.Name + " was interrupted"
	call, listens := blockedIn(r.label)
	s.halt.Leave(r.owner, r.plan.src.Name)
	if call != "" {
		text += " and left behind in " + call + ", which cannot be stopped"
	} else {
		text += " and left behind in code that cannot be stopped"
	}
	text += ": variables live on and the next cells run, but the rest of this one, with its deferred calls, never does; what it has opened or locked stays so"
	if listens {
		text += " (it still listens, so its address is taken)"
	}
	text += fmt.Sprintf(", and what it may yet print is marked [%s]. To end it, interrupt again now: the worker is replaced, and variables are lost.", r.plan.src.Name)
	e := newError("Interrupted", text)
	e.Interrupted, e.Stuck = true, true
	return e
}

// blockedIn is the compiled func that the goroutine of a run has called, and whether it
// waits for connections; empty if it is in none.
func blockedIn(label string) (call string, listens bool) {
	var b bytes.Buffer
	if p := pprof.Lookup("goroutine"); p == nil || p.WriteTo(&b, 1) != nil {
		return "", false
	}
	for record := range strings.SplitSeq(b.String(), "\n\n") {
		if !strings.Contains(record, fmt.Sprintf("%q:%q", yaegi.OwnerKey, label)) || !strings.Contains(record, ").hostRun+") {
			continue
		}
		before := ""
		for line := range strings.Lines(record) {
			fields := strings.Split(line, "\t")
			if len(fields) < 3 {
				continue
			}
			name, _, _ := strings.Cut(fields[2], "+0x")
			if name == "reflect.Value.call" {
				if strings.Contains(before, "/kernel/cell/host.") {
					return "", false // of the session itself: the code is the cell's own
				}
				return strings.TrimSpace(before), listens
			}
			before = name
			listens = listens || strings.HasSuffix(name, "Listener).Accept") || strings.HasSuffix(name, "Listener).accept")
		}
	}
	return "", false
}
