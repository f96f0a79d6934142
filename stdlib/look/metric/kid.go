package metric

import (
	"context"
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// KID is the squared maximum mean discrepancy of two sets of features with the polynomial
// kernel (x.y/d + 1)^3 (Binkowski et al. 2018, eq. 4). Unlike a Frechet distance its
// expectation does not depend on the number of images; it may be below zero.
type KID struct {
	Mean   float64
	Half   float64 // half the width of the 95 % interval of the mean
	Blocks int
	Size   int // rows of each set in a block
}

const (
	kidBlocks = 10
	kidSize   = 1000 // of a block, at most, as Binkowski et al. take
)

// NewKID estimates KID from features (N, d) and (M, d), as many rows of each as the smaller
// set has. Rows are dealt at random, by seed, to ten blocks or more that share none, of
// at most a thousand rows; the mean of their unbiased estimates is given with Student's
// interval (the B-test of Zaremba et al. 2013). Other programs draw subsets that
// share rows: their spread is no interval.
func NewKID(ctx context.Context, x, y *tensor.Tensor, seed uint64) (KID, error) {
	if err := agree(x, y); err != nil {
		return KID{}, err
	}
	n := min(x.Shape[0], y.Shape[0])
	out := KID{Size: min(kidSize, n/kidBlocks)}
	if out.Size < 2 {
		return KID{}, fmt.Errorf("metric: kid: got %d and %d rows of features, want at least %d of each", x.Shape[0], y.Shape[0], 2*kidBlocks)
	}
	out.Blocks = n / out.Size
	r := rand.New(rand.NewPCG(seed, 0x6b6964))
	px, py := r.Perm(x.Shape[0]), r.Perm(y.Shape[0])
	values := make([]float64, out.Blocks)
	for b := range values {
		if err := ctx.Err(); err != nil {
			return KID{}, err
		}
		values[b] = discrepancy(rows(x, px[b*out.Size:][:out.Size]), rows(y, py[b*out.Size:][:out.Size]))
	}
	out.Mean, out.Half = Interval(values)
	return out, nil
}

// rows are some rows of features.
func rows(t *tensor.Tensor, index []int) *mat.Dense {
	m := mat.NewDense(len(index), t.Shape[1], nil)
	for i, k := range index {
		for j, v := range t.Row(k).Data {
			m.Set(i, j, float64(v))
		}
	}
	return m
}

// discrepancy is the unbiased estimate over two sets of as many rows.
func discrepancy(x, y *mat.Dense) float64 {
	n, d := x.Dims()
	m := float64(n)
	sum := func(a, b *mat.Dense, diagonal bool) float64 {
		var k mat.Dense
		k.Mul(a, b.T())
		s := 0.0
		for i := range n {
			for j, v := range k.RawRowView(i) {
				if diagonal || i != j {
					v = v/float64(d) + 1
					s += v * v * v
				}
			}
		}
		return s
	}
	return (sum(x, x, false)+sum(y, y, false))/(m*(m-1)) - 2*sum(x, y, true)/(m*m)
}
