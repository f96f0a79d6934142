package interpret

import (
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// reach is the projective field of a position, before the image's edge cuts it: the
// field x field pixels centred on the stride x stride pixels the position stands for.
func reach(row, col, stride, field int) [4]int {
	off := floorHalf(stride - field)
	x, y := col*stride+off, row*stride+off
	return [4]int{x, y, x + field, y + field}
}

// floorHalf is n/2 rounded down, also below zero.
func floorHalf(n int) int { return n >> 1 }

// clipped is the part of box inside an image of h x w pixels.
func clipped(box [4]int, h, w int) [4]int {
	return [4]int{max(box[0], 0), max(box[1], 0), min(box[2], w), min(box[3], h)}
}

// covers says whether a contains b.
func covers(a, b [4]int) bool {
	return a[0] <= b[0] && a[1] <= b[1] && a[2] >= b[2] && a[3] >= b[3]
}

// disjoint says whether a and b share no pixel.
func disjoint(a, b [4]int) bool {
	return a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]
}

// window is the box moved, not cut, to lie inside an image of h x w pixels, so that
// the windows of all positions have one size; a box larger than the image becomes it.
func window(box [4]int, h, w int) [4]int {
	slide := func(lo, hi, n int) (int, int) {
		size := min(hi-lo, n)
		lo = min(max(lo, 0), n-size)
		return lo, lo + size
	}
	x0, x1 := slide(box[0], box[2], w)
	y0, y1 := slide(box[1], box[3], h)
	return [4]int{x0, y0, x1, y1}
}

// cut copies box out of an image (h, w, c). The box must lie inside.
func cut(image *tensor.Tensor, box [4]int) *tensor.Tensor {
	w, c := image.Shape[1], image.Shape[2]
	out := tensor.New(box[3]-box[1], box[2]-box[0], c)
	line := (box[2] - box[0]) * c
	for y := box[1]; y < box[3]; y++ {
		from := (y*w + box[0]) * c
		copy(out.Data[(y-box[1])*line:], image.Data[from:from+line])
	}
	return out
}

// cutDifference is cut(a, box) - cut(b, box).
func cutDifference(a, b *tensor.Tensor, box [4]int) *tensor.Tensor {
	out, minus := cut(a, box), cut(b, box)
	for i, v := range minus.Data {
		out.Data[i] -= v
	}
	return out
}

// Display turns a signed response into pixels in [-1, 1] symmetric around mid grey: a
// value of +scale becomes 1, -scale becomes -1, zero stays grey. A scale of 0 stands
// for the image's own largest magnitude; give several images one scale to compare them.
// The argument is left alone.
func Display(image *tensor.Tensor, scale float64) *tensor.Tensor {
	out := image.Clone()
	if scale <= 0 {
		scale = Peak(image)
	}
	for i, v := range out.Data {
		if scale == 0 {
			out.Data[i] = 0
			continue
		}
		out.Data[i] = float32(math.Min(1, math.Max(-1, float64(v)/scale)))
	}
	return out
}

// Peak is the largest magnitude in an image.
func Peak(image *tensor.Tensor) float64 {
	var m float64
	for _, v := range image.Data {
		m = math.Max(m, math.Abs(float64(v)))
	}
	return m
}

// rms is the root of the mean square.
func rms(image *tensor.Tensor) float64 {
	if len(image.Data) == 0 {
		return 0
	}
	return math.Sqrt(dot(image.Data, image.Data) / float64(len(image.Data)))
}

func dot(a, b []float32) float64 {
	var s float64
	for i, v := range a {
		s += float64(v) * float64(b[i])
	}
	return s
}
