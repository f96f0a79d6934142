package nn

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// AdamOptions are the decays of the two moments and the term that keeps the division
// finite; zero fields mean 0.9, 0.999 and 1e-8, and a negative Beta1 means 0.
type AdamOptions struct{ Beta1, Beta2, Eps float64 }

// Adam is Kingma and Ba 2015, alg. 1, over all weights of one Net: every weight moves at
// every step, also by momentum alone where its gradient is zero.
type Adam struct {
	net     *Net
	o       AdamOptions
	step    int
	m, v    []*tensor.Tensor
	threads int
}

// NewAdam starts at step 0 with zero moments.
func NewAdam(n *Net, o AdamOptions, opts ...Option) *Adam {
	defaults := func(x *float64, value float64) {
		if *x == 0 {
			*x = value
		}
		*x = max(*x, 0)
	}
	defaults(&o.Beta1, 0.9)
	defaults(&o.Beta2, 0.999)
	defaults(&o.Eps, 1e-8)
	a := &Adam{net: n, o: o, threads: configure(opts).threads}
	for _, p := range n.Params {
		a.m = append(a.m, tensor.New(p.Value.Shape...))
		a.v = append(a.v, tensor.New(p.Value.Shape...))
	}
	return a
}

// Step moves the weights one step down the gradients, in the order of Params, with the
// given rate. A gradient that is NaN or infinite is an error that names its parameter,
// and nothing is changed.
func (a *Adam) Step(grads []*tensor.Tensor, rate float64) error {
	if math.IsNaN(rate) || math.IsInf(rate, 0) || rate < 0 {
		return fmt.Errorf("nn: adam: got rate %g, want a number of at least 0", rate)
	}
	if err := a.fits("gradients", grads); err != nil {
		return err
	}
	for i, g := range grads {
		if !autodiff.Finite(g.Data, a.threads) {
			return fmt.Errorf("nn: adam: step %d: the gradient of %q is not finite; try a smaller rate", a.step+1, a.net.Params[i].Name)
		}
	}
	a.net.mu.Lock()
	defer a.net.mu.Unlock()
	a.step++
	s := autodiff.AdamStep{Beta1: a.o.Beta1, Beta2: a.o.Beta2, Eps: a.o.Eps, Rate: rate, Step: a.step}
	for i, g := range grads {
		autodiff.Adam(a.net.Params[i].Value.Data, g.Data, a.m[i].Data, a.v[i].Data, s, a.threads)
	}
	a.net.net.version++
	return nil
}

// State is the number of steps done and the two moments, in the order of Params; not
// copied.
func (a *Adam) State() (step int, m, v []*tensor.Tensor) { return a.step, a.m, a.v }

// SetState copies in what State gave, of a network of the same declaration.
func (a *Adam) SetState(step int, m, v []*tensor.Tensor) error {
	if step < 0 {
		return fmt.Errorf("nn: adam: got step %d, want at least 0", step)
	}
	for name, set := range map[string][]*tensor.Tensor{"first moments": m, "second moments": v} {
		if err := a.fits(name, set); err != nil {
			return err
		}
	}
	a.step = step
	for i := range m {
		copy(a.m[i].Data, m[i].Data)
		copy(a.v[i].Data, v[i].Data)
	}
	return nil
}

// fits checks that there is one tensor of the right size for each parameter.
func (a *Adam) fits(name string, set []*tensor.Tensor) error {
	if len(set) != len(a.net.Params) {
		return fmt.Errorf("nn: adam: got %d %s, want %d, one for each parameter", len(set), name, len(a.net.Params))
	}
	for i, t := range set {
		p := a.net.Params[i]
		if t == nil || len(t.Data) != len(p.Value.Data) {
			return fmt.Errorf("nn: adam: %s of %q: want shape %v", name, p.Name, p.Value.Shape)
		}
	}
	return nil
}
