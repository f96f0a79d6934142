package worker

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
)

// Crash says why a child has ended.
type Crash struct {
	Reason string // one clause, e.g. "stack overflow: a function calls itself without end"
	Text   string // what the Go runtime wrote while dying, cut to a readable length; may be empty
}

func (c *Crash) Error() string { return c.Reason }

// fatalText keeps back what looks like the Go runtime's last words, from the line that
// announces them to the next mark. A child that lives writes that mark, and the text was
// the user's own; one that dies does not, and the text explains the crash.
type fatalText struct {
	mu   sync.Mutex
	held []byte
	line []byte // the present line so far, to recognise its beginning
}

var fatalHeads = [][]byte{[]byte("fatal error: "), []byte("panic: "), []byte("runtime: goroutine stack exceeds"),
	[]byte("unexpected fault address"), []byte("SIGSEGV: "), []byte("SIGBUS: "), []byte("SIGABRT: "), []byte("runtime: out of memory"),
	[]byte("runtime/cgo: pthread_create failed")}

const maxHeld = 256 << 10

// filter returns what can be shown now. released is true when the text ends at a mark.
func (h *fatalText) filter(text []byte, released bool) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	var show []byte
	if len(h.held) > 0 {
		h.keep(text)
	} else if at := h.announced(text); at >= 0 {
		show = append(show, text[:at]...)
		h.keep(text[at:])
	} else {
		show = text
	}
	if released && len(h.held) > 0 {
		show = append(append([]byte(nil), show...), h.held...)
		h.held = nil
	}
	return show
}

// keep adds to the held text; beyond maxHeld only the beginning matters.
func (h *fatalText) keep(text []byte) {
	if room := maxHeld - len(h.held); room > 0 {
		h.held = append(h.held, text[:min(room, len(text))]...)
	}
}

// announced is the offset of a line that begins like the runtime's last words, or -1. Lines
// are recognised when they begin in this piece; the runtime writes its heads in one go.
func (h *fatalText) announced(text []byte) int {
	for at := 0; at < len(text); {
		fresh := at > 0 || len(h.line) == 0
		end := bytes.IndexByte(text[at:], '\n')
		if fresh {
			for _, head := range fatalHeads {
				if bytes.HasPrefix(text[at:], head) {
					return at
				}
			}
		}
		if end < 0 {
			h.line = append(h.line[:0], 'x')
			return -1
		}
		h.line = h.line[:0]
		at += end + 1
	}
	return -1
}

func (h *fatalText) take() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.held)
}

// explain makes the sentence from how the process ended and what it wrote. killed says
// that the parent did it on purpose.
func explain(state *os.ProcessState, text string, killed bool) *Crash {
	c := &Crash{Text: trimTrace(text)}
	switch fatal := lineAfter(text, "fatal error: "); {
	case killed:
		c.Reason, c.Text = "the cell was killed by a second interrupt", ""
	case fatal == "stack overflow" || strings.Contains(text, "goroutine stack exceeds"):
		c.Reason = "stack overflow: a function calls itself without end"
	case strings.HasPrefix(fatal, "concurrent map"):
		c.Reason = fatal + ": goroutines use a map at the same time; guard it with a sync.Mutex"
	case strings.Contains(fatal, "out of memory") || strings.Contains(fatal, "cannot allocate memory"):
		c.Reason = "out of memory: the cell asked for more than this machine gives"
	case fatal == "" && runtimeFault.MatchString(text):
		c.Reason = "out of memory, most likely: the Go runtime failed in itself"
	case fatal != "":
		c.Reason = "the Go runtime stopped: " + fatal
	case lineAfter(text, "panic: ") != "":
		c.Reason = "panic in a goroutine: " + lineAfter(text, "panic: ")
	case state == nil:
		c.Reason = "the worker process ended"
	case state.ExitCode() >= 0:
		c.Reason = fmt.Sprintf("the cell ended its process by os.Exit(%d)", state.ExitCode())
	default:
		c.Reason = fmt.Sprintf("the worker process ended by %s (out of memory, or killed from outside)", state)
	}
	return c
}

// runtimeFault is how the runtime dies where it does not look whether there was memory: for a
// thread, or for a queue of its collector.
var runtimeFault = regexp.MustCompile(`^(?:runtime/cgo: pthread_create failed|SIG(?:SEGV|ABRT): [^\n]*\nPC=[^\n]*\n\ngoroutine 0 )`)

// lineAfter is the rest of the first line that begins with head.
func lineAfter(text, head string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, head); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// trimTrace keeps what the runtime announces, and of the first goroutine the names of the
// funcs that are neither the runtime's nor the interpreter's: those two fill pages and say
// nothing about the cell.
func trimTrace(text string) string {
	var keep []string
	inside := false // in the first goroutine's frames
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "goroutine ") || strings.HasPrefix(line, "runtime stack:") {
			if inside && strings.HasPrefix(line, "goroutine ") {
				break
			}
			inside = strings.HasPrefix(line, "goroutine ") || inside
			continue
		}
		switch {
		case !inside && (strings.HasPrefix(line, "\t") || internalFrame(line) && !announces(line)):
		case !inside:
			keep = append(keep, line)
		case line == "" || strings.HasPrefix(line, "\t") || internalFrame(line):
		default:
			keep = append(keep, "  in "+line[:max(strings.LastIndexByte(line, '('), 0)])
		}
		if len(keep) == 12 {
			break
		}
	}
	return strings.TrimSpace(strings.Join(keep, "\n"))
}

func announces(line string) bool {
	for _, head := range fatalHeads {
		if strings.HasPrefix(line, string(head)) {
			return true
		}
	}
	return false
}

func internalFrame(line string) bool {
	for _, p := range []string{"runtime.", "runtime/", "runtime: sp=", "reflect.", "internal/", "github.com/traefik/yaegi", "panic(", "created by ", "...", "os.", "syscall."} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}
