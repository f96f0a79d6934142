package nn

import "github.com/andor-kernel/andor/stdlib/tensor"

// Forward runs a generator, z -> images, and keeps the activations of every stage.
type Forward struct{}

// NewForward compiles g for up to batch rows.
func NewForward(g *Net, batch int, opts ...Option) (*Forward, error) { return nil, errUnbuilt }

// Run maps z (N, d), N <= batch, to images (N, H, W, C), a fresh copy.
func (p *Forward) Run(z *tensor.Tensor) (*tensor.Tensor, error) { return nil, errUnbuilt }

// Activation is the output of a stage (after topk) in the last Run: (N, H, W, C), a fresh copy.
func (p *Forward) Activation(stage string) (*tensor.Tensor, error) { return nil, errUnbuilt }

// Tail is the rest of a generator after one stage: activations -> images.
type Tail struct{}

// NewTail compiles the stages after the named one.
func NewTail(g *Net, stage string, batch int, opts ...Option) (*Tail, error) { return nil, errUnbuilt }

// Run maps activations (N, H, W, C) of the stage (after topk) to images.
func (p *Tail) Run(a *tensor.Tensor) (*tensor.Tensor, error) { return nil, errUnbuilt }

// Posterior is the data term of [P] eq. 13.
type Posterior struct{}

// NewPosterior compiles the generator forward and backward to z alone.
func NewPosterior(g *Net, batch int, opts ...Option) (*Posterior, error) { return nil, errUnbuilt }

// Gradient writes dz = J^T (y - g(z)) and, where sse is not nil, sse[i] = |y_i - g(z_i)|^2.
func (p *Posterior) Gradient(z, y, dz *tensor.Tensor, sse []float64) error { return errUnbuilt }

// ActorOptions are the settings of the generator's loss.
type ActorOptions struct {
	Sigma  float64 // of [P] eq. 15, in pixel units
	Weight float64 // of eq. 20 against eq. 15
}

// ActorLoss holds one value an image.
type ActorLoss struct{ SSE, Energy []float64 }

// Actor is [P] alg. 1 step 3: the gradient of Theta.
type Actor struct{}

// NewActor compiles eq. 15 at (z, y) minus eq. 20 at zhat; e nil leaves eq. 15 alone.
func NewActor(g, e *Net, batch int, o ActorOptions, opts ...Option) (*Actor, error) {
	return nil, errUnbuilt
}

// Gradient fills Grads.
func (p *Actor) Gradient(z, y, zhat *tensor.Tensor) (ActorLoss, error) {
	return ActorLoss{}, errUnbuilt
}

// Grads are those of mean_i(|y-g|^2/(2 sigma^2)) + Weight * mean f(g(zhat)), to be
// minimised, in the order of g.Params.
func (p *Actor) Grads() []*tensor.Tensor { return nil }

// CriticOptions are the settings of the energy's loss.
type CriticOptions struct{ Square float64 }

// CriticLoss holds f of each image.
type CriticLoss struct{ Data, Synth []float64 }

// Critic is [P] eq. 21: the gradient of Phi.
type Critic struct{}

// NewCritic compiles eq. 21.
func NewCritic(e *Net, batch int, o CriticOptions, opts ...Option) (*Critic, error) {
	return nil, errUnbuilt
}

// Gradient fills Grads.
func (p *Critic) Gradient(y, yhat *tensor.Tensor) (CriticLoss, error) {
	return CriticLoss{}, errUnbuilt
}

// Grads are those of mean f(y) - mean f(yhat) + Square * mean f^2, to be minimised.
func (p *Critic) Grads() []*tensor.Tensor { return nil }

// Energy runs an energy network.
type Energy struct{}

// NewEnergy compiles e.
func NewEnergy(e *Net, batch int, opts ...Option) (*Energy, error) { return nil, errUnbuilt }

// Run is f of each image of y (N, H, W, C): low is likely.
func (p *Energy) Run(y *tensor.Tensor) ([]float64, error) { return nil, errUnbuilt }
