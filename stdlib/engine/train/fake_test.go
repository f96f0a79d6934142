package train

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// linear is a generator g(z) = W z + b over flat images, whose posterior and maximum
// likelihood solution are known in closed form (factor analysis).
type linear struct {
	w, b   *tensor.Tensor // (D, d), (D)
	gw, gb *tensor.Tensor
	shape  []int // H, W, C
	sigma  float64
	weight float64
	energy *quadratic // nil without a critic
}

func newLinear(h, w, c, d int, sigma float64, seed uint64) *linear {
	D := h * w * c
	l := &linear{w: tensor.New(D, d), b: tensor.New(D), gw: tensor.New(D, d), gb: tensor.New(D), shape: []int{h, w, c}, sigma: sigma, weight: 1}
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range l.w.Data {
		l.w.Data[i] = float32(0.1 * r.NormFloat64())
	}
	return l
}

func (l *linear) Run(z *tensor.Tensor) (*tensor.Tensor, error) {
	n, d := z.Shape[0], z.Shape[1]
	out := tensor.New(append([]int{n}, l.shape...)...)
	D := len(l.b.Data)
	for i := range n {
		for p := range D {
			s := l.b.Data[p]
			for k := range d {
				s += l.w.Data[p*d+k] * z.Data[i*d+k]
			}
			out.Data[i*D+p] = s
		}
	}
	return out, nil
}

func (l *linear) Activation(stage string) (*tensor.Tensor, error) {
	return tensor.From([]float32{0, 1, 0, 2}, 1, 2, 2, 1), nil
}

func (l *linear) RunInto(y, z *tensor.Tensor) error {
	x, err := l.Run(z)
	copy(y.Data, x.Data)
	return err
}

func (l *linear) residual(z, y *tensor.Tensor) *tensor.Tensor {
	x, _ := l.Run(z)
	for i := range x.Data {
		x.Data[i] = y.Data[i] - x.Data[i]
	}
	return x
}

// Posterior's Gradient.
type linearPosterior struct{ *linear }

func (l linearPosterior) Gradient(z, y, dz *tensor.Tensor, sse []float64) error {
	e := l.residual(z, y)
	d, D := z.Shape[1], len(l.b.Data)
	clear(dz.Data)
	for i := range z.Shape[0] {
		for p := range D {
			r := e.Data[i*D+p]
			for k := range d {
				dz.Data[i*d+k] += l.w.Data[p*d+k] * r
			}
		}
	}
	return nil
}

// Actor's Gradient: eq. 15 and, with an energy, eq. 20.
type linearActor struct{ *linear }

func (l linearActor) SetSigma(sigma float64) { l.sigma = sigma }

func (l linearActor) Grads() []*tensor.Tensor { return []*tensor.Tensor{l.gw, l.gb} }

func (l linearActor) Gradient(z, y, zhat *tensor.Tensor) (nn.ActorLoss, error) {
	clear(l.gw.Data)
	clear(l.gb.Data)
	n, D := z.Shape[0], len(l.b.Data)
	e := l.residual(z, y)
	loss := nn.ActorLoss{SSE: make([]float64, n)}
	scale := float32(-1 / (l.sigma * l.sigma * float64(n)))
	l.accumulate(z, e, scale)
	for i, v := range e.Data {
		loss.SSE[i/D] += float64(v) * float64(v)
	}
	if l.energy == nil {
		return loss, nil
	}
	x, _ := l.Run(zhat)
	loss.Energy = l.energy.f(x)
	for i := range x.Data { // f = a |x|^2 + b.x
		x.Data[i] = 2*l.energy.a.Data[0]*x.Data[i] + l.energy.b.Data[i%D]
	}
	l.accumulate(zhat, x, float32(l.weight/float64(n)))
	return loss, nil
}

// accumulate adds scale * sum_i e_i z_i' to the gradients.
func (l *linear) accumulate(z, e *tensor.Tensor, scale float32) {
	d, D := z.Shape[1], len(l.b.Data)
	for i := range z.Shape[0] {
		for p := range D {
			v := scale * e.Data[i*D+p]
			l.gb.Data[p] += v
			for k := range d {
				l.gw.Data[p*d+k] += v * z.Data[i*d+k]
			}
		}
	}
}

// quadratic is an energy f(y) = a |y|^2 + b.y with weights a and b.
type quadratic struct {
	a, b   *tensor.Tensor
	ga, gb *tensor.Tensor
}

func newQuadratic(D int) *quadratic {
	return &quadratic{a: tensor.New(1), b: tensor.New(D), ga: tensor.New(1), gb: tensor.New(D)}
}

func (q *quadratic) f(y *tensor.Tensor) []float64 {
	D := len(q.b.Data)
	out := make([]float64, y.Shape[0])
	for i, v := range y.Data {
		out[i/D] += float64(q.a.Data[0]*v*v + q.b.Data[i%D]*v)
	}
	return out
}

func (q *quadratic) Grads() []*tensor.Tensor { return []*tensor.Tensor{q.ga, q.gb} }

