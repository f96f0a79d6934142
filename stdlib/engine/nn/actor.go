package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// ActorOptions are the settings of the generator's loss.
type ActorOptions struct {
	Sigma  float64 // of [P] eq. 15, in pixel units; more than 0
	Weight float64 // of eq. 20 against eq. 15, at least 0
}

// ActorLoss holds one value an image: the squared error at the inferred latents, and
// the energy of the images synthesised from fresh ones (nil without a critic).
type ActorLoss struct{ SSE, Energy []float64 }

// Actor is the gradient of Theta, [P] alg. 1 step 3.
type Actor struct {
	g, e  *Net
	p     actor[float32]
	o     ActorOptions
	grads []*tensor.Tensor
}

// NewActor compiles eq. 15 at (z, y) minus eq. 20 at zhat, for up to batch rows of
// each; e nil leaves eq. 15 alone. Both halves go through the generator as one batch.
func NewActor(g, e *Net, batch int, o ActorOptions, opts ...Option) (*Actor, error) {
	a := &Actor{g: g, e: e, o: o}
	err := guard("actor", []*Net{g, e}, func() (err error) {
		if !(o.Sigma > 0) || !(o.Weight >= 0) {
			return fmt.Errorf("got sigma %g and weight %g, want sigma > 0 and weight >= 0", o.Sigma, o.Weight)
		}
		if err = usable(g, dsl.Generator); err != nil {
			return err
		}
		var energy *network[float32]
		if e != nil {
			if err = usable(e, dsl.Energy); err != nil {
				return err
			}
			energy = e.net
		}
		a.p, err = newActor(g.net, energy, configure(opts).frame(batch))
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, p := range g.net.params {
		a.grads = append(a.grads, tensor.From(a.p.grads[i].Data(), p.shape...))
	}
	return a, nil
}

// Gradient computes the losses and fills Grads, for N <= batch rows:
//
//	z     (N, d)        inferred latents
//	y     (N, H, W, C)  their images
//	zhat  (N, d)        fresh latents ~ N(0, I); nil without a critic
func (a *Actor) Gradient(z, y, zhat *tensor.Tensor) (ActorLoss, error) {
	var loss ActorLoss
	err := guard("actor", []*Net{a.g, a.e}, func() error {
		in, out := a.g.net.input(), a.g.net.output()
		n, err := rowsOf("z", z, a.p.batch, in)
		if err != nil {
			return err
		}
		if err := sameRows("z", n, "y", y, out); err != nil {
			return err
		}
		copy(a.p.z.Data(), z.Data)
		if a.e != nil {
			if err := sameRows("z", n, "zhat", zhat, in); err != nil {
				return err
			}
			copy(a.p.z.Data()[len(z.Data):], zhat.Data)
		}
		copy(a.p.y.Data(), y.Data)
		loss, err = a.p.gradient(n, a.o)
		return err
	})
	return loss, err
}

// SetSigma changes the sigma of eq. 15 for the calls of Gradient to come; it must be more
// than 0.
func (a *Actor) SetSigma(sigma float64) { a.o.Sigma = sigma }

// Grads are those of mean_i(|y-g|^2/(2 Sigma^2)) + Weight * mean f(g(zhat)), to be
// minimised, in the order of g.Params. They are overwritten by the next Gradient.
func (a *Actor) Grads() []*tensor.Tensor { return a.grads }

// Bytes is the memory of activations and gradients.
func (a *Actor) Bytes() int64 { return a.p.bytes }

// MACs are the multiplications of one call with a full batch: as the definition has
// them, and those really done.
func (a *Actor) MACs() (dense, done int64) { return a.p.run.MACs(a.p.batch) }

type actor[T autodiff.Float] struct {
	program[T]
	z, y       autodiff.Node[T] // z holds the inferred rows, then the fresh ones
	sse, f     autodiff.Node[T]
	dsse, df   autodiff.Node[T] // the weight of each row in the loss
	grads      []autodiff.Node[T]
	withCritic bool
}

// newActor builds the program. With a critic the images of both halves are one node;
// its gradient is put together from the gradient of the squared error, for the first
// half, and that of the energy, for the second, and then goes back through the
// generator in one piece.
func newActor[T autodiff.Float](g, e *network[T], f frame) (actor[T], error) {
	p := actor[T]{program: newProgram[T](f), withCritic: e != nil}
	parts := 1
	if e != nil {
		parts = 2
		if e.input() != g.output() {
			return p, fmt.Errorf("net %q takes images of %v, net %q makes %v", e.spec.Name, e.input(), g.spec.Name, g.output())
		}
	}
	p.z = p.graph.Input("z", parts, dims(g.input())...)
	p.y = p.graph.Input("y", 1, dims(g.output())...)
	p.dsse = p.graph.Input("dsse", 1, 1)
	body, err := p.add(g, p.z, parts, use{weights: true})
	if err != nil {
		return p, err
	}
	data := p.graph.Part(body.out, 0)
	p.sse = p.graph.SSE(data, p.y)
	dimage := p.graph.Backward(nodes(p.sse), nodes(p.dsse), nodes(data))[0]
	outputs := nodes(p.sse)
	if e != nil {
		synth := p.graph.Part(body.out, 1)
		p.df = p.graph.Input("df", 1, dims(e.output())...)
		critic, err := p.add(e, synth, 1, use{})
		if err != nil {
			return p, err
		}
		p.f = critic.out
		dsynth := p.graph.Backward(nodes(p.f), nodes(p.df), nodes(synth))[0]
		dimage = p.graph.Join(dimage, dsynth)
		outputs = append(outputs, p.f)
	}
	p.grads = p.graph.Backward(nodes(body.out), nodes(dimage), body.params)
	return p, p.compile(append(outputs, p.grads...)...)
}

func (p *actor[T]) gradient(n int, o ActorOptions) (ActorLoss, error) {
	var loss ActorLoss
	fill(p.dsse.Data(), 1/(2*o.Sigma*o.Sigma*float64(n)))
	if p.withCritic {
		fill(p.df.Data(), o.Weight/float64(n))
	}
	if err := p.forRows(n); err != nil {
		return loss, err
	}
	loss.SSE = float64s(p.sse.Data()[:n])
	if p.withCritic {
		loss.Energy = float64s(p.f.Data()[:n])
	}
	return loss, nil
}
