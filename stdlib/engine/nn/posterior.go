package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Posterior is the data term of [P] eq. 13, what a Langevin step needs of the
// generator. Its program holds no weight gradient.
type Posterior struct {
	net *Net
	p   posterior[float32]
}

// NewPosterior compiles the generator forward, and backward to z alone.
func NewPosterior(g *Net, batch int, opts ...Option) (*Posterior, error) {
	p := &Posterior{net: g}
	err := guard("posterior", []*Net{g}, func() (err error) {
		if err = usable(g, dsl.Generator); err == nil {
			p.p, err = newPosterior(g.net, configure(opts).frame(batch))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Gradient computes, for N <= batch rows,
//
//	z    (N, d)        latents
//	y    (N, H, W, C)  images, pixels in [-1, 1]
//	dz   (N, d)        written: J^T (y - g(z)), not yet divided by sigma^2
//	sse  N             written where not nil: sse[i] = |y_i - g(z_i)|^2
func (p *Posterior) Gradient(z, y, dz *tensor.Tensor, sse []float64) error {
	return guard("posterior", []*Net{p.net}, func() error {
		g := p.net.net
		n, err := rowsOf("z", z, p.p.batch, g.input())
		if err != nil {
			return err
		}
		if err := sameRows("z", n, "y", y, g.output()); err != nil {
			return err
		}
		if err := sameRows("z", n, "dz", dz, g.input()); err != nil {
			return err
		}
		if sse != nil && len(sse) != n {
			return fmt.Errorf("got %d places for errors, want %d", len(sse), n)
		}
		copy(p.p.z.Data(), z.Data)
		copy(p.p.y.Data(), y.Data)
		if err := p.p.forRows(n); err != nil {
			return err
		}
		copy(dz.Data, p.p.dz.Data())
		for i := range sse {
			sse[i] = float64(p.p.sse.Data()[i])
		}
		return nil
	})
}

// Bytes is the memory of activations and gradients.
func (p *Posterior) Bytes() int64 { return p.p.bytes }

// MACs are the multiplications of one call with a full batch: as the definition has
// them, and those really done.
func (p *Posterior) MACs() (dense, done int64) { return p.p.run.MACs(p.p.batch) }

type posterior[T autodiff.Float] struct {
	program[T]
	z, y, sse, dz autodiff.Node[T]
}

func newPosterior[T autodiff.Float](g *network[T], f frame) (posterior[T], error) {
	p := posterior[T]{program: newProgram[T](f)}
	p.z = p.graph.Input("z", 1, dims(g.input())...)
	p.y = p.graph.Input("y", 1, dims(g.output())...)
	half := p.graph.Input("-1/2", 1, 1)
	b, err := p.add(g, p.z, 1, use{})
	if err != nil {
		return p, err
	}
	p.sse = p.graph.SSE(b.out, p.y)
	fill(half.Data(), -0.5)
	p.dz = p.graph.Backward(nodes(p.sse), nodes(half), nodes(p.z))[0]
	return p, p.compile(p.sse, p.dz)
}

func nodes[T autodiff.Float](n ...autodiff.Node[T]) []autodiff.Node[T] { return n }
