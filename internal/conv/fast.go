package conv

import "github.com/andor-kernel/andor/internal/simd"

// blockFloats bounds the transformed rows of a block: well within the second-level cache, beside the
// weights and what passes through it of inputs and outputs.
const blockFloats = 64 << 10

// nearWeights is the size of the transformed weights, in floats, up to which they are
// thought to stay in the second-level cache from one block to the next.
const nearWeights = 128 << 10

// wideWeights is the size of the transformed weights, in floats, from which on tiles are not
// taken in blocks but together: weights that do not stay in a cache from one block to the next
// would be fetched for each.
const wideWeights = 2 << 20

// fastForward runs a transformed convolution: patches in, one product a plane, patches out.
// Winograd's data gradient is one too, with the weights turned around.
//
// Each worker takes a block of tiles through all three, the products and the way out a panel of
// output channels at a time, so that products are read where they were written; or, with large weights, all workers
// transform many tiles, then each multiplies whole planes, and all transform back. A row's
// sums are the same either way.
type fastForward struct {
	e            engine
	label        string
	enter, leave simd.Transform
	weights      simd.Transform
	in, out      *patch
	v, o         planes
	flip         bool // weights of the data gradient
	slope        float32
	u            [][]float32 // packed weights of each plane
	bias, zeros  []float32
	offsets      []int32
	count        int // tiles of a full batch
	wide         bool
	work         [][]float32
	waste        [][]float32
	runs         []*runs
	temp         [][]float32 // of transformed weights
}

// newWinograd is the 3x3 convolution from cin to cout channels of an image.
func newWinograd(e engine, n, h, w, cin, cout int, slope float32, flip bool) *fastForward {
	g := grid{(h + 1) / 2, (w + 1) / 2}
	return newFast(e, &fastForward{
		label: "winograd", enter: simd.WinogradInput, leave: simd.WinogradOutput, weights: simd.WinogradWeight,
		in: newPatch(g, h, w, cin, 4, 2, -1), out: newPatch(g, h, w, cout, 2, 2, 0), flip: flip, slope: slope,
	}, n)
}

// newNine is upsampling by two and a 3x3 convolution.
func newNine(e engine, g Geometry, a Act) *fastForward {
	t := grid{g.H, g.W}
	return newFast(e, &fastForward{
		label: "nine", enter: simd.NineInput, leave: simd.NineOutput, weights: simd.NineWeight,
		in: newPatch(t, g.H, g.W, g.Cin, 3, 1, -1), out: newPatch(t, 2*g.H, 2*g.W, g.Cout, 2, 2, 0), slope: a.slope(),
	}, g.N)
}

func newFast(e engine, f *fastForward, n int) *fastForward {
	f.e = e
	count := f.enter.Outputs()
	f.count = f.in.grid.tiles(n)
	if f.wide = count*f.in.c*f.out.c >= wideWeights; f.wide {
		const most = 256
		per := min(most, (f.count+3)/4*4)
		f.v, f.o = newPlanes(count, per, f.in.c), newPlanes(count, per, f.out.c)
		return f
	}
	panel := e.Column(1)
	_, per := blocks(e, f.count, count*(f.in.c+panel), blockFloats)
	f.v = newPlanes(count, per, f.in.c)
	f.o = planes{count: count, per: per, c: panel, row: panel, plane: oddLines(per * panel)}
	return f
}

func (f *fastForward) prepare(w, bias []float32) {
	e, cin, cout := f.e, f.in.c, f.out.c
	if f.u == nil {
		f.u = spaces(f.v.count, e.PackedLen(cin, cout))
		f.bias, f.zeros = make([]float32, e.Padded(cout)), make([]float32, e.Padded(cout))
		f.offsets = f.v.offsets()
		f.work = spaces(f.spaces(), f.v.floats()+f.o.floats())
		f.waste = spaces(e.threads, cout)
		f.runs = workerRuns(e.threads, f.in)
		f.temp = spaces(e.threads, f.tempFloats())
	}
	clear(f.bias[copy(f.bias, bias):])
	if f.flip {
		e.transformWeights(f.weights, w, cin, cout, f.temp, func(k, co int, row []float32) {
			e.PackRow(f.u[flipped(k)], cin, cout, co, row)
		})
		return
	}
	e.packTransposed(f.weights, w, cin, cout, f.temp, f.u)
}

// spaces is the number of work spaces: one a worker, or one for all.
func (f *fastForward) spaces() int {
	if f.wide {
		return 1
	}
	return f.e.threads
}

// tempFloats is the space a worker needs to transform weights.
func (f *fastForward) tempFloats() int {
	if f.flip {
		return f.v.count * f.out.c
	}
	return f.v.count * f.e.Column(1) * f.in.c
}

