package bench

import (
	"context"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/langevin"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// engine is our side: the programs a training run compiles, over fixed inputs.
type engine struct {
	s         settings
	g, e      *nn.Net // e nil: no critic
	forward   *nn.Forward
	posterior *nn.Posterior
	actor     *nn.Actor
	critic    *nn.Critic
	adamG     *nn.Adam
	adamE     *nn.Adam
	in        inputs
	made      *tensor.Tensor // syntheses
}

// inputs are those of one iteration, the same for both sides.
//
//	z, zhat, zhatCritic  (N, d)        chains, and fresh latents of steps 3 and 1 of alg. 1
//	y, yhat              (N, H, W, C)  images, and something to call syntheses
//	noise                (steps, N, d)
type inputs struct {
	z, zhat, zhatCritic, y, yhat, noise *tensor.Tensor
}

// The streams of keyed noise behind the inputs.
const (
	streamZ = iota + 1
	streamZhat
	streamZhatCritic
	streamY
	streamYhat
	streamNoise
)

// draw makes the inputs of n rows, keyed by the seed. Images look like nothing, but
// have the range of images.
func draw(g *dsl.Net, n, steps int, seed uint64) inputs {
	d, out := g.Stages[0].Out.C, g.Stages[len(g.Stages)-1].Out
	in := inputs{
		z: tensor.New(n, d), zhat: tensor.New(n, d), zhatCritic: tensor.New(n, d),
		y: tensor.New(n, out.H, out.W, out.C), yhat: tensor.New(n, out.H, out.W, out.C),
		noise: tensor.New(steps, n, d),
	}
	for stream, t := range map[uint64]*tensor.Tensor{streamZ: in.z, streamZhat: in.zhat, streamZhatCritic: in.zhatCritic, streamY: in.y, streamYhat: in.yhat} {
		langevin.Normal(t.Data, langevin.Key{Seed: seed, Stream: stream})
	}
	for _, t := range []*tensor.Tensor{in.y, in.yhat} {
		for i, v := range t.Data {
			t.Data[i] = max(-1, min(1, v/2))
		}
	}
	for step := range steps {
		drawNoise(seed, step, in.noise.Row(step))
	}
	return in
}

// drawNoise draws a step's noise image by image, as a training run does.
func drawNoise(seed uint64, step int, dst *tensor.Tensor) {
	for i := range dst.Shape[0] {
		langevin.Normal(dst.Row(i).Data, langevin.Key{Seed: seed, Stream: streamNoise, Image: uint64(i), Step: uint64(step)})
	}
}

const inputSeed = 1

// newEngine compiles the programs of a training run over networks with initial weights; opts are
// those of the networks.
func newEngine(g, e *dsl.Net, batch, threads int, s settings, opts ...nn.Option) (*engine, error) {
	r := &engine{s: s, in: draw(g, batch, max(1, s.Steps), inputSeed)}
	r.made = tensor.New(r.in.yhat.Shape...)
	var err error
	if r.g, err = nn.New(g, 1, opts...); err != nil {
		return nil, err
	}
	use := nn.WithThreads(threads)
	if e != nil {
		if r.e, err = nn.New(e, 2, opts...); err != nil {
			return nil, err
		}
		if r.critic, err = nn.NewCritic(r.e, batch, nn.CriticOptions{Square: s.Square}, use); err != nil {
			return nil, err
		}
		r.adamE = nn.NewAdam(r.e, nn.AdamOptions{Beta1: s.Beta1Critic}, use)
	}
	if r.forward, err = nn.NewForward(r.g, batch, use); err != nil {
		return nil, err
	}
	if r.posterior, err = nn.NewPosterior(r.g, batch, use); err != nil {
		return nil, err
	}
	if r.actor, err = nn.NewActor(r.g, r.e, batch, nn.ActorOptions{Sigma: s.Sigma, Weight: s.Weight}, use); err != nil {
		return nil, err
	}
	r.adamG = nn.NewAdam(r.g, nn.AdamOptions{Beta1: s.Beta1Actor}, use)
	return r, nil
}

// part is one thing that is timed: the name in the report, the peer's word for it, and
// what one call takes.
type part struct {
	name, what  string
	run         func(context.Context) error
	dense, done int64 // multiplications
}

// parts are what a report has a line for.
func (r *engine) parts() []part {
	var all []part
	add := func(name, what string, run func(context.Context) error, dense, done int64) {
		all = append(all, part{name, what, run, dense, done})
	}
	synthDense, synthDone := r.forward.MACs()
	stepDense, stepDone := r.posterior.MACs()
	dense, done := r.actor.MACs()
	wholeDense, wholeDone := int64(r.s.Steps)*stepDense+dense, int64(r.s.Steps)*stepDone+done
	add("synthesis", "forward", r.synthesis, synthDense, synthDone)
	add("Langevin step", "step", r.step, stepDense, stepDone)
	add("generator update", "actor_update", r.actorUpdate, dense, done)
	if r.critic != nil {
		dense, done = r.critic.MACs()
		add("energy update", "critic_update", r.criticUpdate, dense, done)
		wholeDense, wholeDone = wholeDense+synthDense+dense, wholeDone+synthDone+done
	}
	add("iteration", "iteration", r.iteration, wholeDense, wholeDone)
	return all
}

func (r *engine) synthesis(context.Context) error {
	return r.forward.RunInto(r.made, r.in.zhatCritic)
}

func (r *engine) step(ctx context.Context) error { return r.chain(ctx, r.in.z.Clone(), 1) }

// chain moves z by steps of eq. 13, drawing the noise as it goes.
func (r *engine) chain(ctx context.Context, z *tensor.Tensor, steps int) error {
	o := langevin.Options{Steps: steps, StepSize: r.s.Delta, Sigma: r.s.LangevinSigma, Noise: true}
	grad := func(z, dz *tensor.Tensor) error { return r.posterior.Gradient(z, r.in.y, dz, nil) }
	return langevin.Chain(ctx, z, o, grad, func(step int, dst *tensor.Tensor) { drawNoise(inputSeed, step, dst) })
}

func (r *engine) actorUpdate(context.Context) error { return r.teachActor(r.in.z) }

func (r *engine) teachActor(z *tensor.Tensor) error {
	if _, err := r.actor.Gradient(z, r.in.y, r.in.zhat); err != nil {
		return err
	}
	return r.adamG.Step(r.actor.Grads(), r.s.RateActor)
}

func (r *engine) criticUpdate(context.Context) error { return r.teachCritic(r.in.yhat) }

func (r *engine) teachCritic(yhat *tensor.Tensor) error {
	if _, err := r.critic.Gradient(r.in.y, yhat); err != nil {
		return err
	}
	return r.adamE.Step(r.critic.Grads(), r.s.RateCritic)
}

// iteration is one of [P] alg. 1, as train runs it.
func (r *engine) iteration(ctx context.Context) error {
	z := r.in.z.Clone()
	if err := r.chain(ctx, z, r.s.Steps); err != nil {
		return err
	}
	if r.critic != nil {
		if err := r.synthesis(ctx); err != nil {
			return err
		}
		if err := r.teachCritic(r.made); err != nil {
			return err
		}
	}
	return r.teachActor(z)
}
