package autodiff

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/andor-kernel/andor/internal/conv"
)

// ConvShape describes a convolution: a nearest-neighbour enlargement by Up on both
// axes (1 for none), then a KxK kernel of stride 1 with zero padding that keeps the
// size (for even K the extra row and column of padding come last).
type ConvShape struct {
	H, W, Cin int // of the input, before the enlargement
	Cout      int
	Kernel    int
	Up        int
}

// Sparsity says what is known about zeros in a layer's input.
type Sparsity struct {
	PerPosition int     // at most this many channels are non-zero at a position; 0: unknown
	Density     float64 // share of non-zero values; 0: unknown
}

// NewConv returns a convolution y = a(W * up(x) + b), still to be sized by Reserve:
//
//	x (N, H, W, Cin)   W (Cout, K, K, Cin)   b (Cout)   y (N, H*Up, W*Up, Cout)
//
// The activation must be Fusible.
func NewConv[T Float](s ConvShape, a Activation, sp Sparsity, threads int) (*Layer[T], error) {
	switch {
	case min(s.H, s.W, s.Cin, s.Cout, s.Kernel, s.Up) < 1:
		return nil, fmt.Errorf("conv: got %+v, want sizes of at least 1", s)
	case !a.Fusible():
		return nil, fmt.Errorf("conv: activation %+v cannot be fused", a)
	}
	l := &Layer[T]{
		kind:   "conv",
		sparse: sp,
		in:     []int{s.H, s.W, s.Cin},
		out:    []int{s.H * s.Up, s.W * s.Up, s.Cout},
		weight: []int{s.Cout, s.Kernel, s.Kernel, s.Cin},
		bias:   s.Cout,
		act:    a,
	}
	if s.Kernel%2 == 0 || dtype[T]() != tensor.Float32 {
		l.make = func(int) kernel[T] { return &convReference[T]{ConvShape: s, act: a, threads: threads} }
		return l, nil
	}
	g := conv.Geometry{N: 1, H: s.H, W: s.W, Cin: s.Cin, Cout: s.Cout, Kernel: s.Kernel, Up: s.Up}
	l.geometry = &g
	l.make = func(rows int) kernel[T] {
		g := g
		g.N = rows
		return any(conv.New(g, a.fused(), conv.Sparsity(sp), l.verdicts.Choice(), threads)).(kernel[T])
	}
	return l, nil
}

// convReference is the definition of the layer written as loops.
type convReference[T Float] struct {
	ConvShape
	act     Activation
	threads int
	w, bias []T
}

func (c *convReference[T]) Prepare(w, bias []T) { c.w, c.bias = w, bias }
func (c *convReference[T]) Name() string        { return "reference" }
func (c *convReference[T]) Bytes() int64        { return 0 }

func (c *convReference[T]) MACs(n int) (dense, done int64) {
	dense = int64(n) * int64(c.H*c.Up*c.W*c.Up) * int64(c.Cout*c.Kernel*c.Kernel*c.Cin)
	return dense, dense
}

// taps calls f for each tap of the kernel that falls inside the picture at output
// (oy, ox): at is the tap's offset in a filter, from that of the source pixel.
func (c *convReference[T]) taps(oy, ox int, f func(at, from int)) {
	pad := (c.Kernel - 1) / 2
	for ky := range c.Kernel {
		iy := oy + ky - pad
		if iy < 0 || iy >= c.H*c.Up {
			continue
		}
		for kx := range c.Kernel {
			ix := ox + kx - pad
			if ix < 0 || ix >= c.W*c.Up {
				continue
			}
			f((ky*c.Kernel+kx)*c.Cin, (iy/c.Up*c.W+ix/c.Up)*c.Cin)
		}
	}
}

func (c *convReference[T]) sizes() (in, out, filter int) {
	return c.H * c.W * c.Cin, c.H * c.Up * c.W * c.Up * c.Cout, c.Kernel * c.Kernel * c.Cin
}

func (c *convReference[T]) Forward(y, x []T, n int) {
	in, out, filter := c.sizes()
	parallel(c.threads, n, func(i int) {
		x, y := x[i*in:(i+1)*in], y[i*out:(i+1)*out]
		for p := range out / c.Cout {
			to := y[p*c.Cout : (p+1)*c.Cout]
			copy(to, c.bias)
			c.taps(p/(c.W*c.Up), p%(c.W*c.Up), func(at, from int) {
				for o := range to {
					to[o] += dot(x[from:from+c.Cin], c.w[o*filter+at:o*filter+at+c.Cin])
				}
			})
			activate(to, to, c.act)
		}
	})
}

func (c *convReference[T]) BackwardData(dx, dpre []T, n int) {
	in, out, filter := c.sizes()
	parallel(c.threads, n, func(i int) {
		dx, dpre := dx[i*in:(i+1)*in], dpre[i*out:(i+1)*out]
		clear(dx)
		for p := range out / c.Cout {
			grad := dpre[p*c.Cout : (p+1)*c.Cout]
			c.taps(p/(c.W*c.Up), p%(c.W*c.Up), func(at, from int) {
				for o, d := range grad {
					axpy(dx[from:from+c.Cin], d, c.w[o*filter+at:o*filter+at+c.Cin])
				}
			})
		}
	})
}

func (c *convReference[T]) BackwardWeight(dw, db, x, dpre []T, n int) {
	in, out, filter := c.sizes()
	parallel(c.threads, c.Cout, func(o int) {
		dw := dw[o*filter : (o+1)*filter]
		clear(dw)
		var sum T
		for i := range n {
			x, dpre := x[i*in:(i+1)*in], dpre[i*out:(i+1)*out]
			for p := range out / c.Cout {
				d := dpre[p*c.Cout+o]
				if d == 0 {
					continue
				}
				sum += d
				c.taps(p/(c.W*c.Up), p%(c.W*c.Up), func(at, from int) {
					axpy(dw[at:at+c.Cin], d, x[from:from+c.Cin])
				})
			}
		}
		db[o] = sum
	})
}

func dot[T Float](a, b []T) T {
	b = b[:len(a)]
	var s T
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// axpy adds a*x to y.
func axpy[T Float](y []T, a T, x []T) {
	if a == 0 {
		return
	}
	x = x[:len(y)]
	for i, v := range x {
		y[i] += a * v
	}
}
