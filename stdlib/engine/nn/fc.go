package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// fc is a fully connected layer, y = x W + b: the latent to the first grid of a
// generator, a picture to one number of an energy ([P] table 1).
func (l *lowering) fc(stage string, op dsl.Op) error {
	if size(op.In) < 1 {
		return fmt.Errorf("got input %v, want sizes of at least 1", op.In)
	}
	l.fcs++
	name := "fc"
	if l.fcs > 1 {
		name = fmt.Sprintf("fc%d", l.fcs)
	}
	u := unit{word: "fc", stage: stage, in: op.In, out: op.Out}
	l.weighted(u, name, []int{size(op.In), size(op.Out)}, size(op.Out))
	return nil
}

func newFC[T autodiff.Float](u unit, threads int) (*autodiff.Layer[T], error) {
	return autodiff.NewDense[T](size(u.in), dims(u.out), u.act, threads)
}
