package nn

import (
	"fmt"
	"sync"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// program is what all compiled programs have in common: one graph, the nets it runs
// over, and the layers to bring up to date before a run.
type program[T autodiff.Float] struct {
	frame
	graph *autodiff.Graph[T]
	run   *autodiff.Program[T] // nil in a dry frame
	bytes int64                // of intermediate results, gradients and outputs
	parts []section[T]
}

// frame is what a program is compiled for. A dry one only measures.
type frame struct {
	batch   int
	threads int
	ask     func() error // see WithInterrupt
	dry     bool
}

// section is the part of a program that belongs to one network.
type section[T autodiff.Float] struct {
	net    *network[T]
	layers []*prepared[T]
}

func newProgram[T autodiff.Float](f frame) program[T] {
	p := program[T]{frame: f, graph: autodiff.NewGraph[T](f.batch, f.threads)}
	p.graph.Interrupt(f.ask)
	return p
}

// add builds units of net over x, a node of so many parts, into the program.
func (p *program[T]) add(net *network[T], x autodiff.Node[T], parts int, o use) (body[T], error) {
	o.rows, o.threads, o.ask = parts*p.batch, p.threads, p.ask
	b, err := net.build(p.graph, x, o)
	if err == nil {
		p.parts = append(p.parts, section[T]{net, b.layers})
	}
	return b, err
}

func (p *program[T]) compile(outputs ...autodiff.Node[T]) (err error) {
	if p.bytes, err = p.graph.Measure(outputs...); err == nil && !p.dry {
		p.run, err = p.graph.Compile(outputs...)
	}
	return err
}

// forRows prepares the layers and runs n rows.
func (p *program[T]) forRows(n int) error {
	for _, s := range p.parts {
		s.net.prepare(s.layers)
	}
	return p.run.Run(n)
}

// guard runs f while holding the nets, and turns a panic into an error: whatever
// happens in the graph library must not take the process with it.
func guard(name string, nets []*Net, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
		if err != nil {
			err = fmt.Errorf("nn: %s: %w", name, err)
		}
	}()
	var held *sync.Mutex
	for _, n := range nets {
		if n == nil || held == &n.mu {
			continue
		}
		n.mu.Lock()
		defer n.mu.Unlock()
		held = &n.mu
	}
	return f()
}

// usable reports a net that cannot be the kind of network that a program runs.
func usable(n *Net, kind dsl.NetKind) error {
	switch {
	case n == nil || n.net == nil:
		return fmt.Errorf("got no network, want one made by New")
	case n.Spec.Kind != kind:
		return fmt.Errorf("net %q is a network of kind %s, want %s", n.Spec.Name, n.Spec.Kind, kind)
	}
	return nil
}

// rowsOf is the number of rows of t, each of which must hold what shape holds; at most
// batch.
func rowsOf(name string, t *tensor.Tensor, batch int, shape dsl.Shape) (int, error) {
	if t == nil || len(t.Shape) == 0 {
		return 0, fmt.Errorf("%s: got no tensor", name)
	}
	n := t.Shape[0]
	want := []int{n, shape.H, shape.W, shape.C}
	if shape.H == 1 && shape.W == 1 {
		want = []int{n, shape.C}
	}
	if len(t.Data) != n*size(shape) || t.Len() != len(t.Data) {
		return 0, fmt.Errorf("%s: got shape %v, want %v", name, t.Shape, want)
	}
	if n < 1 || n > batch {
		return 0, fmt.Errorf("%s: got %d rows, want 1 to %d, the size the program was compiled for", name, n, batch)
	}
	return n, nil
}

// sameRows checks that t has n rows like the tensor called first.
func sameRows(first string, n int, name string, t *tensor.Tensor, shape dsl.Shape) error {
	m, err := rowsOf(name, t, max(n, 1), shape)
	if err != nil && (t == nil || len(t.Shape) == 0 || t.Shape[0] <= n) {
		return err
	}
	if err != nil {
		m = t.Shape[0]
	}
	if m != n {
		return fmt.Errorf("got %d rows of %s and %d of %s, want as many", n, first, m, name)
	}
	return nil
}

// imagesOf is a fresh tensor of n images.
func imagesOf(data []float32, n int, shape dsl.Shape) *tensor.Tensor {
	t := tensor.New(n, shape.H, shape.W, shape.C)
	copy(t.Data, data)
	return t
}

func float64s[T autodiff.Float](x []T) []float64 {
	r := make([]float64, len(x))
	for i, v := range x {
		r[i] = float64(v)
	}
	return r
}

func fill[T autodiff.Float](x []T, v float64) {
	for i := range x {
		x[i] = T(v)
	}
}
