package conv

import "fmt"

// A convolution of mostly zeros: the first of a generator sees a handful of thousands of
// channels at each position, later ones the quarter that a top-k left. Its weights are kept
// input channel first, so that an active input is one contiguous row of taps*Cout floats,
// and only those rows are touched:
//
//	forward   A = sum over active channels of value * row; A's taps are then added to the
//	          outputs they reach, where upsampling lets several outputs share a tap
//	gradients D = output gradients summed into taps, the transpose of that; then the gradient
//	          of an active input is D . row, that of its weights value * D
//
// It is the exact sum: the terms left out are zero. A few positions are worked on at a time,
// and the channels taken in blocks whose rows stay in the second-level cache meanwhile.
type sparseConv struct {
	e       engine
	g       Geometry
	slope   float32
	density float64 // expected share of active inputs
	block   int     // positions at a time
	part    int     // channels at a time
	row     int     // weights of one input channel
	stride  int     // floats from one channel's to the next: an odd number of cache lines
	out     *patch
	wt      []float32 // (Cin, taps, Cout), channels stride apart
	bias    []float32 // of a row of outputs
	work    []sparseWork
}

// sparseWork is one worker's space for a block of positions.
type sparseWork struct {
	index       []int32 // active channels of each position, Cin apart
	values      []float32
	count, next []int     // how many, and how many are done
	taps        []float32 // A or D of each position
	frame       *frame    // where paired, as runs
	runs        *runs
}

// sparseRows says whether the algorithm's byte offsets into the weights fit.
func sparseRows(g Geometry) bool { return 4*g.Cin*oddLines(g.taps()*g.Cout) < 1<<31 }

// rowFloats is the size of a block of rows: half of the second-level cache or less.
const rowFloats = 96 << 10

func newSparse(e engine, g Geometry, a Act, density float64) *sparseConv {
	s := &sparseConv{e: e, g: g, slope: a.slope(), density: density, row: g.taps() * g.Cout}
	s.stride = oddLines(s.row)
	s.block = min(g.H*g.W, max(1, rowFloats/2/s.row))
	s.part = g.Cin
	if density*float64(g.Cin*s.row) > rowFloats {
		s.part = max(16, rowFloats/s.row)
	}
	if s.paired() {
		s.out = newPatch(grid{g.H, g.W}, 2*g.H, 2*g.W, g.Cout, 4, 2, -1)
	}
	return s
}

// paired says whether the transforms of upsample-by-two and 3x3 apply.
func (s *sparseConv) paired() bool { return s.g.Kernel == 3 && s.g.Up == 2 }

func (s *sparseConv) reserve() {
	if s.work != nil {
		return
	}
	s.work = make([]sparseWork, s.e.threads)
	for i := range s.work {
		s.work[i] = sparseWork{
			index: make([]int32, s.block*s.g.Cin), values: make([]float32, s.block*s.g.Cin),
			count: make([]int, s.block), next: make([]int, s.block),
			taps: make([]float32, s.block*s.row),
		}
		if s.paired() {
			s.work[i].frame, s.work[i].runs = newFrame(s.out), newRuns(s.out)
		}
	}
}

// channelBlock is how many input channels are transposed, or summed, at once.
const channelBlock = 32

func (s *sparseConv) prepare(w, bias []float32) {
	g := s.g
	s.reserve()
	if s.wt == nil {
		s.wt = make([]float32, g.Cin*s.stride)
		s.bias = make([]float32, g.W*g.Up*g.Cout)
	}
	clear(s.bias)
	for o := 0; o < len(s.bias); o += g.Cout {
		copy(s.bias[o:], bias)
	}
	s.e.parallel((g.Cin+channelBlock-1)/channelBlock, func(_, i int) {
		c0, c1 := i*channelBlock, min(g.Cin, (i+1)*channelBlock)
		for t := range g.taps() {
			s.e.Transpose(s.wt[c0*s.stride+t*g.Cout:], s.stride, w[t*g.Cin+c0:], g.taps()*g.Cin, g.Cout, c1-c0)
		}
	})
}

// list finds the active channels of positions [from, to) of x.
func (s *sparseConv) list(w *sparseWork, x []float32, from, to int) {
	c := s.g.Cin
	for i := range to - from {
		p := from + i
		w.count[i] = s.e.NonZero(w.index[i*c:(i+1)*c], w.values[i*c:(i+1)*c], x[p*c:(p+1)*c])
		w.next[i] = 0
	}
}

// take gives the active channels of position i of the block that lie below last and have
// not been given yet.
func (s *sparseConv) take(w *sparseWork, i, last int) (index []int32, values []float32) {
	at := i * s.g.Cin
	from, to := at+w.next[i], at+w.next[i]
	for end := at + w.count[i]; to < end && int(w.index[to]) < last; {
		to++
	}
	w.next[i] = to - at
	return w.index[from:to], w.values[from:to]
}

// blocks calls f for each block of positions of an example.
func (s *sparseConv) blocks(f func(from, to int)) {
	for p, n := 0, s.g.H*s.g.W; p < n; p += s.block {
		f(p, min(n, p+s.block))
	}
}

