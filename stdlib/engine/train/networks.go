package train

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Images is a set of training images in a fixed order; data.Set is one.
type Images interface {
	Len() int
	Shape() (h, w, c int)
	// Batch copies the named images into the first len(index) rows of dst (M, H, W, C).
	Batch(index []int, dst *tensor.Tensor) error
}

// What the loop asks of the networks, so that tests can put a linear model in their place.
type (
	generator interface {
		Run(z *tensor.Tensor) (*tensor.Tensor, error)
		RunInto(y, z *tensor.Tensor) error
		Activation(stage string) (*tensor.Tensor, error)
	}
	posterior interface {
		Gradient(z, y, dz *tensor.Tensor, sse []float64) error
	}
	actor interface {
		SetSigma(sigma float64)
		Gradient(z, y, zhat *tensor.Tensor) (nn.ActorLoss, error)
		Grads() []*tensor.Tensor
	}
	critic interface {
		Gradient(y, yhat *tensor.Tensor) (nn.CriticLoss, error)
		Grads() []*tensor.Tensor
	}
	optimiser interface {
		Step(grads []*tensor.Tensor, rate float64) error
		State() (step int, m, v []*tensor.Tensor)
		SetState(step int, m, v []*tensor.Tensor) error
	}
)

// networks are the programs of one run over the weights of G and E.
type networks struct {
	latent int      // d
	stages []string // of the generator, as Activation names them

	generator  generator
	posterior  posterior
	actor      actor
	actorAdam  optimiser
	critic     critic // nil for alternating back-propagation
	criticAdam optimiser

	actorNet, criticNet *nn.Net // for checkpoints
}

// compile makes the programs for minibatches of the given size.
func compile(s dsl.Train, g, e *nn.Net, batch int) (*networks, error) {
	n := &networks{latent: g.Spec.Stages[0].Out.C, actorNet: g, criticNet: e}
	for _, st := range g.Spec.Stages[1:] {
		n.stages = append(n.stages, st.Name)
	}
	var err error
	if n.generator, err = nn.NewForward(g, batch); err != nil {
		return nil, err
	}
	if n.posterior, err = nn.NewPosterior(g, batch); err != nil {
		return nil, err
	}
	if n.actor, err = nn.NewActor(g, e, batch, nn.ActorOptions{Sigma: s.Sigma, Weight: s.Weight}); err != nil {
		return nil, err
	}
	n.actorAdam = nn.NewAdam(g, nn.AdamOptions{Beta1: s.Beta1.Actor})
	if e == nil {
		return n, nil
	}
	if n.critic, err = nn.NewCritic(e, batch, nn.CriticOptions{Square: s.Guard.Square}); err != nil {
		return nil, err
	}
	n.criticAdam = nn.NewAdam(e, nn.AdamOptions{Beta1: s.Beta1.Critic})
	return n, nil
}

// fits checks that the networks and the images belong together.
func fits(g, e *nn.Net, images Images) error {
	if g == nil || g.Spec.Kind != dsl.Generator || len(g.Spec.Stages) < 2 {
		return fmt.Errorf("train: the actor is no generator; want a net that begins with normal(d)")
	}
	h, w, c := images.Shape()
	want := dsl.Shape{H: h, W: w, C: c}
	if got := g.Spec.Stages[len(g.Spec.Stages)-1].Out; got != want {
		return fmt.Errorf("train: generator %q makes images of %s, the data has %s; change the size in the data block or the net", g.Spec.Name, size(got), size(want))
	}
	if e == nil {
		return nil
	}
	if e.Spec.Kind != dsl.Energy || len(e.Spec.Stages) == 0 {
		return fmt.Errorf("train: the critic %q is no energy network; want a net that begins with image(HxWxC)", e.Spec.Name)
	}
	if got := e.Spec.Stages[0].Out; got != want {
		return fmt.Errorf("train: energy network %q takes images of %s, the data has %s; change the size in the data block or the net", e.Spec.Name, size(got), size(want))
	}
	return nil
}

func size(s dsl.Shape) string { return fmt.Sprintf("%dx%dx%d", s.H, s.W, s.C) }
