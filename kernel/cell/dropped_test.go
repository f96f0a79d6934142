package cell

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFailuresEndTheCell: what fails within a cell and is not taken by it is the cell's
// failure, wherever it stands; what is taken is not.
func TestFailuresEndTheCell(t *testing.T) {
	s, h := newTestSession(t)
	dir := t.TempDir()
	below := filepath.Join(dir, "file", "x") // where nothing can be written
	if err := os.WriteFile(filepath.Dir(below), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := say(s, h, 1, `net G {
  z normal(4)
  object fc(4x4x8) topk(2, per: position)
  image up(8) conv(3) tanh
}
data d { from scenes  take 4  size 32x32  seed 1 }
train r { actor G  critic none  data d  iterations 1  batch 2 }
r.Train()
bad := `+"`"+below+"`\n1"); !strings.HasSuffix(out, "\n1\n") {
		t.Fatal(out)
	}
	for _, c := range []struct{ name, code, want, printed string }{
		{"last", "r.Samples(1).Save(bad + `.png`)", "not a directory", ""},
		{"in the middle", "r.Samples(1).Save(bad + `.png`)\nfmt.Println(1)", "not a directory", ""},
		{"muted", "r.Samples(1).Save(bad + `.png`);", "not a directory", ""},
		{"in a func", "save := func() { r.Samples(1).Save(bad + `.svg`) }\nsave()\nfmt.Println(1)", "not a directory", ""},
		{"in a loop", "for i := range 3 { fmt.Print(i); r.Save(bad) }", "not a directory", "0"},
		{"another ending", "r.Samples(1).Save(bad + `.eps`)\nfmt.Println(1)", `got extension ".eps"`, ""},
		{"a figure", "r.Basis(`prat`)", "prat", ""},
		{"a figure in the middle", "r.Basis(`prat`)\nfmt.Println(1)", "prat", ""},
		{"a figure among others", "r.Samples(1), r.Basis(`prat`)", "prat", ""},
		{"a run", "r.TrainFor(0)\nfmt.Println(1)", "TrainFor", ""},
	} {
		out := s.Run(context.Background(), Cell{Code: c.code, Number: 2})
		printed := h.take()
		if out.Err == nil || !strings.Contains(out.Err.Value, c.want) || printed != c.printed {
			t.Errorf("%s: got %+v and %q printed, want a failure that says %q", c.name, out.Err, printed, c.want)
		}
		if strings.Contains(c.code, "\nfmt") && out.Err != nil && !strings.Contains(strings.Join(out.Err.Traceback, "\n"), "line") {
			t.Errorf("%s: the traceback names no line: %q", c.name, out.Err.Traceback)
		}
		say(s, h, 1, "r = andor.NewRun(`r`, G, nil, d, `iterations 1`, `batch 2`).Train()")
	}
	for _, code := range []string{
		"_ = r.Samples(1).Save(bad + `.png`)\n1",
		"if err := r.Samples(1).Save(bad + `.png`); err != nil { fmt.Print() }\n1",
		"err := r.Save(bad)\nerr != nil, 1",
		"good := filepath.Join(`" + dir + "`, `made`, `s.png`)\nr.Samples(1).Save(good)\n1",
		"func() error { r.Samples(1).Save(filepath.Join(`" + dir + "`, `t.png`)); return nil }() == nil, 1",
	} {
		if out := s.Run(context.Background(), Cell{Code: code, Number: 2}); out.Err != nil || !strings.HasSuffix(string(out.Value["text/plain"]), "1") {
			t.Errorf("%s: got %+v, %q", code, out.Err, out.Value["text/plain"])
		}
	}
}
