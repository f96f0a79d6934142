package metric

import (
	"context"
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// PrecisionRecall says how two sets of features overlap.
type PrecisionRecall struct {
	Precision float64 // share of the syntheses that lie among the images: are they good?
	Recall    float64 // share of the images that lie among the syntheses: is none left out?
	K         int     // neighbours that a ball reaches
	N, M      int     // images, syntheses
}

// NewPrecisionRecall is the improved precision and recall of Kynkäänniemi et al. 2019, eq. 1
// and 2, of syntheses (M, d) against images (N, d). A set covers the balls around its
// members, each as large as the distance to the member's k-th nearest neighbour in the set;
// the paper takes k = 3.
func NewPrecisionRecall(ctx context.Context, images, syntheses *tensor.Tensor, k int) (PrecisionRecall, error) {
	out := PrecisionRecall{K: k}
	radii := func(x *tensor.Tensor) ([]float64, error) {
		near, err := Nearest(ctx, x, x, k)
		if err != nil {
			return nil, err
		}
		r := make([]float64, len(near))
		for i, n := range near {
			r[i] = n.Distance[k-1] * n.Distance[k-1]
		}
		return r, nil
	}
	p, err := newPair(syntheses, images)
	if err != nil {
		return out, err
	}
	if k < 1 {
		return out, fmt.Errorf("metric: got %d neighbours, want at least 1", k)
	}
	ri, err := radii(images)
	if err != nil {
		return out, err
	}
	rs, err := radii(syntheses)
	if err != nil {
		return out, err
	}
	out.N, out.M = len(ri), len(rs)
	covered := make([]bool, out.N)
	good := 0
	err = p.each(ctx, func(i int, squared []float64) {
		inside := false
		for j, v := range squared {
			inside = inside || v <= ri[j]
			covered[j] = covered[j] || v <= rs[i]
		}
		if inside {
			good++
		}
	})
	if err != nil {
		return out, err
	}
	found := 0
	for _, c := range covered {
		if c {
			found++
		}
	}
	out.Precision, out.Recall = float64(good)/float64(out.M), float64(found)/float64(out.N)
	return out, nil
}
