package conv

// The direct algorithm: the textbook sum as one matrix product. With channels fastest, the
// Kernel*Cin inputs that one row of the kernel sees are contiguous, so a 3x3 kernel is three
// taps. It is what is left where nothing smarter applies, and the measure of what is.

// stripFloats is the size of a strip's copy: with a panel of weights it should stay in the
// second-level cache.
const stripFloats = 64 << 10

type directForward struct {
	e     engine
	g     Geometry
	slope float32
	s     *strip
	w, b  []float32
	work  [][]float32
}

func newDirectForward(e engine, g Geometry, a Act) *directForward {
	return &directForward{e: e, g: g, slope: a.slope(), s: newStrip(g.N, g.H, g.W, g.Cin, g.Kernel, g.Up, 1, stripFor(e, g.N*g.H*g.W*g.Up*g.Up, g.Cin, g.Cout))}
}

// stripFor is the size of strips of in channels to out: the larger side should stay in the
// second-level cache, and every worker should have some strips.
func stripFor(e engine, positions, in, out int) int {
	return max(2048, min(stripFloats*in/max(in, out), positions*in/(4*e.threads)))
}

func (d *directForward) prepare(w, bias []float32) {
	g := d.g
	k := g.taps() * g.Cin
	if d.w == nil {
		d.w = make([]float32, d.e.PackedLen(k, g.Cout))
		d.b = make([]float32, d.e.Padded(g.Cout))
		d.work = spaces(d.e.threads, d.s.floats())
	}
	clear(d.b[copy(d.b, bias):])
	d.e.pack(d.w, k, g.Cout, w, 1, k)
}

func (d *directForward) run(y, x []float32, n int) {
	g, s := d.g, d.s
	oh, ow := g.out()
	panels := d.e.Panels(g.Cout)
	d.e.parallel(s.count(n), func(worker, i int) {
		work := d.work[worker]
		s.fill(work, x, i, n)
		image, row, images, rows := s.at(i, n)
		p := d.e.product(s, work, d.w, d.b, g.Cout, d.slope)
		p.Y = y[(image*oh+row)*ow*g.Cout:]
		d.e.Multiply(&p, images*rows*ow, 0, panels)
	})
}

func (d *directForward) macs(n int) int64 { return d.g.dense(n) }
func (d *directForward) name() string     { return "direct" }
func (d *directForward) bytes() int64 {
	return 4 * int64(d.e.PackedLen(d.g.taps()*d.g.Cin, d.g.Cout)+d.e.threads*d.s.floats())
}

// directData is the convolution of the output gradient with the flipped kernel; an
// upsampled input then gathers the gradients of its copies.
type directData struct {
	e        engine
	g        Geometry
	s        *strip
	w, b     []float32
	flip     []float32
	work, up [][]float32
}

func newDirectData(e engine, g Geometry) *directData {
	oh, ow := g.out()
	s := newStrip(g.N, oh, ow, g.Cout, g.Kernel, 1, g.Up, stripFor(e, g.N*oh*ow, g.Cout, g.Cin))
	return &directData{e: e, g: g, s: s}
}

func (d *directData) prepare(w []float32) {
	g := d.g
	taps := g.taps()
	k := taps * g.Cout
	if d.w == nil {
		d.w = make([]float32, d.e.PackedLen(k, g.Cin))
		d.b = make([]float32, d.e.Padded(g.Cin))
		d.flip = make([]float32, k*g.Cin)
		d.work = spaces(d.e.threads, d.s.floats())
		if g.Up > 1 {
			d.up = spaces(d.e.threads, d.s.positions*g.Cin)
		}
	}
	d.e.parallel(taps, func(_, t int) {
		for co := range g.Cout {
			copy(d.flip[(t*g.Cout+co)*g.Cin:][:g.Cin], w[(co*taps+taps-1-t)*g.Cin:])
		}
	})
	d.e.pack(d.w, k, g.Cin, d.flip, g.Cin, 1)
}

func (d *directData) run(dx, dpre []float32, n int) {
	g, s := d.g, d.s
	panels := d.e.Panels(g.Cin)
	d.e.parallel(s.count(n), func(worker, i int) {
		work := d.work[worker]
		s.fill(work, dpre, i, n)
		image, row, images, rows := s.at(i, n)
		p := d.e.product(s, work, d.w, d.b, g.Cin, 1)
		to := dx[(image*g.H+row/g.Up)*g.W*g.Cin:]
		p.Y = to
		if g.Up > 1 {
			p.Y = d.up[worker]
		}
		d.e.Multiply(&p, images*rows*s.w, 0, panels)
		if g.Up > 1 {
			d.shrink(to, p.Y, images*rows/g.Up)
		}
	})
}

