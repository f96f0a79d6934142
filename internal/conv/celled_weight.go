package conv

import "github.com/andor-kernel/andor/internal/simd"

// celledWeight is the weight gradient of a celledConv. For a stretch of positions all workers
// collect the output gradients (D) and list, for each tile of positions and each channel, the
// active ones; then each worker adds what these say to the cells of some channels. Positions
// come in order, whoever computes it.
type celledWeight struct {
	s     *celledConv
	tile  int        // positions whose cells are at hand
	tiles int        // of a stretch
	d     []float32  // (tiles, groups, tile) cells
	turn  []float32  // inputs of a stretch, turned: (tiles, Cin, tile)
	lists simd.Lists // (tiles, Cin) lists of up to tile entries
	sums  []float32  // (groups, Cin) cells
}

func newCelledWeight(s *celledConv) *celledWeight {
	const floats = 384 << 10 // of D in a stretch
	w := &celledWeight{s: s}
	positions := s.g.N * s.g.H * s.g.W
	tiles, tile := inParts(positions, cells(s.e))
	w.tile, w.tiles = tile, max(1, min(tiles, floats/(tile*s.groups*s.cell)))
	return w
}

func (w *celledWeight) reserve() {
	if w.d != nil {
		return
	}
	s := w.s
	s.reserve()
	w.d = make([]float32, w.tiles*s.groups*w.tile*s.cell)
	w.turn = make([]float32, w.tiles*s.g.Cin*w.tile)
	w.lists = newLists(w.tiles*s.g.Cin, w.tile)
	w.sums = make([]float32, s.groups*s.g.Cin*s.cell)
}

func (w *celledWeight) run(dw, x, dpre []float32, n int) {
	w.reserve()
	s, g := w.s, w.s.g
	positions := n * g.H * g.W
	if positions == 0 {
		clear(dw)
		return
	}
	// Long runs of channels use the cells at hand often, short ones keep every worker busy.
	channels := max(16, min(g.Cin, g.Cin*s.groups/(4*s.e.threads)))
	runs := (g.Cin + channels - 1) / channels
	for first := 0; first < positions; first += w.tiles * w.tile {
		last := min(positions, first+w.tiles*w.tile)
		s.e.parallel((last-first+w.tile-1)/w.tile, func(worker, t int) {
			from := first + t*w.tile
			w.fill(worker, t, x, dpre, from, min(last, from+w.tile))
		})
		s.e.parallel(s.groups*runs, func(_, i int) {
			group, c := i/runs, i%runs*channels
			count := min(channels, g.Cin-c)
			sums := w.sums[(group*g.Cin+c)*s.cell:]
			for t := 0; t*w.tile < last-first; t++ {
				d := w.d[(t*s.groups+group)*w.tile*s.cell:]
				s.e.GatherLists(sums, s.cell, w.lists.From(t*g.Cin+c), count, d, w.tile, first+t > 0)
			}
			if last == positions {
				w.finish(dw, sums, group, c, count)
			}
		})
	}
}

// fill collects D and lists the active inputs of tile t, positions [from, to).
func (w *celledWeight) fill(worker, t int, x, dpre []float32, from, to int) {
	s, g := w.s, w.s.g
	s.e.collect(s.work[worker].runs, dpre, from, to, w.d[t*s.groups*w.tile*s.cell:], s.cell, s.e.Lanes(), w.tile*s.cell)
	turn := w.turn[t*g.Cin*w.tile:][:g.Cin*w.tile]
	s.e.Transpose(turn, w.tile, x[from*g.Cin:], g.Cin, to-from, g.Cin)
	for c := range g.Cin {
		at := (t*g.Cin + c) * w.tile
		w.lists.Counts[t*g.Cin+c] = int32(s.e.NonZero(w.lists.Index[at:], w.lists.Values[at:], turn[c*w.tile:][:to-from]))
	}
}

// finish turns the cells of count channels from c on into the gradient's order.
func (w *celledWeight) finish(dw, sums []float32, group, c, count int) {
	g, lanes := w.s.g, w.s.e.Lanes()
	first, row := group*lanes, 9*g.Cin
	for t := range 9 {
		w.s.e.Transpose(dw[first*row+t*g.Cin+c:], row, sums[t*lanes:], w.s.cell, count, min(lanes, g.Cout-first))
	}
}

func (w *celledWeight) name() string { return "cells" }
func (w *celledWeight) bytes() int64 {
	s := w.s
	return 4 * int64(w.tiles*(s.groups*w.tile*s.cell+3*s.g.Cin*w.tile)+s.groups*s.g.Cin*s.cell)
}
