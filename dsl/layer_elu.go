package dsl

import "math"

var eluLayer = layer{
	Word: Word{Name: "elu", Signature: "elu(alpha: 1)", Example: "elu(0.5)", Full: "elu(alpha: 0.5)", Source: "Clevert et al. 2016, eq. 15",
		Doc:    "x above zero, alpha*(exp(x)-1) below: smooth at zero where alpha is 1.",
		Params: []Param{{Name: "alpha", Default: "1", Doc: "minus the value far below zero, between 0 and 10", kind: realParam, low: 0, high: 10, open: true}}},
	zeros: keepsZeros,
	formula: func(o Op) Formula {
		alpha := o.Args["alpha"]
		return Formula{
			Value: func(x float64) float64 {
				if x > 0 {
					return x
				}
				return alpha * math.Expm1(x)
			},
			Slope: func(y float64) float64 {
				if y > 0 {
					return 1
				}
				return y + alpha
			},
		}
	},
}
