package andor

import (
	"bytes"
	"context"
	"encoding/base64"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// tiny is a net small enough to train within a test.
func tiny() *Net {
	return NewNet("G").
		Stage("z", Normal(8)).
		Stage("object", FC(4, 4, 16), TopKPer("4", PerPosition)).
		Stage("part", Up(2), Conv(8), ReLU(), TopK("1/4")).
		Stage("image", Up(4), Conv(3), Tanh())
}

func critic() *Net {
	return NewNet("E").
		Stage("y", Image(32, 32, 3)).
		Stage("e2", Down(4), Conv(4), LeakyReLU(0.2)).
		Stage("energy", FC(1))
}

func trained(t *testing.T, iterations string) *Run {
	t.Helper()
	r := NewRun("run1", tiny(), critic(), Scenes(24, 32, 1), "batch 8", "iterations "+iterations).Train()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return r
}

// TestBuilderAgreesWithBlock holds the Go builder against the language: one text, one
// checked declaration, and the JSON form that cells hand over.
func TestBuilderAgreesWithBlock(t *testing.T) {
	g := tiny()
	if g.Err() != nil {
		t.Fatal(g.Err())
	}
	decls, diags := dsl.Read(dsl.Source{Name: "G", Text: g.String()}, scope{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	if got := decls[0].Net.String(); got != g.String() {
		t.Errorf("got %s, want %s", got, g.String())
	}
	if got := DeclaredNet(decls[0].Net).String(); got != g.String() {
		t.Errorf("declared again: got %s, want %s", got, g.String())
	}
}

func TestNetErrorNamesTheStage(t *testing.T) {
	g := NewNet("G").Stage("z", Normal(8)).Stage("object", FC(4, 4, 16), TopKPer("17", PerPosition)).Stage("image", Up(8), Conv(3), Tanh())
	if g.Err() == nil || !strings.Contains(g.Err().Error(), "topk keeps 17 of 16 channels") {
		t.Errorf("got error %v, want one about topk", g.Err())
	}
	if b := g.MIMEBundle(); !strings.Contains(string(b["text/plain"]), "topk keeps 17") {
		t.Errorf("got bundle %q, want the error in it", b)
	}
	if r := NewRun("r", g, nil, Scenes(4, 32, 1)); r.Err() == nil || r.Train() != r || r.Curves().Err() == nil {
		t.Error("a run of a broken net carries no error")
	}
}

func TestEveryFigureOfARun(t *testing.T) {
	r := trained(t, "6")
	for name, f := range map[string]*Figure{
		"Curves": r.Curves(), "Samples": r.Samples(5), "Reconstruct": r.Reconstruct(4),
		"Basis object": r.Basis("object"), "Basis part": r.Basis("part"), "BasisBy": r.BasisBy("part", "position", 4),
		"Patches": r.Patches("part", 3), "CompareBasis": CompareBasis("part", 5, r, r), "Primitives": r.Primitives("part").Figure(),
		"Tree": r.Tree(3).Figure(), "ClassTree": r.ClassTree("part").Figure(), "Show": r.data.Show(5),
	} {
		b := f.MIMEBundle()
		m, err := png.Decode(bytes.NewReader(b["image/png"]))
		if err != nil {
			t.Errorf("%s: %v: %s", name, err, b["text/plain"])
			continue
		}
		if m.Bounds().Dx() < 100 || m.Bounds().Dy() < 50 {
			t.Errorf("%s: got a picture of %v", name, m.Bounds())
		}
	}
}

// TestTreeInline: a tree in the page of a notebook is an SVG that holds the patches which a
// pointer shows.
func TestTreeInline(t *testing.T) {
	r := trained(t, "6")
	page := r.Tree(3).Inline().MIMEBundle()
	_, svg, _ := strings.Cut(string(page["text/html"]), "base64,")
	svg, _, _ = strings.Cut(svg, `"`)
	if doc, err := base64.StdEncoding.DecodeString(svg); err != nil || !bytes.Contains(doc, []byte(`data-patches="0,0,`)) || len(page["text/plain"]) == 0 {
		t.Errorf("got %v and %.300s, want an SVG with patches", err, doc)
	}
	if f := r.Tree(99).Inline(); f.Err() == nil || len(f.MIMEBundle()["text/html"]) > 0 {
		t.Errorf("no such tree: got error %v", f.Err())
	}
}

// TestTreeForms: a tree as JSON, DOT and SVG.
func TestTreeForms(t *testing.T) {
	r := trained(t, "6")
	if j, err := r.Tree(0).JSON(); err != nil || !bytes.Contains(j, []byte(`"kind": "AND"`)) {
		t.Errorf("JSON: %v: %.80s", err, j)
	}
	if dot, err := r.ClassTree("part").DOT(); err != nil || !strings.Contains(dot, "style=dashed") || strings.Count(dot, "->") < 2 {
		t.Errorf("DOT: %v: %.200s", err, dot)
	}
	path := filepath.Join(t.TempDir(), "tree.svg")
	if err := r.Tree(0).Save(path); err != nil {
		t.Error(err)
	} else if text, _ := os.ReadFile(path); !bytes.Contains(text, []byte("<svg")) {
		t.Error("tree.svg holds no SVG")
	}
}

func TestClassTreePlaces(t *testing.T) {
	r := trained(t, "6")
	text := r.ClassTree("part", r.PlaceOf("part", 9, 2).Named("corner"), At(1, 1)).String()
	if !strings.Contains(text, "OR corner, part (0, 2)") || !strings.Contains(text, "OR part (1, 1)") {
		t.Errorf("got\n%s", text)
	}
}

// TestScore holds a score against sums over the images.
func TestScore(t *testing.T) {
	r := trained(t, "6")
	s := r.Score()
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
	n := r.data.Len()
	x := tensor.New(n, 32, 32, 3)
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	if err := r.data.set.Batch(index, x); err != nil {
		t.Fatal(err)
	}
	size, between := 32*32*3, 0.0
	for j := range size {
		mean := 0.0
		for i := range n {
			mean += float64(x.Data[i*size+j]) / float64(n)
		}
		for i := range n {
			d := float64(x.Data[i*size+j]) - mean
			between += d * d / float64(n*size)
		}
	}
	if math.Abs(s.MeanImage-between) > 1e-6*between {
		t.Errorf("the mean image misses by %g, want the variance of the images, %g", s.MeanImage, between)
	}
	if s.PerPixel <= 0 || math.Abs(s.Ratio()*s.PerPixel-between) > 1e-5*between {
		t.Errorf("got an error of %g and a ratio of %g, whose product is not %g", s.PerPixel, s.Ratio(), between)
	}
}

// TestMatchingAndTruth: both are computed over all images, and within the limits of what
// they measure.
func TestMatchingAndTruth(t *testing.T) {
	r := trained(t, "6")
	if truth := r.Truth("part"); truth.Err() != nil || truth.Chance <= 0 || truth.Purity <= 0 || truth.Purity > 1 || !strings.Contains(truth.String(), "24 images") {
		t.Errorf("got %s", truth)
	}
	m := r.Matching("part")
	if m.Err() != nil || m.Images != 24 || len(m.Templates) == 0 {
		t.Fatalf("got %s", m)
	}
	mean := 0.0
	for _, one := range m.Templates {
		mean += one.Mean / float64(len(m.Templates))
	}
	if math.Abs(m.Mean-mean) > 1e-9 || m.Best > 1 || m.Best < m.Mean || m.Null <= 0 || m.Null >= 1 {
		t.Errorf("got best %g, mean %g (of the templates %g), null %g", m.Best, m.Mean, mean, m.Null)
	}
}

// TestVersus: two runs of two seeds, against the numbers of the seeds one by one.
func TestVersus(t *testing.T) {
	a := NewRun("sparse", tiny(), nil, Scenes(24, 32, 1), "batch 8", "iterations 3", "repeat 2").Train()
	b := trained(t, "2")
	v := CompareMatching("part", a, b)
	if v.Err() != nil {
		t.Fatal(v.Err())
	}
	want := 0.0
	for _, r := range a.Seeds() {
		want += r.Matching("part").Best / 2
	}
	got, half := v.interval(0, 1)
	if len(a.Seeds()) != 2 || math.Abs(got-want) > 1e-12 || !(half > 0) || v.Ratio(1) != got/b.Matching("part").Best {
		t.Errorf("got %g +- %g, ratio %g, want the mean of the seeds, %g", got, half, v.Ratio(1), want)
	}
	if s := v.String(); !strings.Contains(s, "(2)") || !strings.Contains(s, "one seed") {
		t.Errorf("got %s", s)
	}
	if _, err := v.Figure().PNG(); err != nil {
		t.Error(err)
	}
	truth := CompareTruth("part", a, b)
	if truth.Err() != nil || !(truth.Ratio(0) > 0) {
		t.Errorf("got %s", truth)
	}
	tree := slices.Index(truth.measures, "tree edit distance")
	if one := b.Truth("part"); !(one.Tree > 0 && one.Tree <= 1 && one.TreeChance > 0 && one.TreeChance <= 1) || truth.values[1][tree][0] != one.Tree {
		t.Errorf("got a tree edit distance of %g and by chance %g; compared, of %g", one.Tree, one.TreeChance, truth.values[1][tree][0])
	}
	around := &Versus{names: []string{"a", "b"}, measures: []string{"above 0", "below", "around"}, values: [][][]float64{{{3}, {3}, {3}}, {{2}, {-2}, {-0.5, 1}}}}
	if words := strings.Fields(around.String()); !slices.Equal(words[len(words)-6:], []string{"a", "/", "b", "1.50", "-", "-"}) {
		t.Errorf("got %s\nwant a ratio of numbers above 0 alone", around)
	}
	if share := truth.active[0]; !(share > 0 && share <= 0.25) {
		t.Errorf("a share of %g of the units of part is active, want at most the quarter that topk keeps", share)
	}
	if _, err := truth.Curve().PNG(); err != nil {
		t.Error(err)
	}
	if err := v.Curve().Err(); err == nil || !strings.Contains(err.Error(), "CompareTruth") {
		t.Errorf("a curve of another comparison: got %v", err)
	}
	if CompareMatching("part").Err() == nil || CompareMatching("prat", a).Err() == nil || !math.IsNaN(CompareMatching("part").Ratio(0)) {
		t.Error("no runs, or no such stage: got no error")
	}
}

func TestQuestionsThatHaveNoAnswer(t *testing.T) {
	fresh := NewRun("run1", tiny(), nil, Scenes(8, 32, 1), "batch 4")
	r := trained(t, "2")
	for _, tt := range []struct {
		name string
		got  interface{ Err() error }
		want string
	}{
		{"untrained", fresh.Samples(3), "call run1.Train() first"},
		{"untrained tree", fresh.Tree(0), "call run1.Train() first"},
		{"no such stage", r.Basis("prat"), `did you mean "part"`},
		{"the source stage", r.Basis("z"), "want one of object, part"},
		{"no such stage to match", r.Matching("prat"), `did you mean "part"`},
		{"no such stage of a class", r.ClassTree("prat"), `did you mean "part"`},
		{"no such place of a class", r.ClassTree("part", r.PlaceOf("part", -1, 0)), "want one in the"},
		{"no such image", r.Tree(24), "want 0 to 23"},
		{"no such order", r.BasisBy("part", "varience", 3), `did you mean "variance"`},
		{"no units", r.Patches("part", 0), "want at least 1"},
		{"no runs", CompareBasis("part", 4), "at least one of each"},
		{"no such stage of primitives", r.Primitives("prat"), `did you mean "part"`},
		{"no samples", r.Samples(0), "want at least 1"},
		{"iterations", r.TrainFor(0), "want at least 1"},
	} {
		if err := tt.got.Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// recorder is a Sink that keeps what it is shown.
type recorder struct {
	mu      sync.Mutex
	bundles []map[string][]byte
	ids     map[string]int // how often each display id began
	stop    func()         // called after the second update, if set
}

func (s *recorder) Display(b map[string][]byte, id string, update bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bundles = append(s.bundles, b)
	if !update {
		s.ids[id]++
	}
	if s.stop != nil && len(s.bundles) == 2 {
		s.stop()
	}
}

// TestLiveDisplay trains under a sink: one display id, that ends as a picture without
// HTML, and an interrupt after which training goes on to the same result.
func TestLiveDisplay(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	scenes := Scenes(24, 32, 1) // before the sink: on a busy machine its drawing has a bar of its own
	sink := &recorder{ids: map[string]int{}, stop: cancel}
	back := outside.Change(func(o *outside.Outside) {
		o.Display = sink.Display
		o.Context = func() context.Context { return ctx }
	})
	t.Cleanup(back)

	r := NewRun("run1", tiny(), nil, scenes, "batch 8", "iterations 12").Train()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	if r.Iteration() >= 12 || !strings.Contains(r.String(), "interrupted") {
		t.Fatalf("got %s, want it interrupted", r)
	}
	if len(sink.ids) != 1 {
		t.Errorf("one call of Train used the display ids %v, want one", sink.ids)
	}
	last := sink.bundles[len(sink.bundles)-1]
	if last["image/png"] == nil || last["text/html"] != nil {
		t.Error("the last update is not a picture that stands alone")
	}
	ctx = context.Background()
	r.Train()
	back()
	whole := NewRun("run1", tiny(), nil, Scenes(24, 32, 1), "batch 8", "iterations 12").Train()
	if got, want := r.History()[11].MSE, whole.History()[11].MSE; got != want {
		t.Errorf("after an interrupt the run ends with MSE %v, undisturbed with %v", got, want)
	}
}
