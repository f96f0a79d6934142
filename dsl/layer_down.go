package dsl

import "fmt"

var downLayer = layer{
	Word: Word{Name: "down", Signature: "down(factor)", Example: "down(2)", Full: "down(2)", Source: "[P] table 1",
		Doc:    "Shrinks height and width by a whole factor that divides both; each block of factor x factor is averaged.",
		Params: []Param{factorParam}},
	also:    []string{"downsample", "avgpool", "averagepool", "pool", "avgpool2d", "averagepooling2d", "downscale"},
	changes: changesSides,
	shape:   shrunk,
	zeros: func(s share, o Op) share { // each value is spread over its block
		if kept := s.kept * int64(o.Factor*o.Factor); kept < s.of {
			return share{kept, s.of}
		}
		return share{1, 1}
	},
	ahead:  manyToOne,
	behind: oneToMany,
}

// shrunk divides the sides, if they can be divided.
func shrunk(o Op) (Shape, misfit) {
	h, w, factor := o.In.H, o.In.W, o.Factor
	none := Shape{C: o.In.C}
	if factor == 0 || h == 0 || w == 0 {
		return none, misfit{}
	}
	if h%factor == 0 && w%factor == 0 {
		return Shape{h / factor, w / factor, o.In.C}, misfit{}
	}
	var fit []string
	for f := 2; f <= min(h, w, 16); f++ {
		if h%f == 0 && w%f == 0 {
			fit = append(fit, "down("+itoa(f)+")")
		}
	}
	help := "change the size of the image; " + itoa((h+factor-1)/factor*factor) + "x" + itoa((w+factor-1)/factor*factor) + " here would fit"
	if len(fit) > 0 {
		help = phrase(fit) + " would fit here"
	}
	return none, misfit{fmt.Sprintf("down(%d) does not divide %dx%d", factor, h, w), help}
}
