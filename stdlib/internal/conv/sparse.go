package conv

import "github.com/andor-kernel/andor/stdlib/internal/simd"

// The first convolution of a generator sees a handful of non-zero channels at each position
// of thousands. Its weights are kept input channel first, so that an active input is one
// contiguous row of taps*Cout floats, and only those rows are touched:
//
//	forward   A = sum over active channels of value * row;  A's taps are then added to the
//	          outputs they reach, where upsampling makes several outputs share a tap
//	gradients D = output gradients summed into taps, the transpose of that; then the gradient
//	          of an active input is D . row, that of its weights value * D
//
// It is the exact sum: the terms left out are zero.
type sparseConv struct {
	e      engine
	g      Geometry
	slope  float32
	per    int // expected active channels a position
	out    *patch
	wt     []float32 // (Cin, taps, Cout)
	bias   []float32
	zeros  []float32
	work   []sparseWork
	d      []float32 // D of every position of the batch
	active activeList
}

// sparseWork is one worker's space.
type sparseWork struct {
	index    []int32
	values   []float32
	taps     []float32 // A or D of one position
	waste    []float32
	rows     []float32 // weight gradients of a block of channels
	dst, src [16]*float32
}

// activeList is the non-zero inputs of a batch, position by position, then by channel.
type activeList struct {
	counts    []int // of each position
	index     []int32
	values    []float32
	start     []int32 // of each channel in position and value, and one more
	position  []int32
	byChannel []float32
}

// sparseRows says whether the algorithm's byte offsets into the weights fit.
func sparseRows(g Geometry) bool { return 4*g.Cin*g.taps()*g.Cout < 1<<31 }

func newSparse(e engine, g Geometry, a Act, per int) *sparseConv {
	s := &sparseConv{e: e, g: g, slope: a.slope(), per: per}
	if s.paired() {
		s.out = newPatch(grid{g.H, g.W}, 2*g.H, 2*g.W, g.Cout, 4, 2, -1)
	}
	return s
}

// paired says whether the transforms of upsample-by-two and 3x3 apply.
func (s *sparseConv) paired() bool { return s.g.Kernel == 3 && s.g.Up == 2 }

// row is the number of weights of one input channel.
func (s *sparseConv) row() int { return s.g.taps() * s.g.Cout }

func (s *sparseConv) reserve() {
	if s.work != nil {
		return
	}
	s.zeros = make([]float32, s.g.Cout)
	s.work = make([]sparseWork, s.e.threads)
	for i := range s.work {
		s.work[i] = sparseWork{
			index: make([]int32, s.g.Cin), values: make([]float32, s.g.Cin),
			taps: make([]float32, s.row()), waste: make([]float32, s.g.Cout),
		}
	}
}

func (s *sparseConv) prepare(w, bias []float32) {
	g := s.g
	s.reserve()
	if s.wt == nil {
		s.wt = make([]float32, len(w))
		s.bias = make([]float32, g.Cout)
	}
	clear(s.bias[copy(s.bias, bias):])
	s.e.parallel((g.Cin+channelBlock-1)/channelBlock, func(_, i int) {
		c0, c1 := i*channelBlock, min(g.Cin, (i+1)*channelBlock)
		for t := range g.taps() {
			s.e.Transpose(s.wt[c0*s.row()+t*g.Cout:], s.row(), w[t*g.Cin+c0:], g.taps()*g.Cin, g.Cout, c1-c0)
		}
	})
}

// channelBlock is how many input channels are transposed, or summed, at once.
const channelBlock = 32