func (s *sparseConv) run(y, x []float32, n int) {
	g := s.g
	oh, ow := g.out()
	in, size := g.H*g.W*g.Cin, oh*ow*g.Cout
	s.e.parallel(n, func(worker, b int) {
		w := &s.work[worker]
		xb, yb := x[b*in:(b+1)*in], y[b*size:(b+1)*size]
		if s.paired() {
			w.frame.begin(yb)
		} else {
			clear(yb)
		}
		s.blocks(func(from, to int) {
			s.list(w, xb, from, to)
			clear(w.taps[:(to-from)*s.row])
			for c := 0; c < g.Cin; c += s.part {
				for i := range to - from {
					index, values := s.take(w, i, c+s.part)
					for j := range index {
						index[j] *= int32(4 * s.stride)
					}
					s.e.Gather(w.taps[i*s.row:(i+1)*s.row], s.wt, index, values)
				}
			}
			s.spread(w, yb, from, to)
		})
		if s.paired() {
			w.frame.finish(s.e, yb, s.bias, s.slope)
			return
		}
		for o := 0; o < size; o += len(s.bias) {
			s.e.BiasAct(yb[o:o+len(s.bias)], yb[o:], s.bias, s.slope)
		}
	})
}

// spread adds the tap products of input positions [from, to) to the outputs y of their example.
func (s *sparseConv) spread(w *sparseWork, y []float32, from, to int) {
	g := s.g
	if s.paired() {
		s.e.spread(w.frame, w.taps, from, to, s.row, g.Cout, 0)
		return
	}
	for i := range to - from {
		taps := w.taps[i*s.row:]
		s.reach(from+i, func(t, o int) { s.e.Axpy(y[o*g.Cout:][:g.Cout], taps[t*g.Cout:], 1) })
	}
}

// collect sums the output gradients into the taps of input positions [from, to) of a batch: the
// transpose of spread.
func (s *sparseConv) collect(w *sparseWork, taps, dpre []float32, from, to int) {
	g := s.g
	if s.paired() {
		s.e.collect(w.runs, dpre, from, to, taps, s.row, g.Cout, 0)
		return
	}
	oh, ow := g.out()
	clear(taps[:(to-from)*s.row])
	for i := from; i < to; i++ {
		at, image := taps[(i-from)*s.row:], dpre[i/(g.H*g.W)*oh*ow*g.Cout:]
		s.reach(i%(g.H*g.W), func(t, o int) { s.e.Axpy(at[t*g.Cout:][:g.Cout], image[o*g.Cout:], 1) })
	}
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
	hw, row := g.H*g.W, s.row
	in := hw * g.Cin
	s.e.parallel(n, func(worker, b int) {
		w := &s.work[worker] // its values are not needed: the sums take their place
		db := dx[b*in : (b+1)*in]
		clear(db)
		s.blocks(func(from, to int) {
			s.list(w, x[b*in:(b+1)*in], from, to)
			s.collect(w, w.taps, dpre, b*hw+from, b*hw+to)
			for c := 0; c < g.Cin; c += s.part {
				for i := range to - from {
					index, sums := s.take(w, i, c+s.part)
					for j := range index {
						index[j] *= int32(4 * s.stride)
					}
					s.e.Dots(sums, w.taps[i*row:(i+1)*row], s.wt, index)
					for j, off := range index {
						db[(from+i)*g.Cin+int(off)/(4*s.stride)] = sums[j]
					}
				}
			}
		})
	})
}

func (s *sparseConv) macs(n int) int64 {
	return int64(s.density * float64(n*s.g.H*s.g.W*s.g.Cin*s.row))
}
func (s *sparseConv) name() string { return "sparse" }
func (s *sparseConv) bytes() int64 {
	return 4 * int64(s.g.Cin*s.stride+s.e.threads*s.block*(2*s.g.Cin+s.row))
}

// maskedLayer is a layer whose data gradient may be asked for the active inputs only.
type maskedLayer struct {
	*layer
	at interface {
		prepare(w, bias []float32)
		dataAt(dx, x, dpre []float32, n int)
		bytes() int64
		name() string
	}
	shared   bool // at is the forward direction too
	prepared bool // at is, where it is not
}

func (l *maskedLayer) Prepare(w, bias []float32) {
	l.layer.Prepare(w, bias)
	l.prepared = false
}

func (l *maskedLayer) BackwardDataAt(dx, x, dpre []float32, n int) {
	l.check("BackwardDataAt", x, dpre, n)
	done := &l.prepared
	if l.shared {
		done = &l.packed
	}
	if !*done {
		l.at.prepare(l.w, l.b)
		*done = true
	}
	l.at.dataAt(dx, x, dpre, n)
}

func (l *maskedLayer) Name() string {
	return fmt.Sprintf("%s/%s/%s", l.forward.name(), l.at.name(), l.weight.name())
}

// Bytes leaves out the weights of the dense data gradient, which BackwardDataAt replaces.
func (l *maskedLayer) Bytes() int64 {
	n := l.forward.bytes() + l.weight.bytes()
	if !l.shared {
		n += l.at.bytes()
	}
	return n
}
