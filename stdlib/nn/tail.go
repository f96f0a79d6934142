package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Tail is the rest of a generator behind one stage: activations -> images. What a unit
// of the stage adds to an image is its basis function.
type Tail struct {
	net   *Net
	stage string
	shape dsl.Shape
	p     tail[float32]
}

// NewTail compiles the stages behind the named one for up to batch rows.
func NewTail(g *Net, stage string, batch int, opts ...Option) (*Tail, error) {
	t := &Tail{net: g, stage: stage}
	err := guard("tail", []*Net{g}, func() (err error) {
		if err = usable(g, dsl.Generator); err != nil {
			return err
		}
		t.p, t.shape, err = newTail(g.net, stage, configure(opts).frame(batch))
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Run maps activations (N, H, W, C) of the stage (after topk) to images, a fresh copy.
// The topk of later stages applies as in the whole network.
func (t *Tail) Run(a *tensor.Tensor) (*tensor.Tensor, error) {
	var y *tensor.Tensor
	err := guard("tail", []*Net{t.net}, func() error {
		n, err := rowsOf(fmt.Sprintf("activations of stage %q", t.stage), a, t.p.batch, t.shape)
		if err != nil {
			return err
		}
		copy(t.p.a.Data(), a.Data)
		if err := t.p.forRows(n); err != nil {
			return err
		}
		y = imagesOf(t.p.out.Data(), n, t.net.net.output())
		return nil
	})
	return y, err
}

// Bytes is the memory of the intermediate results.
func (t *Tail) Bytes() int64 { return t.p.bytes }

type tail[T autodiff.Float] struct {
	program[T]
	a, out autodiff.Node[T]
}

func newTail[T autodiff.Float](g *network[T], stage string, f frame) (tail[T], dsl.Shape, error) {
	p := tail[T]{program: newProgram[T](f)}
	first, shape, err := g.after(stage)
	if err != nil {
		return p, shape, err
	}
	if first == len(g.units) {
		return p, shape, fmt.Errorf("stage %q is the last of net %q, want one with stages behind it", stage, g.spec.Name)
	}
	p.a = p.graph.Input("activation", 1, dims(shape)...)
	b, err := p.add(g, p.a, 1, use{first: first})
	if err != nil {
		return p, shape, err
	}
	p.out = b.out
	return p, shape, p.compile(p.out)
}