func (s *sparseConv) run(y, x []float32, n int) {
	g := s.g
	oh, ow := g.out()
	size := oh * ow * g.Cout
	s.e.parallel(n, func(worker, b int) {
		w := &s.work[worker]
		yb := y[b*size : (b+1)*size]
		clear(yb)
		clear(w.waste)
		for p := range g.H * g.W {
			at := (b*g.H*g.W + p) * g.Cin
			count := s.e.NonZero(w.index, w.values, x[at:at+g.Cin])
			if count == 0 {
				continue
			}
			for i, c := range w.index[:count] {
				w.index[i] = 4 * c * int32(s.row())
			}
			clear(w.taps)
			s.e.Gather(w.taps, s.wt, w.index[:count], w.values)
			s.spread(w, yb, p)
		}
		for o := 0; o < size; o += g.Cout {
			s.e.BiasAct(yb[o:o+g.Cout], yb[o:], s.bias, s.slope)
		}
	})
}

// spread adds the tap products of input position p to the outputs of its example.
func (s *sparseConv) spread(w *sparseWork, y []float32, p int) {
	g := s.g
	if s.paired() {
		for t := range 9 {
			w.src[t] = &w.taps[t*g.Cout]
		}
		s.out.point(w.dst[:], y, p, &w.waste[0])
		s.e.Apply(simd.Spread, w.dst[:], w.src[:], g.Cout, nil, 1)
		return
	}
	s.reach(p, func(t, o int) { s.e.Axpy(y[o*g.Cout:][:g.Cout], w.taps[t*g.Cout:], 1) })
}

// collect sums the output gradients of an example into the taps of input position p: the
// transpose of spread.
func (s *sparseConv) collect(w *sparseWork, taps, dpre []float32, p int) {
	g := s.g
	if s.paired() {
		for t := range 9 {
			w.dst[t] = &taps[t*g.Cout]
		}
		s.out.point(w.src[:], dpre, p, &s.zeros[0])
		s.e.Apply(simd.Collect, w.dst[:], w.src[:], g.Cout, nil, 1)
		return
	}
	clear(taps)
	s.reach(p, func(t, o int) { s.e.Axpy(taps[t*g.Cout:][:g.Cout], dpre[o*g.Cout:], 1) })
}

// reach lists the pairs of tap and output position through which input position p acts.
func (s *sparseConv) reach(p int, f func(tap, output int)) {
	g := s.g
	oh, ow := g.out()
	half := g.Kernel / 2
	for t := range g.taps() {
		for u := range g.Up * g.Up {
			y := p/g.W*g.Up + u/g.Up - t/g.Kernel + half
			x := p%g.W*g.Up + u%g.Up - t%g.Kernel + half
			if y >= 0 && x >= 0 && y < oh && x < ow {
				f(t, y*ow+x)
			}
		}
	}
}

// dataAt computes the gradient of the inputs that are not zero.
func (s *sparseConv) dataAt(dx, x, dpre []float32, n int) {
	g := s.g
	oh, ow := g.out()
	size := oh * ow * g.Cout
	s.e.parallel(n, func(worker, b int) {
		w := &s.work[worker]
		for p := range g.H * g.W {
			at := (b*g.H*g.W + p) * g.Cin
			d := dx[at : at+g.Cin]
			clear(d)
			count := s.e.NonZero(w.index, w.values, x[at:at+g.Cin])
			if count == 0 {
				continue
			}
			s.collect(w, w.taps, dpre[b*size:(b+1)*size], p)
			for _, c := range w.index[:count] {
				d[c] = s.e.Dot(w.taps, s.wt[int(c)*s.row():])
			}
		}
	})
}

func (s *sparseConv) macs(n int) int64 {
	return int64(n) * int64(s.g.H*s.g.W) * int64(min(s.per, s.g.Cin)) * int64(s.row())
}
func (s *sparseConv) name() string { return "sparse" }
func (s *sparseConv) bytes() int64 {
	return 4 * int64(s.g.Cin*s.row()+s.e.threads*(2*s.g.Cin+s.row()))
}

// sparseWeight is the weight gradient: it shares the forward direction's shapes.
type sparseWeight struct{ *sparseConv }

