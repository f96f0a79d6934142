package simd

// The matrix products. Right-hand sides are packed once, in panels of columns as wide as a
// tile, so that the inner loop reads them front to back; left-hand sides are rows found
// through byte offsets from a base, so that a convolution needs no copy per tap.

// Lanes is the number of float32 in a vector of this path.
func (k Kernels) Lanes() int {
	switch k.path {
	case AVX512:
		return 16
	case AVX2:
		return 8
	}
	return 4
}

// tileRows are the tile heights, highest first.
func (k Kernels) tileRows() []int {
	switch k.path {
	case AVX512:
		return avx512Rows[:]
	case AVX2:
		return avx2Rows[:]
	}
	return goRows[:]
}

var (
	avx512Rows = [...]int{12, 8, 4, 2, 1}
	avx2Rows   = [...]int{6, 4, 2, 1}
	goRows     = [...]int{4, 1}
)

// Panels is the number of column panels of an n-column matrix.
func (k Kernels) Panels(n int) int {
	w := 2 * k.Lanes()
	return (n + w - 1) / w
}

// Padded is n rounded up to what the panels hold: two vectors each; the last one two, one,
// or on AVX-512 half a vector where that is enough.
func (k Kernels) Padded(n int) int {
	if n == 0 {
		return 0
	}
	first, width, _ := k.panel(n, k.Panels(n)-1)
	return first + width
}

// panel is the first column, the width in floats and the used columns of panel j.
func (k Kernels) panel(n, j int) (first, width, used int) {
	l := k.Lanes()
	first = j * 2 * l
	used = min(2*l, n-first)
	least := l
	if k.path == AVX512 {
		least = l / 2
	}
	for width = 2 * l; width > least && used <= width/2; {
		width /= 2
	}
	return first, width, used
}

// PackedLen is the number of floats of a packed rows x cols right-hand side.
func (k Kernels) PackedLen(rows, cols int) int { return rows * k.Padded(cols) }

// Column is the first column of panel j.
func (k Kernels) Column(j int) int { return j * 2 * k.Lanes() }

// Pack writes panel j of a rows x cols matrix into dst, which holds the whole packed matrix,
// zero-padded. src starts at the panel's first column: its entry (r, c) is
// src[r*rowStride+c*colStride].
func (k Kernels) Pack(dst []float32, rows, cols, j int, src []float32, rowStride, colStride int) {
	c0, width, used := k.panel(cols, j)
	d := dst[rows*c0 : rows*c0+rows*width]
	if colStride == 1 {
		for r := range rows {
			row := d[r*width : (r+1)*width]
			clear(row[copy(row, src[r*rowStride:r*rowStride+used]):])
		}
		return
	}
	if used < width {
		clear(d)
	}
	if rowStride == 1 {
		k.Transpose(d, width, src, colStride, used, rows)
		return
	}
	for r := range rows {
		for c := range used {
			d[r*width+c] = src[r*rowStride+c*colStride]
		}
	}
}

// PackRow writes row r of a rows x cols matrix into dst, which holds the whole packed matrix.
func (k Kernels) PackRow(dst []float32, rows, cols, r int, src []float32) {
	for j := range k.Panels(cols) {
		c0, width, used := k.panel(cols, j)
		row := dst[rows*c0+r*width:][:width]
		clear(row[copy(row, src[c0:c0+used]):])
	}
}

// Product is an indirect matrix product: row m of the result is
//
//	Y[m] = max(v, Slope*v),  v = Bias + sum over taps t and k < K of X[Off[t*Stride+m]/4 + k] * W[t*K+k]
//
//	X      base of the left-hand rows
//	Off    byte offsets, tap after tap, Stride apart
//	W      packed (Taps*K) x Cols
//	Bias   Padded(Cols) floats
//	Y      row m at m*LDY floats
//	Slope  in [0, 1]: 1 no activation, 0 relu
//	Next   what will be read after this product: it is fetched into the second-level cache meanwhile
type Product struct {
	Taps, K, Cols int
	X             []float32
	Off           []int32
	Stride        int
	W, Bias       []float32
	Y             []float32
	LDY           int
	Slope         float32
	Next          []float32
}

// callMACs bounds the multiply-adds of one call of a kernel, in thousands: assembly cannot be
// interrupted, and so much takes well under a millisecond.
const callMACs = 16 << 10

// Multiply computes rows [0, rows) and column panels [first, last) of a product.
//
// What a panel's rows of weights are multiplied with comes from a cache, the weights themselves
// from further away where they are many: so each panel fetches the next one's, and the last
// panel what the caller names.
func (k Kernels) Multiply(p *Product, rows, first, last int) {
	if rows == 0 || first >= last {
		return
	}
	depth := p.Taps * p.K
	most := max(1, callMACs<<10/(depth*2*k.Lanes()))
	for j := first; j < last; j++ {
		c0, width, used := k.panel(p.Cols, j)
		w, bias := &p.W[depth*c0], &p.Bias[c0]
		next := p.Next
		if j+1 < last {
			next = p.W[depth*(c0+width):]
			next = next[:min(len(next), depth*width)]
		}
		// Half of an AVX-512 vector is a vector of AVX2.
		path, lanes := k.path, k.Lanes()
		if path == AVX512 && width < lanes {
			path, lanes = AVX2, 8
		}
		cols := used - max(0, width-lanes)
		heights := (Kernels{path}).tileRows()
		m := 0
		for _, mr := range heights {
			for m+mr <= rows {
				tiles := min(max(1, most/mr), (rows-m)/mr)
				ahead, stride := w, 0
				if enough := len(next) / (line * depth); enough > 0 {
					tiles = min(tiles, enough)
					ahead, stride = &next[0], 2*4*line
					next = next[line*depth*tiles:]
				}
				x, off, y := &p.X[0], &p.Off[m], &p.Y[m*p.LDY+c0]
				switch path {
				case AVX512:
					gemmTileAVX512(mr, width, tiles, p.Taps, p.K, x, off, p.Stride, w, y, 4*p.LDY, bias, cols, p.Slope, ahead, stride)
				case AVX2:
					gemmTileAVX2(mr, width, tiles, p.Taps, p.K, x, off, p.Stride, w, y, 4*p.LDY, bias, cols, p.Slope, ahead, stride)
				default:
					for t := range tiles {
						gemmGo(mr, width, used, p, m+t*mr, c0)
					}
				}
				m += tiles * mr
			}
		}
	}
}

