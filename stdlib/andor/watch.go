package andor

import (
	"fmt"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/features"
	"github.com/andor-kernel/andor/stdlib/metric"
	"github.com/andor-kernel/andor/stdlib/train"
)

// watching is the curve of a Frechet distance during training.
type watching struct {
	j          Judging
	m          *features.Map
	images     metric.Gaussian
	n          int
	at, values []float64
	err        error
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
	w := &watching{j: j, n: j.Samples}
	if w.n == 0 {
		w.n = watchSamples
	}
	if w.j.Every == 0 {
		w.j.Every = max(1, r.spec.Iterations/20)
	}
	var err error
	if w.m, err = r.data.openMap(j); err != nil {
		return fail(err)
	}
	x, _, err := r.data.featuresOf(w.m, w.n)
	if err != nil {
		return fail(err)
	}
	if w.images, err = metric.Fit(x); err != nil {
		return fail(err)
	}
	for _, one := range r.Seeds() {
		one.watching = &watching{j: w.j, m: w.m, images: w.images, n: w.n}
	}
	return r
}

// watch adds a point to the curve when it is due. An interrupt leaves the point out; an error
// ends the curve and is told, not the run.
func (r *Run) watch(e train.Event) {
	w := r.watching
	it, ok := e.(train.Iteration)
	if w == nil || !ok || w.err != nil || it.Index%w.j.Every != 0 && it.Index != it.Of {
		return
	}
	if n := len(w.at); n > 0 && w.at[n-1] >= float64(it.Index) {
		return
	}
	value, err := w.measure(r)
	if err != nil {
		if runContext().Err() == nil {
			w.err = err
		}
		return
	}
	w.at, w.values = append(w.at, float64(it.Index)), append(w.values, value)
}

func (w *watching) measure(r *Run) (float64, error) {
	lo, hi := r.data.spec.Range[0], r.data.spec.Range[1]
	y, err := w.m.Of(runContext(), r.run.Syntheses(w.n, w.j.Seed), lo, hi, nil)
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
func (w *watching) name() string { return fmt.Sprintf("%s (%s)", w.m.Distance(), w.m.Name()) }

// line is the last value in words, "" before there is one.
func (w *watching) line() string {
	switch {
	case w == nil:
		return ""
	case w.err != nil:
		return fmt.Sprintf("%s: %v", w.name(), w.err)
	case len(w.at) == 0:
		return ""
	}
	last := len(w.at) - 1
	return fmt.Sprintf("%s %.4g at iteration %.0f, %d syntheses and %d images: too high for so few, compare along the curve only",
		w.name(), w.values[last], w.at[last], w.n, w.images.N)
}

// panels are the curves of the run so far, the distance of each seed among them.
func (r *Run) panels(h [][]train.Iteration) []plots.Curves {
	p := curves(h, r.critic != nil)
	if r.watching == nil || len(r.watching.at) == 0 {
		return p
	}
	w := r.watching
	d := plots.Curves{Title: w.m.Distance(), XLabel: "iteration", YLabel: fmt.Sprintf("%s, N = %d", w.m.Distance(), w.n)}
	all := r.Seeds()
	for _, one := range all {
		s := plots.Series{Name: w.m.Name(), X: one.watching.at, Y: one.watching.values}
		if len(all) > 1 {
			s.Name = fmt.Sprintf("%s, seed %d", w.m.Name(), one.spec.Seed)
		}
		if len(s.Y) > 0 {
			d.Series = append(d.Series, s)
		}
	}
	return append(p, d)
}
