package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/stdlib/internal/autodiff"
)

// resample is up, nearest-neighbour enlargement, or down, average pooling.
func (l *lowering) resample(stage string, op dsl.Op) error {
	if op.Factor < 1 {
		return fmt.Errorf("got factor %d, want at least 1", op.Factor)
	}
	if op.Word == "down" { // an average is zero only where everything under it is
		l.sparse = autodiff.Sparsity{}
	}
	l.units = append(l.units, unit{word: op.Word, stage: stage, in: op.In, out: op.Out, factor: op.Factor})
	return nil
}
