package interpret

import (
	"fmt"
	"math"
	"slices"

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
	Image *tensor.Tensor // (h, w, c): pixels; nil before Cut
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
	patch := Patch{Index: index, Unit: Unit{c, at / a.Shape[1], at % a.Shape[1]}, Value: float64(best)}
	patch = patch.Cut(image, p.field, max(1, image.Shape[0]/a.Shape[0]))

	m := &p.mean[k]
	if m.sum == nil {
		m.sum, m.shape = make([]float64, len(patch.Image.Data)), patch.Image.Shape
	}
	m.weight += patch.Value
	for i, v := range patch.Image.Data {
		m.sum[i] += patch.Value * float64(v)
	}
	p.top[k] = ranked(p.top[k], patch, topPatches)
}

// ranked is the list, strongest first, with one more patch in its place, cut to n; of equals
// the earlier stays ahead.
func ranked(top []Patch, p Patch, n int) []Patch {
	at := len(top)
	for at > 0 && top[at-1].Value < p.Value {
		at--
	}
	if at == n {
		return top
	}
	return slices.Insert(top[:min(len(top), n-1)], at, p)
}

// Cut gives a patch its pixels: image is the one it was found in, (h, w, c), field and stride
// are those of its stage in pixels; a field of 0 stands for the whole image. A patch that would
// leave the image is moved inside, so that all of a stage have one size.
func (p Patch) Cut(image *tensor.Tensor, field, stride int) Patch {
	h, w := image.Shape[0], image.Shape[1]
	box := [4]int{0, 0, w, h}
	if field > 0 {
		box = window(reach(p.Unit.Row, p.Unit.Col, stride, field), h, w)
	}
	p.Image, p.X, p.Y = cut(image, box), box[0], box[1]
	return p
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
