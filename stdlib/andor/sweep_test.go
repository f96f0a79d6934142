package andor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/outside"
)

// sweepOf is four values of k by two seeds.
func sweepOf(d *Data) []*Run {
	var runs []*Run
	for _, k := range []string{"1", "4"} {
		for seed := 1; seed <= 2; seed++ {
			g := NewNet("G").Stage("z", Normal(8)).Stage("object", FC(4, 4, 16), TopKPer(k, PerPosition)).Stage("image", Up(8), Conv(3), Tanh())
			runs = append(runs, NewRun(fmt.Sprintf("k%s_s%d", k, seed), g, nil, d, "batch 8", "iterations 4", fmt.Sprint("seed ", seed)))
		}
	}
	return runs
}

// TestSweep: a sweep that was stopped in its third run goes on in another folder, without its
// declarations, to the bits of one that was never stopped.
func TestSweep(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	d := Scenes(24, 32, 1)
	whole := NewSweep("whole", sweepOf(d)...).Train()
	if whole.Err() != nil {
		t.Fatal(whole.Err())
	}
	runs := sweepOf(d)
	s := NewSweep("k", runs...)
	if err := s.list(); err != nil { // as Train does first
		t.Fatal(err)
	}
	for _, r := range []*Run{runs[0].Train(), runs[1].Train(), runs[2].TrainFor(2)} {
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
	}

	elsewhere := filepath.Join(t.TempDir(), "moved", "k")
	if err := os.MkdirAll(filepath.Dir(elsewhere), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.folder, elsewhere); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ANDOR_RUNS", t.TempDir())
	back := LoadSweep(elsewhere)
	if back.Err() != nil {
		t.Fatal(back.Err())
	}
	if got := back.String(); !strings.Contains(got, "2 of 4 runs done") || !strings.Contains(got, "not begun") || !strings.Contains(got, "2 of 4") {
		t.Errorf("loaded: got %s", got)
	}
	if back.Train().Err() != nil {
		t.Fatal(back.Err())
	}
	for i, r := range back.Runs() {
		a, b := r.Score(), whole.Runs()[i].Score()
		if a.Err() != nil || a.PerPixel != b.PerPixel || r.Iteration() != 4 {
			t.Errorf("%s: got %v at iteration %d, want %v", r.spec.Name, a.PerPixel, r.Iteration(), b.PerPixel)
		}
	}
	table := back.String()
	for _, want := range []string{"4 of 4 runs done", "object topk(1, per: position)", "object topk(4, per: position)", "seed 2", "4 of 4", "of the mean image"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
	if rows := strings.Count(back.Table().CSV(), "\n"); rows != 5 {
		t.Errorf("CSV has %d lines, want 5", rows)
	}
	if err := back.Compare().Err(); err != nil {
		t.Error(err)
	}
	if back.Run("k4_s2").Iteration() != 4 || back.Run("k9").Err() == nil {
		t.Error("Run finds a run by name, and says which there are")
	}
	before, err := os.Stat(filepath.Join(elsewhere, "k1_s1.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	LoadSweep(elsewhere).Train() // has nothing to do
	if after, err := os.Stat(filepath.Join(elsewhere, "k1_s1.safetensors")); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("a sweep that was done wrote again: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(elsewhere, "*-1*")); len(left) > 0 {
		t.Errorf("the sweep moved its own files aside: %v", left)
	}
}

// watchTexts calls a func with the text of whatever is displayed, until the func it returns
// is called.
func watchTexts(f func(text string)) (back func()) {
	return outside.Change(func(o *outside.Outside) {
		o.Display = func(bundle map[string][]byte, _ string, _ bool) { f(string(bundle["text/plain"])) }
	})
}

// TestSweepAgain: the same declarations in a fresh session go on where the files are; other
// ones under the same names are trained anew, and the old files stay.
func TestSweepAgain(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	d := Scenes(24, 32, 1)
	if err := NewSweep("k", sweepOf(d)...).Train().Err(); err != nil {
		t.Fatal(err)
	}
	again := NewSweep("k", sweepOf(d)...)
	if got := again.String(); !strings.Contains(got, "4 of 4 runs done") {
		t.Errorf("got %s", got)
	}
	other := NewRun("k1_s1", tiny(), nil, d, "batch 8", "iterations 2")
	if s := NewSweep("k", other).Train(); s.Err() != nil || other.Iteration() != 2 {
		t.Errorf("got %v at iteration %d", s.Err(), other.Iteration())
	}
	if old := Load("k/k1_s1-1"); old.Err() != nil || old.Iteration() != 4 {
		t.Errorf("the run before: got %v", old)
	}
	if table := Runs().String(); !strings.Contains(table, "k/k1_s1-1") || !strings.Contains(table, "k/k4_s2") {
		t.Errorf("Runs lacks those of the sweep:\n%s", table)
	}
	for name, s := range map[string]*Sweep{
		"two runs are called": NewSweep("k", other, other), "got no runs": NewSweep("k"), "without a path": NewSweep("a/b", other), "there is no sweep.json": LoadSweep("none"),
	} {
		if err := s.Err(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
	}
}
