package metric

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Comparison is how sets of syntheses stand to one set of images, in one feature map.
type Comparison struct {
	N, M    int       // images; syntheses of each draw
	Frechet []float64 // distance of each draw of syntheses from the images
	// Floor is the distance between two halves of the images: what a perfect generator would
	// reach at N/2, since at finite N the distance of a distribution from itself is not 0.
	Floor    float64
	KID      KID // of the first draw
	Overlap  PrecisionRecall
	Nearness Nearness
}

// Nearness is the median distance to the nearest image: of syntheses, and of images to
// others. Syntheses that are much nearer are copies, or duller than the images.
type Nearness struct {
	Syntheses, Images float64
}

// Ratio is below 1 where syntheses lie nearer to images than images to each other.
func (n Nearness) Ratio() float64 { return n.Syntheses / n.Images }

const (
	neighbourRows = 2000 // of each set, at most, that neighbours are looked for among
	leastGrowth   = 10   // rows: fewer say nothing
	manifoldK     = 3    // of Kynkäänniemi et al. 2019
)

// Compare compares images (N, d) with independent draws of syntheses, each (M, d), N and M at
// least 20. Neighbours are looked for among the first 2,000 of each set and in the first
// draw; the images are split by seed for Floor.
func Compare(ctx context.Context, images *tensor.Tensor, syntheses []*tensor.Tensor, seed uint64) (*Comparison, error) {
	if len(syntheses) == 0 {
		return nil, fmt.Errorf("metric: got no syntheses to compare")
	}
	first := syntheses[0]
	out := &Comparison{N: images.Shape[0], M: first.Shape[0]}
	var err error
	if out.KID, err = NewKID(ctx, images, first, seed); err != nil { // checks the shapes too
		return nil, err
	}
	whole, err := Fit(images)
	if err != nil {
		return nil, err
	}
	for _, y := range syntheses {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g, err := Fit(y)
		if err != nil {
			return nil, err
		}
		d, err := Frechet(whole, g)
		if err != nil {
			return nil, err
		}
		out.Frechet = append(out.Frechet, d)
	}
	a, b := Halves(images, seed)
	if out.Floor, err = FrechetFeatures(a, b); err != nil {
		return nil, err
	}
	few, some := head(images, neighbourRows), head(first, neighbourRows)
	if out.Overlap, err = NewPrecisionRecall(ctx, few, some, manifoldK); err != nil {
		return nil, err
	}
	if out.Nearness.Images, err = nearest(ctx, few, few); err != nil {
		return nil, err
	}
	out.Nearness.Syntheses, err = nearest(ctx, some, few)
	return out, err
}

// nearest is the median distance of rows of x from the nearest row of y.
func nearest(ctx context.Context, x, y *tensor.Tensor) (float64, error) {
	near, err := Nearest(ctx, x, y, 1)
	if err != nil {
		return 0, err
	}
	d := make([]float64, len(near))
	for i, n := range near {
		d[i] = n.Distance[0]
	}
	slices.Sort(d)
	return (d[(len(d)-1)/2] + d[len(d)/2]) / 2, nil
}

// Halves are two halves of the rows of x (N, d), N/2 each, dealt at random by seed.
func Halves(x *tensor.Tensor, seed uint64) (a, b *tensor.Tensor) {
	n := x.Shape[0] / 2
	y := shuffled(x, seed)
	return between(y, 0, n), between(y, n, 2*n)
}

// shuffled is the rows of x in an order made by seed.
func shuffled(x *tensor.Tensor, seed uint64) *tensor.Tensor {
	y := tensor.New(x.Shape...)
	for to, from := range rand.New(rand.NewPCG(seed, 0x68616c66)).Perm(x.Shape[0]) {
		copy(y.Row(to).Data, x.Row(from).Data)
	}
	return y
}

// head is the first n rows of x, or all; between those of a range. They share memory.
func head(x *tensor.Tensor, n int) *tensor.Tensor { return between(x, 0, min(n, x.Shape[0])) }

func between(x *tensor.Tensor, from, to int) *tensor.Tensor {
	d := x.Shape[1]
	return tensor.From(x.Data[from*d:to*d], to-from, d)
}

// Growth is the Frechet distance of x (N, d) and y (M, d) as the number of rows of each
// doubles up to the smaller of N and M: how much of a distance is the bias of few rows.
// Rows are dealt at random by seed; sizes are at least 10 and at most as many as points.
func Growth(ctx context.Context, x, y *tensor.Tensor, points int, seed uint64) (sizes []int, distances []float64, err error) {
	if err := agree(x, y); err != nil {
		return nil, nil, err
	}
	x, y = shuffled(x, seed), shuffled(y, seed+1)
	for n := min(x.Shape[0], y.Shape[0]); n >= leastGrowth && len(sizes) < points; n /= 2 {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		d, err := FrechetFeatures(head(x, n), head(y, n))
		if err != nil {
			return nil, nil, err
		}
		sizes, distances = append(sizes, n), append(distances, d)
	}
	slices.Reverse(sizes)
	slices.Reverse(distances)
	return sizes, distances, nil
}
