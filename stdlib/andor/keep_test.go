package andor

import (
	"os"
	"path/filepath"
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
