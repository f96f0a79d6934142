package dsl

var normalLayer = layer{
	Word: Word{Name: "normal", Signature: "normal(d)", Example: "normal(100)", Full: "normal(7)", Source: "[P] eq. 6",
		Doc: "The latent z of a generator: d independent standard normals. It stands alone in the first stage.",
		Params: []Param{
			{Name: "d", Doc: "size of z", kind: countParam, low: 1, high: maxChannels, whole: func(o *Op) *int { return &o.Out.C }}}},
	also:   []string{"latent", "gaussian", "randn", "noise", "z"},
	begins: Generator,
	shape:  func(o Op) (Shape, misfit) { return Shape{1, 1, o.Out.C}, misfit{} },
	ahead:  allPixels,
}