// flipped is the Winograd plane that a kernel turned around swaps with plane k: the first
// and last of each axis change places.
func flipped(k int) int {
	turn := [4]int{3, 1, 2, 0}
	return turn[k/4]*4 + turn[k%4]
}

// transformWeights applies t to the weights (rows, 3, 3, c) and hands out each transformed
// row of c floats, rows in parallel. temp is t.Outputs()*c floats for each worker.
func (e engine) transformWeights(t simd.Transform, w []float32, rows, c int, temp [][]float32, use func(plane, row int, u []float32)) {
	const taps = 9
	e.parallel(rows, func(worker, r int) {
		var src, dst [16]*float32
		for i := range taps {
			src[i] = &w[(r*taps+i)*c]
		}
		buf := temp[worker]
		for k := range t.Outputs() {
			dst[k] = &buf[k*c]
		}
		e.Apply(t, dst[:], src[:], c, nil, 1)
		for k := range t.Outputs() {
			use(k, r, buf[k*c:(k+1)*c])
		}
	})
}

// packTransposed transforms the weights (cout, 3, 3, cin) and packs each plane as a cin x
// cout right-hand side, a panel at a time. temp is as large as a panel of all planes, for each worker.
func (e engine) packTransposed(t simd.Transform, w []float32, cin, cout int, temp, u [][]float32) {
	const taps = 9
	width := e.Column(1)
	e.parallel(e.Panels(cout), func(worker, j int) {
		var src, dst [16]*float32
		buf := temp[worker]
		first := e.Column(j)
		for r := range min(width, cout-first) {
			for i := range taps {
				src[i] = &w[((first+r)*taps+i)*cin]
			}
			for k := range t.Outputs() {
				dst[k] = &buf[(k*width+r)*cin]
			}
			e.Apply(t, dst[:], src[:], cin, nil, 1)
		}
		for k := range t.Outputs() {
			e.Pack(u[k], cin, cout, j, buf[k*width*cin:], 1, cin)
		}
	})
}

func (f *fastForward) run(y, x []float32, n int) {
	e := f.e
	tiles := f.in.grid.tiles(n)
	panels := e.Panels(f.out.c)
	if f.wide {
		for from := 0; from < tiles; from += f.v.per {
			f.together(y, x, from, min(from+f.v.per, tiles))
		}
		return
	}
	e.parallel((tiles+f.v.per-1)/f.v.per, func(worker, i int) {
		v, o := f.work[worker][:f.v.floats()], f.work[worker][f.v.floats():]
		from, to := i*f.v.per, min((i+1)*f.v.per, tiles)
		e.take(f.enter, f.runs[worker], x, from, to, f.v, v)
		for j := range panels {
			for k := range f.v.count {
				f.panel(v, o, k, j, to-from)
			}
			c := e.Column(j)
			e.put(f.leave, f.out, y, from, to, c, min(f.o.c, f.out.c-c), f.o, o, f.waste[worker], f.bias, f.slope)
		}
	})
}

// panel computes panel j of plane k for count tiles into rows of a panel's width.
func (f *fastForward) panel(v, o []float32, k, j, count int) {
	cin, c := f.in.c, f.e.Column(j)
	p := simd.Product{
		Taps: 1, K: cin, Cols: min(f.o.c, f.out.c-c), X: v[k*f.v.plane:], Off: f.offsets, Stride: len(f.offsets),
		W: f.u[k][cin*c:], Bias: f.zeros, Y: o[k*f.o.plane:], LDY: f.o.row, Slope: 1,
	}
	if f.v.count*len(f.u[k]) > nearWeights {
		next := (k + 1) % f.v.count
		if next == 0 {
			c = f.e.Column(j+1) % f.e.Padded(f.out.c) // after the last panel the next block begins
		}
		p.Next = f.u[next][cin*c:]
		p.Next = p.Next[:min(len(p.Next), cin*f.o.c)]
	}
	f.e.Multiply(&p, count, 0, 1)
}

// together computes tiles [from, to) with all workers.
func (f *fastForward) together(y, x []float32, from, to int) {
	const unit, parts = 8, 2 // tiles a task transforms, tasks a plane is multiplied in
	e := f.e
	v, o := f.work[0][:f.v.floats()], f.work[0][f.v.floats():]
	units := (to - from + unit - 1) / unit
	e.parallel(units, func(worker, i int) {
		m := i * unit
		e.take(f.enter, f.runs[worker], x, from+m, min(from+m+unit, to), f.v, v[m*f.v.row:])
	})
	panels := e.Panels(f.out.c)
	e.parallel(f.v.count*parts, func(_, i int) {
		first, last := simd.Span(panels, parts, i%parts)
		f.multiply(v, o, i/parts, to-from, first, last)
	})
	e.parallel(units, func(worker, i int) {
		m := i * unit
		e.put(f.leave, f.out, y, from+m, min(from+m+unit, to), 0, f.out.c, f.o, o[m*f.o.row:], f.waste[worker], f.bias, f.slope)
	})
}

