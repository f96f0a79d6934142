package andor

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pictures writes n pictures of 32x32 pixels into a folder; shade makes them other ones.
func pictures(t *testing.T, dir string, n int, shade uint8) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		m := image.NewGray(image.Rect(0, 0, 32, 32))
		for p := range m.Pix {
			m.Pix[p] = shade + uint8(8*i)
		}
		m.SetGray(i, i, color.Gray{255})
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%02d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, m); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}

// own makes a trained run over pictures in "mine", in a working folder of its own.
func own(t *testing.T) *Run {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("ANDOR_RUNS", "")
	t.Setenv("ANDOR_CACHE", t.TempDir())
	pictures(t, "mine", 8, 40)
	decl, err := declare("data clothes { from \"mine\"  size 32x32 }", scope{})
	if err != nil {
		t.Fatal(err)
	}
	r := NewRun("r", tiny(), nil, OpenData(decl.Data), "batch 4", "iterations 3").Train()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return r
}

// TestLoadWithoutImages: what needs no image works and is the same; what needs one says so.
func TestLoadWithoutImages(t *testing.T) {
	r := own(t)
	want, err := r.Samples(4).PNG()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename("mine", "gone"); err != nil {
		t.Fatal(err)
	}
	back := Load("r")
	if back.Err() != nil {
		t.Fatal(back.Err())
	}
	if got, err := back.Samples(4).PNG(); err != nil || string(got) != string(want) {
		t.Errorf("samples: %v, or another picture", err)
	}
	for name, err := range map[string]error{
		"Basis": back.Basis("object").Err(), "Curves": back.Curves().Err(), "Interpolate": back.Interpolate(0, 3, 5).Err(), "Explore": back.Explore(1, "part").Err(),
		"Save": back.Save("again"), "History": back.History().Save("h.csv"),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"Reconstruct": back.Reconstruct(2).Err(), "Score": back.Score().Err(), "Tree": back.Tree(1).Err(), "Patches": back.Patches("part", 2).Err(),
		"Matching": back.Matching("part").Err(), "Train": back.Train().Err(), "TrainFor": back.TrainFor(1).Err(), "ClassTree": back.ClassTree("part").Err(),
		"Judge": back.Judge(Judging{Features: "pixels"}).Err(),
	} {
		if err == nil || !strings.Contains(err.Error(), `needs the images of data "clothes", which are not here`) || !strings.Contains(err.Error(), `"mine"`) {
			t.Errorf("%s: got %v, want a sentence that says what is missing and how to name it", name, err)
		}
	}
	if back.Err() != nil || !strings.Contains(back.String(), "the images are not here") {
		t.Errorf("the run itself: got %v", back)
	}
	found := Load("again", "gone") // a checkpoint that was saved without its images
	if err := found.Score().Err(); err != nil || found.TrainFor(1).Err() != nil {
		t.Errorf("with the new place: %v", err)
	}
}

// TestLoadFindsImages: by name beside the notebook and beside the file, and by what they show.
func TestLoadFindsImages(t *testing.T) {
	r := own(t)
	score := r.Score().PerPixel
	first, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(first, "runs", "r.safetensors")
	has := func(name string, back *Run, want bool) {
		t.Helper()
		s := back.Score()
		if (s.Err() == nil) != want || want && s.PerPixel != score {
			t.Errorf("%s: got %v, %v, want found: %v", name, s.Err(), s.PerPixel, want)
		}
	}
	t.Chdir(t.TempDir())
	has("another folder", Load(file), true)
	has("without the ending", Load(strings.TrimSuffix(file, ".safetensors")), true)
	if err := os.Rename(filepath.Join(first, "mine"), filepath.Join(first, "gone")); err != nil {
		t.Fatal(err)
	}
	has("gone", Load(file), false)
	pictures(t, "mine", 8, 40)
	has("beside the notebook", Load(file), true)
	if err := os.RemoveAll("mine"); err != nil {
		t.Fatal(err)
	}
	pictures(t, "mine", 8, 90)
	has("of the same names", Load(file), false)
	if err := Load(file, "mine").Err(); err == nil || !strings.Contains(err.Error(), "of the same names, but not the pictures") {
		t.Errorf("named: got %v", err)
	}
	pictures(t, "more", 9, 40)
	if err := Load(file, "more").Err(); err == nil || !strings.Contains(err.Error(), "9 images, want the 8") {
		t.Errorf("more: got %v", err)
	}
	if err := Load(file, "nowhere").Err(); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("nowhere: got %v", err)
	}
	pictures(t, "elsewhere/pictures", 8, 40)
	has("named", Load(file, "elsewhere/pictures"), true)
}

