package nn

import (
	"fmt"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// topk is the sparsity of a stage, [P] section 3.2. What it keeps tells the layer
// behind it which multiplications need not be done.
func (l *lowering) topk(s dsl.Stage) error {
	t := s.TopK
	n := s.Out.H * s.Out.W
	if t.Per == dsl.PerPosition {
		n = s.Out.C
	}
	if t.K < 1 || t.K > n {
		return fmt.Errorf("keeps %d of %d, want 1 to %d", t.K, n, n)
	}
	l.sparse = autodiff.Sparsity{Density: float64(t.K) / float64(n)}
	if t.Per == dsl.PerPosition {
		l.sparse.PerPosition = t.K
	}
	l.units = append(l.units, unit{word: "topk", stage: s.Name, in: s.Out, out: s.Out, topk: t, add: operation{addTopK[float32], addTopK[float64]}})
	return nil
}

// keeps is a topk unit in the words of the graph.
func (u unit) keeps() autodiff.TopK {
	return autodiff.TopK{K: u.topk.K, PerPosition: u.topk.Per == dsl.PerPosition}
}

func addTopK[T autodiff.Float](u unit, g *autodiff.Graph[T], x autodiff.Node[T]) autodiff.Node[T] {
	return g.Select(u.keeps(), x)
}
