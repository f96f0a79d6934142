package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// CriticOptions are the settings of the energy's loss. Square, at least 0, is a guard
// that is not in [P]: it adds Square * mean f^2 over data and syntheses together.
type CriticOptions struct{ Square float64 }

// CriticLoss holds f of each image.
type CriticLoss struct{ Data, Synth []float64 }

// Critic is the gradient of Phi, [P] eq. 21.
type Critic struct {
	e     *Net
	p     critic[float32]
	grads []*tensor.Tensor
}

// NewCritic compiles eq. 21 for up to batch images of each kind, which go through the
// network as one batch.
func NewCritic(e *Net, batch int, o CriticOptions, opts ...Option) (*Critic, error) {
	c := &Critic{e: e}
	err := guard("critic", []*Net{e}, func() (err error) {
		if !(o.Square >= 0) {
			return fmt.Errorf("got square %g, want at least 0", o.Square)
		}
		if err = usable(e, dsl.Energy); err == nil {
			c.p, err = newCritic(e.net, o, configure(opts).frame(batch))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, p := range e.net.params {
		c.grads = append(c.grads, tensor.From(c.p.grads[i].Data(), p.shape...))
	}
	return c, nil
}

// Gradient computes f of the data y and the syntheses yhat, both (N, H, W, C) with
// N <= batch, and fills Grads.
func (c *Critic) Gradient(y, yhat *tensor.Tensor) (CriticLoss, error) {
	var loss CriticLoss
	err := guard("critic", []*Net{c.e}, func() error {
		n, err := rowsOf("y", y, c.p.batch, c.e.net.input())
		if err != nil {
			return err
		}
		if err := sameRows("y", n, "yhat", yhat, c.e.net.input()); err != nil {
			return err
		}
		copy(c.p.y.Data(), y.Data)
		copy(c.p.y.Data()[len(y.Data):], yhat.Data)
		if err := c.p.forRows(n); err != nil {
			return err
		}
		f := float64s(c.p.f.Data()[:2*n])
		loss = CriticLoss{Data: f[:n], Synth: f[n:]}
		return nil
	})
	return loss, err
}

// Grads are those of mean f(y) - mean f(yhat) + Square * mean f^2, to be minimised, in
// the order of e.Params: f falls on data and rises on syntheses. They are overwritten
// by the next Gradient.
func (c *Critic) Grads() []*tensor.Tensor { return c.grads }

// Bytes is the memory of activations and gradients.
func (c *Critic) Bytes() int64 { return c.p.bytes }

// MACs are the multiplications of one call with a full batch: as the definition has
// them, and those really done.
func (c *Critic) MACs() (dense, done int64) { return c.p.run.MACs(c.p.batch) }

type critic[T autodiff.Float] struct {
	program[T]
	y, f  autodiff.Node[T] // data, then syntheses
	grads []autodiff.Node[T]
}

func newCritic[T autodiff.Float](e *network[T], o CriticOptions, f frame) (critic[T], error) {
	p := critic[T]{program: newProgram[T](f)}
	p.y = p.graph.Input("y", 2, dims(e.input())...)
	b, err := p.add(e, p.y, 2, use{weights: true})
	if err != nil {
		return p, err
	}
	p.f = b.out
	df := p.graph.Map("critic loss gradient", p.f, func(df, f []T, n int) {
		for i := range df {
			sign := 1.0
			if i >= n {
				sign = -1
			}
			// d/df_i of mean_data f - mean_synth f + Square * mean_both f^2
			df[i] = T((sign + o.Square*float64(f[i])) / float64(n))
		}
	})
	p.grads = p.graph.Backward(nodes(p.f), nodes(df), b.params)
	return p, p.compile(append(p.grads, p.f)...)
}
