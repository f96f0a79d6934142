package conv

import "github.com/andor-kernel/andor/internal/simd"

// narrowWeight is the weight gradient where inputs have few channels: all taps are laid out in
// one row a position, and the sum of outer products with the output gradients is one product
// instead of one a kernel row. The batch is cut into a fixed number of slices,
// summed apart and then added in order.
type narrowWeight struct {
	e      engine
	g      Geometry
	s      *strip
	slices int
	row    int // floats of a laid-out position
	work   [][]float32
	sums   [][]float32
	off    []int32
	doff   []int32
}

// narrowWeightPays says whether laying out the taps saves columns.
func narrowWeightPays(e engine, g Geometry) bool {
	return g.Up == 1 && g.Kernel > 1 && g.Cin <= 4 && e.Padded(g.taps()*g.Cin) < g.Kernel*max(e.Lanes(), e.Padded(g.Kernel*g.Cin))
}

func newNarrowWeight(e engine, g Geometry) *narrowWeight {
	const slices, floats = 16, 24 << 10
	d := &narrowWeight{e: e, g: g}
	d.row = (g.taps()*g.Cin + 15) / 16 * 16
	// A strip's layout of all taps should stay in the second-level cache.
	d.s = newStrip(g.N, g.H, g.W, g.Cin, g.Kernel, 1, 1, max(1, floats/d.row)*g.Cin)
	d.slices = min(slices, d.s.count(g.N))
	return d
}

func (d *narrowWeight) run(dw, x, dpre []float32, n int) {
	g, s := d.g, d.s
	cols := g.taps() * g.Cin
	if d.sums == nil {
		d.work = spaces(d.e.threads, s.floats()+s.positions*d.row+2*wide)
		d.sums = spaces(d.slices, g.Cout*cols)
		d.off, d.doff = ramp(s.positions, d.row), ramp(s.positions, g.Cout)
	}
	count := s.count(n)
	d.e.parallel(d.slices, func(worker, slice int) {
		image, laid := d.work[worker][:s.floats()+wide], d.work[worker][s.floats()+wide:]
		from, to := simd.Span(count, d.slices, slice)
		if from == to {
			clear(d.sums[slice])
		}
		for i := from; i < to; i++ {
			s.fill(image, x, i, n)
			b, r, images, rows := s.at(i, n)
			m := images * rows * g.W
			d.layOut(laid, image, m)
			o := outer(m, dpre[(b*g.H+r)*g.W*g.Cout:], d.doff, laid, d.off)
			o.C, o.LDC, o.Rows, o.Cols, o.Add = d.sums[slice], cols, g.Cout, cols, i > from
			d.e.Accumulate(&o, 0, d.e.Panels(cols))
		}
	})
	for _, sum := range d.sums[1:] {
		d.e.Axpy(d.sums[0], sum, 1)
	}
	copy(dw, d.sums[0])
}

// wide is the length of the blocks layOut copies.
const wide = 16

// layOut writes the taps of m positions side by side.
func (d *narrowWeight) layOut(laid, image []float32, m int) {
	k := d.g.Kernel
	width := k * d.g.Cin
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

func (d *narrowWeight) name() string { return "narrow" }
func (d *narrowWeight) bytes() int64 {
	return 4 * int64(d.e.threads*(d.s.floats()+d.s.positions*d.row)+d.slices*d.g.Cout*d.g.taps()*d.g.Cin)
}
