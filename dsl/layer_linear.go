package dsl

var linearLayer = layer{
	Word:  Word{Name: "linear", Signature: "linear", Example: "linear", Full: "linear", Doc: "No activation: x stays x. It says so where a reader might miss one."},
	also:  []string{"identity", "none"},
	zeros: keepsZeros,
	formula: func(Op) Formula {
		return Formula{Value: func(x float64) float64 { return x }, Slope: func(float64) float64 { return 1 }}
	},
}
