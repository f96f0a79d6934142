package conv

import "github.com/andor-kernel/andor/internal/simd"

// A convolution whose input a top-k left a quarter of is bound by fetching weights, if each
// position fetches the rows of its own active channels: the rows of 64 of 256 channels come
// from the second-level cache for every position, an order of magnitude slower than they are
// multiplied. So the sum is cut into cells: one vector of output channels in all nine taps,
// times as many input channels as the first-level cache holds cells of. With these at hand
// many positions are gone through, each adding its few active channels to its own cell:
//
//	forward   A = sum over active channels of value * cell of weights, then spread as in sparseConv
//	data      D = collected output gradients; D . cell of weights for the active channels
//	weights   the same sum with roles exchanged: positions' cells of D at hand, a list of
//	          active positions for each channel, its cell of the gradient added to
//
// Cutting does not change the order of a sum: it is that of sparseConv.
type celledConv struct {
	e       engine
	g       Geometry
	slope   float32
	density float64
	block   int // positions at a time
	part    int // cells at hand
	parts   int
	groups  int // vectors of output channels
	cell    int // floats
	out     *patch
	wt      []float32 // (groups, Cin, taps, lanes)
	bias    []float32 // of a row of outputs
	work    []celledWork
}

// celledWork is one worker's space for a block of positions.
type celledWork struct {
	lists simd.Lists // active channels: (parts, block) lists of up to part entries
	taps  []float32  // A or D: (groups, block) cells
	frame *frame
	runs  *runs
}

// cells is how many cells are kept at hand: 36 KB of them. Three quarters of that, or twice as
// much, made no difference on an Ice Lake of 48 KB; a third took half as long again, since the end
// of a list costs what ten entries do.
func cells(e engine) int { return 1024 / e.Lanes() }

// celledFits says whether the cells apply, and lists are long enough to pay for fetching
// the cell they are added to.
func celledFits(e engine, g Geometry, density float64) bool {
	const least = 4
	return g.Kernel == 3 && g.Up == 2 && density*float64(min(g.Cin, cells(e))) >= least
}

func newCelled(e engine, g Geometry, a Act, density float64) *celledConv {
	const most = 128
	s := &celledConv{e: e, g: g, slope: a.slope(), density: density, cell: e.CellFloats()}
	s.block = min(g.H*g.W, most)
	s.parts, s.part = inParts(g.Cin, cells(e))
	s.groups = (g.Cout + e.Lanes() - 1) / e.Lanes()
	s.out = newPatch(grid{g.H, g.W}, 2*g.H, 2*g.W, g.Cout, 4, 2, -1)
	return s
}

// inParts divides n into parts of nearly equal size, a multiple of 16 and at most most.
func inParts(n, most int) (parts, part int) {
	parts = (n + most - 1) / most
	part = ((n+parts-1)/parts + 15) / 16 * 16
	return (n + part - 1) / part, part
}

func (s *celledConv) reserve() {
	if s.work != nil {
		return
	}
	s.work = make([]celledWork, s.e.threads)
	for i := range s.work {
		s.work[i] = celledWork{
			lists: newLists(s.parts*s.block, s.part),
			taps:  make([]float32, s.groups*s.block*s.cell),
			frame: newFrame(s.out), runs: newRuns(s.out),
		}
	}
}

// newLists is space for n lists of up to length entries.
func newLists(n, length int) simd.Lists {
	return simd.Lists{Index: make([]int32, n*length), Values: make([]float32, n*length), Counts: make([]int32, n), Apart: length}
}

func (s *celledConv) prepare(w, bias []float32) {
	g, lanes := s.g, s.e.Lanes()
	s.reserve()
	if s.wt == nil {
		s.wt = make([]float32, s.groups*g.Cin*s.cell)
		s.bias = make([]float32, 2*g.W*g.Cout)
	}
	clear(s.bias)
	for o := 0; o < len(s.bias); o += g.Cout {
		copy(s.bias[o:], bias)
	}
	row := 9 * g.Cin
	s.e.parallel(s.groups*s.parts, func(_, i int) {
		group, c0 := i/s.parts*lanes, i%s.parts*s.part
		for t := range 9 {
			s.e.Transpose(s.wt[(i/s.parts*g.Cin+c0)*s.cell+t*lanes:], s.cell,
				w[group*row+t*g.Cin+c0:], row, min(lanes, g.Cout-group), min(s.part, g.Cin-c0))
		}
	})
}

