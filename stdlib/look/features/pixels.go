package features

import (
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// pixelSide is the fields a side that an image is divided into.
const (
	pixelSide = 8
	pixelDim  = 2 * pixelSide * pixelSide * 3
)

// pixels are the mean colours of 8x8 fields that cover an image and then the deviations from
// them within the fields, (N, 384), in [0, 1] after rounding to the 256 levels of an image
// file. Grey counts as colour; a pixel that two fields share counts in each by its part.
// By means alone noise is an even grey, nearer to garments than cars are.
func pixels(x *tensor.Tensor, lo, hi float64) *tensor.Tensor {
	n, h, w, c := x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]
	rows, cols := cover(h), cover(w)
	out := tensor.New(n, pixelDim)
	level := make([]float64, h*w*c)
	for i := range n {
		for p, v := range x.Row(i).Data {
			level[p] = max(0, min(255, math.Round((float64(v)-lo)/(hi-lo)*255))) / 255
		}
		to := out.Row(i).Data
		for f := range pixelDim / 2 {
			fy, fx, ch := f/3/pixelSide, f/3%pixelSide, f%3
			sum, square := 0.0, 0.0
			for _, a := range rows[fy] {
				for _, b := range cols[fx] {
					v := level[(a.at*w+b.at)*c+min(ch, c-1)]
					sum += a.part * b.part * v
					square += a.part * b.part * v * v
				}
			}
			to[f], to[pixelDim/2+f] = float32(sum), float32(math.Sqrt(max(0, square-sum*sum)))
		}
	}
	return out
}

// share is how much of a field a position makes up.
type share struct {
	at   int
	part float64
}

// cover divides n positions into equal fields.
func cover(n int) [pixelSide][]share {
	var out [pixelSide][]share
	size := float64(n) / pixelSide
	for f := range out {
		from, to := float64(f)*size, float64(f+1)*size
		for at := int(from); at < n && float64(at) < to; at++ {
			if part := min(to, float64(at+1)) - max(from, float64(at)); part > 0 {
				out[f] = append(out[f], share{at, part / size})
			}
		}
	}
	return out
}
