package host

import (
	"errors"
	"io"
	"os"
	"strings"
	"sync"
)

// endOfInput are the answers that end the input, as Ctrl-D does in a terminal: the sign that
// consoles send for it, and what a user can type where there is only a box for a line.
var endOfInput = []string{"\x04", "^D"}

// stdin is the standard input of cells. Whoever reads it, the user is asked for a line; what
// a reader leaves of the line is there for the next.
type stdin struct {
	s *Runtime

	mu   sync.Mutex
	rest []byte
}

// Stdin returns what cells read: each read asks for a line when nothing is left of the last.
func (s *Runtime) Stdin() io.Reader { return &s.stdin }

func (in *stdin) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.rest) == 0 {
		line, err := in.ask()
		if err != nil {
			return 0, err
		}
		in.rest = line
	}
	n := copy(b, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}

// ask returns the next line, with its end.
func (in *stdin) ask() ([]byte, error) {
	ctx := in.s.context()
	line, err := in.s.env.Ask(ctx)
	if r := in.s.current(); ctx.Err() != nil && r != nil && r.Ctx == ctx {
		r.park()
	}
	switch {
	case errors.Is(err, io.EOF) && line != "":
		return []byte(line), nil // a last line without an end
	case err != nil:
		return nil, err
	}
	for _, end := range endOfInput {
		if line == end {
			return nil, io.EOF
		}
	}
	if text, ok := strings.CutSuffix(line, "\x04"); ok {
		return []byte(text), nil
	}
	return []byte(line + "\n"), nil
}

// newCell drops the end of a line that a reader of the cell before has left, as fmt.Scan
// does: the next cell asks anew. What a goroutine reads just now is left to it.
func (in *stdin) newCell() {
	if !in.mu.TryLock() {
		return
	}
	defer in.mu.Unlock()
	if strings.TrimSpace(string(in.rest)) == "" {
		in.rest = nil
	}
}

// stdinFile is os.Stdin where it is read: it asks, and is the file in all else.
type stdinFile struct {
	*os.File
	in *stdin
}

func (f stdinFile) Read(b []byte) (int, error) { return f.in.Read(b) }

// WriteTo is io.WriterTo.
func (f stdinFile) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{f.in})
}

// hostInput returns what stands for a file where it becomes an interface that reads, or is
// read itself: the file, unless it is the standard input.
func (s *Runtime) hostInput(f *os.File) any {
	if f == nil || f != s.file {
		return f
	}
	return stdinFile{f, &s.stdin}
}
