package dsl

import "math"

var sigmoidLayer = layer{
	Word:   Word{Name: "sigmoid", Signature: "sigmoid", Example: "sigmoid", Full: "sigmoid", Doc: "1/(1+exp(-x)): values in (0, 1)."},
	also:   []string{"logistic"},
	within: [2]float64{0, 1},
	formula: func(Op) Formula {
		return Formula{
			Value: func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
			Slope: func(y float64) float64 { return y * (1 - y) },
		}
	},
}
