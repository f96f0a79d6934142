package metric

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// spectralSize holds the spectra of templates of one size.
type spectralSize struct {
	h, w    int
	index   []int          // of the templates, in the Matcher
	spectra [][]complex128 // of each, (c, h, w/2+1), conjugate
}

func (m *Matcher) newSpectralSize(index []int) *spectralSize {
	s := &spectralSize{h: m.templates[index[0]].h, w: m.templates[index[0]].w, index: index}
	k := m.work.Get().(*matchWork)
	defer m.work.Put(k)
	for _, i := range index {
		s.spectra = append(s.spectra, k.templateSpectrum(m.templates[i]))
	}
	return s
}

// matchWork is the work space for one image at a time.
type matchWork struct {
	h, w, c  int
	total    float64           // energy of the image
	rows     *fourier.FFT      // along x, real
	columns  *fourier.CmplxFFT // along y
	spectrum []complex128      // of the image, each channel less its mean, (c, h, w/2+1)
	sum      [][]float64       // integral image of each channel, (h+1, w+1)
	square   []float64         // integral image of squares over all channels
	product  []complex128      // (w/2+1, h): columns lie in a row
	line     []complex128
	plane    []float64 // (h, w)
}

func newMatchWork(h, w, c int) *matchWork {
	k := &matchWork{
		h: h, w: w, c: c, rows: fourier.NewFFT(w), columns: fourier.NewCmplxFFT(h),
		square: make([]float64, (h+1)*(w+1)), spectrum: make([]complex128, c*h*(w/2+1)),
		product: make([]complex128, h*(w/2+1)), line: make([]complex128, max(h, w/2+1)), plane: make([]float64, h*w),
	}
	for range c {
		k.sum = append(k.sum, make([]float64, (h+1)*(w+1)))
	}
	return k
}

// load prepares an image.
func (k *matchWork) load(image *tensor.Tensor) {
	k.total = 0
	clear(k.square)
	for ch := range k.c {
		// The mean of the whole channel is taken off first: it changes no score and keeps
		// the difference of large sums in window energies accurate.
		mean := 0.0
		for i := range k.plane {
			v := float64(image.Data[i*k.c+ch])
			k.plane[i] = v
			mean += v / float64(len(k.plane))
			k.total += v * v
		}
		integral, width := k.sum[ch], k.w+1
		for y := range k.h {
			line, lineSq := 0.0, 0.0
			for x := range k.w {
				v := k.plane[y*k.w+x] - mean
				k.plane[y*k.w+x] = v
				line, lineSq = line+v, lineSq+v*v
				at := (y+1)*width + x + 1
				integral[at] = integral[at-width] + line
				k.square[at] += lineSq
			}
		}
		k.transform(k.spectrum[ch*len(k.product):][:len(k.product)], k.h)
	}
	// Squares were summed along rows for all channels; sum them down the columns.
	for y := 1; y <= k.h; y++ {
		for x := 1; x <= k.w; x++ {
			k.square[y*(k.w+1)+x] += k.square[(y-1)*(k.w+1)+x]
		}
	}
}

// templateSpectrum is the conjugate spectrum of a centred template in the corner of an
// empty image.
func (k *matchWork) templateSpectrum(t *template) []complex128 {
	out := make([]complex128, k.c*len(k.product))
	for ch := range k.c {
		clear(k.plane)
		for y := range t.h {
			for x := range t.w {
				k.plane[y*k.w+x] = t.centred[(y*t.w+x)*t.c+ch]
			}
		}
		k.transform(out[ch*len(k.product):][:len(k.product)], t.h)
	}
	for i, v := range out {
		out[i] = complex(real(v), -imag(v))
	}
	return out
}

// norms is 1 / sqrt(energy) of each window of h x w about its means, 0 for windows that
// count as constant.
func (k *matchWork) norms(h, w int) []float64 {
	rows, cols := k.h-h+1, k.w-w+1
	out := make([]float64, rows*cols)
	n := float64(h * w)
	for y := range rows {
		for x := range cols {
			energy := k.box(k.square, x, y, h, w)
			for _, s := range k.sum {
				v := k.box(s, x, y, h, w)
				energy -= v * v / n
			}
			if energy > flat*k.total {
				out[y*cols+x] = 1 / math.Sqrt(energy)
			}
		}
	}
	return out
}

// box is the sum of an integral image over the window of h x w at (x, y).
func (k *matchWork) box(integral []float64, x, y, h, w int) float64 {
	top, bottom := integral[y*(k.w+1):], integral[(y+h)*(k.w+1):]
	return bottom[x+w] - bottom[x] - top[x+w] + top[x]
}

// best is the template's best placement in the loaded image. The transforms wrap around,
// which only reaches shifts where the template would leave the image; those are left out.
func (k *matchWork) best(t *template, conjugate []complex128, norms []float64) Match {
	best := Match{Score: math.Inf(-1)}
	if t.energy == 0 {
		best.offer(0, 0, 0)
		return best
	}
	rows, cols, half := k.h-t.h+1, k.w-t.w+1, k.w/2+1
	for x := range half {
		column := k.product[x*k.h:][:k.h]
		a, b := k.spectrum[x*k.h:][:k.h], conjugate[x*k.h:][:k.h]
		for y := range column {
			column[y] = a[y] * b[y]
		}
		for ch := 1; ch < k.c; ch++ {
			a, b := k.spectrum[(ch*half+x)*k.h:][:k.h], conjugate[(ch*half+x)*k.h:][:k.h]
			for y := range column {
				column[y] += a[y] * b[y]
			}
		}
		k.columns.Sequence(column, column)
	}
	scale := 1 / (float64(k.h*k.w) * math.Sqrt(t.energy))
	row := k.plane[:k.w]
	for y := range rows {
		for x := range half {
			k.line[x] = k.product[x*k.h+y]
		}
		k.rows.Sequence(row, k.line[:half])
		for x, norm := range norms[y*cols:][:cols] {
			best.offer(max(-1, min(1, row[x]*norm*scale)), x, y)
		}
	}
	return best
}

// transform writes the spectrum of the plane, of which only the first rows are not zero,
// into dst (w/2+1, h), columns in a row.
func (k *matchWork) transform(dst []complex128, rows int) {
	half := k.w/2 + 1
	clear(dst)
	for y := range rows {
		k.rows.Coefficients(k.line[:half], k.plane[y*k.w:][:k.w])
		for x, v := range k.line[:half] {
			dst[x*k.h+y] = v
		}
	}
	for x := range half {
		column := dst[x*k.h:][:k.h]
		k.columns.Coefficients(column, column)
	}
}
