package dsl

import "math"

var tanhLayer = layer{
	Word:   Word{Name: "tanh", Signature: "tanh", Example: "tanh", Full: "tanh", Source: "[P] table 1", Doc: "Hyperbolic tangent: values in (-1, 1), the range of pixels."},
	zeros:  keepsZeros,
	within: [2]float64{-1, 1},
	formula: func(Op) Formula {
		return Formula{Value: math.Tanh, Slope: func(y float64) float64 { return 1 - y*y }}
	},
}
