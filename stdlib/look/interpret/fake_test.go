package interpret

import (
	"fmt"
	"math/rand/v2"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// blocks is a linear generator whose tree can be worked out by hand. Stage "object" is
// 2x2x3 and stage "part" 4x4x2; an image is 8x8x1. A part unit paints its own 2x2
// pixels: channel 0 all +1, channel 1 a checkerboard of +1 and -1 (both of energy 4). An
// object unit owns a 2x2 block of parts: channel 0 puts 2 into part channel 0 at the
// upper left and 1 into channel 1 at the lower right; channel 1 puts 1 into part
// channel 0 at the upper right; channel 2 does nothing.
type blocks struct{}

func (blocks) parts(a *tensor.Tensor) *tensor.Tensor {
	out := tensor.New(a.Shape[0], 4, 4, 2)
	for n := range a.Shape[0] {
		for p := range 4 {
			row, col := 2*(p/2), 2*(p%2)
			u := a.Row(n).Data[p*3:]
			b := out.Row(n).Data
			b[(row*4+col)*2] = 2 * u[0]
			b[((row+1)*4+col+1)*2+1] = u[0]
			b[(row*4+col+1)*2] = u[1]
		}
	}
	return out
}

func (blocks) image(parts *tensor.Tensor) (*tensor.Tensor, error) {
	out := tensor.New(parts.Shape[0], 8, 8, 1)
	for n := range parts.Shape[0] {
		for y := range 8 {
			for x := range 8 {
				u := parts.Row(n).Data[(y/2*4+x/2)*2:]
				sign := float32(1)
				if (x+y)%2 == 1 {
					sign = -1
				}
				out.Row(n).Data[y*8+x] = 0.1 + u[0] + sign*u[1] // 0.1: the empty image is not black
			}
		}
	}
	return out, nil
}

func (b blocks) tail(a *tensor.Tensor) (*tensor.Tensor, error) { return b.image(b.parts(a)) }

// levels of the image whose object stage holds unit 0 at (0, 0) with 1, and units 0 and
// 1 at (1, 1) with 0.5 and 1.
func (b blocks) levels() []Level {
	a := tensor.New(1, 2, 2, 3)
	a.Data[0] = 1
	a.Data[3*3], a.Data[3*3+1] = 0.5, 1
	return []Level{
		{Name: "object", Activation: a.Row(0), Field: 4, Stride: 4, Tail: b.tail},
		{Name: "part", Activation: b.parts(a).Row(0), Field: 2, Stride: 2, Tail: b.image},
	}
}

// convNet is a small generator like those of [P]: stages of up(2), 3x3 convolution
// with bias and relu, optionally topk per channel, onto a 2x2 grid; the last layer has
// no relu. It is written for plainness and knows its fields.
type convNet struct {
	channels []int // of each stage, the last those of the image
	weights  [][]float32
	keep     int // 0: all; otherwise 1/keep of the positions in each channel
}

func newConvNet(seed uint64, keep int, channels ...int) *convNet {
	n := &convNet{channels: channels, keep: keep}
	r := rand.New(rand.NewPCG(seed, 7))
	for i := 1; i < len(channels); i++ {
		w := make([]float32, channels[i]*(9*channels[i-1]+1))
		for j := range w {
			w[j] = float32(r.NormFloat64() * 0.35)
		}
		n.weights = append(n.weights, w)
	}
	return n
}

// up is one stage: (H, W, C) of stage i to (2H, 2W, C') of stage i+1.
func (n *convNet) up(i int, a *tensor.Tensor) *tensor.Tensor {
	h, w, c, d := 2*a.Shape[0], 2*a.Shape[1], n.channels[i], n.channels[i+1]
	out := tensor.New(h, w, d)
	for p := range h * w {
		for o := range d {
			k := n.weights[i][o*(9*c+1):]
			s := k[9*c]
			for t := range 9 {
				y, x := p/w+t/3-1, p%w+t%3-1
				if y < 0 || x < 0 || y >= h || x >= w {
					continue
				}
				for q, v := range a.Data[(y/2*a.Shape[1]+x/2)*c:][:c] {
					s += k[t*c+q] * v
				}
			}
			if i+2 < len(n.channels) {
				s = max(s, 0)
			}
			out.Data[p*d+o] = s
		}
	}
	if n.keep > 1 && i+2 < len(n.channels) {
		n.topk(out)
	}
	return out
}

// topk keeps the largest values of each channel, ties by the lower position.
func (n *convNet) topk(a *tensor.Tensor) {
	c := a.Shape[2]
	positions := len(a.Data) / c
	for q := range c {
		for {
			kept, least := 0, -1
			for p := range positions {
				v := a.Data[p*c+q]
				if v == 0 {
					continue
				}
				kept++
				if least < 0 || v <= a.Data[least*c+q] {
					least = p
				}
			}
			if kept <= positions/n.keep {
				break
			}
			a.Data[least*c+q] = 0
		}
	}
}

// tail of stage i. refuse > 0 makes it turn down larger batches.
func (n *convNet) tail(i, refuse int) Tail {
	return func(a *tensor.Tensor) (*tensor.Tensor, error) {
		if refuse > 0 && a.Shape[0] > refuse {
			return nil, fmt.Errorf("got %d rows, want at most %d", a.Shape[0], refuse)
		}
		side := 2 << (len(n.channels) - 1)
		out := tensor.New(a.Shape[0], side, side, n.channels[len(n.channels)-1])
		for r := range a.Shape[0] {
			x := a.Row(r)
			for j := i; j+1 < len(n.channels); j++ {
				x = n.up(j, x)
			}
			copy(out.Row(r).Data, x.Data)
		}
		return out, nil
	}
}

// levels of the image of a random object.
func (n *convNet) levels(seed uint64) []Level {
	r := rand.New(rand.NewPCG(seed, 9))
	a := tensor.New(2, 2, n.channels[0])
	for i := range a.Data {
		if r.IntN(2) == 0 {
			a.Data[i] = float32(r.NormFloat64())
		}
	}
	var out []Level
	for i, name := range []string{"object", "part", "subpart", "prim"}[:len(n.channels)-1] {
		l := Level{Name: name, Activation: a, Field: n.field(i), Stride: 1 << (len(n.channels) - 1 - i), Tail: n.tail(i, 0)}
		out = append(out, l)
		a = n.up(i, a)
	}
	return out
}

// field: a position is doubled and reaches one more pixel on each side, stage by stage.
func (n *convNet) field(i int) int {
	f := 1
	for j := i; j+1 < len(n.channels); j++ {
		f = 2*f + 2
	}
	return f
}
