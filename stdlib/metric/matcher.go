package metric

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Matcher answers NCC for many templates in one image: the numerator comes from one
// product of spectra, the windows' means and energies from integral images (Lewis 1995, "Fast
// normalized cross-correlation"). Its scores equal NCC's up to rounding (about 1e-9).
//
// A Matcher holds work space: use one for each goroutine.
type Matcher struct {
	image    *tensor.Tensor
	h, w, c  int
	total    float64
	rows     *fourier.FFT      // along x, real
	columns  *fourier.CmplxFFT // along y
	spectrum [][]complex128    // of each channel less its mean, (h, w/2+1)
	sum      [][]float64       // integral image of each channel, (h+1, w+1)
	square   []float64         // integral image of squares over all channels
	product  []complex128
	line     []complex128
	plane    []float64
}

// NewMatcher prepares an image (H, W, C).
func NewMatcher(image *tensor.Tensor) (*Matcher, error) {
	if len(image.Shape) != 3 || len(image.Data) == 0 {
		return nil, errors.New("metric: got an image that is not (H, W, C) or is empty")
	}
	h, w, c := image.Shape[0], image.Shape[1], image.Shape[2]
	m := &Matcher{
		image: image, h: h, w: w, c: c, rows: fourier.NewFFT(w), columns: fourier.NewCmplxFFT(h),
		square: make([]float64, (h+1)*(w+1)), product: make([]complex128, h*(w/2+1)),
		line: make([]complex128, h), plane: make([]float64, h*w),
	}
	for ch := range c {
		// The mean of the whole channel is taken off first: it changes no score and keeps
		// the difference of large sums in window energies accurate.
		mean := 0.0
		for i := range m.plane {
			m.plane[i] = float64(image.Data[i*c+ch])
			mean += m.plane[i] / float64(h*w)
			m.total += m.plane[i] * m.plane[i]
		}
		integral := make([]float64, (h+1)*(w+1))
		for y := range h {
			line, lineSq := 0.0, 0.0
			for x := range w {
				v := m.plane[y*w+x] - mean
				m.plane[y*w+x] = v
				line, lineSq = line+v, lineSq+v*v
				at := (y+1)*(w+1) + x + 1
				integral[at] = integral[at-w-1] + line
				m.square[at] += lineSq
			}
		}
		m.sum = append(m.sum, integral)
		m.spectrum = append(m.spectrum, make([]complex128, h*(w/2+1)))
		m.transform(m.spectrum[ch])
	}
	// Squares were summed along rows for all channels; sum them down the columns.
	for y := 1; y <= h; y++ {
		for x := 1; x <= w; x++ {
			m.square[y*(w+1)+x] += m.square[(y-1)*(w+1)+x]
		}
	}
	return m, nil
}

// Best is NCC of the template (h, w, C) in the matcher's image.
func (m *Matcher) Best(template *tensor.Tensor) (Match, error) {
	t, err := newTemplate(template, m.image)
	if err != nil {
		return Match{}, err
	}
	m.correlate(t)
	best := Match{Score: math.Inf(-1)}
	n := float64(t.h * t.w)
	for y := range t.H - t.h + 1 {
		for x := range t.W - t.w + 1 {
			energy := m.box(m.square, x, y, t)
			for _, s := range m.sum {
				v := m.box(s, x, y, t)
				energy -= v * v / n
			}
			best.offer(score(m.plane[y*m.w+x], energy, t.energy, m.total), x, y)
		}
	}
	return best, nil
}

// box is the sum of an integral image over the template's window at (x, y).
func (m *Matcher) box(integral []float64, x, y int, t *template) float64 {
	w := m.w + 1
	top, bottom := integral[y*w:], integral[(y+t.h)*w:]
	return bottom[x+t.w] - bottom[x] - top[x+t.w] + top[x]
}

// correlate leaves in m.plane the correlation of the image with the centred template at
// every shift. The transforms wrap around, which only reaches shifts where the template
// would leave the image; those are never read.
func (m *Matcher) correlate(t *template) {
	sum := make([]complex128, len(m.product))
	for ch := range m.c {
		clear(m.plane)
		for y := range t.h {
			for x := range t.w {
				m.plane[y*m.w+x] = t.centred[(y*t.w+x)*t.c+ch]
			}
		}
		m.transform(m.product)
		for i, v := range m.product {
			sum[i] += m.spectrum[ch][i] * complex(real(v), -imag(v))
		}
	}
	half := m.w/2 + 1
	for x := range half {
		for y := range m.h {
			m.line[y] = sum[y*half+x]
		}
		m.columns.Sequence(m.line, m.line)
		for y := range m.h {
			sum[y*half+x] = m.line[y]
		}
	}
	scale := 1 / float64(m.h*m.w)
	for y := range m.h {
		row := m.plane[y*m.w:][:m.w]
		m.rows.Sequence(row, sum[y*half:][:half])
		for x := range row {
			row[x] *= scale
		}
	}
}

// transform writes the spectrum of m.plane (h, w) into dst (h, w/2+1).
func (m *Matcher) transform(dst []complex128) {
	half := m.w/2 + 1
	for y := range m.h {
		m.rows.Coefficients(dst[y*half:][:half], m.plane[y*m.w:][:m.w])
	}
	for x := range half {
		for y := range m.h {
			m.line[y] = dst[y*half+x]
		}
		m.columns.Coefficients(m.line, m.line)
		for y := range m.h {
			dst[y*half+x] = m.line[y]
		}
	}
}

// MatchingScore is [P] table 4: the best NCC of each template in each image (N, H, W, C),
// averaged over both. Templates (h, w, C) may differ in size.
func MatchingScore(templates []*tensor.Tensor, images *tensor.Tensor) (float64, error) {
	if len(templates) == 0 || len(images.Shape) != 4 || images.Shape[0] == 0 {
		return 0, errors.New("metric: got no templates or no images, want at least one of each, images as (N, H, W, C)")
	}
	sum := 0.0
	for i := range images.Shape[0] {
		m, err := NewMatcher(images.Row(i))
		if err != nil {
			return 0, err
		}
		for _, t := range templates {
			b, err := m.Best(t)
			if err != nil {
				return 0, err
			}
			sum += b.Score
		}
	}
	return sum / float64(len(templates)*images.Shape[0]), nil
}
