package simd

// Transform is a small two-dimensional linear map applied to each channel: the transforms
// of the fast convolutions, their transposes, and pooling. Transforms are separable, with
// the same matrix along both dimensions, and their coefficients are 0, 1/2 and 1 and
// negatives, so that they cost additions only.
type Transform int

// transformSpec is the matrix and what is done with the result.
type transformSpec struct {
	name       string
	side       [][]float32
	accumulate bool // outputs are added to
	bias       bool // a bias and max(v, slope*v) are applied
	// Spread reads, and Collect writes, rows whose vectors of Lanes floats lie apart.
	apartIn, apartOut bool
}

// InputSide and OutputSide are the sides of the squares of rows a transform reads and writes.
func (t Transform) InputSide() int { return len(specs[t].side[0]) }

// OutputSide is the side of the square of rows written.
func (t Transform) OutputSide() int { return len(specs[t].side) }

// Inputs and Outputs are how many rows a transform reads and writes: a square each.
func (t Transform) Inputs() int { return t.InputSide() * t.InputSide() }

// Outputs is the number of rows written.
func (t Transform) Outputs() int { return t.OutputSide() * t.OutputSide() }

// String is the transform's name.
func (t Transform) String() string { return specs[t].name }

// Apply applies t to n channels. src holds Inputs() pointers to rows of n floats, dst
// Outputs(), both row-major; dst rows must not overlap src rows. bias (n floats) and slope
// (in [0, 1]) are used by the transforms that end a layer, and may be nil and 1 elsewhere.
func (k Kernels) Apply(t Transform, dst, src []*float32, n int, bias *float32, slope float32) {
	k.apply(t, dst, src, n, bias, slope, k.Lanes())
}

// ApplyApart is Apply for Spread and Collect with the nine rows of taps in pieces of Lanes
// floats, step floats from one to the next.
func (k Kernels) ApplyApart(t Transform, dst, src []*float32, n, step int) {
	k.apply(t, dst, src, n, nil, 1, step)
}

// Square is where a transform's output rows lie when they lie at equal distances: the first,
// and how many floats it is from one row, and one column, of the square to the next, and from one of some
// squares to the next. Rows, but for transforms with a bias, may be in pieces of Lanes floats, Step
// floats from one to the next; 0 is in one.
type Square struct {
	First                []float32
	Row, Col, Step, Next int
}

// Lines is where a transform's input rows lie when the columns of each row of the square lie at equal
// distances: where each row begins, and how many floats it is from one column of the square to the next,
// and from one of some squares to the next. Rows outside of an image may be of zeros elsewhere.
type Lines struct {
	Row       [4][]float32
	Col, Next int
}

// ApplySquares is Apply for count squares whose rows lie at equal distances, with the same results. It is
// faster where there is a kernel for that.
func (k Kernels) ApplySquares(t Transform, count int, dst Square, src *Lines, n int, bias *float32, slope float32) {
	in, out, lanes := t.InputSide(), t.OutputSide(), k.Lanes()
	if n <= 0 || count <= 0 {
		return
	}
	step := dst.Step
	if step == 0 {
		step = lanes
	}
	last := (n - 1) / lanes
	_ = dst.First[(count-1)*dst.Next+(out-1)*(dst.Row+dst.Col)+last*step+n-1-last*lanes]
	var rows [4]*float32
	for i := range in {
		rows[i] = &src.Row[i][:(count-1)*src.Next+(in-1)*src.Col+n][0]
	}
	done := false
	switch k.path {
	case AVX512:
		done = gridAVX512(t, count, &dst.First[0], 4*dst.Row, 4*dst.Col, 4*step, 4*dst.Next, &rows[0], 4*src.Col, 4*src.Next, n, bias, slope)
	case AVX2:
		done = gridAVX2(t, count, &dst.First[0], 4*dst.Row, 4*dst.Col, 4*step, 4*dst.Next, &rows[0], 4*src.Col, 4*src.Next, n, bias, slope)
	}
	if done {
		return
	}
	piece := n
	if dst.Step != 0 {
		piece = lanes
	}
	var to, from [16]*float32
	for m := range count {
		for c := 0; c < n; c += piece {
			for i := range out * out {
				to[i] = &dst.First[m*dst.Next+c/lanes*step+i/out*dst.Row+i%out*dst.Col]
			}
			for i := range in * in {
				from[i] = &src.Row[i/in][m*src.Next+i%in*src.Col+c]
			}
			k.Apply(t, to[:], from[:], min(piece, n-c), bias, slope)
		}
	}
}

func (k Kernels) apply(t Transform, dst, src []*float32, n int, bias *float32, slope float32, step int) {
	_, _ = dst[t.Outputs()-1], src[t.Inputs()-1]
	if n <= 0 {
		return
	}
	switch k.path {
	case AVX512:
		transformAVX512(t, &dst[0], &src[0], n, bias, slope, 4*step)
	case AVX2:
		transformAVX2(t, &dst[0], &src[0], n, bias, slope, 4*step)
	default:
		transformGo(t, dst, src, n, bias, slope, step)
	}
}
