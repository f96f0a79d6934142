package interpret

import (
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// topPatches is how many of the strongest patches are kept of a channel.
const topPatches = 9

// Patches gathers what real images show where chosen channels fire: the mean patch and
// the strongest examples, the alternatives to a basis function as a picture of a unit.
// Of each image only the place where the channel fires most strongly counts.
type Patches struct {
	channels []int
	field    int
	images   int
	mean     []patchSum // by channel, as in channels
	top      [][]Patch
}

// Patch is a piece of an image at which a channel was active.
type Patch struct {
	Image *tensor.Tensor // (h, w, c): pixels
	Index int            // which image, in the order of adding
	Unit  Unit           // where the channel fired
	X, Y  int            // of the crop's upper left pixel
	Value float64        // the activation
}

type patchSum struct {
	weight float64
	sum    []float64
	shape  []int
}

// NewPatches prepares for the given channels and a projective field of field pixels
// (0 for the whole image).
func NewPatches(channels []int, field int) *Patches {
	n := len(channels)
	return &Patches{channels: append([]int(nil), channels...), field: field, mean: make([]patchSum, n), top: make([][]Patch, n)}
}

// Add takes in a batch: activations (N, H, W, C) and the images they belong to,
// (N, h, w, c), the training images or their reconstructions.
func (p *Patches) Add(a, images *tensor.Tensor) error {
	if err := checkStage(a); err != nil {
		return fmt.Errorf("interpret: patches: %w", err)
	}
	if err := checkImages(images, a.Shape[0], nil); err != nil {
		return fmt.Errorf("interpret: patches: %w", err)
	}
	for k, c := range p.channels {
		if c < 0 || c >= a.Shape[3] {
			return fmt.Errorf("interpret: patches: got channel %d, want 0..%d", c, a.Shape[3]-1)
		}
		for i := 0; i < a.Shape[0]; i++ {
			p.take(k, a.Row(i), images.Row(i), p.images+i)
		}
	}
	p.images += a.Shape[0]
	return nil
}

// take adds one image's strongest patch of channel k.
func (p *Patches) take(k int, a, image *tensor.Tensor, index int) {
	c, channels := p.channels[k], a.Shape[2]
	best, at := float32(0), -1
	for i := c; i < len(a.Data); i += channels {
		if v := a.Data[i]; v > best {
			best, at = v, i/channels
		}
	}
	if at < 0 {
		return
	}
	u := Unit{c, at / a.Shape[1], at % a.Shape[1]}
	h, w := image.Shape[0], image.Shape[1]
	box := [4]int{0, 0, w, h}
	if p.field > 0 {
		box = window(reach(u.Row, u.Col, max(1, h/a.Shape[0]), p.field), h, w)
	}
	patch := Patch{Image: cut(image, box), Index: index, Unit: u, X: box[0], Y: box[1], Value: float64(best)}

	m := &p.mean[k]
	if m.sum == nil {
		m.sum, m.shape = make([]float64, len(patch.Image.Data)), patch.Image.Shape
	}
	m.weight += patch.Value
	for i, v := range patch.Image.Data {
		m.sum[i] += patch.Value * float64(v)
	}
	top := append(p.top[k], patch)
	sort.SliceStable(top, func(i, j int) bool { return top[i].Value > top[j].Value })
	p.top[k] = top[:min(topPatches, len(top))]
}

// Mean is the mean patch of the k-th channel, each weighted by its activation, pixels
// in [-1, 1]; nil if the channel never fired.
func (p *Patches) Mean(k int) *tensor.Tensor {
	m := p.mean[k]
	if m.weight <= 0 || math.IsInf(m.weight, 0) {
		return nil
	}
	out := tensor.New(m.shape...)
	for i, v := range m.sum {
		out.Data[i] = float32(v / m.weight)
	}
	return out
}

// Top is the strongest patches of the k-th channel, at most nine, one an image,
// strongest first, ties by the earlier image.
func (p *Patches) Top(k int) []Patch { return append([]Patch(nil), p.top[k]...) }
