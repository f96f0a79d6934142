package train

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

const (
	probeEvery   = 50   // iterations between two looks at the Langevin stability; each costs four gradients
	probeRounds  = 3    // of the power iteration
	probesInARow = 3    // beyond overshoot before it is worth a warning
	overshoot    = 8    // of Stability, whose bound is 2 for a smooth generator
	watchEvery   = 25   // iterations over which the other warnings judge
	repeatAfter  = 500  // iterations before the same warning is given again
	frozen       = 1e-4 // of |z|: chains that move less in an iteration stand still
)

// probe measures now and then how close the chains are to the bound under which eq. 13
// contracts, and records the batch's median. It draws from its own stream and changes nothing.
func (r *Run) probe(t int, z *tensor.Tensor, grad langevin.Gradient, rec *Iteration) error {
	if t%probeEvery != 0 {
		return nil
	}
	start := normal(tensor.New(z.Shape...), nil, langevin.Key{Seed: r.set.Seed, Stream: streamProbe, Iteration: uint64(t)})
	lambda, err := langevin.Curvature(z, grad, start, probeRounds)
	if err != nil {
		return err
	}
	slices.Sort(lambda)
	rec.Stability = r.dynamics(t).Stability(lambda[len(lambda)/2])
	return r.use.look(t, z, r.nets)
}

// watch gives early warning in words. It looks at records alone, so it changes no result.
type watch struct {
	given map[string]int // quantity -> iteration of its last warning
}

// look is the warnings due after a finished iteration.
func (w *watch) look(r *Run, rec Iteration) []Warning {
	var out []Warning
	warn := func(step, quantity, format string, args ...any) {
		if last, ok := w.given[quantity]; ok && rec.Index-last < repeatAfter {
			return
		}
		if w.given == nil {
			w.given = map[string]int{}
		}
		w.given[quantity] = rec.Index
		out = append(out, Warning{Index: rec.Index, Step: step, Quantity: quantity, Text: fmt.Sprintf("iteration %d: ", rec.Index) + fmt.Sprintf(format, args...)})
	}
	if r.overshoots() {
		warn("langevin", "stability", "the chains overshoot: (step^2/2)(1 + lambda_max/sigma^2) is %.3g for half of them, want about 2 or less; try langevin step %.2g or a larger langevin sigma",
			rec.Stability, r.dynamics(rec.Index-1).StepSize*math.Sqrt(2/rec.Stability))
	}
	if stage, dead, of := r.use.worst(rec.Index); 2*dead > of {
		warn("actor", "dead units", "%d of %d channels of stage %q have been active on none of the images of the last %d iterations; try a smaller actor rate, a larger k in its topk, or fewer channels",
			dead, of, stage, deadAfter)
	}
	if r.diverges() && w.first("divergence", rec.Index) {
		out = append(out, Warning{Index: rec.Index, Step: "actor", Quantity: "divergence", Text: fmt.Sprintf(
			"iteration %d: the run diverges: its reconstruction error is %.3g, that of the mean image %.3g; try a smaller actor rate than %.2g, a smaller langevin step than %.2g or a larger langevin sigma than %.2g",
			rec.Index, r.lately(divergesOver), r.seen.meanImage(), r.set.Rate.Actor, r.set.Langevin.Step, r.set.Langevin.Sigma)})
	}
	if rec.Index%watchEvery != 0 || len(r.history) < watchEvery {
		return out
	}
	lately := r.history[len(r.history)-watchEvery:]
	var gap, recon, move, z float64
	for _, it := range lately {
		gap += math.Abs(it.EnergySynth-it.EnergyData) / watchEvery
		recon += it.Recon / watchEvery
		move += it.Moved / watchEvery
		z += it.ZNorm / watchEvery
	}
	// The two terms of step 3 in the same unit: once the critic's is the larger, the
	// generator follows an energy that has left the scale of the likelihood.
	sigma := r.scheduled(r.set.Sigma, r.set.SigmaEnd, rec.Index-1)
	if term := recon / (2 * sigma * sigma); r.nets.critic != nil && r.set.Weight*gap > term {
		warn("critic", "energy gap", "the energy gap %.3g times weight %g outgrew the reconstruction term %.3g; try guard { square 1e-3 }, guard { clip 1 }, a smaller critic rate or a smaller weight",
			gap, r.set.Weight, term)
	}
	if r.set.Langevin.Steps > 0 && move < frozen*z {
		warn("langevin", "movement", "the chains stand still: they moved %.2g an iteration at |z| %.2g; try a larger langevin step or a smaller langevin sigma", move, z)
	}
	return out
}

// first reports whether a warning that is given once in a run is due, and notes it.
func (w *watch) first(quantity string, index int) bool {
	if _, ok := w.given[quantity]; ok {
		return false
	}
	if w.given == nil {
		w.given = map[string]int{}
	}
	w.given[quantity] = index
	return true
}

// pictures is the warning, if any, that what a run draws is due.
func (w *watch) pictures(r *Run, s Sampled) []Warning {
	if !r.saturates(s) || !w.first("saturation", s.Index) {
		return nil
	}
	return []Warning{{Index: s.Index, Step: "actor", Quantity: "saturation", Text: fmt.Sprintf(
		"iteration %d: %.0f %% of the values of reconstructions are saturated, of images %.0f %%; try a smaller actor rate than %.2g",
		s.Index, 100*atEnds(s.Reconstructions.Data), 100*atEnds(s.Originals.Data), r.set.Rate.Actor)}}
}

// overshoots says whether the last probes were all far beyond the bound of 2. Runs that learn well
// hover around it, medians between 1 and 4 with single probes up to 16 (docs/training.md): Theta
// grows until the chains just hold, the edge of stability of Cohen et al. 2021, and where top-k
// changes its choice the finite difference sees a step as curvature.
func (r *Run) overshoots() bool {
	for k := range probesInARow {
		at := len(r.history) - 1 - k*probeEvery
		if at < 0 || r.history[at].Stability <= overshoot {
			return false
		}
	}
	return true
}

// pace is a running mean of the time an iteration takes.
type pace struct{ mean time.Duration }

func (p *pace) add(took time.Duration) time.Duration {
	took = max(took, time.Microsecond)
	if p.mean == 0 {
		p.mean = took
	}
	p.mean += (took - p.mean) / 10
	return p.mean
}

// exhibit times the pictures: the first at once, then at most one a second and no
// more than two percent of the time since Train was called, and one at the end.
type exhibit struct {
	next  time.Time
	began time.Time
}

const (
	exhibitEvery = time.Second
	exhibitCost  = 0.02
)

func (e *exhibit) due(last bool) bool {
	e.began = time.Now()
	return last || !e.began.Before(e.next)
}

func (e *exhibit) done() {
	cost := time.Since(e.began)
	e.next = time.Now().Add(max(exhibitEvery, time.Duration(float64(cost)/exhibitCost)))
}
