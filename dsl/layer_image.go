package dsl

var imageLayer = layer{
	Word: Word{Name: "image", Signature: "image(HxWxC)", Example: "image(64x64x3)", Full: "image(6x4x1)", Source: "[P] eq. 16",
		Doc:    "The image an energy judges: height x width x channels, 3 for colour and 1 for grey. It stands alone in the first stage.",
		Params: []Param{{Name: "shape", Doc: "height x width x channels", kind: imageParam, low: 1, high: maxSide}}},
	also:   []string{"input"},
	begins: Energy,
	shape:  func(o Op) (Shape, misfit) { return o.Out, misfit{} },
	ahead:  allPixels,
}
