package kernel

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/notebook"
)

// writeTestNotebook writes a notebook of code cells; a cell that begins with # is Markdown,
// one that begins with "tag:X " has a tag.
func writeTestNotebook(t *testing.T, cells ...string) string {
	t.Helper()
	nb := &notebook.Notebook{Metadata: map[string]any{}}
	for _, src := range cells {
		c := notebook.NewCell(src)
		if strings.HasPrefix(src, "#") {
			c.Kind = notebook.Markdown
		}
		if rest, ok := strings.CutPrefix(src, "tag:"); ok {
			tag, body, _ := strings.Cut(rest, " ")
			c = notebook.NewCell(body, tag)
		}
		nb.Cells = append(nb.Cells, c)
	}
	b, err := nb.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "in.ipynb")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// runTestNotebook runs it and returns the executed notebook and what was printed.
func runTestNotebook(t *testing.T, o RunOptions, cells ...string) (nb *notebook.Notebook, stdout, stderr string, err error) {
	t.Helper()
	noLeaks(t)
	path := writeTestNotebook(t, cells...)
	var so, se bytes.Buffer
	o.Stdout, o.Stderr = &so, &se
	o.Out, o.HTML = filepath.Join(filepath.Dir(path), "out", "o.ipynb"), filepath.Join(filepath.Dir(path), "o.html")
	err = RunNotebook(context.Background(), path, o, Options{Worker: testWorker(), Version: "test"})
	b, e := os.ReadFile(o.Out)
	if e != nil {
		t.Fatal(e)
	}
	if nb, e = notebook.Read(b); e != nil {
		t.Fatal(e)
	}
	if page, e := os.ReadFile(o.HTML); e != nil || !bytes.Contains(page, []byte("</html>")) {
		t.Fatalf("page: %v", e)
	}
	return nb, so.String(), se.String(), err
}

func TestRunNotebook(t *testing.T) {
	nb, stdout, stderr, err := runTestNotebook(t, RunOptions{}, "# Title", "print a\nprint b\ndisplay p id", "", "update q id\nvalue 42", "tag:raises-exception fail on purpose", "tag:skip-execution exit 1", "print last")
	if err != nil {
		t.Fatal(err)
	}
	outs := func(i int) []*notebook.Output { return nb.Cells[i].Outputs }
	if o := outs(1); len(o) != 2 || o[0].Text != "a\nb\n" || string(o[1].Data["text/plain"]) != `"q"` {
		t.Errorf("first cell: got %+v, want joined text and the updated display", o)
	}
	if o := outs(3); len(o) != 1 || o[0].Kind != notebook.Result || *o[0].Count != 2 || *nb.Cells[3].Count != 2 {
		t.Errorf("second cell: got %+v", o)
	}
	if o := outs(4); len(o) != 1 || o[0].Kind != notebook.Error {
		t.Errorf("cell that may fail: got %+v", o)
	}
	if nb.Cells[5].Count != nil || *nb.Cells[6].Count != 4 {
		t.Errorf("got counts %v and %v, want none for the skipped cell and 4 for the last", nb.Cells[5].Count, nb.Cells[6].Count)
	}
	if stdout != "a\nb\n42\nlast\n" {
		t.Errorf("stdout: got %q", stdout)
	}
	if !strings.Contains(stderr, "cell 1 of 6: print a: ok") {
		t.Errorf("stderr: got %q, want progress", stderr)
	}
	if nb.Metadata["kernelspec"] == nil || nb.Metadata["language_info"] == nil {
		t.Errorf("got metadata %v", nb.Metadata)
	}
}

func TestRunNotebookFails(t *testing.T) {
	nb, _, _, err := runTestNotebook(t, RunOptions{}, "print a", "fail here", "print never")
	var failed *CellError
	if !errors.As(err, &failed) || failed.Where != "cell 2 of 3" || failed.Err.Value != "here" || len(failed.Traceback) == 0 {
		t.Fatalf("got error %v", err)
	}
	if len(nb.Cells[0].Outputs) != 1 || nb.Cells[1].Outputs[0].Kind != notebook.Error || nb.Cells[2].Count != nil {
		t.Errorf("got %+v, want everything up to the error", nb.Cells)
	}
}

func TestRunNotebookCrash(t *testing.T) {
	_, _, _, err := runTestNotebook(t, RunOptions{}, "overflow")
	if err == nil || !strings.Contains(err.Error(), "Stack overflow") {
		t.Errorf("got %v", err)
	}
}

