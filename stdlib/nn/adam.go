package nn

import "github.com/andor-kernel/andor/stdlib/tensor"

// AdamOptions are the decays; zero fields mean 0.9, 0.999 and 1e-8.
type AdamOptions struct{ Beta1, Beta2, Eps float64 }

// Adam is Kingma and Ba 2015, alg. 1, over all weights of one Net.
type Adam struct{}

// NewAdam starts at step 0 with zero moments.
func NewAdam(n *Net, o AdamOptions) *Adam { return &Adam{} }

// Step moves the weights one step down the gradients.
func (a *Adam) Step(grads []*tensor.Tensor, rate float64) error { return errUnbuilt }

// State is the number of steps done and the two moments, not copied.
func (a *Adam) State() (step int, m, v []*tensor.Tensor) { return 0, nil, nil }

// SetState sets what State gave.
func (a *Adam) SetState(step int, m, v []*tensor.Tensor) error { return errUnbuilt }
