package andor

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// toImages turns a batch (N, H, W, C), pixels in [-1, 1], into N pictures; C is 1 or 3.
func toImages(x *tensor.Tensor) []image.Image {
	out := make([]image.Image, x.Shape[0])
	for i := range out {
		out[i] = toImage(x.Row(i))
	}
	return out
}

// toImage turns one (H, W, C) array, pixels in [-1, 1], into a picture. Values outside
// the range are clipped.
func toImage(x *tensor.Tensor) image.Image {
	h, w, c := x.Shape[0], x.Shape[1], x.Shape[2]
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for xx := range w {
			p := x.Data[(y*w+xx)*c:]
			r, g, b := p[0], p[0], p[0]
			if c >= 3 {
				g, b = p[1], p[2]
			}
			m.SetNRGBA(xx, y, color.NRGBA{level(r), level(g), level(b), 255})
		}
	}
	return m
}

// level maps [-1, 1] to 0..255; NaN shows as black.
func level(v float32) uint8 {
	f := math.Round((float64(v) + 1) * 127.5)
	if !(f > 0) {
		return 0
	}
	return uint8(min(f, 255))
}

// threeDigits is a number above 0 with three digits that count, zeros at its end among them:
// 17.0 beside 17.2.
func threeDigits(v float64) string {
	decimals := 2
	if v > 0 && !math.IsInf(v, 0) {
		decimals = max(0, 2-int(math.Floor(math.Log10(v)+1e-9)))
	}
	return fmt.Sprintf("%.*f", decimals, v)
}

// minus sets the minus of the typesetter in a number, as the axes of all figures have it.
func minus(number string) string { return strings.ReplaceAll(number, "-", "−") }

// span is 0, 1, ..., n-1.
func span(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return index
}

// spread is n indices evenly over 0..of-1: a fair look at a set that may be sorted.
func spread(n, of int) []int {
	n = min(n, of)
	index := make([]int, n)
	for i := range index {
		index[i] = i * of / n
	}
	return index
}

// batch reads some images of a set.
func batch(set interface {
	Shape() (h, w, c int)
	Batch(index []int, dst *tensor.Tensor) error
}, index []int) (*tensor.Tensor, error) {
	h, w, c := set.Shape()
	x := tensor.New(len(index), h, w, c)
	return x, set.Batch(index, x)
}
