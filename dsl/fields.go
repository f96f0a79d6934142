package dsl

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
	if l := layerOf(o.Word); l != nil && l.ahead != nil {
		return l.ahead(f, o)
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
	if l := layerOf(o.Word); l != nil && l.behind != nil {
		return l.behind(f, o)
	}
	return f
}