// list finds the active channels of positions [from, to) of x.
func (s *celledConv) list(l simd.Lists, x []float32, from, to int) {
	c := s.g.Cin
	for p := range s.parts {
		width := min(s.part, c-p*s.part)
		for i := range to - from {
			at := (p*s.block + i) * l.Apart
			l.Counts[p*s.block+i] = int32(s.e.NonZero(l.Index[at:], l.Values[at:], x[(from+i)*c+p*s.part:][:width]))
			l.Fill(p*s.block + i)
		}
	}
}

// weights are the cells of part p and group of outputs, and their number.
func (s *celledConv) weights(group, p int) (w []float32, rows int) {
	first := p * s.part
	return s.wt[(group*s.g.Cin+first)*s.cell:], min(s.part, s.g.Cin-first)
}

func (s *celledConv) run(y, x []float32, n int) {
	g, lanes := s.g, s.e.Lanes()
	in, size, hw := g.H*g.W*g.Cin, 4*g.H*g.W*g.Cout, g.H*g.W
	s.e.parallel(n, func(worker, b int) {
		w := &s.work[worker]
		yb := y[b*size : (b+1)*size]
		w.frame.begin(yb)
		for from := 0; from < hw; from += s.block {
			to := min(hw, from+s.block)
			s.list(w.lists, x[b*in:(b+1)*in], from, to)
			for group := range s.groups {
				for p := range s.parts {
					cells, rows := s.weights(group, p)
					s.e.GatherLists(w.taps[group*s.block*s.cell:], s.cell, w.lists.From(p*s.block), to-from, cells, rows, p > 0)
				}
			}
			s.e.spread(w.frame, w.taps, from, to, s.cell, lanes, s.block*s.cell)
		}
		w.frame.finish(s.e, yb, s.bias, s.slope)
	})
}

// dataAt computes the gradient of the inputs that are not zero.
func (s *celledConv) dataAt(dx, x, dpre []float32, n int) {
	g := s.g
	in, hw := g.H*g.W*g.Cin, g.H*g.W
	s.e.parallel(n, func(worker, b int) {
		w := &s.work[worker] // its values are not needed: the sums take their place
		db := dx[b*in : (b+1)*in]
		clear(db)
		for from := 0; from < hw; from += s.block {
			to := min(hw, from+s.block)
			s.list(w.lists, x[b*in:(b+1)*in], from, to)
			s.e.collect(w.runs, dpre, b*hw+from, b*hw+to, w.taps, s.cell, s.e.Lanes(), s.block*s.cell)
			for p := range s.parts {
				l := w.lists.From(p * s.block)
				for group := range s.groups {
					cells, rows := s.weights(group, p)
					s.e.DotLists(l, to-from, w.taps[group*s.block*s.cell:], s.cell, cells, rows, group > 0)
				}
				for i := range to - from {
					to := db[(from+i)*g.Cin+p*s.part:]
					values := l.Values[i*l.Apart:][:l.Counts[i]]
					for j, c := range l.Index[i*l.Apart:][:len(values)] {
						to[c] = values[j]
					}
				}
			}
		}
	})
}

func (s *celledConv) macs(n int) int64 {
	return int64(s.density * float64(n*s.g.H*s.g.W*9*s.g.Cin*s.g.Cout))
}
func (s *celledConv) name() string { return "cells" }
func (s *celledConv) bytes() int64 {
	lists := 2 * s.parts * s.block * s.part
	return 4 * int64(s.groups*s.g.Cin*s.cell+s.e.threads*(lists+s.groups*s.block*s.cell+s.out.runFloats()))
}
