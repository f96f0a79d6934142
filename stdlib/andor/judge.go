package andor

import (
	"fmt"
	"image"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/look/features"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/look/report"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Judging says how images are compared with those of a set. Every field may be left out.
type Judging struct {
	// Features is the feature map: "inception" (FID), "nsfwjs", "pixels", or a file of
	// weights of Inception-v3. "" is the first of the three whose weights are there.
	Features string
	// Tap and Resize are where the network is tapped and how images are brought to its
	// size, "" for the map's own: see packages features and inception.
	Tap, Resize string
	// Samples is the syntheses of each draw, and the most images compared with: 0 is as many
	// as there are training images, at most 10,000.
	Samples int
	// Seeds is the number of independent draws of syntheses, for intervals; 0 is one. Seed
	// is the first.
	Seeds int
	Seed  uint64
	// Every is for Watch: iterations from one point of the curve to the next; 0 is a
	// twentieth of the run.
	Every int
}

const (
	mostSamples  = 10_000 // unless said
	leastSamples = 20     // that an interval of KID needs
	shownNearest = 64     // syntheses kept to be shown
)

// Judgement is how syntheses, or another set, stand to the images of a set: Frechet distance
// (FID over Inception's features), KID, precision and recall, and whether they are copies.
type Judgement struct {
	metric.Comparison
	Features string   // the map in words
	Seeds    []uint64 // of the draws; none if another set was judged
	distance string   // what a Frechet distance over this map is called
	kid      string

	of, to    string         // what was judged, and against what
	iteration int            // of the run; -1 for a set
	x, y      *tensor.Tensor // features of the images, and of the first draw
	index     []int          // of the images in their set
	shown     *tensor.Tensor // the first syntheses
	images    *data.Set
	err       error
}

// judge is the feature maps in use and the features of a set of images, kept with the set.
type judge struct {
	maps     map[Judging]*features.Map
	features map[string]*tensor.Tensor
}

// openMap finds or opens the map that j names.
func (d *Data) openMap(j Judging) (*features.Map, error) {
	key := Judging{Features: j.Features, Tap: j.Tap, Resize: j.Resize}
	if m := d.judge.maps[key]; m != nil {
		return m, nil
	}
	cache, err := data.CacheDir()
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(cache, "weights")
	s := features.Spec{Name: j.Features, Tap: j.Tap, Resize: j.Resize, Folder: folder}
	if s.Name == "" {
		s.Name = features.Best(folder)
	}
	m, err := features.Open(s)
	if err != nil {
		return nil, err
	}
	d.judge.adopt(j, m)
	return m, nil
}

// adopt makes m the map that j names, so that sets share it.
func (g *judge) adopt(j Judging, m *features.Map) {
	if g.maps == nil {
		g.maps, g.features = map[Judging]*features.Map{}, map[string]*tensor.Tensor{}
	}
	g.maps[Judging{Features: j.Features, Tap: j.Tap, Resize: j.Resize}] = m
}

// featuresOf are the features of n images, evenly spread over the set, and their numbers.
func (d *Data) featuresOf(m *features.Map, n int) (*tensor.Tensor, []int, error) {
	index := spread(n, d.set.Len())
	key := fmt.Sprintf("%d %s", len(index), m.Name())
	if f := d.judge.features[key]; f != nil {
		return f, index, nil
	}
	f, err := d.compute(m, picked{d.set, index}, d.spec.Name)
	if err == nil {
		d.judge.features[key] = f
	}
	return f, index, err
}

// compute shows progress while features are computed.
func (d *Data) compute(m *features.Map, images features.Images, what string) (*tensor.Tensor, error) {
	bar := newBar("judging", "judged", what)
	defer bar.done()
	return m.Of(outside.Context(), images, d.spec.Range[0], d.spec.Range[1], bar.update)
}

// picked is some images of a set.
type picked struct {
	features.Images
	index []int
}

func (p picked) Len() int { return len(p.index) }

func (p picked) Batch(index []int, dst *tensor.Tensor) error {
	of := make([]int, len(index))
	for i, k := range index {
		of[i] = p.index[k]
	}
	return p.Images.Batch(of, dst)
}

// check refuses settings that cannot be met.
func (j Judging) check() error {
	if j.Samples < 0 || j.Samples > 0 && j.Samples < leastSamples || j.Seeds < 0 || j.Every < 0 {
		return fmt.Errorf("got %d samples, %d seeds, every %d iterations; want at least %d samples, or 0 for all, and nothing below 0", j.Samples, j.Seeds, j.Every, leastSamples)
	}
	return nil
}

// FID compares as many syntheses as there are training images, at most 10,000, with these in
// the features of Inception-v3: the Frechet distance of Heusel et al. 2017, KID, precision and
// recall. It needs the published weights: andor-kernel fetch inception. Judge compares in
// other features.
func (r *Run) FID() *Judgement { return r.Judge(Judging{Features: "inception"}) }

// Judge compares syntheses with the training images.
func (r *Run) Judge(j Judging) *Judgement {
	fail := func(err error) *Judgement { return &Judgement{err: fmt.Errorf("run %q: %w", r.spec.Name, err)} }
	if _, err := r.trained(); err != nil {
		return &Judgement{err: err}
	}
	if err := j.check(); err != nil {
		return fail(err)
	}
	n := j.Samples
	if n == 0 {
		n = max(leastSamples, min(r.data.Len(), mostSamples))
	}
	m, err := r.data.openMap(j)
	if err != nil {
		return fail(err)
	}
	out := newJudgement(m, r.data)
	out.of, out.to, out.iteration = r.spec.Name, "training images", r.Iteration()
	if out.x, out.index, err = r.data.featuresOf(m, n); err != nil {
		return fail(err)
	}
	draws := make([]*tensor.Tensor, max(1, j.Seeds))
	for i := range draws {
		seed := j.Seed + uint64(i)
		out.Seeds = append(out.Seeds, seed)
		if draws[i], err = r.data.compute(m, r.run.Syntheses(n, seed), fmt.Sprintf("syntheses of seed %d", seed)); err != nil {
			return fail(err)
		}
	}
	if out.shown, err = r.run.Samples(min(n, shownNearest), j.Seed); err != nil {
		return fail(err)
	}
	return out.compare(draws)
}

// Judge compares the images of another set, in place of syntheses, with those of d.
func (d *Data) Judge(other *Data, j Judging) *Judgement {
	for _, err := range []error{d.Err(), other.Err(), j.check()} {
		if err != nil {
			return &Judgement{err: err}
		}
	}
	fail := func(err error) *Judgement { return &Judgement{err: fmt.Errorf("data %q: %w", d.spec.Name, err)} }
	n := j.Samples
	if n == 0 {
		n = mostSamples
	}
	m, err := d.openMap(j)
	if err != nil {
		return fail(err)
	}
	out := newJudgement(m, d)
	out.of, out.to, out.iteration = other.spec.Name, "images of "+d.spec.Name, -1
	if out.x, out.index, err = d.featuresOf(m, n); err != nil {
		return fail(err)
	}
	other.judge.adopt(j, m)
	y, _, err := other.featuresOf(m, n)
	if err != nil {
		return fail(err)
	}
	if out.shown, err = batch(other.set, spread(shownNearest, other.set.Len())); err != nil {
		return fail(err)
	}
	return out.compare([]*tensor.Tensor{y})
}

func newJudgement(m *features.Map, d *Data) *Judgement {
	return &Judgement{Features: m.Name(), distance: m.Distance(), kid: m.KID(), images: d.set}
}

// compare finishes a judgement from features.
func (j *Judgement) compare(draws []*tensor.Tensor) *Judgement {
	j.y = draws[0]
	c, err := metric.Compare(outside.Context(), j.x, draws, 1)
	if err != nil {
		return &Judgement{err: fmt.Errorf("judging %s: %w", j.of, err)}
	}
	j.Comparison = *c
	return j
}

// Err is why there is no judgement, nil if there is one.
func (j *Judgement) Err() error { return j.err }

// Value is the Frechet distance, its mean over the seeds.
func (j *Judgement) Value() float64 {
	mean, _ := metric.Interval(j.Frechet)
	return mean
}

// Curve draws the distance over the number of images it is computed from, beside that of
// two halves of the images: how much of it is the bias of a finite number. Others, of the
// same images and features, come into the same figure. Over distances that are far apart
// the axis is logarithmic.
func (j *Judgement) Curve(others ...*Judgement) *Figure {
	if j.err != nil {
		return failed(j.err)
	}
	const points = 6
	var series []plots.Series
	add := func(name string, x, y *tensor.Tensor, dashed bool) error {
		n, d, err := metric.Growth(outside.Context(), x, y, points, 1)
		if err != nil {
			return err
		}
		at := make([]float64, len(n))
		for i, v := range n {
			at[i] = float64(v)
		}
		series = append(series, plots.Series{Name: name, X: at, Y: d, Dashed: dashed})
		return nil
	}
	for _, k := range append([]*Judgement{j}, others...) {
		if k.err != nil {
			return failed(k.err)
		}
		if k.Features != j.Features || k.to != j.to {
			return failed(fmt.Errorf("Curve got %s against the %s in %s, want the %s in %s, as the first: distances of other images or features do not share an axis",
				k.of, k.to, k.Features, j.to, j.Features))
		}
		if err := add(k.of, k.x, k.y, false); err != nil {
			return failed(err)
		}
	}
	a, b := metric.Halves(j.x, 1)
	if err := add("two parts of the "+j.to, a, b, true); err != nil {
		return failed(err)
	}
	f, err := plots.NewCurves(plots.Curves{
		Title:  j.Features,
		XLabel: "images of each, N", YLabel: j.distance, LogX: true, LogY: farApart(series), Series: series,
	})
	return figure(f, err).described(j.String())
}

// farApart says whether the values of some curves, all above 0, differ so much that small
// ones could not be told apart on a linear axis.
func farApart(series []plots.Series) bool {
	lo, hi := math.Inf(1), 0.0
	for _, s := range series {
		lo, hi = min(lo, slices.Min(s.Y)), max(hi, slices.Max(s.Y))
	}
	return lo > 0 && hi > 20*lo
}

// Nearest shows n syntheses, each with the five images nearest to it in the features, and
// how far they are: whether they are copies.
func (j *Judgement) Nearest(n int) *Figure {
	if j.err != nil {
		return failed(j.err)
	}
	if n < 1 || n > j.shown.Shape[0] {
		return failed(fmt.Errorf("judging %s: Nearest got %d syntheses, want 1 to %d", j.of, n, j.shown.Shape[0]))
	}
	const k = 5
	d := j.y.Shape[1]
	near, err := metric.Nearest(outside.Context(), tensor.From(j.y.Data[:n*d], n, d), j.x, k)
	if err != nil {
		return failed(err)
	}
	g := plots.GridGroup{Title: "distances: " + j.Features}
	for i, of := range near {
		row, captions := []image.Image{toImage(j.shown.Row(i))}, []string{""}
		index := make([]int, k)
		for c, at := range of.Index {
			index[c] = j.index[at]
			captions = append(captions, threeDigits(of.Distance[c]))
		}
		x, err := batch(j.images, index)
		if err != nil {
			return failed(err)
		}
		g.Rows, g.Captions = append(g.Rows, append(row, toImages(x)...)), append(g.Captions, captions...)
	}
	f, err := plots.NewGrid(plots.Grid{Title: fmt.Sprintf("%s (left) and the nearest %s", j.of, j.to), Groups: []plots.GridGroup{g}})
	return figure(f, err).described(j.nearness())
}

// nearness says in words whether syntheses are copies.
func (j *Judgement) nearness() string {
	return fmt.Sprintf("median distance to the nearest of the %s: %.4g from %s, %.4g from one of them to another; ratio %.2f (copies 0, new draws about 1)",
		j.to, j.Nearness.Syntheses, j.of, j.Nearness.Images, j.Nearness.Ratio())
}

// table is the judgement's rows, for its own table and that of a report.
func (j *Judgement) table(t *report.Table) {
	mean, half := metric.Interval(j.Frechet)
	over := fmt.Sprintf("%s syntheses, %s images", thousands(j.M), thousands(j.N))
	if len(j.Seeds) == 0 {
		over = fmt.Sprintf("%s and %s images", thousands(j.M), thousands(j.N))
	}
	row := func(name, value string, half float64, over string) { t.Add(name, value, interval(half), over) }
	row(j.distance, fmt.Sprintf("%.4g", mean), half, over)
	row("  of two halves of the images", fmt.Sprintf("%.4g", j.Floor), math.Inf(1), fmt.Sprintf("%s images each", thousands(j.N/2)))
	row(j.kid, fmt.Sprintf("%.4g", j.KID.Mean), j.KID.Half, fmt.Sprintf("%d blocks of %s of each", j.KID.Blocks, thousands(j.KID.Size)))
	balls := fmt.Sprintf("%s of each, k %d", thousands(min(j.Overlap.N, j.Overlap.M)), j.Overlap.K)
	row("precision", fmt.Sprintf("%.3f", j.Overlap.Precision), math.Inf(1), balls)
	row("recall", fmt.Sprintf("%.3f", j.Overlap.Recall), math.Inf(1), balls)
	row("nearest image, ratio", fmt.Sprintf("%.2f", j.Nearness.Ratio()), math.Inf(1), "1 as new images, 0 as copies")
}

// interval is half the width of an interval, "" where it is not known.
func interval(half float64) string {
	if math.IsInf(half, 0) || math.IsNaN(half) {
		return ""
	}
	return fmt.Sprintf("± %.2g", half)
}

// columns are those that table fills.
func columns() []report.Column {
	return []report.Column{{Name: ""}, {Name: "value", Number: true}, {Name: "95 %"}, {Name: "over"}}
}

// Table is the judgement as a table, for its Markdown and LaTeX.
func (j *Judgement) Table() *report.Table {
	t := &report.Table{Columns: columns()}
	if j.err != nil {
		t.Notes = []string{j.err.Error()}
		return t
	}
	t.Caption = fmt.Sprintf("%s against the %s; features: %s", j.of, j.to, j.Features)
	if j.iteration >= 0 {
		t.Caption = fmt.Sprintf("%s after %s against the %s; features: %s", j.of, iterations(j.iteration), j.to, j.Features)
	}
	j.table(t)
	t.Notes = j.notes()
	return t
}

// notes are what one must know to use the numbers.
func (j *Judgement) notes() []string {
	var notes []string
	switch len(j.Seeds) {
	case 0:
	case 1:
		notes = append(notes, fmt.Sprintf("Syntheses of seed %d.", j.Seeds[0]))
	default:
		notes = append(notes, fmt.Sprintf("Syntheses of seeds %d to %d; all but the %s is of the first.", j.Seeds[0], j.Seeds[len(j.Seeds)-1], j.distance))
	}
	n := min(j.N, j.M)
	notes = append(notes, fmt.Sprintf("A %s of finitely many images is too high, here N = %s: compare at equal N only. Curve() shows how it falls.", j.distance, thousands(n)))
	return notes
}

// thousands is a count with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// String is the table as text.
func (j *Judgement) String() string {
	if j.err != nil {
		return j.err.Error()
	}
	return strings.TrimRight(j.Table().Text(), "\n")
}

// MIMEBundle shows the table.
func (j *Judgement) MIMEBundle() map[string][]byte {
	if j.err != nil {
		return errorBundle(j.err)
	}
	return map[string][]byte{"text/plain": []byte(j.String()), "text/html": []byte(j.Table().HTML())}
}