// line is the floats of a cache line.
const line = 16

// Outer is a sum of outer products over N positions:
//
//	C[r][c] = [C[r][c] +] sum over p of A[AOff[p]/4 + r] * B[BOff[p]/4 + c]
//
// Rows of C are LDC floats apart. Offsets are in bytes.
type Outer struct {
	N          int
	A          []float32
	AOff       []int32
	B          []float32
	BOff       []int32
	C          []float32
	LDC        int
	Rows, Cols int
	Add        bool
}

// Accumulate computes the column panels [first, last) of an outer product sum, all rows.
// Positions are taken in chunks that keep a panel's rows in the first-level cache.
func (k Kernels) Accumulate(o *Outer, first, last int) {
	const chunk = 192
	if o.N == 0 {
		if !o.Add {
			k.clearPanels(o, first, last)
		}
		return
	}
	heights := k.tileRows()
	lanes := k.Lanes()
	for j := first; j < last; j++ {
		c0, width, used := k.panel(o.Cols, j)
		width = max(width, lanes)
		cols := used - (width - lanes)
		for n0 := 0; n0 < o.N; n0 += chunk {
			n := min(chunk, o.N-n0)
			add := 0
			if o.Add || n0 > 0 {
				add = 1
			}
			r := 0
			for _, mr := range heights {
				for ; r+mr <= o.Rows; r += mr {
					a, b, c := &o.A[r], &o.B[c0], &o.C[r*o.LDC+c0]
					switch k.path {
					case AVX512:
						outerTileAVX512(mr, width, n, a, &o.AOff[n0], b, &o.BOff[n0], c, 4*o.LDC, cols, add)
					case AVX2:
						outerTileAVX2(mr, width, n, a, &o.AOff[n0], b, &o.BOff[n0], c, 4*o.LDC, cols, add)
					default:
						outerGo(mr, used, o, n0, n, r, c0, add != 0)
					}
				}
			}
		}
	}
}

func (k Kernels) clearPanels(o *Outer, first, last int) {
	for j := first; j < last; j++ {
		c0, _, used := k.panel(o.Cols, j)
		for r := range o.Rows {
			clear(o.C[r*o.LDC+c0 : r*o.LDC+c0+used])
		}
	}
}

// Stacked are rows in groups of Lanes columns: column c of row p is
// Data[c/Lanes*Apart + p*Lanes + c%Lanes]. What the last group has too many is of any value.
type Stacked struct {
	Data  []float32
	Apart int
}

// AccumulateStacked computes panels [first, last) of columns of
//
//	C[r][c] = [C[r][c] +] sum over p < n of A[p][r] * B[p][c]
//
// for r < rows and c < cols; rows of C are ldc floats apart. It is Accumulate for operands in the order
// in which they are needed.
func (k Kernels) AccumulateStacked(n int, a, b Stacked, c []float32, ldc, rows, cols, first, last int, add bool) {
	const chunk = 128 // positions: with a panel of b, what the first-level cache holds
	lanes := k.Lanes()
	_, _ = a.Data[(rows-1)/lanes*a.Apart+n*lanes-1], b.Data[(cols-1)/lanes*b.Apart+n*lanes-1]
	for j := first; j < last; j++ {
		c0 := j * 2 * lanes
		used := min(2*lanes, cols-c0)
		_ = c[(rows-1)*ldc+c0+used-1]
		width := lanes
		if used > lanes {
			width = 2 * lanes
		}
		for n0 := 0; n0 < n; n0 += chunk {
			count, more := min(chunk, n-n0), 0
			if add || n0 > 0 {
				more = 1
			}
			bs := b.Data[2*j*b.Apart+n0*lanes:]
			r := 0
			for _, mr := range k.stackRows() {
				tiles := (rows - r) / mr
				if tiles == 0 {
					continue
				}
				as, to := a.Data[r/lanes*a.Apart+n0*lanes+r%lanes:], c[r*ldc+c0:]
				switch k.path {
				case AVX512:
					stackedTileAVX512(mr, width, tiles, count, &as[0], 4*a.Apart, &bs[0], 4*b.Apart, &to[0], 4*ldc, used-width+lanes, more, r%lanes)
				case AVX2:
					stackedTileAVX2(mr, width, tiles, count, &as[0], 4*a.Apart, &bs[0], 4*b.Apart, &to[0], 4*ldc, used-width+lanes, more, r%lanes)
				default:
					for t := range tiles {
						stackedGo(mr, used, count, a.Data[(r+t*mr)/lanes*a.Apart+n0*lanes+(r+t*mr)%lanes:], bs, b.Apart, c[(r+t*mr)*ldc+c0:], ldc, more != 0)
					}
				}
				r += tiles * mr
			}
		}
	}
}

// stackRows are the heights of tiles of a stacked outer product: each divides Lanes.
func (k Kernels) stackRows() []int {
	switch k.path {
	case AVX512:
		return []int{8, 4, 2, 1}
	case AVX2:
		return []int{4, 2, 1}
	}
	return goRows[:]
}
