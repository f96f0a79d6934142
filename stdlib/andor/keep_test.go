package andor

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLoad: a run saved under its name comes back with its figures and trains on to the
// same end as one that was never saved.
func TestLoad(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ANDOR_RUNS", dir)
	if got := Runs().String(); !strings.Contains(got, "no saved runs in "+dir) {
		t.Errorf("empty folder: got %q", got)
	}
	r := trained(t, "6")
	if err := r.Save("first"); err != nil {
		t.Fatal(err)
	}
	back := Load("first")
	if back.Err() != nil {
		t.Fatal(back.Err())
	}
	if back.Iteration() != 6 || !strings.Contains(back.String(), "loaded from "+filepath.Join(dir, "first.safetensors")) {
		t.Errorf("got %v", back)
	}
	back.spec.Save = nil // as in a checkpoint from before there was the setting
	if a, b := r.TrainFor(4).Score(), back.TrainFor(4).Score(); a.Err() != nil || a.PerPixel != b.PerPixel {
		t.Errorf("four iterations on: got %v, want %v", b, a)
	}
	if !strings.Contains(r.String(), "iteration 10 of 10, finished") {
		t.Errorf("after TrainFor got %v", r)
	}
	if err := os.WriteFile(filepath.Join(dir, "torn.safetensors"), []byte("andor"), 0o644); err != nil {
		t.Fatal(err)
	}
	table := Runs().String()
	for _, want := range []string{"first", "6 of 6", "torn", "cannot be read: train: checkpoint"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
	if err := Load("second").Err(); err == nil || !strings.Contains(err.Error(), "no checkpoint "+filepath.Join(dir, "second.safetensors")) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

// TestScoreOn: a score of other images says so, in both units.
func TestScoreOn(t *testing.T) {
	r := trained(t, "6")
	s := r.ScoreOn(Scenes(10, 32, 9), 20)
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
	if text := s.String(); !strings.Contains(text, "over 10 images of scenes, not trained on, after 20 Langevin steps each") {
		t.Errorf("got %q", text)
	}
	if err := r.ScoreOn(Scenes(10, 16, 9), 20).Err(); err == nil || !strings.Contains(err.Error(), "16x16") {
		t.Errorf("got %v, want an error that names the size", err)
	}
}

// TestLoadWatched: the curve of Watch goes on where the checkpoint left it, and is then
// that of a run which never stopped.
func TestLoadWatched(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	t.Setenv("ANDOR_CACHE", t.TempDir())
	j := Judging{Features: "pixels", Samples: 24, Every: 2}
	whole := NewRun("run1", tiny(), critic(), Scenes(24, 32, 1), "batch 8", "iterations 4").Watch(j).Train()
	if err := whole.Save("at4"); err != nil {
		t.Fatal(err)
	}
	whole.TrainFor(4)
	back := Load("at4")
	if back.Err() != nil {
		t.Fatal(back.Err())
	}
	if p := back.panels(back.histories()); len(back.watching.At) != 2 || len(p) != 3 || !strings.Contains(back.String(), "at iteration 4, 24 syntheses and 24 images") {
		t.Errorf("loaded: got %d points, %d panels, %s", len(back.watching.At), len(p), back)
	}
	back.TrainFor(4)
	if !slices.Equal(back.watching.At, []float64{2, 4, 6, 8}) || !slices.Equal(back.watching.Values, whole.watching.Values) {
		t.Errorf("trained on: got %v at %v, want %v at 2, 4, 6, 8", back.watching.Values, back.watching.At, whole.watching.Values)
	}
	if back.Watch(j); len(back.watching.At) != 4 {
		t.Errorf("the same asked for again: got %d points, want 4", len(back.watching.At))
	}
	j.Samples = 20
	if back.Watch(j); len(back.watching.At) != 0 {
		t.Errorf("another distance: got %d points of the old one", len(back.watching.At))
	}

	gone := Load("at4") // on a machine without the weights
	gone.watching.Judging.Features = "nsfwjs"
	gone.TrainFor(2)
	if gone.Err() != nil || gone.Iteration() != 6 || len(gone.watching.At) != 2 || !strings.Contains(gone.String(), "fetch nsfwjs") {
		t.Errorf("without its weights: got %v", gone)
	}
	if w, err := watched(""); w != nil || err != nil {
		t.Errorf("a file from before: got %v, %v", w, err)
	}
	if _, err := watched(`{"At":[1],"Judging":{"Every":1}}`); err == nil || !strings.Contains(err.Error(), "0 values at 1 places") {
		t.Errorf("got %v", err)
	}
}
