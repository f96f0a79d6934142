package nn

import (
	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/internal/autodiff"
)

// unit is what runs as one operation of the graph: one word of the language, or a few
// that are fused ("up conv relu").
type unit struct {
	word    string // fc conv up down act formula topk, or that of another layer
	stage   string
	ends    bool // the last unit of its stage
	in      dsl.Shape
	out     dsl.Shape
	kernel  int // conv
	factor  int // up, down, and the enlargement fused into a conv
	act     autodiff.Activation
	formula dsl.Formula
	topk    *dsl.TopK
	sparse  autodiff.Sparsity // of the input of fc and conv
	weight  int               // index of the weight's param, the bias follows; fc and conv only
	add     operation         // of all others
}

// param is one trained tensor: its name, shape, and what its initial spread depends on.
type param struct {
	name  string
	shape []int
	unit  int
	bias  bool
}

// operation adds a unit without weights to a graph over x: one func, in both widths.
type operation struct {
	narrow func(u unit, g *autodiff.Graph[float32], x autodiff.Node[float32]) autodiff.Node[float32]
	wide   func(u unit, g *autodiff.Graph[float64], x autodiff.Node[float64]) autodiff.Node[float64]
}

// addUnit adds a unit without weights to a graph over x.
func addUnit[T autodiff.Float](u unit, g *autodiff.Graph[T], x autodiff.Node[T]) autodiff.Node[T] {
	if f, ok := any(u.add.narrow).(func(unit, *autodiff.Graph[T], autodiff.Node[T]) autodiff.Node[T]); ok {
		return f(u, g, x)
	}
	return any(u.add.wide).(func(unit, *autodiff.Graph[T], autodiff.Node[T]) autodiff.Node[T])(u, g, x)
}

func size(s dsl.Shape) int { return s.H * s.W * s.C }

func dims(s dsl.Shape) []int { return []int{s.H, s.W, s.C} }
