package data

import "math"

// Resizing, and why it is written here. Every value of the small picture is a weighted mean of
// source values, first along rows and then along columns, with the filter widened when shrinking so
// that every source pixel counts. The weights, their rounding to 22 bits, the order of the passes
// and the rounding between them are those of Pillow's Resample.c, so that pictures come out as
// Pillow's Image.resize has them, level for level. (x/image/draw cuts 16 bits to 8 without rounding,
// which darkens the dark and brightens the bright by a third of a level.)

// filter is a window and how wide it is before widening.
type filter struct {
	support float64
	at      func(x float64) float64
}

// filters are what Spec.Filter names.
var filters = map[string]filter{
	"bicubic":  {2, cubic},
	"bilinear": {1, func(x float64) float64 { return max(0, 1-math.Abs(x)) }},
	"box": {0.5, func(x float64) float64 {
		if x > -0.5 && x <= 0.5 {
			return 1
		}
		return 0
	}},
	"lanczos": {3, func(x float64) float64 {
		if math.Abs(x) >= 3 {
			return 0
		}
		return sinc(x) * sinc(x/3)
	}},
}

// cubic is Keys's kernel with a = -1/2, Catmull-Rom.
func cubic(x float64) float64 {
	const a = -0.5
	switch x = math.Abs(x); {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return (((x-5)*x+8)*x - 4) * a
	}
	return 0
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	x *= math.Pi
	return math.Sin(x) / x
}

// precision is the bits of a weight behind the point.
const precision = 32 - 8 - 2

// tap is the weights of one target pixel, for the source pixels from first on.
type tap struct {
	first   int
	weights []int
}

// taps are those of a row of n target pixels over a row of the given length.
func taps(from, n int, f filter) []tap {
	scale := float64(from) / float64(n)
	wide := max(scale, 1)
	support := f.support * wide
	all := make([]tap, n)
	for i := range all {
		centre := (float64(i) + 0.5) * scale
		first := max(0, int(centre-support+0.5))
		end := min(from, int(centre+support+0.5))
		w, sum := make([]float64, end-first), 0.0
		for k := range w {
			w[k] = f.at((float64(k+first) - centre + 0.5) / wide)
			sum += w[k]
		}
		whole := make([]int, len(w))
		for k, v := range w {
			if sum != 0 {
				v /= sum
			}
			whole[k] = int(math.Copysign(0.5, v) + v*(1<<precision))
		}
		all[i] = tap{first, whole}
	}
	return all
}

// resample resizes packed RGB of sw x sh pixels to w x h.
func resample(pix []uint8, sw, sh, w, h int, f filter) []uint8 {
	if sw != w {
		out := make([]uint8, 3*w*sh)
		across := taps(sw, w, f)
		for y := range sh {
			for x, t := range across {
				weigh(out[3*(y*w+x):], pix[3*(y*sw+t.first):], 3, t.weights)
			}
		}
		pix = out
	}
	if sh != h {
		out := make([]uint8, 3*w*h)
		for y, t := range taps(sh, h, f) {
			for x := range w {
				weigh(out[3*(y*w+x):], pix[3*(t.first*w+x):], 3*w, t.weights)
			}
		}
		pix = out
	}
	return pix
}

// weigh sums the pixels that lie step apart, three channels each, and rounds.
func weigh(to, from []uint8, step int, weights []int) {
	r, g, b := 1<<(precision-1), 1<<(precision-1), 1<<(precision-1)
	for k, w := range weights {
		p := from[k*step : k*step+3 : k*step+3]
		r, g, b = r+int(p[0])*w, g+int(p[1])*w, b+int(p[2])*w
	}
	to[0], to[1], to[2] = level(r), level(g), level(b)
}

func level(v int) uint8 { return uint8(min(max(v>>precision, 0), 255)) }
