package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// resample is up, nearest-neighbour enlargement, or down, average pooling.
func (l *lowering) resample(stage string, op dsl.Op) error {
	if op.Factor < 1 {
		return fmt.Errorf("got factor %d, want at least 1", op.Factor)
	}
	u := unit{word: op.Word, stage: stage, in: op.In, out: op.Out, factor: op.Factor, add: operation{addUp[float32], addUp[float64]}}
	if op.Word == "down" {
		u.add = operation{addDown[float32], addDown[float64]}
		l.sparse = autodiff.Sparsity{} // an average is zero only where everything under it is
	}
	l.units = append(l.units, u)
	return nil
}

func addUp[T autodiff.Float](u unit, g *autodiff.Graph[T], x autodiff.Node[T]) autodiff.Node[T] {
	return g.Up(x, u.factor)
}

func addDown[T autodiff.Float](u unit, g *autodiff.Graph[T], x autodiff.Node[T]) autodiff.Node[T] {
	return g.Down(x, u.factor)
}
