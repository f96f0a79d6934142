package conv

import "github.com/andor-kernel/andor/internal/simd"

// fastWeight is the weight gradient in the transformed domain: for each plane the sum over
// tiles of outer products of transformed output gradients and inputs, transformed back at
// the end.
//
// Where the planes' sums are small, a fixed number of slices of the tiles is summed apart,
// one task each, and the slices added in order: no task waits for another. Where they are
// large, all workers transform a block of tiles and then each adds it to tiles of the sums.
// Either way the order of every sum is fixed by the geometry.
type fastWeight struct {
	e                  engine
	label              string
	enter, turn, leave simd.Transform // of inputs, of output gradients, of the sums
	in, out            *patch
	v, o               stacks
	slices             int
	xRuns, dRuns       []*runs     // of inputs and of output gradients
	work               [][]float32 // a block's v and o: of each worker, or one for all
	sums               [][]float32 // (planes, Cout, Cin) of each slice
}

// smallSums is the size of the sums, in floats, up to which slices are summed apart.
const smallSums = 160 << 10

func newWinogradWeight(e engine, g Geometry) *fastWeight {
	t := grid{(g.H + 1) / 2, (g.W + 1) / 2}
	return newFastWeight(e, g, &fastWeight{
		label: "winograd", enter: simd.WinogradInput, turn: simd.WinogradGrad, leave: simd.WinogradWeightGrad,
		in: newPatch(t, g.H, g.W, g.Cin, 4, 2, -1), out: newPatch(t, g.H, g.W, g.Cout, 2, 2, 0),
	})
}

func newNineWeight(e engine, g Geometry) *fastWeight {
	t := grid{g.H, g.W}
	return newFastWeight(e, g, &fastWeight{
		label: "nine", enter: simd.NineInput, turn: simd.NineGrad, leave: simd.NineWeightGrad,
		in: newPatch(t, g.H, g.W, g.Cin, 3, 1, -1), out: newPatch(t, 2*g.H, 2*g.W, g.Cout, 2, 2, 0),
	})
}

func newFastWeight(e engine, g Geometry, f *fastWeight) *fastWeight {
	const slices, together, floats = 8, 256, 128 << 10 // floats of a block: fewer would mean adding to the sums more often
	f.e = e
	count, tiles := f.enter.Outputs(), f.in.grid.tiles(g.N)
	per := together
	if count*g.Cin*g.Cout <= smallSums {
		f.slices = min(slices, (tiles+31)/32)
		per = max(32, floats/(count*(g.Cin+g.Cout)))
	}
	per = min(per, (tiles+3)/4*4)
	f.v, f.o = newStacks(e, count, per, g.Cin), newStacks(e, count, per, g.Cout)
	return f
}

// reserve allocates what the first run needs.
func (f *fastWeight) reserve() {
	if f.sums != nil {
		return
	}
	spacesNeeded := 1
	if f.slices > 0 {
		spacesNeeded = f.e.threads
	}
	f.work = spaces(spacesNeeded, f.v.floats()+f.o.floats())
	f.sums = spaces(max(1, f.slices), f.v.count*f.v.c*f.o.c)
	f.xRuns, f.dRuns = workerRuns(f.e.threads, f.in), workerRuns(f.e.threads, f.out)
}

func (f *fastWeight) run(dw, x, dpre []float32, n int) {
	f.reserve()
	tiles := f.in.grid.tiles(n)
	if f.slices > 0 {
		f.e.parallel(f.slices, func(worker, s int) {
			from, to := simd.Span(tiles, f.slices, s)
			f.slice(worker, f.sums[s], x, dpre, from, to)
		})
		f.add()
	} else {
		f.together(x, dpre, tiles)
	}
	f.finish(dw)
}

// slice sums tiles [from, to) alone.
func (f *fastWeight) slice(worker int, sums, x, dpre []float32, from, to int) {
	work := f.work[worker]
	v, o := work[:f.v.floats()], work[f.v.floats():]
	if from == to {
		clear(sums)
	}
	for m := from; m < to; m += f.v.per {
		end := min(m+f.v.per, to)
		f.e.stack(f.enter, f.xRuns[worker], x, m, end, f.v, v, 0)
		f.e.stack(f.turn, f.dRuns[worker], dpre, m, end, f.o, o, 0)
		for k := range f.v.count {
			f.accumulate(sums, v, o, k, end-m, 0, f.e.Panels(f.v.c), m > from)
		}
	}
}

// together sums all tiles with all workers.
func (f *fastWeight) together(x, dpre []float32, tiles int) {
	const unit = 16 // tiles a task transforms
	v, o := f.work[0][:f.v.floats()], f.work[0][f.v.floats():]
	if tiles == 0 {
		clear(f.sums[0])
	}
	panels := f.e.Panels(f.v.c)
	for m := 0; m < tiles; m += f.v.per {
		end := min(m+f.v.per, tiles)
		f.e.parallel((end-m+unit-1)/unit, func(worker, i int) {
			from, to := i*unit, min((i+1)*unit, end-m)
			f.e.stack(f.enter, f.xRuns[worker], x, m+from, m+to, f.v, v, from)
			f.e.stack(f.turn, f.dRuns[worker], dpre, m+from, m+to, f.o, o, from)
		})
		f.e.parallel(f.v.count*panels, func(_, i int) {
			f.accumulate(f.sums[0], v, o, i/panels, end-m, i%panels, i%panels+1, m > 0)
		})
	}
}

// accumulate adds count tiles to panels [first, last) of plane k.
func (f *fastWeight) accumulate(sums, v, o []float32, k, count, first, last int, add bool) {
	cin, cout := f.v.c, f.o.c
	f.e.AccumulateStacked(count, f.o.at(o, k), f.v.at(v, k), sums[k*cout*cin:(k+1)*cout*cin], cin, cout, cin, first, last, add)
}

// add adds the other slices to the first.
func (f *fastWeight) add() {
	total := len(f.sums[0])
	f.e.parallel(f.v.count, func(_, k int) {
		from, to := simd.Span(total, f.v.count, k)
		for _, s := range f.sums[1:] {
			f.e.Axpy(f.sums[0][from:to], s[from:to], 1)
		}
	})
}

// finish transforms the sums to the gradient (Cout, 3, 3, Cin).
func (f *fastWeight) finish(dw []float32) {
	const taps = 9
	cin, cout := f.v.c, f.o.c
	f.e.parallel(cout, func(_, co int) {
		var src, dst [16]*float32
		for k := range f.v.count {
			src[k] = &f.sums[0][(k*cout+co)*cin]
		}
		for t := range taps {
			dst[t] = &dw[(co*taps+t)*cin]
		}
		f.e.Apply(f.leave, dst[:], src[:], cin, nil, 1)
	})
}

func (f *fastWeight) name() string { return f.label }
func (f *fastWeight) bytes() int64 {
	n := f.e.threads
	if f.slices == 0 {
		n = 1
	}
	edges := f.e.threads * (f.in.runFloats() + f.out.runFloats())
	return 4 * int64(n*(f.v.floats()+f.o.floats())+edges+max(1, f.slices)*f.v.count*f.v.c*f.o.c)
}
