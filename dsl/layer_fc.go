package dsl

var fcLayer = layer{
	Word: Word{Name: "fc", Signature: "fc(HxWxC) or fc(n)", Example: "fc(4x4x512)", Full: "fc(6x4x3)", Source: "[P] table 1",
		Doc:    "Fully connected layer with bias: every output sees every input. fc(4x4x512) lays its outputs out as 4x4 positions of 512 channels; fc(n) makes n numbers; fc(h, w, c) takes expressions.",
		Params: []Param{{Name: "shape", Doc: "height x width x channels, or a number", kind: shapeParam, low: 1, high: maxChannels}}},
	also:    []string{"dense", "fullyconnected", "affine", "full", "mlp"},
	changes: changesSides | changesChannels,
	shape:   func(o Op) (Shape, misfit) { return o.Out, misfit{} },
	cost: func(o Op) (weights, biases, macs int64) {
		weights = times(int64(o.In.Size()), int64(o.Out.Size()))
		return weights, int64(o.Out.Size()), weights
	},
	ahead:  allPixels,
	behind: allPixels,
	topk:   PerPosition,
}

// allPixels connects every unit with every pixel.
func allPixels(f Field, _ Op) Field {
	f.dense = true
	return f
}
