package metric

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Matcher answers NCC of many templates in many images of one size. For each size of
// templates it takes the faster of two ways, both with the windows' means and energies from
// integral images (Lewis 1995, "Fast normalized cross-correlation"; [P] cites Yoo and Han
// 2009):
//
//   - products of spectra, where templates and images are large. A template is transformed
//     once for all images, an image once for all templates; what is left for a pair is a
//     product and an inverse transform.
//   - one matrix product of all windows with all templates, where a vector unit makes that
//     cheaper.
//
// The scores equal NCC's to 1e-9, but for images that repeat a best window more than 32
// times, and there to 1e-5.
//
// A Matcher may be used by several goroutines at once.
type Matcher struct {
	h, w, c   int
	templates []*template
	kernels   simd.Kernels
	direct    []*directSize
	spectral  []*spectralSize
	work      sync.Pool // *matchWork
	images    sync.Pool // *centredImage
}

// NewMatcher prepares templates (h', w', c), of any sizes, for images (h, w, c).
func NewMatcher(templates []*tensor.Tensor, h, w, c int) (*Matcher, error) {
	return newMatcher(templates, h, w, c, simd.Default(), cheaper)
}

// way says whether templates of h x w go by the matrix product.
type way func(k simd.Kernels, t *template) bool

// cheaper compares what a pair costs.
func cheaper(k simd.Kernels, t *template) bool {
	products := (t.H - t.h + 1) * (t.W - t.w + 1) * t.h * t.w * t.c
	return products <= spectralUnit(k.Lanes())*t.H*t.W*(t.c+bits.Len(uint(t.H*t.W)))
}

func newMatcher(templates []*tensor.Tensor, h, w, c int, k simd.Kernels, direct way) (*Matcher, error) {
	if len(templates) == 0 || h < 1 || w < 1 || c < 1 {
		return nil, fmt.Errorf("metric: got %d templates for images of %dx%dx%d, want at least one, and images that are not empty", len(templates), h, w, c)
	}
	m := &Matcher{h: h, w: w, c: c, kernels: k}
	m.work.New = func() any { return newMatchWork(h, w, c) }
	m.images.New = func() any { return newCentredImage(h, w, c) }
	var sizes [][2]int // in the order met
	index := map[[2]int][]int{}
	for i, t := range templates {
		p, err := newTemplate(t, h, w, c)
		if err != nil {
			return nil, fmt.Errorf("metric: template %d: %w", i, err)
		}
		size := [2]int{p.h, p.w}
		if index[size] == nil {
			sizes = append(sizes, size)
		}
		m.templates, index[size] = append(m.templates, p), append(index[size], i)
	}
	for _, size := range sizes {
		if at := index[size]; direct(k, m.templates[at[0]]) {
			m.direct = append(m.direct, newDirectSize(k, m.templates, at))
		} else {
			m.spectral = append(m.spectral, m.newSpectralSize(at))
		}
	}
	return m, nil
}

// Match is NCC of each template in an image (h, w, c).
func (m *Matcher) Match(image *tensor.Tensor) ([]Match, error) {
	if len(image.Shape) != 3 || image.Shape[0] != m.h || image.Shape[1] != m.w || image.Shape[2] != m.c {
		return nil, fmt.Errorf("metric: got an image of shape %v, want (%d, %d, %d)", image.Shape, m.h, m.w, m.c)
	}
	for _, v := range image.Data {
		if v-v != 0 {
			return nil, fmt.Errorf("metric: an image holds %s; all its values must be finite", notFinite(image))
		}
	}
	out := make([]Match, len(m.templates))
	if len(m.direct) > 0 {
		k := m.images.Get().(*centredImage)
		defer m.images.Put(k)
		k.load(image)
		for _, d := range m.direct {
			d.match(m.kernels, m.templates, k, image, out)
		}
	}
	if len(m.spectral) > 0 {
		k := m.work.Get().(*matchWork)
		defer m.work.Put(k)
		k.load(image)
		for _, s := range m.spectral {
			norms := k.norms(s.h, s.w)
			for i, t := range s.index {
				out[t] = k.best(m.templates[t], s.spectra[i], norms)
			}
		}
	}
	return out, nil
}

// Windows scores templates in windows of one image, one at a time, where the place is known
// and need not be searched for.
type Windows struct {
	templates []*template
	image     *tensor.Tensor
	total     float64 // energy of the image
}

// Windows prepares an image (h, w, c), which must not change while it is in use.
func (m *Matcher) Windows(image *tensor.Tensor) (*Windows, error) {
	if len(image.Shape) != 3 || image.Shape[0] != m.h || image.Shape[1] != m.w || image.Shape[2] != m.c {
		return nil, fmt.Errorf("metric: got an image of shape %v, want (%d, %d, %d)", image.Shape, m.h, m.w, m.c)
	}
	w := &Windows{templates: m.templates, image: image}
	for _, v := range image.Data {
		w.total += float64(v) * float64(v)
	}
	return w, nil
}

// At is the score of template i in the window whose upper left corner is (x, y).
func (w *Windows) At(i, x, y int) (float64, error) {
	if i < 0 || i >= len(w.templates) {
		return 0, fmt.Errorf("metric: got template %d, want 0..%d", i, len(w.templates)-1)
	}
	t := w.templates[i]
	if x < 0 || y < 0 || x > t.W-t.w || y > t.H-t.h {
		return 0, fmt.Errorf("metric: template %d of %dx%d at (%d, %d) does not lie in an image of %dx%d", i, t.h, t.w, x, y, t.W, t.H)
	}
	dot, energy := t.window(w.image, x, y)
	return score(dot, energy, t.energy, w.total), nil
}

// TemplateMatch is how well one template matches a set of images.
type TemplateMatch struct {
	Mean  float64 // of the best score in each image
	Best  float64 // the best score in any image
	Image int     // the first image that has it
	X, Y  int     // where in that image: the upper left corner
}

// Matching is the matching score of [P] table 4. [P] says "mean matching scores" and not
// over what; both readings are given.
type Matching struct {
	// Mean averages over templates and images: what of an average image a template finds.
	Mean float64
	// Best averages over templates the score in the image that suits each best: whether a
	// template shows something that occurs at all.
	Best      float64
	Templates []TemplateMatch
	Images    int
}

// MatchAll matches the templates in each of the images (N, h, w, c), on all processors;
// the result does not depend on their number.
func (m *Matcher) MatchAll(ctx context.Context, images *tensor.Tensor) (*Matching, error) {
	if len(images.Shape) != 4 || images.Shape[0] == 0 {
		return nil, fmt.Errorf("metric: got images of shape %v, want (N, %d, %d, %d) with at least one", images.Shape, m.h, m.w, m.c)
	}
	n := images.Shape[0]
	matches, failed := make([][]Match, n), make([]error, n)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1) - 1); i < n && ctx.Err() == nil; i = int(next.Add(1) - 1) {
				matches[i], failed[i] = m.Match(images.Row(i))
			}
		})
	}
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := &Matching{Images: n, Templates: make([]TemplateMatch, len(m.templates))}
	for t := range out.Templates {
		best := &out.Templates[t]
		best.Best = math.Inf(-1)
		for i := range n {
			if failed[i] != nil {
				return nil, failed[i]
			}
			v := matches[i][t]
			best.Mean += v.Score / float64(n)
			if v.Score > best.Best {
				best.Best, best.Image, best.X, best.Y = v.Score, i, v.X, v.Y
			}
		}
		out.Mean += best.Mean / float64(len(out.Templates))
		out.Best += best.Best / float64(len(out.Templates))
	}
	return out, nil
}
