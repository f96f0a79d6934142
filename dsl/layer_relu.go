package dsl

var reluLayer = layer{
	Word:  Word{Name: "relu", Signature: "relu", Example: "relu", Full: "relu", Source: "[P] table 1", Doc: "max(x, 0)."},
	zeros: keepsZeros,
	formula: func(Op) Formula {
		return Formula{
			Value: func(x float64) float64 { return max(x, 0) },
			Slope: func(y float64) float64 {
				if y > 0 {
					return 1
				}
				return 0
			},
		}
	},
}
