//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRunWritesWhatPathsMean: --out and --html write through links and into pipes, make
// folders, keep a file's mode, and an output that cannot be written is a failure.
func TestRunWritesWhatPathsMean(t *testing.T) {
	book := write(t, "n.ipynb", `{"cells":[{"cell_type":"code","id":"a","metadata":{},"execution_count":null,"outputs":[],"source":"1 + 1"}],"metadata":{},"nbformat":4,"nbformat_minor":5}`)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(at("target.html"), []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("target.html", at("link.html")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(at("pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	read := make(chan string, 1)
	go func() {
		b, err := os.ReadFile(at("pipe"))
		if err != nil {
			b = []byte(err.Error())
		}
		read <- string(b)
	}()
	status, _, errs := command(t, "run", book, "--html", at("link.html"), "--out", at("pipe"))
	if status != ok {
		t.Fatalf("got status %d: %s", status, errs)
	}
	select {
	case got := <-read:
		if !strings.Contains(got, `"nbformat": 4`) {
			t.Errorf("the pipe's reader got %.100q", got)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the pipe's reader got nothing")
	}
	if i, err := os.Lstat(at("pipe")); err != nil || i.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("the pipe became %v, %v", i, err)
	}
	if i, err := os.Lstat(at("link.html")); err != nil || i.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link became %v, %v", i, err)
	}
	page, err := os.ReadFile(at("target.html"))
	if i, e := os.Stat(at("target.html")); err != nil || e != nil || i.Mode() != 0o640 || !strings.Contains(string(page), "</html>") {
		t.Errorf("the page: %.40q with mode %v", page, i.Mode())
	}
	if status, _, errs := command(t, "run", book, "--out", at("new/folder/o.ipynb")); status != ok {
		t.Errorf("a folder to be made: got %d: %s", status, errs)
	}
	if status, _, errs := command(t, "run", book, "--out", at("target.html/o.ipynb")); status != failed || !strings.Contains(errs, "not a directory") {
		t.Errorf("below a file: got %d: %s", status, errs)
	}
	if status, _, errs := command(t, "run", book, "--out", dir); status != failed || !strings.Contains(errs, "name a file in it") {
		t.Errorf("a folder: got %d: %s", status, errs)
	}
}

// TestRunFailsWithUnsavedFigures: a script that could not save what it was to save does not
// exit with 0, wherever the Save stands.
func TestRunFailsWithUnsavedFigures(t *testing.T) {
	const head = "net G {\n  z normal(4)\n  object fc(4x4x8) topk(2, per: position)\n  image up(8) conv(3) tanh\n}\ndata d { from scenes  take 4  size 32x32 }\n" +
		"train r { actor G  critic none  data d  iterations 1  batch 2 }\nr.Train()\n"
	t.Setenv("ANDOR_RUNS", t.TempDir())
	file := write(t, "file", "")
	for _, body := range []string{
		"r.Samples(2).Save(\"" + file + "/s.png\")\nfmt.Println(\"and then\")\n",
		"r.Samples(2).Save(\"" + file + "/s.png\")\n",
		"r.Samples(2).Save(\"s.eps\")\nfmt.Println(\"and then\")\n",
		"r.Basis(\"prat\")\n",
		"r.Save(\"" + file + "/r\")\nfmt.Println(\"and then\")\n",
		"r.History().Save(\"h.txt\")\nfmt.Println(\"and then\")\n",
		"andor.Runs().Save(\"runs.doc\")\nfmt.Println(\"and then\")\n",
		"fmt.Errorf(\"an error\")\n",
	} {
		if status, out, errs := command(t, "run", write(t, "s.andor", head+body)); status != failed || strings.Contains(out, "and then") {
			t.Errorf("%s: got status %d\n%s", body, status, errs)
		}
	}
	// The folder of figures itself.
	if status, _, errs := command(t, "run", write(t, "s.andor", head), "--out", filepath.Join(file, "figures")); status != failed || !strings.Contains(errs, "not a directory") {
		t.Errorf("figures below a file: got %d %s", status, errs)
	}
}
