package dsl

const defaultSlope = 0.2 // slope below zero ([P] table 1)

var lreluLayer = layer{
	Word: Word{Name: "lrelu", Signature: "lrelu(slope: " + text(defaultSlope) + ")", Example: "lrelu(0.2)", Full: "lrelu(slope: 0.3)", Source: "[P] table 1",
		Doc: "x above zero, slope*x below.",
		Params: []Param{
			{Name: "slope", Default: text(defaultSlope), Doc: "slope below zero, between 0 and 1", kind: realParam, low: 0, high: 1, open: true, real: func(o *Op) *float64 { return &o.Slope }}}},
	also:  []string{"leakyrelu", "leaky", "leaky_relu"},
	zeros: keepsZeros,
	formula: func(o Op) Formula {
		return Formula{
			Value: func(x float64) float64 {
				if x > 0 {
					return x
				}
				return o.Slope * x
			},
			Slope: func(y float64) float64 {
				if y > 0 {
					return 1
				}
				return o.Slope
			},
		}
	},
}
