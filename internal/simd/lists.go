package simd

// Lists are sparse vectors over the rows of a small matrix whose rows are cells of CellFloats
// floats: list i has Counts[i] entries from i*Apart on, each a row's number and a value.
type Lists struct {
	Index  []int32
	Values []float32
	Counts []int32
	Apart  int // a multiple of 4
}

// CellFloats is the length of a cell: nine vectors, one for each tap of a 3x3 kernel.
func (k Kernels) CellFloats() int { return 9 * k.Lanes() }

// From is the lists from list i on.
func (l Lists) From(i int) Lists {
	return Lists{l.Index[i*l.Apart:], l.Values[i*l.Apart:], l.Counts[i:], l.Apart}
}

// check panics unless n lists over rows rows of w are there.
func (k Kernels) check(l Lists, n int, w []float32, rows int) {
	_, _, _, _ = l.Index[n*l.Apart-1], l.Values[n*l.Apart-1], l.Counts[n-1], w[rows*k.CellFloats()-1]
}

// GatherLists computes, for each of n lists, the sum of value * row of w over its entries, into
// the cell at y[i*step:], or adds it to that cell. Entries name rows below rows. Sums are taken
// entry by entry: cutting a list in two and adding gives the same bits.
func (k Kernels) GatherLists(y []float32, step int, l Lists, n int, w []float32, rows int, add bool) {
	if n == 0 {
		return
	}
	k.check(l, n, w, rows)
	cell := k.CellFloats()
	_ = y[(n-1)*step+cell-1]
	more := 0
	if add {
		more = 1
	}
	switch k.path {
	case AVX512:
		gatherListsAVX512(&y[0], 4*step, &w[0], &l.Index[0], &l.Values[0], 4*l.Apart, &l.Counts[0], n, more)
	case AVX2:
		gatherListsAVX2(&y[0], 4*step, &w[0], &l.Index[0], &l.Values[0], 4*l.Apart, &l.Counts[0], n, more)
	default:
		for i := range n {
			to := y[i*step:][:cell]
			if !add {
				clear(to)
			}
			for e := range int(l.Counts[i]) {
				v := l.Values[i*l.Apart+e]
				for c, x := range w[int(l.Index[i*l.Apart+e])*cell:][:cell] {
					to[c] += v * x
				}
			}
		}
	}
}

// DotLists computes, for each entry of n lists, the inner product of the cell x[i*step:] with its
// row of w in place of its value, or adds it to the value. Entries are taken in fours: up to three
// behind a list's last must name rows too, and their values are overwritten.
func (k Kernels) DotLists(l Lists, n int, x []float32, step int, w []float32, rows int, add bool) {
	if n == 0 {
		return
	}
	k.check(l, n, w, rows)
	cell := k.CellFloats()
	_ = x[(n-1)*step+cell-1]
	more := 0
	if add {
		more = 1
	}
	switch k.path {
	case AVX512:
		dotListsAVX512(&l.Values[0], &x[0], 4*step, &w[0], &l.Index[0], 4*l.Apart, &l.Counts[0], n, more)
	case AVX2:
		dotListsAVX2(&l.Values[0], &x[0], 4*step, &w[0], &l.Index[0], 4*l.Apart, &l.Counts[0], n, more)
	default:
		for i := range n {
			from := x[i*step:][:cell]
			for e := range int(l.Counts[i]) {
				var s [4]float32
				for c, v := range w[int(l.Index[i*l.Apart+e])*cell:][:cell] {
					s[c%4] += v * from[c]
				}
				sum := (s[0] + s[1]) + (s[2] + s[3])
				if add {
					sum += l.Values[i*l.Apart+e]
				}
				l.Values[i*l.Apart+e] = sum
			}
		}
	}
}

// Fill has the entries that DotLists takes beside those of list i name row 0.
func (l Lists) Fill(i int) {
	for e := int(l.Counts[i]); e%4 > 0; e++ {
		l.Index[i*l.Apart+e] = 0
	}
}
