package metric

import (
	"math"

	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// A whole stage's templates have one size. All their products with all windows of an image
// are then one matrix product, windows by templates, whose left-hand rows are found in the
// image itself: a window's line of w pixels is w*c floats that lie together. On vector units
// that beats transforms for the sizes of [P] table 4, small templates above all.
//
// It runs in float32, on the image less its channels' means. What that costs in accuracy is
// bounded in two ways. A window whose own means are far from the image's, compared with its
// contrast, would lose digits in the product, so such windows are centred first and go
// through a product of their own. And the best placements are scored again in float64.

// spectralUnit is how many multiplications of the matrix product take as long as the
// transforms of one pair take for each h*w*(c + log2(h*w)): by vector width, measured at
// 64x64x3.
func spectralUnit(lanes int) int {
	switch lanes {
	case 16:
		return 100
	case 8:
		return 50
	}
	return 2
}

const (
	// farWindow bounds a window's norm about the image's means over its norm about its own
	// means, times the root of its size, in the plain product: float32's rounding then moves
	// a score by about 2^-24 * farWindow.
	farWindow = 100
	// nearBest is how far below the best score in float32 a placement is scored again.
	nearBest = 2e-5
	// mostAgain bounds the placements that are: more are exact ties, of a periodic image.
	mostAgain = 32
)

// directSize holds the templates of one size for the matrix product.
type directSize struct {
	h, w, c int
	index   []int // of the templates, in the Matcher
	plain   simd.Product
	far     simd.Product // the same, but windows are rows of h*w*c
}

// newDirectSize packs templates of one size for images H x W.
func newDirectSize(k simd.Kernels, all []*template, index []int) *directSize {
	t := all[index[0]]
	d := &directSize{h: t.h, w: t.w, c: t.c, index: index}
	n := t.h * t.w * t.c
	unit := make([]float32, len(index)*n)
	for i, j := range index {
		if all[j].energy == 0 {
			continue
		}
		scale := 1 / math.Sqrt(all[j].energy)
		for p, v := range all[j].centred {
			unit[i*n+p] = float32(v * scale)
		}
	}
	packed := make([]float32, k.PackedLen(n, len(index)))
	for j := range k.Panels(len(index)) {
		k.Pack(packed, n, len(index), j, unit[k.Column(j)*n:], 1, n)
	}
	bias := make([]float32, k.Padded(len(index)))
	rows, cols := t.H-t.h+1, t.W-t.w+1
	off := make([]int32, t.h*rows*cols)
	for dy := range t.h {
		for y := range rows {
			for x := range cols {
				off[(dy*rows+y)*cols+x] = int32(4 * ((y+dy)*t.W + x) * t.c)
			}
		}
	}
	d.plain = simd.Product{Taps: t.h, K: t.w * t.c, Cols: len(index), Off: off, Stride: rows * cols, W: packed, Bias: bias, LDY: len(index), Slope: 1}
	d.far = d.plain
	d.far.Taps, d.far.K = 1, n
	return d
}

// centredImage is an image less the mean of each channel, for every size of templates.
type centredImage struct {
	h, w, c int
	total   float64     // energy of the image as it is
	pixels  []float32   // (h, w, c)
	sum     [][]float64 // integral image of each channel, (h+1, w+1)
	square  []float64   // integral image of squares over all channels

	inverse, scores, windows, answers []float32 // work space of directSize
}

// grown is a buffer of n values, kept for the next call.
func grown(b *[]float32, n int) []float32 {
	if cap(*b) < n {
		*b = make([]float32, n)
	}
	return (*b)[:n]
}

func newCentredImage(h, w, c int) *centredImage {
	m := &centredImage{h: h, w: w, c: c, pixels: make([]float32, h*w*c), square: make([]float64, (h+1)*(w+1))}
	for range c {
		m.sum = append(m.sum, make([]float64, (h+1)*(w+1)))
	}
	return m
}

func (m *centredImage) load(image *tensor.Tensor) {
	m.total = 0
	mean := make([]float64, m.c)
	for i, v := range image.Data {
		mean[i%m.c] += float64(v)
		m.total += float64(v) * float64(v)
	}
	line := make([]float64, m.c)
	for ch := range mean {
		mean[ch] /= float64(m.h * m.w)
	}
	width := m.w + 1
	for y := range m.h {
		clear(line)
		squares := 0.0
		for x := range m.w {
			at := (y+1)*width + x + 1
			for ch := range m.c {
				i := (y*m.w+x)*m.c + ch
				// Sums are of what the product sees, which float32 has rounded.
				m.pixels[i] = float32(float64(image.Data[i]) - mean[ch])
				v := float64(m.pixels[i])
				line[ch] += v
				squares += v * v
				m.sum[ch][at] = m.sum[ch][at-width] + line[ch]
			}
			m.square[at] = m.square[at-width] + squares
		}
	}
}

// norms writes 1 / sqrt(energy) of each window of h x w about its means, 0 for windows that
// count as constant, and lists the windows that are far from the image's means.
func (m *centredImage) norms(h, w int, out []float32) (far []int) {
	n, cols := float64(h*w), m.w-w+1
	bound := farWindow * farWindow / (n * float64(m.c))
	for y := range m.h - h + 1 {
		for x := range cols {
			square := m.box(m.square, x, y, h, w)
			energy := square
			for _, s := range m.sum {
				v := m.box(s, x, y, h, w)
				energy -= v * v / n
			}
			out[y*cols+x] = 0
			if energy > flat*m.total {
				out[y*cols+x] = float32(1 / math.Sqrt(energy))
				if square > bound*energy {
					far = append(far, y*cols+x)
				}
			}
		}
	}
	return far
}

// box is the sum of an integral image over the window of h x w at (x, y).
func (m *centredImage) box(integral []float64, x, y, h, w int) float64 {
	top, bottom := integral[y*(m.w+1):], integral[(y+h)*(m.w+1):]
	return bottom[x+w] - bottom[x] - top[x+w] + top[x]
}

// centre writes a window less its own means, in units of its norm.
func (m *centredImage) centre(dst []float32, x, y, h, w int, norm float32) {
	n := float64(h * w)
	line := w * m.c
	for ch, s := range m.sum {
		mean := float32(m.box(s, x, y, h, w) / n)
		for r := range h {
			from := m.pixels[((y+r)*m.w+x)*m.c:][:line]
			to := dst[r*line:][:line]
			for i := ch; i < line; i += m.c {
				to[i] = (from[i] - mean) * norm
			}
		}
	}
}

// match scores the templates of one size in the image, writing their best placements.
func (d *directSize) match(k simd.Kernels, all []*template, m *centredImage, image *tensor.Tensor, out []Match) {
	rows, cols, n := m.h-d.h+1, m.w-d.w+1, len(d.index)
	norms := grown(&m.inverse, rows*cols)
	far := m.norms(d.h, d.w, norms)
	scores := grown(&m.scores, rows*cols*n) // of a placement for all templates
	p := d.plain
	p.X, p.Y = m.pixels, scores
	k.Multiply(&p, rows*cols, 0, k.Panels(n))
	d.rescoreFar(k, m, far, norms, scores)
	top := make([]float32, n)
	for j := range top {
		top[j] = float32(math.Inf(-1))
	}
	for i, norm := range norms {
		row := scores[i*n:][:len(top)]
		for j, v := range row {
			v *= norm
			row[j] = v
			if v > top[j] {
				top[j] = v
			}
		}
	}
	again := make([]int, n)
	for j, t := range d.index {
		out[t] = Match{Score: math.Inf(-1)}
		if all[t].energy == 0 {
			out[t], again[j] = Match{}, mostAgain
		}
		top[j] -= nearBest
	}
	for i := range norms {
		for j, v := range scores[i*n:][:len(top)] {
			if v >= top[j] && again[j] < mostAgain {
				t := d.index[j]
				x, y := i%cols, i/cols
				dot, energy := all[t].window(image, x, y)
				out[t].offer(score(dot, energy, all[t].energy, m.total), x, y)
				again[j]++
			}
		}
	}
}

// rescoreFar replaces the products of windows far from the image's means by their scores, and
// their norms by 1.
func (d *directSize) rescoreFar(k simd.Kernels, m *centredImage, far []int, norms, scores []float32) {
	const chunk = 128
	size, cols, n := d.h*d.w*d.c, m.w-d.w+1, len(d.index)
	if len(far) == 0 {
		return
	}
	windows, answers := grown(&m.windows, chunk*size), grown(&m.answers, chunk*n)
	p := d.far
	p.X, p.Y, p.Stride = windows, answers, chunk
	p.Off = make([]int32, chunk)
	for i := range p.Off {
		p.Off[i] = int32(4 * i * size)
	}
	for len(far) > 0 {
		part := far[:min(chunk, len(far))]
		far = far[len(part):]
		for i, at := range part {
			m.centre(windows[i*size:][:size], at%cols, at/cols, d.h, d.w, norms[at])
		}
		k.Multiply(&p, len(part), 0, k.Panels(n))
		for i, at := range part {
			copy(scores[at*n:][:n], answers[i*n:][:n])
			norms[at] = 1
		}
	}
}
