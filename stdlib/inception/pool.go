package inception

import (
	"math"

	"github.com/andor-kernel/andor/stdlib/internal/simd"
)

// maxPool is the largest of each 3x3 window, stride 2 without padding or stride 1 with.
type maxPool struct {
	in, out     view
	stride, pad int
}

func (p *maxPool) run(_ simd.Kernels, arena []float32) {
	for y := range p.out.h {
		for x := range p.out.w {
			to := arena[p.out.at+(y*p.out.w+x)*p.out.ld:][:p.out.c]
			first := true
			for iy := max(0, y*p.stride-p.pad); iy < min(p.in.h, y*p.stride-p.pad+3); iy++ {
				for ix := max(0, x*p.stride-p.pad); ix < min(p.in.w, x*p.stride-p.pad+3); ix++ {
					from := arena[p.in.at+(iy*p.in.w+ix)*p.in.ld:][:len(to)]
					if first {
						copy(to, from)
						first = false
						continue
					}
					for c, v := range from {
						to[c] = max(to[c], v)
					}
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
}

func (p *averagePool) run(e simd.Kernels, arena []float32) {
	for y := range p.out.h {
		for x := range p.out.w {
			to := arena[p.out.at+(y*p.out.w+x)*p.out.ld:][:p.out.c]
			clear(to)
			n := 0
			for iy := max(0, y-1); iy < min(p.in.h, y+2); iy++ {
				for ix := max(0, x-1); ix < min(p.in.w, x+2); ix++ {
					e.Axpy(to, arena[p.in.at+(iy*p.in.w+ix)*p.in.ld:], 1)
					n++
				}
			}
			if p.padding {
				n = 9
			}
			for c, v := range to {
				to[c] = max(0, v/float32(n)+p.bias[c])
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
