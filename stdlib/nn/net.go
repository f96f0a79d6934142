package nn

import (
	"errors"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

var errUnbuilt = errors.New("nn: not built")

// Param is one trained tensor of a network. Its name is STAGE.LAYER.weight or
// STAGE.LAYER.bias, where LAYER is "fc" or "conv1", "conv2", ... in the order of the
// stage ("part.conv1.weight"). Convolution weights are (Cout, K, K, Cin), fc weights
// (d, H*W*C), biases (Cout) or (H*W*C).
type Param struct {
	Name  string
	Value *tensor.Tensor
}

// Net is a network's declaration and its weights. Programs made from it (Forward,
// Posterior, Actor, ...) read the weights where they stand: write Value.Data in
// place, then call Changed.
type Net struct {
	Spec   *dsl.Net
	Params []*Param
}

// New makes a network with initialised weights, the same for the same seed.
func New(spec *dsl.Net, seed uint64, opts ...Option) (*Net, error) { return nil, errUnbuilt }

// Changed must be called after Params were written directly: it makes programs redo
// their weight transforms. Adam.Step calls it itself.
func (n *Net) Changed() {}

// Option sets something about how a network is made or a program runs.
type Option func(*config)

type config struct{ threads int }

// WithThreads sets how many threads a program uses, all cores when 0. Results never
// depend on it.
func WithThreads(n int) Option { return func(c *config) { c.threads = n } }