func (s sparseWeight) run(dw, x, dpre []float32, n int) {
	g := s.g
	s.reserve()
	positions := n * g.H * g.W
	if s.d == nil {
		s.d = make([]float32, g.N*g.H*g.W*s.row())
		s.active.reserve(g)
		for i := range s.work {
			s.work[i].rows = make([]float32, channelBlock*s.row())
		}
	}
	s.list(x, positions)
	oh, ow := g.out()
	size := oh * ow * g.Cout
	s.e.parallel(positions, func(worker, i int) {
		if s.active.counts[i] > 0 {
			b := i / (g.H * g.W)
			s.collect(&s.work[worker], s.d[i*s.row():(i+1)*s.row()], dpre[b*size:(b+1)*size], i%(g.H*g.W))
		}
	})
	s.e.parallel((g.Cin+channelBlock-1)/channelBlock, func(worker, i int) {
		c0, c1 := i*channelBlock, min(g.Cin, (i+1)*channelBlock)
		rows := s.work[worker].rows[:(c1-c0)*s.row()]
		s.sum(rows, c0, c1)
		for t := range g.taps() {
			s.e.Transpose(dw[t*g.Cin+c0:], g.taps()*g.Cin, rows[t*g.Cout:], s.row(), c1-c0, g.Cout)
		}
	})
}

// list collects the non-zero inputs, and sorts them by channel, positions in order.
func (s sparseWeight) list(x []float32, positions int) {
	g, a := s.g, &s.active
	s.e.parallel(positions, func(_, i int) {
		from, to := i*g.Cin, (i+1)*g.Cin
		a.counts[i] = s.e.NonZero(a.index[from:to], a.values[from:to], x[from:to])
	})
	clear(a.start)
	for i := range positions {
		for _, c := range a.index[i*g.Cin:][:a.counts[i]] {
			a.start[c+1]++
		}
	}
	for c := range g.Cin {
		a.start[c+1] += a.start[c]
	}
	total := int(a.start[g.Cin])
	if len(a.position) < total {
		a.position, a.byChannel = make([]int32, total), make([]float32, total)
	}
	// Placing an entry moves its channel's start to the next place; afterwards each start
	// is the following one's, so they are moved back by one.
	for i := range positions {
		for j, c := range a.index[i*g.Cin:][:a.counts[i]] {
			at := a.start[c]
			a.start[c]++
			a.position[at], a.byChannel[at] = int32(i), a.values[i*g.Cin+j]
		}
	}
	copy(a.start[1:], a.start[:g.Cin])
	a.start[0] = 0
}

// sum adds value * D to the weight gradients of channels [c0, c1).
func (s sparseWeight) sum(rows []float32, c0, c1 int) {
	clear(rows)
	a := &s.active
	for c := c0; c < c1; c++ {
		to := rows[(c-c0)*s.row():][:s.row()]
		for j := a.start[c]; j < a.start[c+1]; j++ {
			s.e.Axpy(to, s.d[int(a.position[j])*s.row():], a.byChannel[j])
		}
	}
}

func (a *activeList) reserve(g Geometry) {
	n := g.N * g.H * g.W
	a.counts, a.index, a.values = make([]int, n), make([]int32, n*g.Cin), make([]float32, n*g.Cin)
	a.start = make([]int32, g.Cin+1)
}

func (s sparseWeight) bytes() int64 {
	n := s.g.N * s.g.H * s.g.W
	return 4 * int64(n*s.row()+2*n*s.g.Cin+s.e.threads*channelBlock*s.row())
}

// maskedLayer is a layer whose data gradient may be asked for the active inputs only.
type maskedLayer struct {
	*layer
	sparse *sparseConv
}

func (l *maskedLayer) BackwardDataAt(dx, x, dpre []float32, n int) {
	l.check("BackwardDataAt", x, dpre, n)
	if !l.packed {
		l.sparse.prepare(l.w, l.b)
		l.packed = true
	}
	l.sparse.dataAt(dx, x, dpre, n)
}

// Bytes leaves out the weights of the dense data gradient, which BackwardDataAt replaces.
func (l *maskedLayer) Bytes() int64 { return l.forward.bytes() + l.weight.bytes() }
