package inception

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/internal/simd"
)

// view is the feature maps of a group of images inside a worker's arena: pixel (y, x) of
// image b has its c channels at at + ((b*h+y)*w+x)*ld floats. A branch of a block writes
// into a part of the block's channels.
type view struct{ at, h, w, c, ld int }

// positions are those of one image.
func (v view) positions() int { return v.h * v.w }

// image is the map of image b alone.
func (v view) image(b int) view {
	v.at += b * v.positions() * v.ld
	return v
}

// channels is the part [from, from+c) of v's channels.
func (v view) channels(from, c int) view {
	v.at, v.c = v.at+from, c
	return v
}

// kernel is a convolution with its batch normalisation folded in.
type kernel struct {
	kh, kw, cin, cout int
	w                 []float32 // (kh, kw, cin, cout)
	b                 []float32 // (cout)
}

// fold puts inference-time batch normalisation, gamma (x - mean) / sqrt(variance + eps) + beta, into
// the convolution before it. gamma may be nil: Keras leaves it out.
func (k *kernel) fold(gamma, beta, mean, variance []float32, eps float64) {
	k.b = make([]float32, k.cout)
	for o := range k.cout {
		s := 1 / math.Sqrt(float64(variance[o])+eps)
		if gamma != nil {
			s *= float64(gamma[o])
		}
		for i := o; i < len(k.w); i += k.cout {
			k.w[i] = float32(float64(k.w[i]) * s)
		}
		k.b[o] = float32(float64(beta[o]) - float64(mean[o])*s)
	}
}

// conv is one convolution on fixed views, as an indirect product: row m of the left-hand side
// is found, tap by tap, through byte offsets into the arena, so nothing is copied. A tap outside
// the image points to the zeros at the arena's front.
type conv struct {
	out     view
	product simd.Product // without X and Y
	rows    int          // of a chunk, so that its inputs stay in the second-level cache
}

// chunkFloats is the inputs of a chunk of rows, a quarter of a common second-level cache.
const chunkFloats = 64 << 10

// newConv lays out kernel k over in, for up to so many images at once. pad is the zeros above
// and below, left and right.
func newConv(e simd.Kernels, k *kernel, in, out view, images, stride, padH, padW int, relu bool) (*conv, error) {
	h, w := (in.h+2*padH-k.kh)/stride+1, (in.w+2*padW-k.kw)/stride+1
	if in.c != k.cin || out.c != k.cout || out.h != h || out.w != w {
		return nil, fmt.Errorf("got a %dx%d kernel from %d to %d channels, want one from %d to %d", k.kh, k.kw, k.cin, k.cout, in.c, out.c)
	}
	p := simd.Product{Taps: k.kh * k.kw, K: k.cin, Cols: k.cout, Stride: images * h * w, LDY: out.ld, Slope: 1}
	if relu {
		p.Slope = 0
	}
	step := 1 // taps along x that one run of floats covers
	if padW == 0 && in.ld == in.c {
		step, p.Taps, p.K = k.kw, k.kh, k.kw*k.cin
	}
	p.Off = make([]int32, 0, p.Taps*p.Stride)
	for ky := range k.kh {
		for kx := 0; kx < k.kw; kx += step {
			for m := range p.Stride {
				b, y, x := m/(h*w), m/w%h, m%w
				iy, ix, at := y*stride+ky-padH, x*stride+kx-padW, 0
				if iy >= 0 && iy < in.h && ix >= 0 && ix < in.w {
					at = in.image(b).at + (iy*in.w+ix)*in.ld
				}
				p.Off = append(p.Off, int32(4*at))
			}
		}
	}
	all := k.kh * k.kw * k.cin
	p.W = make([]float32, e.PackedLen(all, k.cout))
	for j := range e.Panels(k.cout) {
		e.Pack(p.W, all, k.cout, j, k.w[e.Column(j):], k.cout, 1)
	}
	p.Bias = make([]float32, e.Padded(k.cout))
	copy(p.Bias, k.b)
	const tile = 12
	c := &conv{out: out, product: p, rows: max(5, chunkFloats/max(in.c, k.cout)/tile) * tile}
	return c, nil
}

func (c *conv) run(e simd.Kernels, arena []float32, images int) {
	p := c.product
	p.X = arena
	off, panels := p.Off, e.Panels(p.Cols)
	for m, n := 0, images*c.out.positions(); m < n; m += c.rows {
		p.Off, p.Y = off[m:], arena[c.out.at+m*c.out.ld:]
		e.Multiply(&p, min(c.rows, n-m), 0, panels)
	}
}

func (c *conv) macs() int64 {
	return int64(c.product.Taps*c.product.K*c.product.Cols) * int64(c.out.positions())
}
