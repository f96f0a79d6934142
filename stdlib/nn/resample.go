package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
)

// resample is up, nearest-neighbour enlargement, or down, average pooling.
func (l *lowering) resample(stage string, op dsl.Op) error {
	if op.Factor < 1 {
		return fmt.Errorf("got factor %d, want at least 1", op.Factor)
	}
	if op.Word == "down" { // averages over a few positions are rarely zero
		l.sparse.Density = 0
	}
	l.units = append(l.units, unit{word: op.Word, stage: stage, in: op.In, out: op.Out, factor: op.Factor})
	return nil
}
