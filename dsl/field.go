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
