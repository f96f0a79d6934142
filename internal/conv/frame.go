package conv

import "github.com/andor-kernel/andor/internal/simd"

// frame is the image that tap products are spread over: each input position of an upsampling by two
// reaches 4x4 outputs, of which those at the edges lie outside. Where images are narrow, the sum is made
// in a copy that is larger by a position on each side, so that whole rows of inputs are spread in one
// call; elsewhere in the image itself, and what lies outside goes to waste.
type frame struct {
	p      *patch // of the sum
	w, c   int    // of the image
	framed bool
	sum    []float32
	waste  []float32
}

// newFrame is for the outputs that the patches p reach: 4x4, two apart, from one before the image on.
func newFrame(p *patch) *frame {
	f := &frame{p: p, w: p.w, c: p.c, framed: p.w*p.c <= narrowFloats}
	if f.framed {
		f.p = newPatch(p.grid, p.h+2, p.w+2, p.c, p.side, p.step, 0)
		f.sum = make([]float32, (p.h+2)*(p.w+2)*p.c)
	}
	f.waste = make([]float32, p.c)
	return f
}

// begin starts the sum of an image, y.
func (f *frame) begin(y []float32) {
	if !f.framed {
		f.sum = y
	}
	clear(f.sum)
}

// spread adds the taps of input positions [from, to) of an image to the outputs that they reach: Spread.
// taps lie as those of collect.
func (e engine) spread(f *frame, taps []float32, from, to, row, lanes, group int) {
	p := f.p
	var src, dst [16]*float32
	for m := from; m < to; {
		first, inside := p.inside(m)
		count := 1
		if inside {
			count = p.along(m, to)
		}
		for c := 0; c < p.c; c += lanes {
			n, at := min(lanes, p.c-c), taps[(m-from)*row+c/lanes*group:]
			if inside {
				lines := simd.Lines{Row: [4][]float32{at, at[3*lanes:], at[6*lanes:]}, Col: lanes, Next: row}
				e.ApplySquares(simd.Spread, count, simd.Square{First: f.sum[first+c:], Row: p.w * p.c, Col: p.c, Next: p.step * p.c}, &lines, n, nil, 1)
				continue
			}
			for t := range 9 {
				src[t] = &at[t*lanes]
			}
			p.point(dst[:], f.sum, m, c, &f.waste[0])
			e.Apply(simd.Spread, dst[:], src[:], n, nil, 1)
		}
		m += count
	}
}

// finish writes the image y: the sum with bias, which holds a row of them, and activation.
func (f *frame) finish(e engine, y, bias []float32, slope float32) {
	row := f.w * f.c
	for at := 0; at < len(y); at += row {
		from := f.sum[at:]
		if f.framed {
			from = f.sum[((at/row+1)*(f.w+2)+1)*f.c:]
		}
		e.BiasAct(y[at:at+row], from, bias[:row], slope)
	}
}
