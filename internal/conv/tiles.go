package conv

import (
	"unsafe"

	"github.com/andor-kernel/andor/internal/simd"
)

// The fast algorithms cut images into tiles and turn each into rows of a few matrix
// products ("planes"), with far fewer multiplications than the textbook sum:
//
//   - Winograd F(2x2,3x3) (Lavin and Gray 2016): a 4x4 patch makes 2x2 outputs through 16
//     products instead of 36.
//   - Nine products, for upsample-by-two then 3x3. Along one axis, with inputs p, x, q next
//     to each other, the two outputs from x are
//     even = w0 p + (w1+w2) x = (p-x) w0 + x (w0+w1+w2),
//     odd  = (w0+w1) x + w2 q = x (w0+w1+w2) + (q-x) w2:
//     three products for two outputs of three taps, nine for four outputs in two dimensions,
//     instead of 36.
//
// Both are exact identities; rounding differs from the direct sum by a few ulps of the
// largest term.

// grid is the tiles of a batch of images.
type grid struct{ rows, cols int } // of one image

func (g grid) tiles(n int) int { return n * g.rows * g.cols }

// patch says which part of an image belongs to a tile: side x side positions from
// tile*step+origin, in a height x width image of c channels.
type patch struct {
	grid               grid
	h, w, c            int
	side, step, origin int
	offsets            []int // of a patch's positions from its first, in bytes
	firstTile, lastCol int   // the columns of tiles from and up to which patches lie inside
}

func newPatch(g grid, h, w, c, side, step, origin int) *patch {
	p := &patch{grid: g, h: h, w: w, c: c, side: side, step: step, origin: origin}
	for i := range side * side {
		p.offsets = append(p.offsets, 4*(i/side*w+i%side)*c)
	}
	p.firstTile = (-origin + step - 1) / step
	p.lastCol = (w - side - origin) / step
	if w < side+origin {
		p.lastCol = -1
	}
	return p
}

// place is the example, row and column of the first position of tile m's patch: the last two may lie
// outside of the image.
func (p *patch) place(m int) (b, y, x int) {
	per := p.grid.rows * p.grid.cols
	b, m = m/per, m%per
	return b, m/p.grid.cols*p.step + p.origin, m%p.grid.cols*p.step + p.origin
}

// inside is the first float of the patch of tile m, if all of it lies in the image.
func (p *patch) inside(m int) (first int, ok bool) {
	b, y, x := p.place(m)
	ok = y >= 0 && x >= 0 && y <= p.h-p.side && x <= p.w-p.side
	return ((b*p.h+y)*p.w + x) * p.c, ok
}

// along is how many of tiles [m, to), from m on in its row of tiles, have all columns of their
// patches in the image.
func (p *patch) along(m, to int) int {
	tile := m % p.grid.cols
	if tile < p.firstTile {
		return 0
	}
	return max(0, min(p.lastCol+1-tile, p.grid.cols-tile, to-m))
}

// point sets ptr to the positions of tile m, from channel c on; those outside the image to
// outside.
func (p *patch) point(ptr []*float32, x []float32, m, c int, outside *float32) {
	if first, ok := p.inside(m); ok {
		base := unsafe.Pointer(&x[first : first+p.offsets[len(p.offsets)-1]/4+p.c][c]) // checks the last position too
		ptr = ptr[:len(p.offsets)]
		for i, o := range p.offsets {
			ptr[i] = (*float32)(unsafe.Add(base, o))
		}
		return
	}
	b, top, left := p.place(m)
	for i := range p.side * p.side {
		y, q := top+i/p.side, left+i%p.side
		if y < 0 || q < 0 || y >= p.h || q >= p.w {
			ptr[i] = outside
			continue
		}
		ptr[i] = &x[((b*p.h+y)*p.w+q)*p.c+c]
	}
}

// planes are the transformed rows of a block of tiles: plane after plane, a row of c floats
// for each of up to per tiles. Rows are an odd number of cache lines apart, and so are
// planes: at the powers of two that channels come in, the rows of a product would all fall
// into the same few sets of the first-level cache.
type planes struct {
	count, per, c, row, plane int
}

func newPlanes(count, per, c int) planes {
	row := oddLines(c)
	return planes{count: count, per: per, c: c, row: row, plane: oddLines(per * row)}
}

// oddLines rounds a number of floats up to an odd number of cache lines.
func oddLines(floats int) int {
	const line = 16
	return ((floats+line-1)/line | 1) * line
}

func (p planes) floats() int { return p.count * p.plane }

// offsets are the byte offsets of the rows of a plane.
func (p planes) offsets() []int32 { return ramp(p.per, p.row) }

// rows points ptr to row m of each plane of buf.
func (p planes) rows(ptr []*float32, buf []float32, m int) {
	first := m * p.row
	base := unsafe.Pointer(&buf[first : first+(p.count-1)*p.plane+p.c][0])
	for k := range ptr[:p.count] {
		ptr[k] = (*float32)(unsafe.Add(base, 4*k*p.plane))
	}
}

// stacks are the transformed rows of a block of tiles in the order in which sums of outer
// products read them: plane after plane, in each a group of channels after the other.
type stacks struct {
	count, per, c, apart, plane int
}

func newStacks(e engine, count, per, c int) stacks {
	lanes := e.Lanes()
	s := stacks{count: count, per: per, c: c, apart: oddLines(per * lanes)}
	s.plane = oddLines((c + lanes - 1) / lanes * s.apart)
	return s
}

func (s stacks) floats() int { return s.count * s.plane }

// at is plane k of buf.
func (s stacks) at(buf []float32, k int) simd.Stacked {
	return simd.Stacked{Data: buf[k*s.plane : (k+1)*s.plane], Apart: s.apart}
}

// ramp are the byte offsets of count rows of c floats.
func ramp(count, c int) []int32 {
	r := make([]int32, count)
	for i := range r {
		r[i] = int32(4 * i * c)
	}
	return r
}

// blocks divides tiles into equal blocks, as large as the budget of floats allows at
// perTile floats each. Where there are few they are as many as keep every worker busy;
// where there are many they are whole numbers of the highest matrix tiles instead.
func blocks(e engine, tiles, perTile, budget int) (count, per int) {
	const least, few, high = 32, 8, 12
	per = max(least, budget/perTile)
	count = (tiles + per - 1) / per
	unit := 4
	if count >= few*e.threads {
		unit = high
	}
	count = max(1, (count+e.threads-1)/e.threads*e.threads)
	per = ((tiles+count-1)/count + unit - 1) / unit * unit
	return (tiles + per - 1) / per, per
}
