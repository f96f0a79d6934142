package andor

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/outside"
)

var byPixels = Judging{Features: "pixels"}

// TestJudge: the numbers of a run in a map that needs no weights, none of which is called FID,
// and the same for the same seed.
func TestJudge(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	r := trained(t, "4")
	j := r.Judge(Judging{Seeds: 3, Seed: 5})
	if j.Err() != nil {
		t.Fatal(j.Err())
	}
	if j.N != 24 || j.M != 24 || len(j.Frechet) != 3 || j.Seeds[2] != 7 || !(j.Value() > j.Floor) {
		t.Errorf("got %+v", j.Comparison)
	}
	for _, want := range []string{"run1 after 4 iterations against the training images; features: pixels, 8x8 fields", "Frechet distance", "24 syntheses, 24 images", "± ", "kernel distance", "precision", "seeds 5 to 7", "N = 24: compare at equal N only"} {
		if !strings.Contains(j.String(), want) {
			t.Errorf("no %q in\n%s", want, j)
		}
	}
	if s := j.String() + string(j.MIMEBundle()["text/html"]) + j.Table().LaTeX(); strings.Contains(s, "FID") || strings.Contains(s, "KID") {
		t.Errorf("a distance of pixels is called FID or KID in\n%s", s)
	}
	if again := r.Judge(Judging{Features: "pixels", Seed: 5}); again.Frechet[0] != j.Frechet[0] {
		t.Errorf("the same seed gives %g, then %g", j.Frechet[0], again.Frechet[0])
	}
	for name, f := range map[string]*Figure{"Curve": j.Curve(), "Nearest": j.Nearest(3)} {
		if _, err := f.PNG(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if svg, err := j.Curve(r.Judge(Judging{Features: "pixels", Seed: 8})).SVG(); err != nil || !bytes.Contains(svg, []byte("two parts of the training images")) {
		t.Errorf("two draws in one figure: error %v", err)
	}
	if s := j.Nearest(3).String(); !strings.Contains(s, "ratio") {
		t.Errorf("got %q", s)
	}

	// A set against itself and against another.
	scenes := Scenes(40, 32, 9)
	self, other := scenes.Judge(scenes, byPixels), scenes.Judge(r.data, byPixels)
	if self.Err() != nil || math.Abs(self.Value()) > 1e-4 || self.Overlap.Precision != 1 || self.Nearness.Syntheses > 1e-4 {
		t.Errorf("a set against itself: %s", self)
	}
	if other.Err() != nil || other.Value() < 100*self.Value() || len(other.Seeds) != 0 || !strings.Contains(other.String(), "scenes against the images of scenes") {
		t.Errorf("got %s", other)
	}
}

func TestJudgeErrors(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	r := trained(t, "1")
	for _, tt := range []struct {
		name string
		got  interface{ Err() error }
		want string
	}{
		{"no weights", r.FID(), "get them with: andor-kernel fetch inception"},
		{"no such map", r.Judge(Judging{Features: "inceptoin"}), `got "inceptoin", want inception, nsfwjs, pixels`},
		{"few", r.Judge(Judging{Samples: 3}), "want at least 20 samples"},
		{"figure of an error", r.FID().Curve(), "fetch inception"},
		{"beside an error", r.Judge(byPixels).Curve(r.FID()), "fetch inception"},
		{"beside another set", r.Judge(byPixels).Curve(r.data.Judge(r.data, byPixels)), "distances of other images or features do not share an axis"},
		{"report without weights", r.Report(Judging{Features: "nsfwjs"}), "andor-kernel fetch nsfwjs"},
		{"untrained", NewRun("run1", tiny(), nil, Scenes(8, 32, 1), "batch 4").Judge(byPixels), "call run1.Train() first"},
		{"too many shown", r.Judge(byPixels).Nearest(65), "want 1 to 24"},
		{"watch", NewRun("run1", tiny(), nil, Scenes(8, 32, 1), "batch 4").Watch(Judging{Features: "nsfwjs"}), "fetch nsfwjs"},
	} {
		if err := tt.got.Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	t.Cleanup(outside.Change(func(o *outside.Outside) { o.Context = func() context.Context { return ctx } }))
	if err := r.Judge(Judging{Features: "pixels", Samples: 24}).Err(); err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Errorf("interrupted: got %v", err)
	}
}

// TestWatch: a curve while training, that changes nothing in the run.
func TestWatch(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	plain := trained(t, "6")
	r := NewRun("run1", tiny(), critic(), Scenes(24, 32, 1), "batch 8", "iterations 6").
		Watch(Judging{Features: "pixels", Samples: 24, Every: 4}).Train()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	if w := r.watching; len(w.At) != 2 || w.At[0] != 4 || w.At[1] != 6 || !(w.Values[0] > 0) {
		t.Errorf("got values %v at %v, want two at 4 and 6", w.Values, w.At)
	}
	if got, want := r.History()[5].MSE, plain.History()[5].MSE; got != want {
		t.Errorf("watched the run ends with MSE %v, otherwise with %v", got, want)
	}
	if want := r.Judge(Judging{Features: "pixels", Samples: 24}).Frechet[0]; r.watching.Values[1] != want {
		t.Errorf("the curve ends at %g, judged it is %g", r.watching.Values[1], want)
	}
	if !strings.Contains(r.String(), "Frechet distance (pixels, 8x8 fields)") || len(r.panels(r.histories())) != 3 {
		t.Errorf("no curve in %s", r)
	}
	if _, err := r.Curves().PNG(); err != nil {
		t.Error(err)
	}
}

// TestReportOfSeeds: the intervals are over training seeds where there are several.
func TestReportOfSeeds(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	r := NewRun("run1", tiny(), nil, Scenes(24, 32, 1), "batch 8", "iterations 2", "repeat 3").
		Watch(Judging{Features: "pixels", Samples: 24, Every: 1}).Train()
	p := r.Report()
	if p.Err() != nil {
		t.Fatal(p.Err())
	}
	for _, want := range []string{"training seed 1 to 3", "over the 3 training seeds"} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("no %q in\n%s", want, p)
		}
	}
	for _, row := range p.table.Rows {
		if (strings.HasPrefix(row[0], "reconstruction MSE") || row[0] == "Frechet distance") && !strings.HasPrefix(row[2], "± ") {
			t.Errorf("no interval in %q", row)
		}
	}
	panels := r.panels(r.histories())
	if s := panels[len(panels)-1].Series; len(s) != 3 || s[2].Name != "pixels, 8x8 fields, seed 3" || len(s[2].Y) != 2 {
		t.Errorf("got %d curves of the distance", len(s))
	}
}

func TestReport(t *testing.T) {
	t.Setenv("ANDOR_CACHE", t.TempDir())
	r := trained(t, "3")
	p := r.Report()
	if p.Err() != nil {
		t.Fatal(p.Err())
	}
	for _, want := range []string{"training seed 1", "reconstruction MSE, pixels in [0, 1]", "features: pixels, 8x8 fields", "of two halves of the images", `basis functions of "part" match`, `units of "object" are true parts`, "seeds 0 to 2"} {
		if !strings.Contains(p.String(), want) {
			t.Errorf("no %q in\n%s", want, p)
		}
	}
	dir := t.TempDir()
	for file, want := range map[string]string{"r.txt": "run1 after 3", "r.html": "<table", "r.md": "|---", "r.tex": `\toprule`} {
		path := filepath.Join(dir, file)
		if err := p.Save(path); err != nil {
			t.Error(err)
		}
		if b, _ := os.ReadFile(path); !strings.Contains(string(b), want) {
			t.Errorf("%s: no %q in %s", file, want, b)
		}
	}
	if err := p.Save("r.doc"); err == nil || !strings.Contains(err.Error(), "ends in .txt, .html, .md, .tex or .csv") {
		t.Errorf("got %v", err)
	}
}
