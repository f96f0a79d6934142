package andor

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/look/features"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// curve is the course of a Frechet distance during training, as a checkpoint keeps it.
type curve struct {
	Judging       Judging // Samples and Every are said
	Distance, Map string  // what the distance is called, and over which features
	Images        int     // training images compared with
	At, Values    []float64
}

// watching is a curve, and what its next point takes.
type watching struct {
	curve
	m      *features.Map // nil after loading, until the run trains on
	busy   *sync.Mutex   // over m, which seeds that train side by side share
	images metric.Gaussian
	err    error
}

const watchSamples = 500 // unless said

// Watch computes a Frechet distance (FID over Inception's features) of the syntheses from the
// training images while the run is trained, every so many iterations, and shows it in the
// live display and in Curves. It is computed from j.Samples of each, 500 unless said: few make
// it too high, alike along the curve. The syntheses are of the same z at every point.
func (r *Run) Watch(j Judging) *Run {
	if r.Err() != nil {
		return r
	}
	fail := func(err error) *Run {
		r.err = fmt.Errorf("run %q: watch: %w", r.spec.Name, err)
		return r
	}
	if err := j.check(); err != nil {
		return fail(err)
	}
	w := &watching{curve: curve{Judging: j}}
	if j.Samples == 0 {
		w.Judging.Samples = watchSamples
	}
	if j.Every == 0 {
		w.Judging.Every = max(1, r.spec.Iterations/20)
	}
	if err := w.open(r.data); err != nil {
		return fail(err)
	}
	for _, one := range r.Seeds() {
		one.watching = w.anew(one.watching)
	}
	return r
}

// open makes w ready to measure, and names what it measures.
func (w *watching) open(d *Data) error {
	m, err := d.openMap(w.Judging)
	if err != nil {
		return err
	}
	x, _, err := d.featuresOf(m, w.Judging.Samples)
	if err != nil {
		return err
	}
	if w.images, err = metric.Fit(x); err != nil {
		return err
	}
	w.m, w.busy, w.Distance, w.Map, w.Images = m, new(sync.Mutex), m.Distance(), m.Name(), w.images.N
	return nil
}

// anew is w for another run, with the points that this one has already if they are of the
// same distance.
func (w *watching) anew(old *watching) *watching {
	out := &watching{curve: w.curve, m: w.m, busy: w.busy, images: w.images}
	out.At, out.Values = nil, nil
	if old != nil && old.Judging == w.Judging && old.Map == w.Map {
		out.At, out.Values = old.At, old.Values
	}
	return out
}

// watchOn goes on with the curve of a loaded run. Where its features are not to be had any more,
// the curve ends and says so.
func (r *Run) watchOn() {
	w := r.watching
	if w == nil || w.m != nil || w.err != nil || r.run.Done() {
		return
	}
	next := &watching{curve: w.curve}
	err := next.open(r.data)
	if err == nil && (next.Map != w.Map || next.Images != w.Images) {
		err = fmt.Errorf("the curve is over %s and %d images, now there are %s and %d; Watch begins it anew", w.Map, w.Images, next.Map, next.Images)
	}
	if err == nil {
		r.watching = next
	} else if outside.Context().Err() == nil {
		w.err = err
	}
}

// kept is what a checkpoint keeps of the curve.
func (w *watching) kept() *curve {
	if w == nil {
		return nil
	}
	return &w.curve
}

// watched is the curve in the note of a checkpoint, nil if there is none.
func watched(note string) (*watching, error) {
	if note == "" {
		return nil, nil
	}
	var c *curve
	if err := json.Unmarshal([]byte(note), &c); err != nil {
		return nil, fmt.Errorf("the curve of Watch: %w", err)
	}
	if c == nil {
		return nil, nil
	}
	if len(c.At) != len(c.Values) || c.Judging.Every < 1 {
		return nil, fmt.Errorf("the curve of Watch has %d values at %d places, every %d iterations", len(c.Values), len(c.At), c.Judging.Every)
	}
	return &watching{curve: *c}, nil
}

// watch adds a point to the curve when it is due. An interrupt leaves the point out; an error
// ends the curve and is told, not the run.
func (r *Run) watch(e train.Event) {
	w := r.watching
	it, ok := e.(train.Iteration)
	if w == nil || !ok || w.m == nil || w.err != nil || it.Index%w.Judging.Every != 0 && it.Index != it.Of {
		return
	}
	if n := len(w.At); n > 0 && w.At[n-1] >= float64(it.Index) {
		return
	}
	value, err := w.measure(r)
	if err != nil {
		if outside.Context().Err() == nil {
			w.err = err
		}
		return
	}
	w.At, w.Values = append(w.At, float64(it.Index)), append(w.Values, value)
}

func (w *watching) measure(r *Run) (float64, error) {
	w.busy.Lock()
	defer w.busy.Unlock()
	lo, hi := r.data.spec.Range[0], r.data.spec.Range[1]
	y, err := w.m.Of(outside.Context(), r.run.Syntheses(w.Judging.Samples, w.Judging.Seed), lo, hi, nil)
	if err != nil {
		return 0, err
	}
	g, err := metric.Fit(y)
	if err != nil {
		return 0, err
	}
	return metric.Frechet(w.images, g)
}

// name is the distance and its map.
func (w *watching) name() string { return fmt.Sprintf("%s (%s)", w.Distance, w.Map) }

// line is the last value in words, "" before there is one.
func (w *watching) line() string {
	switch {
	case w == nil:
		return ""
	case w.err != nil:
		return fmt.Sprintf("%s: %v", w.name(), w.err)
	case len(w.At) == 0:
		return ""
	}
	last := len(w.At) - 1
	return fmt.Sprintf("%s %.4g at iteration %.0f, %d syntheses and %d images: too high for so few, compare along the curve only",
		w.name(), w.Values[last], w.At[last], w.Judging.Samples, w.Images)
}

// panels are the curves of the run so far, the distance of each seed among them.
func (r *Run) panels(h [][]train.Iteration) []plots.Curves {
	p := curves(h, r.critic != nil)
	if r.watching == nil || len(r.watching.At) == 0 {
		return p
	}
	w := r.watching
	d := plots.Curves{Title: w.Distance, XLabel: "iteration", YLabel: fmt.Sprintf("%s, N = %d", w.Distance, w.Judging.Samples)}
	all := r.Seeds()
	for _, one := range all {
		if one.watching == nil { // loaded from before there was a curve
			continue
		}
		s := plots.Series{Name: w.Map, X: one.watching.At, Y: one.watching.Values}
		if len(all) > 1 {
			s.Name = fmt.Sprintf("%s, seed %d", w.Map, one.spec.Seed)
		}
		if len(s.Y) > 0 {
			d.Series = append(d.Series, s)
		}
	}
	return append(p, d)
}
