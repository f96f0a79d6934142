package andor

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/nn"
	"github.com/andor-kernel/andor/stdlib/train"
)

// Run is one training run of [P] alg. 1: the weights, the chains and the history. It is
// made by a train block and goes on wherever Train left it.
type Run struct {
	spec   dsl.Train
	actor  *dsl.Net
	critic *dsl.Net // nil for alternating back-propagation
	data   *Data

	g      *nn.Net
	run    *train.Run
	memory nn.Memory // what training takes besides the images
	state  string    // how the last Train ended, in words
	err    error

	watching *watching // nil: no distance is computed while training

	mu    sync.Mutex
	stats map[string]*stageStats // by stage, made on demand for the iteration they hold
}

// MustRun reads the JSON form of a checked train block; a cell's train blocks lower to
// it. e is nil for `critic none`. It panics if the run cannot be set up.
func MustRun(spec string, g, e *Net, d *Data) *Run {
	decl := mustDecl("MustRun", spec)
	if decl.Train == nil {
		panic(fmt.Sprintf("andor: MustRun: got the declaration of %q, want that of a run", decl.Name()))
	}
	r := newRun(*decl.Train, g, e, d)
	if r.err != nil {
		panic(r.err)
	}
	return r
}

// NewRun sets up a run from Go. Each setting is a field of a train block, such as
// "sigma 0.3" or "langevin { steps 20 }"; e is nil to train without a critic.
func NewRun(name string, g, e *Net, d *Data, settings ...string) *Run {
	for _, err := range []error{g.Err(), d.Err()} {
		if err != nil {
			return &Run{err: fmt.Errorf("run %q: %w", name, err)}
		}
	}
	env := scope{nets: map[string]*dsl.Net{g.spec.Name: g.spec}, data: map[string]*dsl.Data{d.spec.Name: d.spec}}
	critic := "none"
	if e != nil {
		if err := e.Err(); err != nil {
			return &Run{err: fmt.Errorf("run %q: %w", name, err)}
		}
		critic = e.spec.Name
		env.nets[critic] = e.spec
	}
	text := fmt.Sprintf("train %s {\n  actor %s\n  critic %s\n  data %s\n  %s\n}\n", name, g.spec.Name, critic, d.spec.Name, strings.Join(settings, "\n  "))
	decl, err := declare(text, env)
	if err != nil {
		return &Run{err: err}
	}
	return newRun(*decl.Train, g, e, d)
}

func newRun(s dsl.Train, g, e *Net, d *Data) *Run {
	r := &Run{spec: s, data: d, stats: map[string]*stageStats{}}
	fail := func(err error) *Run {
		r.err = fmt.Errorf("run %q: %w", s.Name, err)
		return r
	}
	for _, err := range []error{g.Err(), d.Err()} {
		if err != nil {
			return fail(err)
		}
	}
	r.actor = g.spec
	var err error
	if r.g, err = nn.New(g.spec, s.Seed); err != nil {
		return fail(err)
	}
	var energy *nn.Net
	if e != nil {
		if err := e.Err(); err != nil {
			return fail(err)
		}
		r.critic = e.spec
		if energy, err = nn.New(e.spec, s.Seed); err != nil {
			return fail(err)
		}
	}
	if r.memory, err = nn.MeasureMemory(r.g, energy, s.Batch); err != nil {
		return fail(err)
	}
	if r.run, err = train.New(s, r.g, energy, d.set); err != nil {
		return fail(err)
	}
	return r
}

// Err is the first error of the chain, nil if there was none. An interrupt is no error.
func (r *Run) Err() error {
	if r == nil {
		return errors.New("the run is nil; declare it with a train block")
	}
	return r.err
}

// Train runs alg. 1 up to the declared number of iterations, with a live display, and
// returns the run. An interrupt ends it after the finished iteration; calling Train
// again goes on from there with the same result as if nothing had happened.
func (r *Run) Train() *Run {
	if r.Err() != nil {
		return r
	}
	r.state = ""
	r.keep()
	live := newLive(r)
	err := r.run.Train(runContext(), func(e train.Event) {
		r.watch(e)
		live.event(e)
	})
	switch {
	case err == nil:
		r.state = stateFinished
	case errors.Is(err, train.ErrInterrupted):
		r.state = "interrupted; Train() goes on"
	default:
		r.err = fmt.Errorf("run %q: %w", r.spec.Name, err)
		r.state = "failed"
	}
	live.finish()
	return r
}

const stateFinished = "finished"

