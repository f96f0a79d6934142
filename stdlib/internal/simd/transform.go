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

// Inputs and Outputs are how many rows a transform reads and writes: a square each.
func (t Transform) Inputs() int { n := len(specs[t].side[0]); return n * n }

// Outputs is the number of rows written.
func (t Transform) Outputs() int { n := len(specs[t].side); return n * n }

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
