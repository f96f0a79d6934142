package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Tail is the rest of a generator behind one stage, activations -> images, or the stretch
// from one stage to another. What a unit of the stage adds to an image is its basis function.
type Tail struct {
	net     *Net
	stage   string
	in, out dsl.Shape
	p       tail[float32]
}

// NewTail compiles the stages behind the named one for up to batch rows.
func NewTail(g *Net, stage string, batch int, opts ...Option) (*Tail, error) {
	return NewStretch(g, stage, "", batch, opts...)
}

// NewStretch compiles the stages behind one up to another, whose activations (after topk)
// take the place of the images; to "" is the last.
func NewStretch(g *Net, from, to string, batch int, opts ...Option) (*Tail, error) {
	t := &Tail{net: g, stage: from}
	err := guard("tail", []*Net{g}, func() (err error) {
		if err = usable(g, dsl.Generator); err != nil {
			return err
		}
		end := len(g.net.units)
		t.out = g.net.output()
		if to != "" {
			if end, t.out, err = g.net.after(to); err != nil {
				return err
			}
		}
		t.p, t.in, err = newTail(g.net, from, end, configure(opts).frame(batch))
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
		n, err := rowsOf(fmt.Sprintf("activations of stage %q", t.stage), a, t.p.batch, t.in)
		if err != nil {
			return err
		}
		copy(t.p.a.Data(), a.Data)
		if err := t.p.forRows(n); err != nil {
			return err
		}
		y = imagesOf(t.p.out.Data(), n, t.out)
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

func newTail[T autodiff.Float](g *network[T], stage string, end int, f frame) (tail[T], dsl.Shape, error) {
	p := tail[T]{program: newProgram[T](f)}
	first, shape, err := g.after(stage)
	if err != nil {
		return p, shape, err
	}
	if first == len(g.units) {
		return p, shape, fmt.Errorf("stage %q is the last of net %q, want one with stages behind it", stage, g.spec.Name)
	}
	if end <= first {
		return p, shape, fmt.Errorf("no stage of net %q lies behind %q and before the end asked for", g.spec.Name, stage)
	}
	p.a = p.graph.Input("activation", 1, dims(shape)...)
	b, err := p.add(g, p.a, 1, use{first: first, end: end})
	if err != nil {
		return p, shape, err
	}
	p.out = b.out
	return p, shape, p.compile(p.out)
}
