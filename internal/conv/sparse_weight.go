package conv

// sparseWeight is the weight gradient of a sparse convolution. For a block of positions, the
// output gradients are collected into taps (D) and the active inputs sorted by channel; then
// the gradients of a channel's weights are the sum over its active positions of value * D,
// with positions in order, whoever computes it.
type sparseWeight struct {
	s         *sparseConv
	block     int // positions
	d         []float32
	sums      []float32   // (Cin, taps, Cout), if there are several blocks
	rows      [][]float32 // of a worker's channels, if there is one
	counts    []int       // active inputs of each position
	index     []int32
	values    []float32
	start     []int32 // of each channel's entries below, and one more
	offset    []int32 // of an entry's D, in bytes
	byChannel []float32
}

func newSparseWeight(s *sparseConv) *sparseWeight {
	const once, floats = 2 << 20, 256 << 10 // one block where that is small, else cache-sized ones
	positions := s.g.N * s.g.H * s.g.W
	w := &sparseWeight{s: s, block: positions}
	if positions*s.row > once {
		w.block = max(16, floats/s.row)
	}
	return w
}

// single says whether one block holds all positions.
func (w *sparseWeight) single() bool { return w.block >= w.s.g.N*w.s.g.H*w.s.g.W }

func (w *sparseWeight) reserve() {
	if w.d != nil {
		return
	}
	s, g := w.s, w.s.g
	s.reserve()
	w.d = make([]float32, w.block*s.row)
	if w.single() {
		w.rows = spaces(s.e.threads, channelBlock*s.stride)
	} else {
		w.sums = make([]float32, g.Cin*s.stride)
	}
	w.counts, w.index, w.values = make([]int, w.block), make([]int32, w.block*g.Cin), make([]float32, w.block*g.Cin)
	w.start = make([]int32, g.Cin+1)
}

func (w *sparseWeight) run(dw, x, dpre []float32, n int) {
	w.reserve()
	s, g := w.s, w.s.g
	positions := n * g.H * g.W
	tasks := (g.Cin + channelBlock - 1) / channelBlock
	for p := 0; p < max(1, positions); p += w.block {
		end := min(positions, p+w.block)
		w.list(x, p, end)
		w.collect(dpre, p, end)
		s.e.parallel(tasks, func(worker, i int) {
			c0, c1 := i*channelBlock, min(g.Cin, (i+1)*channelBlock)
			var rows []float32
			if w.single() {
				rows = w.rows[worker][:(c1-c0)*s.stride]
			} else {
				rows = w.sums[c0*s.stride : c1*s.stride]
			}
			if p == 0 {
				clear(rows)
			}
			for c := c0; c < c1; c++ {
				from, to := w.start[c], w.start[c+1]
				s.e.Gather(rows[(c-c0)*s.stride:][:s.row], w.d, w.offset[from:to], w.byChannel[from:to])
			}
			if end == positions {
				w.finish(dw, rows, c0, c1)
			}
		})
	}
}

// finish turns the rows of channels [c0, c1) into the gradient's order.
func (w *sparseWeight) finish(dw, rows []float32, c0, c1 int) {
	s, g := w.s, w.s.g
	for t := range g.taps() {
		s.e.Transpose(dw[t*g.Cin+c0:], g.taps()*g.Cin, rows[t*g.Cout:], s.stride, c1-c0, g.Cout)
	}
}

// collect fills D for positions [from, to).
func (w *sparseWeight) collect(dpre []float32, from, to int) {
	const each = 16 // positions of a task
	s := w.s
	s.e.parallel((to-from+each-1)/each, func(worker, i int) {
		first := from + i*each
		s.collect(&s.work[worker], w.d[i*each*s.row:], dpre, first, min(first+each, to))
	})
}

// list collects the active inputs of positions [from, to) and sorts them by channel, the
// positions of each in order.
func (w *sparseWeight) list(x []float32, from, to int) {
	c := w.s.g.Cin
	w.s.e.parallel(to-from, func(_, i int) {
		at := i * c
		w.counts[i] = w.s.e.NonZero(w.index[at:at+c], w.values[at:at+c], x[(from+i)*c:(from+i+1)*c])
	})
	clear(w.start)
	for i := range to - from {
		for _, c := range w.index[i*c:][:w.counts[i]] {
			w.start[c+1]++
		}
	}
	for c := range c {
		w.start[c+1] += w.start[c]
	}
	if total := int(w.start[c]); len(w.offset) < total {
		w.offset, w.byChannel = make([]int32, total+total/4), make([]float32, total+total/4)
	}
	// Placing an entry moves its channel's start to the next place; afterwards each start is
	// the following one's, so they are moved back by one.
	for i := range to - from {
		for j, ch := range w.index[i*c:][:w.counts[i]] {
			at := w.start[ch]
			w.start[ch]++
			w.offset[at], w.byChannel[at] = int32(4*i*w.s.row), w.values[i*c+j]
		}
	}
	copy(w.start[1:], w.start[:c])
	w.start[0] = 0
}

func (w *sparseWeight) name() string { return "sparse" }
func (w *sparseWeight) bytes() int64 {
	s, g := w.s, w.s.g
	n := w.block*(s.row+2*g.Cin) + int(2*s.density*float64(w.block*g.Cin))
	if w.single() {
		n += s.e.threads * channelBlock * s.stride
	} else {
		n += g.Cin * s.stride
	}
	return 4 * int64(n)
}