// TestRunsTellOthers: a run whose file belongs to another says so at its start, saves itself
// however short it was, and is what Load brings back.
func TestRunsTellOthers(t *testing.T) {
	r := own(t)
	var shown []string
	defer watchTexts(func(text string) { shown = append(shown, text) })()
	next := NewRun("r", tiny(), nil, r.data, "batch 4", "iterations 2", "seed 7").Train()
	if next.Err() != nil {
		t.Fatal(next.Err())
	}
	if got := strings.Join(shown, "\n"); !strings.Contains(got, "is another run's: a run of actor G, data clothes, seed 1, at iteration 3 of 3") || !strings.Contains(got, "saved in runs/r.safetensors") {
		t.Errorf("got %s", got)
	}
	if back := Load("r"); !strings.Contains(back.String(), "seed 7") {
		t.Errorf("got %v, want the run of this session", back)
	}
	if back := Load("r-1"); !strings.Contains(back.String(), "seed 1\n") || back.Iteration() != 3 {
		t.Errorf("got %v, want the run before", back)
	}
	table := Runs().String()
	for _, want := range []string{"r ", "r-1", "3 of 3", "2 of 2", "seed 7", "seed 1", "MSE", "saved", "20"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
}

// TestTrainFor: n more iterations from where the run is, also of a run with other seeds.
func TestTrainFor(t *testing.T) {
	t.Setenv("ANDOR_RUNS", t.TempDir())
	d := Scenes(24, 32, 1)
	r := NewRun("u", tiny(), nil, d, "batch 8", "iterations 100").TrainFor(3)
	if r.Err() != nil || r.Iteration() != 3 || !strings.Contains(r.String(), "iteration 3 of 100, stopped; Train() goes on") {
		t.Fatalf("got %v", r)
	}
	if b := Load("u").TrainFor(2); b.Iteration() != 5 {
		t.Errorf("after Load: got %v", b)
	}
	two := NewRun("two", tiny(), nil, d, "batch 8", "iterations 4", "repeat 2").TrainFor(3)
	for _, one := range two.Seeds() {
		if one.Iteration() != 3 {
			t.Errorf("seed %d: got iteration %d, want 3", one.spec.Seed, one.Iteration())
		}
	}
	two.Train()
	for _, one := range two.Seeds() {
		if one.Iteration() != 4 {
			t.Errorf("seed %d: after Train got iteration %d, want 4", one.spec.Seed, one.Iteration())
		}
	}
	if len(two.Seeds()) != 2 {
		t.Errorf("got %d seeds, want 2", len(two.Seeds()))
	}
}

// TestHistoryFiles: each form has a record an iteration under the names of the columns.
func TestHistoryFiles(t *testing.T) {
	r := trained(t, "12")
	h := r.History()
	lines := strings.Split(strings.TrimSpace(h.CSV()), "\n")
	if len(lines) != 13 || !strings.HasPrefix(lines[0], "iteration,of,mse,held_out,") || !strings.HasPrefix(lines[12], fmt.Sprintf("12,12,%v,", h[11].MSE)) {
		t.Errorf("CSV: got %q", lines)
	}
	lines = strings.Split(strings.TrimSpace(h.JSONLines()), "\n")
	if len(lines) != 12 || !strings.HasPrefix(lines[0], `{"iteration":1,"of":12,"mse":`) || !strings.HasSuffix(lines[0], "}") {
		t.Errorf("JSON lines: got %q", lines)
	}
	if got := h.String(); strings.Count(got, "\n") != 12 || !strings.Contains(got, "...") {
		t.Errorf("shown: got %s", got)
	}
	dir := t.TempDir()
	for name, want := range map[string]string{"h.csv": h.CSV(), "h.jsonl": h.JSONLines()} {
		path := filepath.Join(dir, "new", name)
		if err := h.Save(path); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != want {
			t.Errorf("%s: got %q, %v", name, b, err)
		}
	}
	if err := h.Save(filepath.Join(dir, "h.txt")); err == nil || !strings.Contains(err.Error(), ".csv or .jsonl") {
		t.Errorf("got %v", err)
	}
}
