package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/andor-kernel/andor/internal/files"
	"github.com/andor-kernel/andor/kernel/notebook"
	"github.com/andor-kernel/andor/kernel/widgets"
	"github.com/andor-kernel/andor/kernel/wire"
	"github.com/andor-kernel/andor/kernel/worker"
)

// Parameter is a value for a notebook's parameters cell.
type Parameter = notebook.Parameter

// ParseParameter reads "name=value".
func ParseParameter(s string) (Parameter, error) { return notebook.ParseParameter(s) }

// RunNotebook executes a notebook's code cells in order, as "Run All" in Jupyter would but
// in the caller's folder, so that a path among the parameters means what it means in the
// shell. Cells tagged "skip-execution" are left alone, and one tagged "raises-exception"
// may fail. At the first other failure it stops, writes what there is, and returns a
// *CellError. Where a cell calls os.Exit it stops too, with an *ExitError unless the status
// is 0.
func RunNotebook(ctx context.Context, path string, o RunOptions, k Options) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	nb, err := notebook.Read(text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if unknown := nb.Inject(o.Params); len(unknown) > 0 {
		fmt.Fprintf(o.Stderr, "andor-kernel: no cell tagged \"parameters\" declares %s: declared anew\n", strings.Join(unknown, ", "))
	}
	r, err := newRunner(o, k)
	if err != nil {
		return err
	}
	defer r.close()
	describeKernel(nb, k.Version)
	failed := r.cells(ctx, nb)
	return errors.Join(failed, writeNotebook(nb, path, o))
}

// describeKernel records what has executed the notebook, as Jupyter does when it saves.
func describeKernel(nb *notebook.Notebook, version string) {
	if _, has := nb.Metadata["kernelspec"]; !has {
		nb.Metadata["kernelspec"] = map[string]any{"display_name": "andor", "language": Language, "name": "andor"}
	}
	nb.Metadata["language_info"] = languageInfo(version)
}

// cells executes all code cells; outputs of an earlier execution are removed first.
func (r *runner) cells(ctx context.Context, nb *notebook.Notebook) error {
	total := 0
	for i := range nb.Cells {
		if c := &nb.Cells[i]; c.Kind == notebook.Code {
			c.Outputs, c.Count = nil, nil
			total++
		}
	}
	out := &notebookOutput{rec: notebook.NewRecorder(), stdout: r.o.Stdout, stderr: r.o.Stderr, live: liveLine{w: r.o.Stderr, terminal: r.o.Terminal}}
	number := 0
	for i := range nb.Cells {
		c := &nb.Cells[i]
		if c.Kind != notebook.Code {
			continue
		}
		number++
		if strings.TrimSpace(c.Source) == "" || c.Tagged("skip-execution") {
			continue
		}
		where := fmt.Sprintf("cell %d of %d", number, total)
		note := progress{w: r.o.Stderr, terminal: r.o.Terminal}
		note.begin(where, c.Source)
		out.begin(c)
		began := time.Now()
		outcome := r.execute(ctx, Request{Code: c.Source, Store: true}, out)
		if outcome.Page != nil { // there is no pager: it becomes the cell's value
			out.Result(outcome.Count, Display{Bundle: outcome.Page})
		}
		out.end(outcome, began, time.Now())
		note.end(outcome.Err == nil, time.Since(began))
		if outcome.Status != nil {
			return exited(*outcome.Status)
		}
		if e := outcome.Err; e != nil && (e.Interrupted || !c.Tagged("raises-exception")) {
			return &CellError{Where: where, Traceback: e.Traceback, Err: e}
		}
	}
	return nil
}

// writeNotebook writes the files that were asked for.
func writeNotebook(nb *notebook.Notebook, path string, o RunOptions) error {
	var failed error
	write := func(file string, make func() ([]byte, error)) {
		if file == "" {
			return
		}
		b, err := make()
		if err == nil {
			err = files.Write(file, b)
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("write %s: %w", file, err))
		}
	}
	write(o.Out, nb.Marshal)
	write(o.HTML, func() ([]byte, error) {
		return nb.HTML(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
	})
	return failed
}

// notebookOutput records outputs in the present cell and passes text on.
type notebookOutput struct {
	stdout, stderr io.Writer

	mu   sync.Mutex
	live liveLine
	rec  *notebook.Recorder
	cell *notebook.Cell
}

