package dsl

const defaultKernel = 3 // side of the kernel ([P] table 1)

var convLayer = layer{
	Word: Word{Name: "conv", Signature: "conv(channels, kernel: 3)", Example: "conv(512)", Full: "conv(3, kernel: 5)", Source: "[P] table 1",
		Doc: "Convolution with bias, stride 1, same padding: height and width stay.",
		Params: []Param{
			{Name: "channels", Doc: "output channels", kind: countParam, low: 1, high: maxChannels, whole: func(o *Op) *int { return &o.Channels }},
			{Name: "kernel", Default: itoa(defaultKernel), Doc: "side of the kernel, odd", kind: countParam, low: 1, high: 31, odd: true, whole: func(o *Op) *int { return &o.Kernel }}}},
	also:    []string{"conv2d", "convolution", "conv3x3", "convolution2d"},
	changes: changesChannels,
	shape:   func(o Op) (Shape, misfit) { return Shape{o.In.H, o.In.W, o.Channels}, misfit{} },
	cost: func(o Op) (weights, biases, macs int64) {
		weights = times(int64(o.In.C)*int64(o.Kernel*o.Kernel), int64(o.Channels))
		return weights, int64(o.Channels), times(weights, int64(o.Out.H)*int64(o.Out.W))
	},
	ahead:  kernelPixels,
	behind: kernelPixels,
	topk:   PerChannel,
}

// kernelPixels adds half a kernel on each side.
func kernelPixels(f Field, o Op) Field {
	f.before += o.Kernel / 2 * f.Stride
	f.after += o.Kernel / 2 * f.Stride
	return f
}
