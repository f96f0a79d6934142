package andor

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/outside"
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

	held    *Data  // judged on now and then; nil for none
	loaded  string // path of the checkpoint it comes from, empty for a new run
	folder  string // of its sweep, empty for the folder of runs
	repeats []*Run // of seeds Seed+1, Seed+2, ..., made by Train

	watching *watching // nil: no distance is computed while training

	mu    sync.Mutex
	stats map[string]*stageStats // by stage, made on demand for the iteration they hold
}

// DeclaredRun sets up the run of a checked train block; e is nil for `critic none`. The
// error, if any, sticks to the value. Cells do not see it: their train blocks lower to it.
func DeclaredRun(d *dsl.Train, g, e *Net, images *Data) *Run { return newRun(*d, g, e, images) }

// NewRun sets up a run from Go. Each setting is a field of a train block, such as
// "sigma 0.3" or "langevin { steps 20 }"; e is nil to train without a critic. The settings are
// read by the checker of the language, so that Go and blocks know the same fields and limits.
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
	choice, err := algorithmChoice()
	if err != nil {
		return fail(err)
	}
	if r.g, err = nn.New(g.spec, s.Seed, choice...); err != nil {
		return fail(err)
	}
	var energy *nn.Net
	if e != nil {
		if err := e.Err(); err != nil {
			return fail(err)
		}
		r.critic = e.spec
		if energy, err = nn.New(e.spec, s.Seed, choice...); err != nil {
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

// algorithmChoice returns how networks choose their algorithms: by the model of costs, or by
// measuring where ANDOR_CHOICE=measure asks for it.
func algorithmChoice() ([]nn.Option, error) {
	asked, err := nn.MeasurementAsked()
	if err != nil || !asked {
		return nil, err
	}
	dir, err := data.CacheDir()
	if err != nil {
		return nil, err
	}
	return []nn.Option{nn.WithMeasurement(dir)}, nil
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
// again goes on from there with the same result as if nothing had happened. A run with
// `repeat` trains its seeds side by side, one a processor, if its networks are small, else one
// after another; each gives the bits that it gives alone.
func (r *Run) Train() *Run {
	return r.trainAll(func(one *train.Run) { one.Resume() })
}

// TrainFor trains n more iterations from where the run is, each seed of a run with `repeat`;
// Train goes on to the declared number after that.
func (r *Run) TrainFor(n int) *Run {
	if r.Err() == nil && n <= 0 {
		r.err = fmt.Errorf("run %q: TrainFor got %d iterations, want at least 1", r.spec.Name, n)
	}
	return r.trainAll(func(one *train.Run) { one.Aim(n) })
}

// trainAll trains all seeds as far as aim says.
func (r *Run) trainAll(aim func(*train.Run)) *Run {
	if r.Err() != nil {
		return r
	}
	if err := r.images(); err != nil { // the run stays as it is, to be looked at
		return &Run{spec: r.spec, err: fmt.Errorf("run %q: train: %w", r.spec.Name, err)}
	}
	runs, err := r.seeds()
	if err != nil {
		r.err = err
		return r
	}
	var waiting []*Run
	for _, one := range runs {
		if aim(one.run); len(runs) == 1 || !one.run.Rested() {
			waiting = append(waiting, one)
		}
	}
	trainEach(r.spec.Name, waiting, false)
	for _, one := range waiting {
		if one.state != stateFinished {
			r.state, r.err = one.state, one.err
			return r
		}
	}
	r.state = stateFinished
	if !r.run.Done() {
		r.state = "stopped; Train() goes on"
	}
	return r
}

// trainEach trains the runs: small ones side by side, others one after another, up to the first that
// does not finish, unless all shall have their turn.
func trainEach(title string, runs []*Run, all bool) {
	if n := sideBySide(runs); n > 1 {
		newBeside(title, runs).train(n, all)
		return
	}
	for _, one := range runs {
		one.begin()
		live := newLive(one)
		one.state, one.err = one.train(live.event)
		live.finish()
		if one.state != stateFinished && (!all || outside.Context().Err() != nil) {
			return
		}
	}
}

// begin readies the run for train.
func (r *Run) begin() {
	r.state = ""
	r.keep()
	r.watchOn()
}

// train trains this seed alone, calling show with what happens, and says how it ended.
func (r *Run) train(show func(train.Event)) (state string, err error) {
	err = r.run.Train(outside.Context(), func(e train.Event) {
		r.watch(e)
		show(e)
	})
	switch {
	case err == nil:
		return stateFinished, nil
	case errors.Is(err, train.ErrInterrupted):
		return "interrupted; Train() goes on", nil
	}
	return "failed", fmt.Errorf("run %q: %w", r.spec.Name, err)
}

const stateFinished = "finished"

// Iteration is the number of finished updates of Theta.
func (r *Run) Iteration() int {
	if r.Err() != nil && r.run == nil {
		return 0
	}
	return r.run.Iteration()
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
	fmt.Fprintf(&b, "  langevin %d steps of %s, sigma %s", s.Langevin.Steps, dsl.Schedule(s.Langevin.Step, s.Langevin.StepEnd), dsl.Schedule(s.Langevin.Sigma, s.Langevin.SigmaEnd))
	if !s.Langevin.Noise {
		b.WriteString(", noise off")
	}
	fmt.Fprintf(&b, "; sigma %s, batch %d, seed %d", dsl.Schedule(s.Sigma, s.SigmaEnd), s.Batch, s.Seed)
	each := ""
	if s.Repeat > 1 {
		fmt.Fprintf(&b, " to %d", s.Seed+uint64(s.Repeat-1))
		each = " of each seed"
	}
	fmt.Fprintf(&b, "\n  memory %s for the networks%s, %s for the images\n", dsl.Bytes(r.memory.Total()), each, dsl.Bytes(r.data.set.Memory()))
	fmt.Fprintf(&b, "  iteration %d of %d", r.run.Iteration(), r.run.Target())
	if n := r.seedsDone(); s.Repeat > 1 {
		fmt.Fprintf(&b, ", %d of %d seeds done", n, s.Repeat)
	}
	if r.state != "" {
		b.WriteString(", " + r.state)
	}
	if note := r.run.Computed().Elsewhere(); note != "" {
		b.WriteString("; " + note)
	}
	if h := r.run.History(); len(h) > 0 {
		last := h[len(h)-1]
		fmt.Fprintf(&b, "; reconstruction MSE %.4g per pixel and channel", last.MSE)
	}
	if line := r.watching.line(); line != "" {
		b.WriteString("\n  " + line)
	}
	if err := r.images(); err != nil {
		fmt.Fprintf(&b, "\n  the images are not here: Samples, Basis, Interpolate, Explore and Curves work, what needs images says so; andor.Load(%q, \"their folder or archive\") finds them", s.Name)
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
