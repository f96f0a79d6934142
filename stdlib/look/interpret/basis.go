package interpret

import (
	"context"
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Template is the basis function of one unit: the change it makes to an otherwise
// empty picture.
type Template struct {
	Unit  Unit
	Image *tensor.Tensor // (h, w, c): signed, the crop around the unit's projective field
	X, Y  int            // where the crop's upper left pixel sits in the image
	// Amplitude is the value the unit was given: its typical one. It is 0 for a
	// channel that never fires, and Image is then all zero.
	Amplitude float64
	// Use is the share of (image, position) pairs at which the channel is active.
	Use float64
}

// Basis draws the basis functions of units of one stage: tail(a e_u) - tail(0), where a
// is the channel's typical active value, e_u is 1 at the unit and 0 elsewhere, cropped
// to field x field pixels (the size of the unit's projective field; 0 for the whole
// image). Near the edge of the image the crop is moved inwards, so that all have one
// size. Many units share a call of the tail.
//
// The response is exact, biases and later topk included. [P] does not say how its
// figures 1 and 7 were drawn.
func Basis(ctx context.Context, tail Tail, stats *StageStats, units []Unit, field int) ([]Template, error) {
	if stats == nil || stats.Images == 0 {
		return nil, fmt.Errorf("interpret: basis: got no statistics of the stage, want the activations of at least one image added")
	}
	out := make([]Template, len(units))
	for i, u := range units {
		if u.Channel < 0 || u.Channel >= stats.C || u.Row >= stats.H || u.Col >= stats.W {
			return nil, fmt.Errorf("interpret: basis: got unit %d at (%d, %d), want a channel in 0..%d and a position in a %dx%d grid",
				u.Channel, u.Row, u.Col, stats.C-1, stats.H, stats.W)
		}
		if u.Row < 0 || u.Col < 0 {
			u.Row, u.Col = stats.Place(u.Channel)
		}
		out[i] = Template{Unit: u, Amplitude: stats.Typical(u.Channel), Use: stats.Share(u.Channel)}
	}
	err := responses(ctx, newBench(tail, stats.H, stats.W, stats.C), len(out),
		func(i int) []weighted { return []weighted{{out[i].Unit, float32(out[i].Amplitude)}} },
		func(i int, image, empty *tensor.Tensor) {
			h, w := image.Shape[0], image.Shape[1]
			box := [4]int{0, 0, w, h}
			if field > 0 {
				box = window(reach(out[i].Unit.Row, out[i].Unit.Col, max(1, h/stats.H), field), h, w)
			}
			out[i].Image, out[i].X, out[i].Y = cutDifference(image, empty, box), box[0], box[1]
		})
	if err != nil {
		return nil, fmt.Errorf("interpret: basis: %w", err)
	}
	return out, nil
}

// weighted is a unit with a value.
type weighted struct {
	unit  Unit
	value float32
}

// responses runs n activations that are zero but for a few units, and the empty one
// first; use gets the image of each and the empty image.
func responses(ctx context.Context, b *bench, n int, units func(i int) []weighted, use func(i int, image, empty *tensor.Tensor)) error {
	var empty *tensor.Tensor
	return b.run(ctx, n+1, func(i int, a []float32) {
		if i == 0 {
			return
		}
		for _, u := range units(i - 1) {
			a[(u.unit.Row*b.w+u.unit.Col)*b.c+u.unit.Channel] = u.value
		}
	}, func(i int, image *tensor.Tensor) error {
		if i == 0 {
			empty = image.Clone()
			return nil
		}
		use(i-1, image, empty)
		return nil
	})
}
