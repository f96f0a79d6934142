package conv

import "github.com/andor-kernel/andor/stdlib/internal/simd"

// narrowWeight is the weight gradient where one side has few channels: all taps of that side
// are laid out in one row a position, and the sum of outer products with the other side is
// one product instead of one a kernel row. The batch is cut into a fixed number of slices,
// summed apart and then added in order.
type narrowWeight struct {
	e      engine
	g      Geometry
	turned bool   // the few channels are the outputs
	s      *strip // of the side with few channels
	few    int
	many   int
	slices int
	row    int // floats of a laid-out position
	work   [][]float32
	sums   [][]float32
	off    []int32
	many4  []int32
}

// narrowWeightPays says whether laying out the taps saves work.
func narrowWeightPays(k simd.Kernels, g Geometry) bool {
	few := min(g.Cin, g.Cout)
	return g.Up == 1 && g.Kernel > 1 && k.Padded(g.taps()*few) < g.Kernel*k.Padded(g.Kernel*few)
}

func newNarrowWeight(e engine, g Geometry) *narrowWeight {
	const slices, floats = 16, 24 << 10
	d := &narrowWeight{e: e, g: g, turned: g.Cout < g.Cin, few: min(g.Cin, g.Cout), many: max(g.Cin, g.Cout)}
	d.row = (g.taps()*d.few + 15) / 16 * 16
	// A strip's layout of all taps should stay in the second-level cache.
	d.s = newStrip(g.N, g.H, g.W, d.few, g.Kernel, 1, 1, max(1, floats/d.row)*d.few)
	d.slices = min(slices, d.s.count(g.N))
	return d
}

func (d *narrowWeight) run(dw, x, dpre []float32, n int) {
	g, s := d.g, d.s
	cols := g.taps() * d.few
	if d.sums == nil {
		d.work = spaces(d.e.threads, s.floats()+s.positions*d.row+2*wide)
		d.sums = spaces(d.slices, d.many*cols)
		d.off, d.many4 = ramp(s.positions, d.row), ramp(s.positions, d.many)
	}
	side, other := x, dpre
	if d.turned {
		side, other = dpre, x
	}
	count := s.count(n)
	d.e.parallel(d.slices, func(worker, slice int) {
		image, laid := d.work[worker][:s.floats()+wide], d.work[worker][s.floats()+wide:]
		from, to := simd.Span(count, d.slices, slice)
		if from == to {
			clear(d.sums[slice])
		}
		for i := from; i < to; i++ {
			s.fill(image, side, i, n)
			b, r, images, rows := s.at(i, n)
			m := images * rows * g.W
			d.layOut(laid, image, m)
			o := outer(m, other[(b*g.H+r)*g.W*d.many:], d.many4, laid, d.off)
			o.C, o.LDC, o.Rows, o.Cols, o.Add = d.sums[slice], cols, d.many, cols, i > from
			d.e.Accumulate(&o, 0, d.e.Panels(cols))
		}
	})
	for _, sum := range d.sums[1:] {
		d.e.Axpy(d.sums[0], sum, 1)
	}
	d.finish(dw)
}

// wide is the length of the blocks layOut copies.
const wide = 16

// layOut writes the taps of m positions side by side.
func (d *narrowWeight) layOut(laid, image []float32, m int) {
	k := d.g.Kernel
	width := k * d.few
	if width <= wide {
		// Whole blocks are copied: what is too much lies where the next tap or row goes.
		for p := range m {
			to := laid[p*d.row:]
			for t := range k {
				*(*[wide]float32)(to[t*width:]) = *(*[wide]float32)(image[d.s.offsets[t*d.s.positions+p]/4:])
			}
		}
		return
	}
	for p := range m {
		to := laid[p*d.row:][:k*width]
		for t := range k {
			from := image[d.s.offsets[t*d.s.positions+p]/4:][:width]
			at := to[t*width:][:width]
			for i, v := range from {
				at[i] = v
			}
		}
	}
}

// finish moves the sums into the gradient. With few inputs they are in its order. With few
// outputs, an input at p met the output gradient at p-(t-half), so the taps are reversed.
func (d *narrowWeight) finish(dw []float32) {
	if !d.turned {
		copy(dw, d.sums[0])
		return
	}
	taps := d.g.taps()
	for c := range d.many {
		for t := range taps {
			for o := range d.few {
				dw[(o*taps+t)*d.many+c] = d.sums[0][(c*taps+taps-1-t)*d.few+o]
			}
		}
	}
}

func (d *narrowWeight) name() string { return "narrow" }
func (d *narrowWeight) bytes() int64 {
	return 4 * int64(d.e.threads*(d.s.floats()+d.s.positions*d.row)+d.slices*d.many*d.g.taps()*d.few)
}