func TestRunNotebookTimeout(t *testing.T) {
	began := time.Now()
	nb, _, _, err := runTestNotebook(t, RunOptions{Timeout: 200 * time.Millisecond}, "value 1", "print on\nsleep")
	if err == nil || !strings.Contains(err.Error(), "longer than 200ms") {
		t.Errorf("got %v", err)
	}
	if o := nb.Cells[1].Outputs; len(o) != 2 || o[1].EName != "Timeout" {
		t.Errorf("got %+v, want the text and the time limit", o)
	}
	if d := time.Since(began); d > 3*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestRunNotebookParameters(t *testing.T) {
	nb, stdout, stderr, err := runTestNotebook(t, RunOptions{Params: []Parameter{{Name: "n", Value: "3"}, {Name: "m", Value: "x"}}},
		"tag:parameters // n := 1\nset n 1", "get n")
	if len(nb.Cells) != 3 || !nb.Cells[1].Tagged("injected-parameters") {
		t.Errorf("got %d cells", len(nb.Cells))
	}
	if err == nil { // workertest has no Go: the injected cell is an unknown command to it
		t.Errorf("got no error and %q", stdout)
	}
	if !strings.Contains(stderr, "declares n, m") {
		t.Errorf("stderr: got %q, want the unknown names", stderr)
	}
}

func TestRunNotebookInterrupt(t *testing.T) {
	ch := make(chan os.Signal, 1)
	time.AfterFunc(200*time.Millisecond, func() { ch <- os.Interrupt })
	nb, _, _, err := runTestNotebook(t, RunOptions{Interrupts: ch}, "tag:raises-exception sleep", "print never")
	if err == nil || nb.Cells[1].Count != nil {
		t.Errorf("got error %v and count %v, want the run stopped", err, nb.Cells[1].Count)
	}
}

func TestRunNotebookUnreadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.ipynb")
	os.WriteFile(path, []byte("{"), 0o600)
	if err := RunNotebook(context.Background(), path, RunOptions{}, Options{Worker: testWorker()}); err == nil || !strings.Contains(err.Error(), "x.ipynb") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func runTestScript(t *testing.T, o RunOptions, source string) (stdout, stderr string, err error) {
	t.Helper()
	noLeaks(t)
	path := filepath.Join(t.TempDir(), "s.andor")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	var so, se bytes.Buffer
	o.Stdout, o.Stderr = &so, &se
	err = RunScript(context.Background(), path, o, Options{Worker: testWorker()})
	return so.String(), se.String(), err
}

func TestRunScript(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	stdout, stderr, err := runTestScript(t, RunOptions{Out: dir, Stdin: strings.NewReader("typed\n")},
		"print a\nwarn w\npicture one id\npicture two id\npicture three id\nprint b\npicture four\nask Name?")
	if err != nil {
		t.Fatal(err)
	}
	if want := "a\nPicture one\nPicture three\nb\nPicture four\ntyped\n"; stdout != want {
		t.Errorf("stdout: got %q, want %q", stdout, want)
	}
	if stderr != "w\nName?" {
		t.Errorf("stderr: got %q", stderr)
	}
	for name, want := range map[string]string{"figure-01.png": "three", "figure-02.png": "four"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s: got %q, %v, want %q", name, b, err, want)
		}
	}
	if all, _ := os.ReadDir(dir); len(all) != 2 {
		t.Errorf("got %d files, want 2", len(all))
	}
}

// On a terminal updates overwrite each other in one line, which then makes way.
func TestRunScriptLive(t *testing.T) {
	stdout, stderr, err := runTestScript(t, RunOptions{Terminal: true}, "picture one id\npicture two id\npicture three id\nprint b")
	if want := "Picture one\nPicture three\nb\n"; err != nil || stdout != want {
		t.Errorf("got %q, %v, want %q", stdout, err, want)
	}
	if want := "\r\x1b[KPicture two\r\x1b[KPicture three\r\x1b[K"; stderr != want {
		t.Errorf("got %q, want %q", stderr, want)
	}
}

func TestRunScriptFails(t *testing.T) {
	stdout, _, err := runTestScript(t, RunOptions{}, "print a\nfail b\nprint c")
	var failed *CellError
	if !errors.As(err, &failed) || stdout != "a\n" {
		t.Errorf("got %v and %q", err, stdout)
	}
}
