package kernel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/andor-kernel/andor/internal/files"
	"github.com/andor-kernel/andor/kernel/notebook"
	"github.com/andor-kernel/andor/kernel/worker"
)

// RunScript runs a file in the language of cells, as one cell. What it prints goes to
// o.Stdout, and the text of its value too; figures that it shows are saved in the folder
// o.Out as figure-01.png, ..., the same place again for an update. Parameters take the place
// of the values on the lines that declare them.
func RunScript(ctx context.Context, path string, o RunOptions, k Options) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if o.HTML != "" {
		return errors.New("--html is for notebooks")
	}
	code, err := notebook.SetInScript(string(source), o.Params)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if o.Out != "" {
		if err := os.MkdirAll(o.Out, 0o777); err != nil {
			return err
		}
	}
	r, err := newRunner(o, k)
	if err != nil {
		return err
	}
	defer r.close()
	out := &scriptOutput{o: o, places: make(map[string]string), live: liveLine{w: o.Stderr, terminal: o.Terminal}}
	if o.Stdin != nil {
		out.in = bufio.NewReader(o.Stdin)
	}
	outcome := r.execute(ctx, Request{Code: code, Name: filepath.Base(path)}, out)
	out.settle()
	if outcome.Status != nil {
		return errors.Join(out.err, exited(*outcome.Status))
	}
	if outcome.Err != nil {
		return &CellError{Where: path, Traceback: outcome.Err.Traceback, Err: outcome.Err}
	}
	return out.err
}

// scriptOutput is a terminal and a folder.
type scriptOutput struct {
	o  RunOptions
	in *bufio.Reader

	mu      sync.Mutex
	live    liveLine
	figures int
	places  map[string]string // display id -> figure, without its extension
	pending string            // text of the last update, shown when something else comes
	err     error
}

func (s *scriptOutput) Stream(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flush()
	if name == "stderr" {
		io.WriteString(s.o.Stderr, text)
		return
	}
	io.WriteString(s.o.Stdout, text)
}

// Display prints the text of a display. Of updates, which may come many times a second,
// only the last before other output is printed; a terminal shows the others as they come.
func (s *scriptOutput) Display(d Display) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text := string(d.Bundle["text/plain"]); d.Update {
		s.pending = text
		s.live.show(d.ID, text)
	} else {
		s.flush()
		s.print(text)
	}
	s.save(d)
}

func (s *scriptOutput) Result(_ int, d Display) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flush()
	s.print(string(d.Bundle["text/plain"]))
	s.save(d)
}

func (s *scriptOutput) print(text string) {
	if text != "" {
		fmt.Fprintln(s.o.Stdout, text)
	}
}

// flush prints what the last update said.
func (s *scriptOutput) flush() {
	s.live.clear()
	s.print(s.pending)
	s.pending = ""
}

func (s *scriptOutput) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flush()
}

// extensions of the picture types that a figure is saved in.
var extensions = map[string]string{"image/png": ".png", "image/svg+xml": ".svg", "image/jpeg": ".jpg", "application/pdf": ".pdf"}

// save writes the pictures of a display; all types of one display share a name.
func (s *scriptOutput) save(d Display) {
	if s.o.Out == "" {
		return
	}
	place := s.places[d.ID] // of an update; "" is never a key
	for mime, ext := range extensions {
		data := d.Bundle[mime]
		if len(data) == 0 {
			continue
		}
		if place == "" {
			s.figures++
			place = filepath.Join(s.o.Out, fmt.Sprintf("figure-%02d", s.figures))
		}
		if err := files.Write(place+ext, data); err != nil {
			s.err = fmt.Errorf("save figure: %w", err)
		}
	}
	if d.ID != "" && place != "" {
		s.places[d.ID] = place
	}
}

func (s *scriptOutput) Clear(bool) {}

// Comm drops what is said to a front end: there is none.
func (s *scriptOutput) Comm(worker.Comm) {}

// Error is printed by whoever called RunScript, with the traceback.
func (s *scriptOutput) Error(*worker.Error) {}

func (s *scriptOutput) Input(ctx context.Context, prompt string, password bool) (string, error) {
	if s.in == nil || password {
		return "", errors.New("this run has no terminal to ask on")
	}
	fmt.Fprint(s.o.Stderr, prompt)
	type answer struct {
		line string
		err  error
	}
	ch := make(chan answer, 1)
	go func() {
		line, err := s.in.ReadString('\n')
		ch <- answer{line, err}
	}()
	select {
	case a := <-ch:
		if a.err != nil {
			return a.line, a.err
		}
		return trimLine(a.line), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func trimLine(s string) string {
	for len(s) > 0 && (s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}
