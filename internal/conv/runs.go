package conv

import "github.com/andor-kernel/andor/internal/simd"

// runs cuts tiles into runs that the transforms take in one call: tiles side by side whose patches lie
// at equal distances. In a wide image these are the tiles whose patches lie inside, and one at each end
// of a row whose patch is copied, with zeros for what lies outside. In a narrow image the ends would be
// much of the work, so whole rows are copied with zeros at both ends, and a row of tiles is one run.
//
// runs is one worker's, for patches of one shape.
type runs struct {
	p      *patch
	narrow bool
	width  int       // floats of a copied row
	copied []float32 // rows of a patch, or of a row of patches: line y of an image at (y-origin) % side
	zeros  []float32 // a row outside of the image
	image  int       // whose lines are copied
	first  int       // the first of them
}

// narrowFloats is the length of rows, in floats, that are copied whole.
const narrowFloats = 1024

func newRuns(p *patch) *runs {
	r := &runs{p: p, width: p.side * p.c}
	r.narrow = p.w*p.c <= narrowFloats && (p.firstTile > 0 || p.lastCol < p.grid.cols-1)
	if r.narrow {
		r.width = p.c * max(p.w-p.origin, (p.grid.cols-1)*p.step+p.side)
	}
	r.copied, r.zeros = make([]float32, p.side*r.width), make([]float32, max(r.width, p.w*p.c))
	return r
}

// workerRuns are those of each worker.
func workerRuns(threads int, p *patch) []*runs {
	all := make([]*runs, threads)
	for i := range all {
		all[i] = newRuns(p)
	}
	return all
}

// runFloats is about the memory of the runs of one worker.
func (p *patch) runFloats() int { return 2 * p.side * max(p.side, p.w+2) * p.c }

// begin forgets what was copied: other images follow.
func (r *runs) begin() { r.image = -1 }

// next is the run that begins with tile m, of tiles below to: where its patches lie, in l, and how many
// tiles it has.
func (r *runs) next(l *simd.Lines, x []float32, m, to int) (count int) {
	p := r.p
	b, y, q := p.place(m)
	l.Col, l.Next = p.c, p.step*p.c
	image := x[b*p.h*p.w*p.c:][:p.h*p.w*p.c]
	if r.narrow {
		tile := m % p.grid.cols
		for i := range p.side {
			if y+i < 0 || y+i >= p.h {
				l.Row[i] = r.zeros
				continue
			}
			row := r.copied[(y+i-p.origin)%p.side*r.width:][:r.width]
			if b != r.image || y+i >= r.first+p.side || y+i < r.first {
				copy(row[-p.origin*p.c:], image[(y+i)*p.w*p.c:][:p.w*p.c])
			}
			l.Row[i] = row[tile*p.step*p.c:]
		}
		r.image, r.first = b, y
		return min(p.grid.cols-tile, to-m)
	}
	count = p.along(m, to)
	for i := range p.side {
		switch inside := y+i >= 0 && y+i < p.h; {
		case !inside:
			l.Row[i] = r.zeros
		case count > 0:
			l.Row[i] = image[((y+i)*p.w+q)*p.c:]
		default:
			row := r.copied[i*r.width:][:r.width]
			from, end := max(0, q), min(p.w, q+p.side)
			clear(row[:(from-q)*p.c])
			clear(row[copy(row[(from-q)*p.c:], image[((y+i)*p.w+from)*p.c:((y+i)*p.w+end)*p.c])+(from-q)*p.c:])
			l.Row[i] = row
		}
	}
	return max(1, count)
}

// take applies t to the patches of tiles [from, to): into the rows of out, from row 0 on.
func (e engine) take(t simd.Transform, r *runs, x []float32, from, to int, pl planes, out []float32) {
	var lines simd.Lines
	side := t.OutputSide()
	r.begin()
	for m := from; m < to; {
		count := r.next(&lines, x, m, to)
		rows := simd.Square{First: out[(m-from)*pl.row:], Row: side * pl.plane, Col: pl.plane, Next: pl.row}
		e.ApplySquares(t, count, rows, &lines, r.p.c, nil, 1)
		m += count
	}
}

// stack applies t to the patches of tiles [from, to): into row to0 of out and those behind it.
func (e engine) stack(t simd.Transform, r *runs, x []float32, from, to int, s stacks, out []float32, to0 int) {
	var lines simd.Lines
	side, lanes := t.OutputSide(), e.Lanes()
	r.begin()
	for m := from; m < to; {
		count := r.next(&lines, x, m, to)
		dst := simd.Square{First: out[(to0+m-from)*lanes:], Row: side * s.plane, Col: s.plane, Step: s.apart, Next: lanes}
		e.ApplySquares(t, count, dst, &lines, r.p.c, nil, 1)
		m += count
	}
}

// collect sums the output gradients around input positions [from, to) into the taps of each: Collect.
// A position's taps are row floats, in vectors of lanes channels group floats apart from one group of
// channels to the next.
func (e engine) collect(r *runs, dpre []float32, from, to int, taps []float32, row, lanes, group int) {
	var lines simd.Lines
	r.begin()
	for m := from; m < to; {
		count := r.next(&lines, dpre, m, to)
		for c := 0; c < r.p.c; c += lanes {
			part := lines
			for i := range r.p.side {
				part.Row[i] = lines.Row[i][c:]
			}
			dst := simd.Square{First: taps[(m-from)*row+c/lanes*group:], Row: 3 * lanes, Col: lanes, Next: row}
			e.ApplySquares(simd.Collect, count, dst, &part, min(lanes, r.p.c-c), nil, 1)
		}
		m += count
	}
}

// put applies t to the rows of in and writes channels [c, c+n) of the patches of tiles
// [from, to), with bias and slope; what lies outside the image goes to waste.
func (e engine) put(t simd.Transform, p *patch, y []float32, from, to, c, n int, pl planes, in, waste, bias []float32, slope float32) {
	var src, dst [16]*float32
	side := t.InputSide()
	rows := simd.Lines{Col: pl.plane, Next: pl.row}
	for m := from; m < to; {
		if first, ok := p.inside(m); ok {
			count := p.along(m, to)
			for i := range side {
				rows.Row[i] = in[(m-from)*pl.row+i*side*pl.plane:]
			}
			square := simd.Square{First: y[first+c:], Row: p.w * p.c, Col: p.c, Next: p.step * p.c}
			e.ApplySquares(t, count, square, &rows, n, &bias[c], slope)
			m += count
			continue
		}
		pl.rows(src[:], in, m-from)
		p.point(dst[:], y, m, c, &waste[0])
		e.Apply(t, dst[:], src[:], n, &bias[c], slope)
		m++
	}
}