func (n *notebookOutput) begin(c *notebook.Cell) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cell = c
	n.rec.Begin(c)
}

// end stores the cell's count and times, and the error if the run has made it (a time limit).
func (n *notebookOutput) end(o Outcome, began, ended time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.live.clear()
	n.cell.Count = &o.Count
	const iso = "2006-01-02T15:04:05.000000Z"
	n.cell.Metadata["execution"] = map[string]any{"iopub.execute_input": began.UTC().Format(iso), "shell.execute_reply": ended.UTC().Format(iso)}
	if o.Err == nil || o.Err.Name != "Timeout" {
		return
	}
	if k := len(n.cell.Outputs) - 1; k >= 0 && n.cell.Outputs[k].Kind == notebook.Error {
		n.cell.Outputs = n.cell.Outputs[:k]
	}
	n.rec.Error(o.Err.Name, o.Err.Value, o.Err.Traceback)
}

func (n *notebookOutput) Stream(name, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.live.clear()
	n.rec.Stream(name, text)
	if name == "stderr" {
		io.WriteString(n.stderr, text)
		return
	}
	io.WriteString(n.stdout, text)
}

func (n *notebookOutput) Display(d Display) {
	n.mu.Lock()
	defer n.mu.Unlock()
	data, metadata := stored(d)
	if d.Update {
		n.live.show(d.ID, string(d.Bundle["text/plain"]))
		n.rec.Update(data, metadata, d.ID)
		return
	}
	n.rec.Display(data, metadata, d.ID)
}

func (n *notebookOutput) Result(count int, d Display) {
	n.mu.Lock()
	defer n.mu.Unlock()
	data, metadata := stored(d)
	n.rec.Result(count, data, metadata)
	n.live.clear()
	if text := string(d.Bundle["text/plain"]); text != "" {
		fmt.Fprintln(n.stdout, head(text, maxResultLines))
	}
}

// maxResultLines of a cell's value are printed; all of it is in the notebook.
const maxResultLines = 24

// head is the first lines of a text, and how many are left out.
func head(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) <= n+1 {
		return strings.Join(lines, "\n")
	}
	return fmt.Sprintf("%s\n... %d more lines", strings.Join(lines[:n], "\n"), len(lines)-n)
}

func (n *notebookOutput) Clear(wait bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rec.Clear(wait)
}

// Comm drops what is said to a front end: there is none.
func (n *notebookOutput) Comm(worker.Comm) {}

func (n *notebookOutput) Error(e *worker.Error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := errorContent(e)
	n.rec.Error(c.Name, c.Value, c.Traceback)
}

func (n *notebookOutput) Input(context.Context, string, bool) (string, error) {
	return "", errors.New("a notebook that runs without a front end cannot ask for input: make it a parameter")
}

// stored is a display as a file keeps it. A view of a control is left out: whoever opens
// the file would find nothing behind it, and can show the text or picture beside it.
func stored(d Display) (map[string]json.RawMessage, map[string]any) {
	data := wire.NewData(d.Bundle)
	delete(data, widgets.ViewType)
	return data, wire.PictureMetadata(d.Bundle, d.Metadata)
}

// progress notes on the terminal which cell runs and how long it took.
type progress struct {
	w        io.Writer
	terminal bool
	text     string
}

func (p *progress) begin(where, source string) {
	p.text = where + ": " + firstLine(source)
	if p.terminal {
		fmt.Fprintf(p.w, "\x1b[2m%s\x1b[0m\n", p.text)
	}
}

func (p *progress) end(ok bool, took time.Duration) {
	status := "ok"
	if !ok {
		status = "FAILED"
	}
	if p.terminal {
		fmt.Fprintf(p.w, "\x1b[2m  %s, %s\x1b[0m\n", status, readable(took))
		return
	}
	fmt.Fprintf(p.w, "%s: %s, %s\n", p.text, status, readable(took))
}

func readable(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

// firstLine is the first telling line of a cell, cut to fit.
func firstLine(source string) string {
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		if r := []rune(line); len(r) > 60 {
			return string(r[:57]) + "..."
		}
		return line
	}
	return "(comment)"
}
