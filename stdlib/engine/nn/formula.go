package nn

import (
	"math"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// formula is a layer that the language describes by what it does to each value.
func (l *lowering) formula(stage string, op dsl.Op, f dsl.Formula) error {
	l.sparse = autodiff.Sparsity{}
	l.units = append(l.units, unit{word: "formula", stage: stage, in: op.In, out: op.Out, formula: f, add: operation{addFormula[float32], addFormula[float64]}})
	return nil
}

func addFormula[T autodiff.Float](u unit, g *autodiff.Graph[T], x autodiff.Node[T]) autodiff.Node[T] {
	return g.Formula(u.formula.Value, u.formula.Slope, x)
}

// meanSquareOf integrates the square of f over the standard normal density, in steps of
// 1/128 up to 8 deviations.
func meanSquareOf(f func(float64) float64) float64 {
	const n = 128
	sum, weight := 0.0, 0.0
	for i := -8 * n; i <= 8*n; i++ {
		x := float64(i) / n
		density := math.Exp(-x * x / 2)
		sum += density * f(x) * f(x)
		weight += density
	}
	return sum / weight
}
