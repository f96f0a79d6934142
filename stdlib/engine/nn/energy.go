package nn

import (
	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Energy runs an energy network, [P] eq. 16.
type Energy struct {
	e *Net
	p energy[float32]
}

// NewEnergy compiles e for up to batch images.
func NewEnergy(e *Net, batch int, opts ...Option) (*Energy, error) {
	r := &Energy{e: e}
	err := guard("energy", []*Net{e}, func() (err error) {
		if err = usable(e, dsl.Energy); err == nil {
			r.p, err = newEnergy(e.net, configure(opts).frame(batch))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Run is f of each image of y (N, H, W, C), N <= batch: low is likely.
func (r *Energy) Run(y *tensor.Tensor) ([]float64, error) {
	var f []float64
	err := guard("energy", []*Net{r.e}, func() error {
		n, err := rowsOf("y", y, r.p.batch, r.e.net.input())
		if err != nil {
			return err
		}
		copy(r.p.y.Data(), y.Data)
		if err := r.p.forRows(n); err != nil {
			return err
		}
		f = float64s(r.p.f.Data()[:n])
		return nil
	})
	return f, err
}

// Bytes is the memory of the intermediate results.
func (r *Energy) Bytes() int64 { return r.p.bytes }

// MACs are the multiplications of one call with a full batch: as the definition has
// them, and those really done.
func (r *Energy) MACs() (dense, done int64) { return r.p.run.MACs(r.p.batch) }

type energy[T autodiff.Float] struct {
	program[T]
	y, f autodiff.Node[T]
}

func newEnergy[T autodiff.Float](e *network[T], f frame) (energy[T], error) {
	p := energy[T]{program: newProgram[T](f)}
	p.y = p.graph.Input("y", 1, dims(e.input())...)
	b, err := p.add(e, p.y, 1, use{})
	if err != nil {
		return p, err
	}
	p.f = b.out
	return p, p.compile(p.f)
}
