package dsl

var upLayer = layer{
	Word: Word{Name: "up", Signature: "up(factor)", Example: "up(2)", Full: "up(3)", Source: "[P] table 1",
		Doc:    "Enlarges height and width by a whole factor; each value is repeated (nearest neighbour).",
		Params: []Param{factorParam}},
	also:    []string{"upsample", "upsampling", "upsampling2d", "unpool", "resize", "nearest", "upscale"},
	changes: changesSides,
	shape:   func(o Op) (Shape, misfit) { return Shape{o.In.H * o.Factor, o.In.W * o.Factor, o.In.C}, misfit{} },
	zeros:   keepsZeros,
	ahead:   oneToMany,
	behind:  manyToOne,
}

// factorParam is the argument of layers that enlarge or shrink.
var factorParam = Param{Name: "factor", Doc: "whole factor", kind: countParam, low: 2, high: 64, whole: func(o *Op) *int { return &o.Factor }}

// oneToMany widens a field where position p becomes p*factor .. p*factor+factor-1.
func oneToMany(f Field, o Op) Field {
	factor := max(o.Factor, 1) // 0 in a net with mistakes
	f.after += (factor - 1) * f.Stride
	f.Stride *= factor
	return f
}

// manyToOne widens a field where position p becomes p/factor, rounded down: at most the same
// pixels.
func manyToOne(f Field, o Op) Field {
	factor := max(o.Factor, 1) // 0 in a net with mistakes
	f.before += (factor - 1) * f.Stride / factor
	f.Stride = max(1, f.Stride/factor)
	return f
}