// multiply computes panels [first, last) of plane k for count tiles.
func (f *fastForward) multiply(v, o []float32, k, count, first, last int) {
	p := simd.Product{
		Taps: 1, K: f.in.c, Cols: f.out.c, X: v[k*f.v.plane:], Off: f.offsets, Stride: len(f.offsets),
		W: f.u[k], Bias: f.zeros, Y: o[k*f.o.plane:], LDY: f.o.row, Slope: 1,
	}
	f.e.Multiply(&p, count, first, last)
}

func (f *fastForward) macs(n int) int64 {
	return int64(f.in.grid.tiles(n)) * int64(f.v.count) * int64(f.in.c) * int64(f.out.c)
}
func (f *fastForward) name() string { return f.label }
func (f *fastForward) bytes() int64 {
	return 4 * int64(f.v.count*f.e.PackedLen(f.in.c, f.out.c)+f.spaces()*(f.v.floats()+f.o.floats())+f.e.threads*(f.tempFloats()+f.in.runFloats()))
}

// winogradData is Winograd's data gradient: the convolution with the kernel turned around.
type winogradData struct{ f *fastForward }

func newWinogradData(e engine, g Geometry) winogradData {
	return winogradData{newWinograd(e, g.N, g.H, g.W, g.Cout, g.Cin, 1, true)}
}

func (d winogradData) prepare(w []float32)           { d.f.prepare(w, nil) }
func (d winogradData) run(dx, dpre []float32, n int) { d.f.run(dx, dpre, n) }
func (d winogradData) bytes() int64                  { return d.f.bytes() }
func (d winogradData) name() string                  { return d.f.label }

// nineData is the data gradient of the nine products: nine differences and sums of a 4x4
// patch of output gradients, in one product of nine taps.
type nineData struct {
	e       engine
	g       Geometry
	in      *patch
	v       planes
	u       []float32
	zeros   []float32
	offsets []int32
	work    [][]float32
	runs    []*runs
	temp    [][]float32 // of transformed weights
}

func newNineData(e engine, g Geometry) *nineData {
	d := &nineData{e: e, g: g, in: newPatch(grid{g.H, g.W}, 2*g.H, 2*g.W, g.Cout, 4, 2, -1)}
	_, per := blocks(e, d.in.grid.tiles(g.N), 9*g.Cout, blockFloats)
	d.v = newPlanes(9, per, g.Cout)
	return d
}

func (d *nineData) prepare(w []float32) {
	e, g := d.e, d.g
	if d.u == nil {
		d.u = make([]float32, e.PackedLen(9*g.Cout, g.Cin))
		d.zeros = make([]float32, e.Padded(g.Cin))
		d.runs = workerRuns(e.threads, d.in)
		d.offsets = make([]int32, 0, 9*d.v.per)
		for k := range 9 {
			for _, o := range d.v.offsets() {
				d.offsets = append(d.offsets, o+int32(4*k*d.v.plane))
			}
		}
		d.work = spaces(e.threads, d.v.floats())
		d.temp = spaces(e.threads, 9*g.Cin)
	}
	e.transformWeights(simd.NineWeight, w, g.Cout, g.Cin, d.temp, func(k, co int, row []float32) {
		e.PackRow(d.u, 9*g.Cout, g.Cin, k*g.Cout+co, row)
	})
}

func (d *nineData) run(dx, dpre []float32, n int) {
	e, g := d.e, d.g
	tiles := d.in.grid.tiles(n)
	e.parallel((tiles+d.v.per-1)/d.v.per, func(worker, i int) {
		v := d.work[worker]
		from, to := i*d.v.per, min((i+1)*d.v.per, tiles)
		e.take(simd.NineData, d.runs[worker], dpre, from, to, d.v, v)
		p := simd.Product{
			Taps: 9, K: g.Cout, Cols: g.Cin, X: v, Off: d.offsets, Stride: d.v.per,
			W: d.u, Bias: d.zeros, Y: dx[from*g.Cin:], LDY: g.Cin, Slope: 1,
		}
		e.Multiply(&p, to-from, 0, e.Panels(g.Cin))
	})
}

func (d *nineData) name() string { return "nine" }
func (d *nineData) bytes() int64 {
	return 4 * int64(d.e.PackedLen(9*d.g.Cout, d.g.Cin)+d.e.threads*(d.v.floats()+9*d.g.Cin+d.in.runFloats()))
}
