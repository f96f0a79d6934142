package host

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Run is what is known here of a cell that runs.
type Run struct {
	Ctx    context.Context
	Begun  chan struct{} // closed when the cell's statements begin
	Halted chan struct{} // closed when the interpreter has been told of an interrupt
	Exited chan int      // takes the status that the cell leaves its program with; nil: it may not
	Result any           // what the statements panicked with, nil if they did not

	mu     sync.Mutex
	frames []Frame // of the funcs that a panic went through, innermost first
}

// Frame is one func that a panic went through, as the interpreter reports it.
type Frame struct {
	Func      string
	Line, Col int // in the interpreter's count
}

// NewRun makes a run that has not begun. It is interrupted when ctx is done.
func NewRun(ctx context.Context) *Run {
	return &Run{Ctx: ctx, Begun: make(chan struct{}), Halted: make(chan struct{})}
}

// TakeFrames returns the frames of the panic so far, and forgets them.
func (r *Run) TakeFrames() []Frame {
	r.mu.Lock()
	defer r.mu.Unlock()
	frames := r.frames
	r.frames = nil
	return frames
}

// Depth is how many frames there are.
func (r *Run) Depth() int { return len(r.frames) }

// frameLine is what the interpreter prints for each func that a panic goes through.
var frameLine = regexp.MustCompile(`^` + names.FileName + `:(\d+):(\d+): panic: (.*)\(\.\.\.\)\n$`)

// TakeFrame keeps the frame that the interpreter prints, and reports whether the text is one.
func (s *Runtime) TakeFrame(text string) bool {
	if !strings.Contains(text, ": panic: ") {
		return false
	}
	m := frameLine.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if r := s.current(); r != nil {
		line, _ := strconv.Atoi(m[1])
		col, _ := strconv.Atoi(m[2])
		r.mu.Lock()
		r.frames = append(r.frames, Frame{m[3], line, col})
		r.mu.Unlock()
	}
	return true
}

// hostRun runs the statements of a cell and keeps their panic. A cell that is
// interrupted before it begins does not.
func (s *Runtime) hostRun(body func()) {
	r := s.current()
	close(r.Begun)
	defer func() {
		if v := recover(); v != nil {
			r.Result = v
		}
	}()
	if r.Ctx.Err() != nil {
		return
	}
	body()
}