// shrink sums blocks of Up x Up positions: rows of the input's width.
func (d *directData) shrink(dx, up []float32, rows int) {
	g := d.g
	for m := range rows * g.W {
		to := dx[m*g.Cin : (m+1)*g.Cin]
		clear(to)
		for u := range g.Up * g.Up {
			from := ((m/g.W*g.Up+u/g.Up)*g.W*g.Up + m%g.W*g.Up + u%g.Up) * g.Cin
			d.e.Axpy(to, up[from:], 1)
		}
	}
}

func (d *directData) name() string { return "direct" }
func (d *directData) bytes() int64 {
	k := d.g.taps() * d.g.Cout
	n := d.e.PackedLen(k, d.g.Cin) + k*d.g.Cin + d.e.threads*d.s.floats()
	if d.g.Up > 1 {
		n += d.e.threads * d.s.positions * d.g.Cin
	}
	return 4 * int64(n)
}

// directWeight sums outer products of output gradients and inputs over all positions. A
// group of strips is copied by all workers, then its sum is added to the gradient, each
// worker owning whole tiles of it: so the order of the sum never changes.
type directWeight struct {
	e     engine
	g     Geometry
	s     *strip
	group int // strips copied at once
	work  []float32
	xoff  []int32 // of a group, tap after tap
	doff  []int32
}

func newDirectWeight(e engine, g Geometry) *directWeight {
	const groupFloats, offsetFloats = 512 << 10, 1 << 28 // copied at once; what byte offsets can reach
	s := newStrip(g.N, g.H, g.W, g.Cin, g.Kernel, g.Up, 1, min(stripFloats, max(2048, g.N*g.H*g.W*g.Cin*g.Up*g.Up/16)))
	most := min(groupFloats/s.floats(), offsetFloats/(s.positions*g.Cout))
	return &directWeight{e: e, g: g, s: s, group: max(1, min(s.count(g.N), most))}
}

func (d *directWeight) run(dw, x, dpre []float32, n int) {
	g, s := d.g, d.s
	if d.work == nil {
		d.work = make([]float32, d.group*s.floats())
		d.xoff = make([]int32, g.Kernel*d.group*s.positions)
		d.doff = make([]int32, d.group*s.positions)
	}
	oh, ow := g.out()
	cols := g.Kernel * g.Cin
	panels := d.e.Panels(cols)
	parts := rowParts(g.Cout)
	if n == 0 {
		clear(dw)
	}
	for i0 := 0; i0 < s.count(n); i0 += d.group {
		strips := min(d.group, s.count(n)-i0)
		d.e.parallel(strips, func(_, i int) {
			s.fill(d.work[i*s.floats():], x, i0+i, n)
		})
		image0, row0, _, _ := s.at(i0, n)
		first := (image0*oh + row0) * ow
		total := d.list(i0, strips, n)
		d.e.parallel(g.Kernel*panels*parts, func(_, i int) {
			t, j, part := i/(panels*parts), i/parts%panels, i%parts
			r0, r1 := rowPart(g.Cout, part)
			o := outer(total, dpre[first*g.Cout+r0:], d.doff, d.work, d.xoff[t*len(d.doff):])
			o.C, o.LDC = dw[r0*g.taps()*g.Cin+t*cols:], g.taps()*g.Cin
			o.Rows, o.Cols, o.Add = r1-r0, cols, i0 > 0
			d.e.Accumulate(&o, j, j+1)
		})
	}
}

// list fills the offsets of a group of strips, whose outputs are contiguous, and returns
// the number of positions.
func (d *directWeight) list(i0, strips, n int) int {
	s := d.s
	_, ow := d.g.out()
	total := 0
	for i := range strips {
		_, _, images, rows := s.at(i0+i, n)
		m := images * rows * ow
		base := int32(4 * i * s.floats())
		for t := range s.kernel {
			to := d.xoff[t*len(d.doff)+total:][:m]
			for p, off := range s.offsets[t*s.positions:][:m] {
				to[p] = base + off
			}
		}
		for p := range m {
			d.doff[total+p] = int32(4 * (total + p) * d.g.Cout)
		}
		total += m
	}
	return total
}

func (d *directWeight) name() string { return "direct" }
func (d *directWeight) bytes() int64 {
	return 4 * int64(d.group) * int64(d.s.floats()+(d.g.Kernel+1)*d.s.positions)
}
