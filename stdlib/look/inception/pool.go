package inception

import (
	"math"

	"github.com/andor-kernel/andor/internal/simd"
)

// window is the part of [0, size) that a window of 3 places from at on covers.
func window(at, size int) (from, to int) { return max(0, at), min(size, at+3) }

// maxPool is the largest of each 3x3 window, stride 2 without padding or stride 1 with. It
// is found down the columns first, for a whole row of windows at once.
type maxPool struct {
	in, out     view
	stride, pad int
	scratch     int // where in the arena a row of the input fits
}

func (p *maxPool) run(e simd.Kernels, arena []float32, images int) {
	width := p.in.w * p.in.ld
	row := arena[p.scratch:][:width-p.in.ld+p.in.c]
	for b := range images {
		in, out := p.in.image(b), p.out.image(b)
		for y := range out.h {
			from, to := window(y*p.stride-p.pad, in.h)
			line := func(iy int) []float32 { return arena[in.at+iy*width:] }
			e.Larger(row, line(from), line(from+1))
			if from+2 < to {
				e.Larger(row, row, line(from+2))
			}
			for x := range out.w {
				from, to := window(x*p.stride-p.pad, in.w)
				best := arena[out.at+(y*out.w+x)*out.ld:][:out.c]
				e.Larger(best, row[from*in.ld:], row[(from+1)*in.ld:])
				if from+2 < to {
					e.Larger(best, best, row[(from+2)*in.ld:])
				}
			}
		}
	}
}

// averagePool is relu(mean of each 3x3 window + bias), stride 1. It stands behind the 1x1
// convolution that the published graph has after the pool: both are linear and the weights of
// the mean sum to 1, so the two may change places, and behind there are fewer channels.
type averagePool struct {
	in, out view
	bias    []float32
	padding bool // padding counts in the mean, as torchvision has it
	scratch int  // where in the arena a row of the input fits
}

func (p *averagePool) run(e simd.Kernels, arena []float32, images int) {
	width := p.in.w * p.in.ld
	row := arena[p.scratch:][:width-p.in.ld+p.in.c]
	for b := range images {
		in, out := p.in.image(b), p.out.image(b)
		for y := range out.h {
			top, bottom := window(y-1, in.h)
			copy(row, arena[in.at+top*width:])
			for iy := top + 1; iy < bottom; iy++ {
				e.Axpy(row, arena[in.at+iy*width:], 1)
			}
			for x := range out.w {
				from, to := window(x-1, in.w)
				n := (bottom - top) * (to - from)
				if p.padding {
					n = 9
				}
				sum := arena[out.at+(y*out.w+x)*out.ld:][:out.c]
				clear(sum)
				for ix := from; ix < to; ix++ {
					e.Axpy(sum, row[ix*in.ld:], 1/float32(n))
				}
				e.BiasAct(sum, sum, p.bias, 0)
			}
		}
	}
}

// globalAverage is the mean of all positions, one value a channel.
func globalAverage(arena []float32, v view, out []float32) {
	sum := make([]float64, v.c)
	for m := range v.positions() {
		for c, x := range arena[v.at+m*v.ld:][:v.c] {
			sum[c] += float64(x)
		}
	}
	for c, s := range sum {
		out[c] = float32(s / float64(v.positions()))
	}
}

// finite says whether no value is NaN or infinite.
func finite(x []float32) bool {
	for _, v := range x {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
	}
	return true
}
