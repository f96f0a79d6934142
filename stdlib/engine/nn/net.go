package nn

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Param is one trained tensor of a network. Its name is STAGE.LAYER.weight or
// STAGE.LAYER.bias, where LAYER is "fc" or "conv1", "conv2", ... in the order of the
// stage ("part.conv1.weight"); a second fc of a stage is "fc2". Convolution weights are
// (Cout, K, K, Cin), fc weights (inputs, outputs), biases (Cout) or (outputs).
type Param struct {
	Name  string
	Value *tensor.Tensor
}

// Net is a network's declaration and its weights. Programs made from it (Forward,
// Posterior, Actor, ...) read the weights where they stand: write Value.Data in
// place, then call Changed. Programs of one Net take turns; they may be called from
// several goroutines.
type Net struct {
	Spec   *dsl.Net
	Params []*Param

	net *network[float32]
	mu  sync.Mutex // held while a program runs or the weights change
}

// New makes a network with initialised weights (see Init), the same for the same
// seed. It returns an error for a declaration that the checker would not let pass.
func New(spec *dsl.Net, seed uint64, opts ...Option) (*Net, error) {
	if spec == nil {
		return nil, fmt.Errorf("nn: got no declaration")
	}
	c := configure(opts)
	net, err := newNetwork[float32](spec)
	if err != nil {
		return nil, fmt.Errorf("nn: net %q: %w", spec.Name, err)
	}
	net.choices.saved, net.choices.chooser = c.algorithms, c.chooser
	net.initialise(seed, c.init)
	n := &Net{Spec: spec, net: net}
	for i, p := range net.params {
		n.Params = append(n.Params, &Param{Name: p.name, Value: tensor.From(net.values[i], p.shape...)})
	}
	return n, nil
}

// Changed must be called after Params were written directly: it makes programs redo
// their weight transforms at their next run. Adam.Step calls it itself. A Value that was
// replaced by another tensor of the same size is copied into the Net's own memory. It
// panics if the size differs.
func (n *Net) Changed() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, own := range n.net.values {
		p := n.Params[i]
		if len(p.Value.Data) != len(own) {
			panic(fmt.Sprintf("nn: Changed: %q holds %d values, want %d", p.Name, len(p.Value.Data), len(own)))
		}
		if &p.Value.Data[0] != &own[0] {
			copy(own, p.Value.Data)
			p.Value = tensor.From(own, n.net.params[i].shape...)
		}
	}
	n.net.version++
}

// Option sets something about how a network is made or a program runs.
type Option func(*config)

type config struct {
	threads int
	init    Init
	ask     func() error

	algorithms map[string]string
	chooser    *autodiff.Chooser
}

// WithThreads sets how many threads a program uses, all that Go may use when 0.
// Results never depend on it.
func WithThreads(n int) Option { return func(c *config) { c.threads = n } }

// WithInit sets how New draws the weights.
func WithInit(i Init) Option { return func(c *config) { c.init = i } }

// WithInterrupt has ask called between the operations of a program's runs, each some
// milliseconds long: an error of it, such as context.Canceled, ends the run, which
// returns it wrapped. Results of the run are then void.
func WithInterrupt(ask func() error) Option { return func(c *config) { c.ask = ask } }

func configure(opts []Option) config {
	c := config{}
	for _, o := range opts {
		o(&c)
	}
	if c.threads < 1 {
		c.threads = runtime.GOMAXPROCS(0)
	}
	return c
}

func (c config) frame(batch int) frame { return frame{batch: batch, threads: c.threads, ask: c.ask} }
