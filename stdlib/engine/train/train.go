package train

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// ErrInterrupted says that the context ended before the run did. The run stands after its
// last finished iteration, and Train goes on from there.
var ErrInterrupted = errors.New("train: interrupted")

// Run is one training run: networks, persistent chains and what happened so far. It is
// not safe for concurrent use.
type Run struct {
	set       dsl.Train
	images    Images
	nets      *networks
	batch     int
	chains    *tensor.Tensor // z_i of every image, (N, d)
	order     order
	coming    order          // the same, for what is decoded ahead
	y         *tensor.Tensor // the minibatch, (batch, H, W, C)
	yhat      *tensor.Tensor // as many syntheses
	iteration int            // finished
	target    int            // wanted; set.Iterations until Aim
	history   []Iteration
	elapsed   time.Duration
	pace      pace
	watch     watch
	use       use
	keeper    *keeper // nil: the run does not save itself
	held      Images  // nil: nothing is held out
	computed  Computed
	home      string // the checkpoint it was read from or saved in last
	seen      seen   // of the images, for the error of the mean image
}

// New sets up a run of alg. 1 with weights as they stand in g and e; e is nil for
// `critic none`, alternating back-propagation. The chains start at z_i ~ N(0, I). A batch
// larger than the set is cut to the set.
//
// The run owns the weights of g and e from here on.
func New(s dsl.Train, g, e *nn.Net, images Images) (*Run, error) {
	if err := check(s); err != nil {
		return nil, err
	}
	if images.Len() == 0 {
		return nil, errors.New("train: got no images, want at least one")
	}
	if err := fits(g, e, images); err != nil {
		return nil, err
	}
	nets, err := compile(s, g, e, min(s.Batch, images.Len()))
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return assemble(s, nets, images), nil
}

// assemble puts a run together from checked parts.
func assemble(s dsl.Train, nets *networks, images Images) *Run {
	n := images.Len()
	h, w, c := images.Shape()
	r := &Run{set: s, images: images, nets: nets, batch: min(s.Batch, n), target: s.Iterations, computed: computedHere(nets.actorNet, nets.criticNet)}
	r.chains = normal(newChains(n, nets.latent), nil, langevin.Key{Seed: s.Seed, Stream: streamChains})
	r.order = order{seed: s.Seed, n: n, batch: r.batch}
	r.coming = r.order
	r.y, r.yhat = tensor.New(r.batch, h, w, c), tensor.New(r.batch, h, w, c)
	return r
}

// Aim has Train stop after so many more iterations, from where the run is now. Settings that
// move over the declared run stay at their end values beyond it.
func (r *Run) Aim(iterations int) { r.target = r.iteration + max(0, iterations) }

// Resume has Train stop at the declared iterations again, or at more if Aim asked for more.
func (r *Run) Resume() { r.target = r.Target() }

// Iteration is the number of finished updates of Theta.
func (r *Run) Iteration() int { return r.iteration }

// Target is the number of iterations wanted in all: those declared, or more if Aim asked for
// more.
func (r *Run) Target() int { return max(r.target, r.set.Iterations) }

// Done says whether all the iterations wanted are finished.
func (r *Run) Done() bool { return r.iteration >= r.Target() }

// Rested says whether Train would have nothing to do now.
func (r *Run) Rested() bool { return r.iteration >= r.target }

// History has one record for each finished iteration. It is shared: do not write to it.
func (r *Run) History() []Iteration { return r.history[:len(r.history):len(r.history)] }

// Settings are those the run was made with.
func (r *Run) Settings() dsl.Train { return r.set }

// Networks are the generator and the energy network of the run, whose weights it trains;
// the latter is nil for `critic none`.
func (r *Run) Networks() (g, e *nn.Net) { return r.nets.actorNet, r.nets.criticNet }

// scheduled is a setting at iteration t: linear from the first to the end value over the
// declared iterations, constant where the end value is 0.
func (r *Run) scheduled(from, to float64, t int) float64 {
	if to == 0 || r.set.Iterations <= 1 {
		return from
	}
	f := min(1, float64(t)/float64(r.set.Iterations-1))
	return (1-f)*from + f*to
}

// check refuses settings no run can work with. The language checks the same with
// positions; this is for Go callers.
func check(s dsl.Train) error {
	positive := []struct {
		name  string
		value float64
	}{
		{"sigma", s.Sigma}, {"langevin step", s.Langevin.Step}, {"langevin sigma", s.Langevin.Sigma}, {"actor rate", s.Rate.Actor},
	}
	if s.Critic != "" {
		positive = append(positive, positive[3])
		positive[4].name, positive[4].value = "critic rate", s.Rate.Critic
	}
	for _, p := range positive {
		if !(p.value > 0) || math.IsInf(p.value, 0) {
			return fmt.Errorf("train: got %s %g, want a positive number", p.name, p.value)
		}
	}
	notNegative := []struct {
		name  string
		value float64
	}{
		{"weight", s.Weight}, {"guard square", s.Guard.Square}, {"guard clip", s.Guard.Clip},
		{"actor rate at the end", s.Rate.ActorEnd}, {"critic rate at the end", s.Rate.CriticEnd},
		{"sigma at the end", s.SigmaEnd}, {"langevin step at the end", s.Langevin.StepEnd}, {"langevin sigma at the end", s.Langevin.SigmaEnd},
	}
	for _, p := range notNegative {
		if !(p.value >= 0) || math.IsInf(p.value, 0) {
			return fmt.Errorf("train: got %s %g, want 0 or more", p.name, p.value)
		}
	}
	for _, p := range []struct {
		name         string
		value, least int
	}{{"batch", s.Batch, 1}, {"iterations", s.Iterations, 0}, {"langevin steps", s.Langevin.Steps, 0}} {
		if p.value < p.least {
			return fmt.Errorf("train: got %s %d, want at least %d", p.name, p.value, p.least)
		}
	}
	return nil
}
