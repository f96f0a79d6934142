package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Pullback is the gradient by z of any weighted sum of a stage's activations: what would
// make a unit fire more.
type Pullback struct {
	net   *Net
	shape dsl.Shape
	p     pullback[float32]
}

// NewPullback compiles the generator forward to the named stage, and back to z.
func NewPullback(g *Net, stage string, batch int, opts ...Option) (*Pullback, error) {
	b := &Pullback{net: g}
	err := guard("pullback", []*Net{g}, func() (err error) {
		if err = usable(g, dsl.Generator); err == nil {
			b.p, b.shape, err = newPullback(g.net, stage, configure(opts).frame(batch))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Run computes, for N <= batch rows,
//
//	z   (N, d)        latents
//	v   (N, H, W, C)  a weight for each activation of the stage
//	a   (N, H, W, C)  returned: the activations, after topk
//	dz  (N, d)        returned: J'v, with a = a(z); nothing flows through what topk drops
func (b *Pullback) Run(z, v *tensor.Tensor) (a, dz *tensor.Tensor, err error) {
	err = guard("pullback", []*Net{b.net}, func() error {
		n, err := rowsOf("z", z, b.p.batch, b.net.net.input())
		if err != nil {
			return err
		}
		if err := sameRows("z", n, "v", v, b.shape); err != nil {
			return err
		}
		copy(b.p.z.Data(), z.Data)
		copy(b.p.v.Data(), v.Data)
		if err := b.p.forRows(n); err != nil {
			return err
		}
		a = imagesOf(b.p.a.Data(), n, b.shape)
		dz = tensor.New(z.Shape...)
		copy(dz.Data, b.p.dz.Data())
		return nil
	})
	return a, dz, err
}

type pullback[T autodiff.Float] struct {
	program[T]
	z, v, a, dz autodiff.Node[T]
}

func newPullback[T autodiff.Float](g *network[T], stage string, f frame) (pullback[T], dsl.Shape, error) {
	p := pullback[T]{program: newProgram[T](f)}
	end, shape, err := g.after(stage)
	if err != nil {
		return p, shape, err
	}
	if end == 0 {
		return p, shape, fmt.Errorf("stage %q of net %q is z itself", stage, g.spec.Name)
	}
	p.z = p.graph.Input("z", 1, dims(g.input())...)
	p.v = p.graph.Input("v", 1, dims(shape)...)
	b, err := p.add(g, p.z, 1, use{end: end})
	if err != nil {
		return p, shape, err
	}
	p.a = b.out
	p.dz = p.graph.Backward(nodes(p.a), nodes(p.v), nodes(p.z))[0]
	return p, shape, p.compile(p.a, p.dz)
}
