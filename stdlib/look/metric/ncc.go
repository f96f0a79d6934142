package metric

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Match is the best placement of a template in an image.
type Match struct {
	Score float64 // normalised cross-correlation, in [-1, 1]
	X, Y  int     // column and row of the template's upper left corner
}

// flat is the share of an image's (or template's) total energy under which a window
// counts as constant: below it the correlation is a ratio of rounding errors.
const flat = 1e-10

// NCC is the largest normalised cross-correlation of a template (h, w, C) over all
// placements that lie within an image (H, W, C):
//
//	sum (T - mean T)(I - mean I) / sqrt( sum (T - mean T)^2  sum (I - mean I)^2 )
//
// with sums over the window's pixels and channels, and one mean for each channel, as OpenCV's
// TM_CCOEFF_NORMED. Neither scale nor offset of a channel matters. A constant window, or a constant
// template, scores 0. Ties go to the first placement, row by row. [P] section 4.3.
//
// This is the definition written down; Matcher gives the same faster.
func NCC(template, image *tensor.Tensor) (Match, error) {
	if len(image.Shape) != 3 {
		return Match{}, fmt.Errorf("metric: got an image of shape %v, want (H, W, C)", image.Shape)
	}
	t, err := newTemplate(template, image.Shape[0], image.Shape[1], image.Shape[2])
	if err != nil {
		return Match{}, fmt.Errorf("metric: %w", err)
	}
	var total float64
	for _, v := range image.Data {
		total += float64(v) * float64(v)
	}
	if total-total != 0 {
		return Match{}, fmt.Errorf("metric: an image holds %s; all its values must be finite", notFinite(image))
	}
	best := Match{Score: math.Inf(-1)}
	for y := range t.H - t.h + 1 {
		for x := range t.W - t.w + 1 {
			dot, energy := t.window(image, x, y)
			best.offer(score(dot, energy, t.energy, total), x, y)
		}
	}
	return best, nil
}

// notFinite says which value of a picture (h, w, c) is the first that is no finite number.
func notFinite(t *tensor.Tensor) string {
	w, c := t.Shape[1], t.Shape[2]
	for i, v := range t.Data {
		if v-v != 0 {
			return fmt.Sprintf("%g in row %d, column %d, channel %d", v, i/(w*c), i/c%w, i%c)
		}
	}
	return "values whose squares are too large to be summed"
}

// offer keeps the better of two placements, the earlier one when they differ by no more
// than rounding.
func (m *Match) offer(score float64, x, y int) {
	const tie = 1e-9
	if score > m.Score+tie {
		*m = Match{Score: score, X: x, Y: y}
	}
}

// score is the correlation from its three sums; total is the image's whole energy, the
// scale against which a window is called constant.
func score(dot, energy, template, total float64) float64 {
	if energy <= flat*total || template == 0 {
		return 0
	}
	return max(-1, min(1, dot/math.Sqrt(energy*template)))
}

// template is a template less the mean of each channel.
type template struct {
	h, w, c, H, W int
	centred       []float64 // (h, w, c)
	energy        float64   // sum of squares of centred; 0 for a constant template
}

// newTemplate prepares a template for images of H x W x C.
func newTemplate(t *tensor.Tensor, H, W, C int) (*template, error) {
	if len(t.Shape) != 3 || t.Shape[2] != C || t.Shape[0] > H || t.Shape[1] > W || len(t.Data) == 0 {
		return nil, fmt.Errorf("got a template of shape %v for images of %dx%dx%d, want (h, w, C) with as many channels and no side larger", t.Shape, H, W, C)
	}
	p := &template{h: t.Shape[0], w: t.Shape[1], c: t.Shape[2], H: H, W: W}
	n := float64(p.h * p.w)
	mean := make([]float64, p.c)
	total := 0.0
	for i, v := range t.Data {
		mean[i%p.c] += float64(v) / n
		total += float64(v) * float64(v)
	}
	p.centred = make([]float64, len(t.Data))
	for i, v := range t.Data {
		p.centred[i] = float64(v) - mean[i%p.c]
		p.energy += p.centred[i] * p.centred[i]
	}
	if total-total != 0 {
		return nil, fmt.Errorf("a template holds %s; all its values must be finite", notFinite(t))
	}
	if p.energy <= flat*total {
		p.energy = 0
	}
	return p, nil
}

// window is the sum of products of the centred template with the image's window at
// (x, y), and that window's energy about its own means.
func (t *template) window(image *tensor.Tensor, x, y int) (dot, energy float64) {
	n := float64(t.h * t.w)
	for ch := range t.c {
		sum := 0.0
		for r := range t.h {
			row := image.Data[((y+r)*t.W+x)*t.c+ch:]
			for i := 0; i < t.w*t.c; i += t.c {
				sum += float64(row[i])
			}
		}
		mean := sum / n
		for r := range t.h {
			row, centred := image.Data[((y+r)*t.W+x)*t.c+ch:], t.centred[r*t.w*t.c+ch:]
			for i := 0; i < t.w*t.c; i += t.c {
				v := float64(row[i])
				dot += centred[i] * v // the template is centred, so the window's mean drops out
				energy += (v - mean) * (v - mean)
			}
		}
	}
	return dot, energy
}
