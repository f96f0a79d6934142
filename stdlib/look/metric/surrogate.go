package metric

import (
	"fmt"
	"math/cmplx"
	"math/rand/v2"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Surrogate makes, of each image (N, H, W, C), one with the same power spectrum and random
// phases (Theiler et al. 1992, "Testing for nonlinearity in time series: the method of
// surrogate data"): as bright, as smooth, with channels as alike, but without edges or parts
// at any place. All channels of an image share the phases. What a template scores on
// surrogates, it scores for its smoothness. Image i depends on (image, seed, i) alone.
func Surrogate(images *tensor.Tensor, seed uint64) (*tensor.Tensor, error) {
	if images == nil || len(images.Shape) != 4 || images.Len() != len(images.Data) || images.Len() == 0 {
		return nil, fmt.Errorf("metric: surrogate: want images (N, H, W, C) with at least one")
	}
	h, w, c := images.Shape[1], images.Shape[2], images.Shape[3]
	out := tensor.New(images.Shape...)
	p := plane{h, w, fourier.NewCmplxFFT(w), fourier.NewCmplxFFT(h), make([]complex128, max(h, w))}
	phases, a := make([]complex128, h*w), make([]complex128, h*w)
	for i := range images.Shape[0] {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		for k := range phases { // the phases of a real image: opposite at opposite frequencies
			phases[k] = complex(r.NormFloat64(), 0)
		}
		p.forward(phases)
		for k, v := range phases {
			phases[k] = 1
			if k > 0 && v != 0 { // the mean stays
				phases[k] = v / complex(cmplx.Abs(v), 0)
			}
		}
		from, to := images.Row(i).Data, out.Row(i).Data
		for ch := range c {
			for k := range a {
				a[k] = complex(float64(from[k*c+ch]), 0)
			}
			p.forward(a)
			for k := range a {
				a[k] *= phases[k]
			}
			p.backward(a)
			for k, v := range a {
				to[k*c+ch] = float32(real(v))
			}
		}
	}
	return out, nil
}

// plane transforms images of h x w, in place.
type plane struct {
	h, w          int
	rows, columns *fourier.CmplxFFT
	line          []complex128
}

func (p plane) forward(a []complex128) {
	p.each(a, func(f *fourier.CmplxFFT, line []complex128) { f.Coefficients(line, line) })
}

func (p plane) backward(a []complex128) {
	p.each(a, func(f *fourier.CmplxFFT, line []complex128) { f.Sequence(line, line) })
	for k := range a {
		a[k] /= complex(float64(p.h*p.w), 0)
	}
}

// each transforms all rows, then all columns.
func (p plane) each(a []complex128, transform func(*fourier.CmplxFFT, []complex128)) {
	for y := range p.h {
		transform(p.rows, a[y*p.w:][:p.w])
	}
	line := p.line[:p.h]
	for x := range p.w {
		for y := range line {
			line[y] = a[y*p.w+x]
		}
		transform(p.columns, line)
		for y, v := range line {
			a[y*p.w+x] = v
		}
	}
}
