package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Forward runs a generator, z -> images, or its beginning, and keeps the activations of
// every stage it runs.
type Forward struct {
	net  *Net
	last string    // the stage whose activations Run returns
	out  dsl.Shape // of those
	end  int       // the unit it stops before
	p    forward[float32]
	rows int // of the last run
}

// NewForward compiles g for up to batch rows.
func NewForward(g *Net, batch int, opts ...Option) (*Forward, error) {
	return NewForwardTo(g, "", batch, opts...)
}

// NewForwardTo compiles the stages of g up to the named one, whose activations (after
// topk) take the place of the images; to "" is all of g. Reading the choices of the upper
// stages does without the lower ones, where most of the work is.
func NewForwardTo(g *Net, stage string, batch int, opts ...Option) (*Forward, error) {
	f := &Forward{net: g}
	err := guard("forward", []*Net{g}, func() (err error) {
		if err = usable(g, dsl.Generator); err != nil {
			return err
		}
		f.last = stage
		if stage == "" {
			f.last = g.Spec.Stages[len(g.Spec.Stages)-1].Name
		}
		if f.end, f.out, err = g.net.after(f.last); err != nil {
			return err
		}
		if f.end == 0 { // in front of all units; a graph needs one
			f.end = len(g.net.units)
		}
		f.p, err = newForward(g.net, f.end, configure(opts).frame(batch))
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Run maps z (N, d), N <= batch, to images (N, H, W, C), or to the activations of the stage
// that it stops at, a fresh copy.
func (f *Forward) Run(z *tensor.Tensor) (*tensor.Tensor, error) {
	var y *tensor.Tensor
	err := guard("forward", []*Net{f.net}, func() error {
		n, err := f.run(z)
		if err == nil {
			y = imagesOf(f.p.stage(f.net.Spec, f.last).Data(), n, f.out)
		}
		return err
	})
	return y, err
}

// RunInto is Run into y (N, H, W, C), for callers that make images again and again.
func (f *Forward) RunInto(y, z *tensor.Tensor) error {
	return guard("forward", []*Net{f.net}, func() error {
		n, err := rowsOf("z", z, f.p.batch, f.net.net.input())
		if err != nil {
			return err
		}
		if err := sameRows("z", n, "y", y, f.out); err != nil {
			return err
		}
		if _, err := f.run(z); err != nil {
			return err
		}
		copy(y.Data, f.p.stage(f.net.Spec, f.last).Data())
		return nil
	})
}

// run is the program over the rows of z, and their number.
func (f *Forward) run(z *tensor.Tensor) (n int, err error) {
	f.rows = 0
	if n, err = rowsOf("z", z, f.p.batch, f.net.net.input()); err != nil {
		return 0, err
	}
	copy(f.p.z.Data(), z.Data)
	if err = f.p.forRows(n); err != nil {
		return 0, err
	}
	f.rows = n
	return n, nil
}

// Activation is the output of a stage (after topk) in the last Run: (N, H, W, C), a
// fresh copy. The input stage is the latent, (N, 1, 1, d).
func (f *Forward) Activation(stage string) (*tensor.Tensor, error) {
	var a *tensor.Tensor
	err := guard("activation", []*Net{f.net}, func() error {
		end, shape, err := f.net.net.after(stage)
		if err != nil {
			return err
		}
		if end > f.end {
			return fmt.Errorf("stage %q lies behind %q, the last that was compiled", stage, f.last)
		}
		if f.rows == 0 {
			return fmt.Errorf("stage %q: nothing was run yet", stage)
		}
		a = imagesOf(f.p.stage(f.net.Spec, stage).Data(), f.rows, shape)
		return nil
	})
	return a, err
}

// Bytes is the memory of all activations.
func (f *Forward) Bytes() int64 { return f.p.bytes }

// MACs are the multiplications of one call with a full batch: as the definition has
// them, and those really done.
func (f *Forward) MACs() (dense, done int64) { return f.p.run.MACs(f.p.batch) }

type forward[T autodiff.Float] struct {
	program[T]
	z    autodiff.Node[T]
	body body[T]
}

// stage is the value that leaves the named stage: of a stage that does nothing, what
// entered it.
func (p *forward[T]) stage(spec *dsl.Net, name string) autodiff.Node[T] {
	at := p.z
	for _, s := range spec.Stages {
		if n, ok := p.body.stages[s.Name]; ok {
			at = n
		}
		if s.Name == name {
			break
		}
	}
	return at
}

func newForward[T autodiff.Float](g *network[T], end int, f frame) (forward[T], error) {
	p := forward[T]{program: newProgram[T](f)}
	p.z = p.graph.Input("z", 1, dims(g.input())...)
	var err error
	if p.body, err = p.add(g, p.z, 1, use{end: end}); err != nil {
		return p, err
	}
	var outputs []autodiff.Node[T]
	for _, s := range g.spec.Stages { // each stage's result lives to the end
		if n, ok := p.body.stages[s.Name]; ok {
			outputs = append(outputs, n)
		}
	}
	return p, p.compile(outputs...)
}