// TrainFor adds n iterations to those declared or done and trains.
func (r *Run) TrainFor(n int) *Run {
	if r.Err() != nil {
		return r
	}
	if n <= 0 {
		r.err = fmt.Errorf("run %q: TrainFor got %d iterations, want at least 1", r.spec.Name, n)
		return r
	}
	r.run.Extend(n)
	return r.Train()
}

// Iteration is the number of finished updates of Theta.
func (r *Run) Iteration() int {
	if r.Err() != nil && r.run == nil {
		return 0
	}
	return r.run.Iteration()
}

// History is one record an iteration: losses, MSE, energies.
func (r *Run) History() []train.Iteration {
	if r.run == nil {
		return nil
	}
	return r.run.History()
}

// String says what the run is made of and how far it is.
func (r *Run) String() string {
	if r == nil || r.run == nil {
		return r.Err().Error()
	}
	s := r.spec
	var b strings.Builder
	critic := s.Critic
	if critic == "" {
		critic = "none"
	}
	fmt.Fprintf(&b, "run %s: actor %s, critic %s, data %s (%d images)\n", s.Name, s.Actor, critic, s.Data, r.data.Len())
	fmt.Fprintf(&b, "  langevin %d steps of %g, sigma %g", s.Langevin.Steps, s.Langevin.Step, s.Langevin.Sigma)
	if !s.Langevin.Noise {
		b.WriteString(", noise off")
	}
	fmt.Fprintf(&b, "; sigma %g, batch %d, seed %d\n", s.Sigma, s.Batch, s.Seed)
	fmt.Fprintf(&b, "  memory %s for the networks, %s for the images\n", dsl.Bytes(r.memory.Total()), dsl.Bytes(r.data.set.Memory()))
	fmt.Fprintf(&b, "  iteration %d of %d", r.run.Iteration(), s.Iterations)
	if r.state != "" {
		b.WriteString(", " + r.state)
	}
	if h := r.run.History(); len(h) > 0 {
		last := h[len(h)-1]
		fmt.Fprintf(&b, "; reconstruction MSE %.4g per pixel and channel", last.MSE)
	}
	if line := r.watching.line(); line != "" {
		b.WriteString("\n  " + line)
	}
	if r.err != nil {
		fmt.Fprintf(&b, "\n  error: %v", r.err)
	}
	return b.String()
}

// MIMEBundle shows String; after training the live display has shown the pictures.
func (r *Run) MIMEBundle() map[string][]byte {
	if r == nil {
		return errorBundle(r.Err())
	}
	return map[string][]byte{"text/plain": []byte(r.String())}
}

// Curves draws the reconstruction error and, with a critic, the mean energies of images
// and syntheses, whose difference is what the critic learns from ([P] eq. 21).
func (r *Run) Curves() *Figure {
	h, err := r.trained()
	if err != nil {
		return failed(err)
	}
	f, err := plots.NewPanels(plots.Panels{Title: r.spec.Name, Panels: r.panels(h)})
	return figure(f, err).described(r.String())
}

// curvePoints bounds the points of a drawn curve: more cannot be told apart.
const curvePoints = 400

// curves are the panels of a history: MSE on a log axis and the energies. A long history
// is thinned to the means of equal stretches.
func curves(h []train.Iteration, critic bool) []plots.Curves {
	stretch := (len(h) + curvePoints - 1) / curvePoints
	var x, mse, data, synth []float64
	for from := 0; from < len(h); from += stretch {
		part := h[from:min(from+stretch, len(h))]
		var m, d, s float64
		for _, it := range part {
			m, d, s = m+it.MSE, d+it.EnergyData, s+it.EnergySynth
		}
		n := float64(len(part))
		x, mse = append(x, float64(part[len(part)-1].Index)), append(mse, m/n)
		data, synth = append(data, d/n), append(synth, s/n)
	}
	panels := []plots.Curves{{
		Title: "reconstruction", XLabel: "iteration", YLabel: "MSE per pixel and channel", LogY: true,
		Series: []plots.Series{{Name: "at the inferred z", X: x, Y: mse}},
	}}
	if critic {
		panels = append(panels, plots.Curves{
			Title: "energy", XLabel: "iteration", YLabel: "mean f(Y)",
			Series: []plots.Series{{Name: "images", X: x, Y: data}, {Name: "syntheses", X: x, Y: synth}},
		})
	}
	return panels
}

// trained is the history, or an error that says what to do when there is none.
func (r *Run) trained() ([]train.Iteration, error) {
	if r.Err() != nil && r.run == nil {
		return nil, r.err
	}
	h := r.run.History()
	if len(h) == 0 {
		return nil, fmt.Errorf("run %q has not been trained; call %s.Train() first", r.spec.Name, r.spec.Name)
	}
	return h, nil
}
