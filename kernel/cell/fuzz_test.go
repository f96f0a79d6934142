package cell

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andor-kernel/andor/kernel/cell/text"
)

// FuzzSplit: the items of any text lie in it, in order and apart, and hold all of its
// words that are not comments.
func FuzzSplit(f *testing.F) {
	for _, code := range seeds(f) {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		at := 0
		for _, it := range text.SplitGo(code, 0, len(code)) {
			if it.Start < at || it.End < it.Start || it.End > len(code) {
				t.Fatalf("got an item at [%d, %d) after %d of %d bytes", it.Start, it.End, at, len(code))
			}
			at = it.End
		}
	})
}

// FuzzCell: no text brings a session down, whatever it is asked about it; the session
// works afterwards. Cells are checked and compiled, not run.
func FuzzCell(f *testing.F) {
	for _, code := range seeds(f) {
		f.Add(code, len(code)/2)
	}
	s, _ := newTestSession(f)
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // before it begins, so that nothing of the text runs
	n := 0
	f.Fuzz(func(t *testing.T, code string, cursor int) {
		if n++; n%500 == 0 {
			s, _ = newTestSession(t)
		}
		if strings.Contains(code, "%") || strings.Contains(code, "data") {
			return // files
		}
		r := s.Run(ctx, Cell{Code: code, Number: 1})
		if r.Err != nil && r.Err.Name == "InternalError" && !strings.Contains(r.Err.Value, "yaegi") {
			t.Logf("%s", strings.Join(r.Err.Traceback, "\n"))
		}
		s.Complete(code, cursor)
		s.Inspect(code, cursor, 1)
		s.IsComplete(code)
		ok, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if r := s.Run(ok, Cell{Code: "40 + 2", Number: 2}); r.Err != nil || string(r.Value["text/plain"]) != "42" {
			t.Fatalf("after %q: got %+v, want 42", code, r)
		}
	})
}

func seeds(f *testing.F) []string {
	var out []string
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, corpusCells(string(b))...)
	}
	return append(out, "", "\x00", "`", "\"", "/*", "func", "func (", "func(", "for ;;", "}", "x.", "%", "!", "%%file", "net G {", "let", "é := 1\né", "\tx", ";;", "if x := (T{}); x", "\xff")
}
