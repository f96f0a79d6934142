package andor

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/train"
)

// TestRepeat: each seed is the run it would be alone; figures and scores speak of all;
// loaded again, the seeds go on to the same bits.
func TestRepeat(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ANDOR_RUNS", dir)
	set := func(more ...string) *Run {
		return NewRun("run1", tiny(), critic(), Scenes(24, 32, 1), append([]string{"batch 8", "iterations 6", "save { iterations 3 }"}, more...)...)
	}
	r := set("repeat 3").Train()
	if r.Err() != nil || len(r.Seeds()) != 3 || !strings.Contains(r.String(), "seed 1 to 3") || !strings.Contains(r.String(), "3 of 3 seeds done") {
		t.Fatalf("got %v with %d seeds and error %v", r, len(r.Seeds()), r.Err())
	}
	alone := set("seed 2").Train()
	second := r.Seeds()[1]
	if a, b := alone.History(), second.History(); len(a) != 6 || len(b) != 6 || a[5].Recon != b[5].Recon {
		t.Errorf("seed 2 differs from a run of its own: got %v, want %v", b, a)
	}
	if s := r.Score(); len(s.Seeds) != 3 || !strings.Contains(s.String(), "3 seeds") || !strings.Contains(s.String(), " ± ") {
		t.Errorf("got %v, want a score of 3 seeds", s)
	}
	if f := r.Curves(); f.Err() != nil {
		t.Error(f.Err())
	}
	if paths, _ := filepath.Glob(filepath.Join(dir, "run1_seed[23].safetensors")); len(paths) != 2 {
		t.Errorf("got the checkpoints %v, want one of each seed", paths)
	}
	if err := r.Save("kept"); err != nil {
		t.Fatal(err)
	}
	back := Load("kept")
	if back.TrainFor(2).Err() != nil || r.TrainFor(2).Err() != nil {
		t.Fatal(back.Err(), r.Err())
	}
	for k, one := range back.Seeds() {
		if a, b := one.Score(), r.Seeds()[k].Score(); a.Err() != nil || a.PerPixel != b.PerPixel {
			t.Errorf("seed %d is another run after loading", k+1)
		}
	}
}

// TestHoldOut: images held out have a curve of their own, for every seed.
func TestHoldOut(t *testing.T) {
	r := NewRun("run1", tiny(), nil, Scenes(24, 32, 1), "batch 8", "iterations 3", "repeat 2").HoldOut(Scenes(8, 32, 2)).Train()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	for _, one := range r.Seeds() {
		if h := one.History(); h[2].Held == 0 || h[1].Held != 0 {
			t.Errorf("%s: got %g and %g held out at the end and before", one.spec.Name, h[2].Held, h[1].Held)
		}
	}
	if panels := curves(r.histories(), false); len(panels[0].Series) != 2 || len(panels[0].Series[1].Y) != 1 || r.Curves().Err() != nil {
		t.Errorf("got %+v", panels)
	}
	if err := r.HoldOut(Scenes(8, 64, 2)).Err(); err == nil || !strings.Contains(err.Error(), "64x64x3") {
		t.Errorf("got %v, want the shapes", err)
	}
}

// TestSeries: means of stretches, and of several histories their mean and range over what
// all have.
func TestSeries(t *testing.T) {
	history := func(n int, v float64) (h []train.Iteration) {
		for i := range n {
			h = append(h, train.Iteration{Index: i + 1, MSE: v + float64(i)})
		}
		return h
	}
	s := series("x", [][]train.Iteration{history(3, 0), history(5, 2)}, mse)
	if !slices.Equal(s.X, []float64{1, 2, 3}) || !slices.Equal(s.Y, []float64{1, 2, 3}) || !slices.Equal(s.Lo, []float64{0, 1, 2}) || !slices.Equal(s.Hi, []float64{2, 3, 4}) {
		t.Errorf("got %+v", s)
	}
	s = series("x", [][]train.Iteration{history(1000, 0)}, mse)
	if len(s.X) != 334 || s.X[0] != 3 || s.Y[0] != 1 || s.X[333] != 1000 || s.Lo != nil {
		t.Errorf("got %d points, the first %g at %g", len(s.X), s.Y[0], s.X[0])
	}
}

func TestCompare(t *testing.T) {
	a, b := trained(t, "4"), trained(t, "6")
	f := Compare(a, b)
	if f.Err() != nil || !strings.Contains(string(f.MIMEBundle()["text/plain"]), "run1") {
		t.Errorf("got %v", f.Err())
	}
	if err := Compare().Err(); err == nil || !strings.Contains(err.Error(), "want andor.Compare(run1, run2)") {
		t.Errorf("got %v", err)
	}
	if err := Compare(a, NewRun("r", tiny(), nil, Scenes(24, 32, 1))).Err(); err == nil || !strings.Contains(err.Error(), `run "r" has not been trained`) {
		t.Errorf("got %v", err)
	}
}