func (q *quadratic) Gradient(y, yhat *tensor.Tensor) (nn.CriticLoss, error) {
	clear(q.ga.Data)
	clear(q.gb.Data)
	D, n := len(q.b.Data), float32(y.Shape[0])
	for i := range y.Data {
		q.ga.Data[0] += (y.Data[i]*y.Data[i] - yhat.Data[i]*yhat.Data[i]) / n
		q.gb.Data[i%D] += (y.Data[i] - yhat.Data[i]) / n
	}
	return nn.CriticLoss{Data: q.f(y), Synth: q.f(yhat)}, nil
}

// adam is the textbook's, for the fakes' weights.
type adam struct {
	w, m, v []*tensor.Tensor
	step    int
	beta1   float64
}

func newAdam(beta1 float64, w ...*tensor.Tensor) *adam {
	a := &adam{w: w, beta1: beta1}
	for _, p := range w {
		a.m, a.v = append(a.m, tensor.New(p.Shape...)), append(a.v, tensor.New(p.Shape...))
	}
	return a
}

func (a *adam) Step(grads []*tensor.Tensor, rate float64) error {
	for i, g := range grads {
		for k, v := range g.Data {
			if v-v != 0 {
				return fmt.Errorf("gradient %d, value %d is %g", i, k, v)
			}
		}
	}
	a.step++
	c1, c2 := 1-math.Pow(a.beta1, float64(a.step)), 1-math.Pow(0.999, float64(a.step))
	for i, g := range grads {
		for k, v := range g.Data {
			m := a.beta1*float64(a.m[i].Data[k]) + (1-a.beta1)*float64(v)
			s := 0.999*float64(a.v[i].Data[k]) + 0.001*float64(v)*float64(v)
			a.m[i].Data[k], a.v[i].Data[k] = float32(m), float32(s)
			a.w[i].Data[k] -= float32(rate * m / c1 / (math.Sqrt(s/c2) + 1e-8))
		}
	}
	return nil
}

func (a *adam) State() (int, []*tensor.Tensor, []*tensor.Tensor) { return a.step, a.m, a.v }

func (a *adam) SetState(step int, m, v []*tensor.Tensor) error {
	a.step, a.m, a.v = step, m, v
	return nil
}

// memory is a set of images in memory.
type memory struct{ x *tensor.Tensor }

func (m memory) Len() int             { return m.x.Shape[0] }
func (m memory) Shape() (h, w, c int) { return m.x.Shape[1], m.x.Shape[2], m.x.Shape[3] }
func (m memory) Batch(index []int, dst *tensor.Tensor) error {
	for row, i := range index {
		copy(dst.Row(row).Data, m.x.Row(i).Data)
	}
	return nil
}

// factorImages draws n images of 2x2x3 from a linear model with two strong factors.
func factorImages(n int, noise float64, seed uint64) (memory, [][]float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	axes := [][]float64{make([]float64, 12), make([]float64, 12)}
	for _, a := range axes {
		for p := range a {
			a[p] = 0.4 * r.NormFloat64()
		}
	}
	x := tensor.New(n, 2, 2, 3)
	for i := range n {
		z := []float64{r.NormFloat64(), r.NormFloat64()}
		for p := range 12 {
			x.Data[i*12+p] = float32(0.1*float64(p%3) + z[0]*axes[0][p] + z[1]*axes[1][p] + noise*r.NormFloat64())
		}
	}
	return memory{x}, axes
}

func settings() dsl.Train {
	return dsl.Train{
		Name: "test", Actor: "G", Data: "factors",
		Langevin: dsl.Langevin{Steps: 8, Step: 0.15, Sigma: 0.3, Noise: true},
		Sigma:    0.3, Weight: 1, Rate: dsl.Rates{Actor: 0.02, ActorEnd: 0.002, Critic: 0.005}, Beta1: dsl.Rates{Actor: 0.9, Critic: 0.5},
		Batch: 25, Iterations: 60, Seed: 3,
	}
}

// newTestRun is a run over the linear generator, with a quadratic critic if asked.
func newTestRun(t *testing.T, s dsl.Train, images memory, withCritic bool) (*Run, *linear) {
	t.Helper()
	if err := check(s); err != nil {
		t.Fatal(err)
	}
	l := newLinear(2, 2, 3, 2, s.Sigma, s.Seed)
	l.weight = s.Weight
	n := &networks{
		latent: 2, stages: []string{"object"}, generator: l, posterior: linearPosterior{l}, actor: linearActor{l},
		actorAdam: newAdam(s.Beta1.Actor, l.w, l.b),
	}
	if withCritic {
		l.energy = newQuadratic(12)
		n.critic, n.criticAdam = l.energy, newAdam(s.Beta1.Critic, l.energy.a, l.energy.b)
	}
	return assemble(s, n, images), l
}

// interruptAfter is a context that is done after its Err was asked n times.
type interruptAfter struct {
	context.Context
	n int
}

func (c *interruptAfter) Err() error {
	if c.n--; c.n < 0 {
		return context.Canceled
	}
	return nil
}
