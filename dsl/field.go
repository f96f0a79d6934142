package dsl

// Field is what one unit of a stage has to do with the image, in pixels. For a generator
// it is the projective field, the pixels the unit can change; for an energy the
// receptive field, the pixels it depends on. [P]'s Layers 3, 2 and 1 (stages part,
// subpart and prim of table 1) reach 38, 18 and 8 pixels.
type Field struct {
	Stage  string
	Size   int  // side of the field, at most the longer side of the image
	Stride int  // pixels from one position of the stage to the next
	Whole  bool // it is at least as large as the image

	before, after int  // the unit at position p reaches p*Stride-before .. p*Stride+after
	dense         bool // fc stands between: every unit reaches every pixel
	image         Shape
}

// Fields is the field of each stage, in order. It follows from the layers alone: a
// kernel of side k adds k/2 pixels on each side, up(f) multiplies, down(f) divides, and
// fc connects everything.
func (n *Net) Fields() []Field {
	out := make([]Field, len(n.Stages))
	if len(n.Stages) == 0 {
		return out
	}
	if n.Kind == Energy {
		n.receptive(out)
	} else {
		n.projective(out)
	}
	for i := range out {
		f := &out[i]
		f.Stage, f.image = n.Stages[i].Name, n.output()
		if n.Kind == Energy {
			f.image = n.input()
		}
		side := max(f.image.H, f.image.W)
		f.Size = f.before + f.after + 1
		if f.dense || f.Size >= side {
			f.Whole, f.Size = true, side
		}
	}
	return out
}

// Field is the size and stride of the named stage's field in pixels, as in Fields; both
// are 0 if there is no stage of that name.
func (n *Net) Field(stage string) (size, stride int) {
	for _, f := range n.Fields() {
		if f.Stage == stage {
			return f.Size, f.Stride
		}
	}
	return 0, 0
}

// projective walks from the image back to z: what a unit reaches behind a stage is what
// its layers make of one unit's reach.
func (n *Net) projective(out []Field) {
	f := Field{Stride: 1}
	for i := len(n.Stages) - 1; i >= 0; i-- {
		out[i] = f
		ops := n.Stages[i].Ops
		for j := len(ops) - 1; j >= 0; j-- {
			f = f.ahead(ops[j])
		}
	}
}

// ahead puts one more layer in front of those f describes: a unit before that layer
// reaches units after it, and these what f says.
func (f Field) ahead(o Op) Field {
	factor := max(o.Factor, 1) // 0 in a net with mistakes
	switch o.Word {
	case "conv":
		f.before += o.Kernel / 2 * f.Stride
		f.after += o.Kernel / 2 * f.Stride
	case "up": // position p becomes p*factor .. p*factor+factor-1
		f.after += (factor - 1) * f.Stride
		f.Stride *= factor
	case "down": // position p becomes p/factor, rounded down: at most the same pixels
		f.before += (factor - 1) * f.Stride / factor
		f.Stride = max(1, f.Stride/factor)
	case "fc", "normal", "image":
		f.dense = true
	}
	return f
}

// receptive walks from the image to the energy.
func (n *Net) receptive(out []Field) {
	f := Field{Stride: 1}
	for i, s := range n.Stages {
		for _, o := range s.Ops {
			f = f.behind(o)
		}
		out[i] = f
	}
}

// behind puts one more layer behind those f describes.
func (f Field) behind(o Op) Field {
	factor := max(o.Factor, 1)
	switch o.Word {
	case "conv":
		f.before += o.Kernel / 2 * f.Stride
		f.after += o.Kernel / 2 * f.Stride
	case "down":
		f.after += (factor - 1) * f.Stride
		f.Stride *= factor
	case "up":
		f.before += (factor - 1) * f.Stride / factor
		f.Stride = max(1, f.Stride/factor)
	case "fc":
		f.dense = true
	}
	return f
}

// Box is the field of the unit at a row and column as a rectangle of the image, first
// pixel included, last not, clipped to the image.
func (f Field) Box(row, col int) (x0, y0, x1, y1 int) {
	if f.dense {
		return 0, 0, f.image.W, f.image.H
	}
	clip := func(x, side int) int { return min(max(x, 0), side) }
	return clip(col*f.Stride-f.before, f.image.W), clip(row*f.Stride-f.before, f.image.H),
		clip(col*f.Stride+f.after+1, f.image.W), clip(row*f.Stride+f.after+1, f.image.H)
}
