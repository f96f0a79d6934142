package nn

import (
	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// act is relu, lrelu, tanh or sigmoid.
func (l *lowering) act(stage string, op dsl.Op) error {
	a := autodiff.Activation{Kind: activations[op.Word]}
	if a.Kind == autodiff.LeakyReLU {
		a.Slope = op.Slope
	}
	l.sparse = autodiff.Sparsity{}
	if p := l.previous(stage); a.Fusible() && p != nil && (p.word == "fc" || p.word == "conv") && p.act.Kind == autodiff.Linear {
		p.act = a
		return nil
	}
	l.units = append(l.units, unit{word: "act", stage: stage, in: op.In, out: op.Out, act: a, add: operation{addAct[float32], addAct[float64]}})
	return nil
}

func addAct[T autodiff.Float](u unit, g *autodiff.Graph[T], x autodiff.Node[T]) autodiff.Node[T] {
	return g.Act(u.act, x)
}

var activations = map[string]autodiff.Kind{
	"relu": autodiff.ReLU, "lrelu": autodiff.LeakyReLU, "tanh": autodiff.Tanh, "sigmoid": autodiff.Sigmoid,
}
