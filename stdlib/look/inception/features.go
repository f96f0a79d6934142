package inception

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andor-kernel/andor/internal/simd"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Images is a list of images of one shape. data.Set is one.
type Images interface {
	Len() int
	Shape() (h, w, c int)
	// Batch copies the images named by index into the first rows of dst, (M, H, W, C).
	Batch(index []int, dst *tensor.Tensor) error
}

// Memory is images in a tensor (N, H, W, C).
type Memory struct{ X *tensor.Tensor }

// Len, Shape and Batch make it Images.
func (m Memory) Len() int             { return m.X.Shape[0] }
func (m Memory) Shape() (h, w, c int) { return m.X.Shape[1], m.X.Shape[2], m.X.Shape[3] }
func (m Memory) Batch(index []int, dst *tensor.Tensor) error {
	for row, i := range index {
		copy(dst.Row(row).Data, m.X.Row(i).Data)
	}
	return nil
}

// Extractor computes the features of images at one tap. Calls must not overlap.
type Extractor struct {
	net     *Net
	tap     string
	resize  Resize
	threads int
	plan    *plan
	arenas  [][]float32
}

// Extractor compiles the network up to a tap, one of Taps. threads is the number of images at
// work at once, 0 for all processors; features do not depend on it.
func (n *Net) Extractor(tap string, r Resize, threads int) (*Extractor, error) {
	p, err := n.plan(simd.Default(), tap)
	if err != nil {
		return nil, err
	}
	return &Extractor{net: n, tap: tap, resize: r, threads: simd.Threads(threads), plan: p}, nil
}

// Dim is the number of features, d.
func (e *Extractor) Dim() int { return e.plan.out.c }

// IsFID says whether these are the features that FID is defined over: pool3 of the 2015-12-05
// graph with its published weights.
func (e *Extractor) IsFID() bool {
	return e.net.variant == FID && e.tap == "pool3" && e.net.weights.Published()
}

// Name is the feature map in words, for every label and table.
func (e *Extractor) Name() string {
	if e.IsFID() {
		return "Inception-v3 pool3, " + e.resize.String()
	}
	name := fmt.Sprintf("Inception-v3 %s %s", strings.TrimSuffix(e.net.weights.From, filepath.Ext(e.net.weights.From)), e.tap)
	if e.resize == NSFWJS { // one network's own
		return name
	}
	return name + ", " + e.resize.String()
}

// MACs are the multiply-adds of one image.
func (e *Extractor) MACs() int64 { return e.plan.macs }

// Bytes is the memory that Features needs besides the images: arenas and packed weights.
func (e *Extractor) Bytes() int64 {
	n := int64(e.threads) * int64(e.plan.floats)
	for _, s := range e.plan.steps {
		if c, ok := s.(*conv); ok {
			n += int64(len(c.product.W) + len(c.product.Off))
		}
	}
	return 4 * n
}

// zeroed gives every worker an arena. Only the zeros at its front matter.
func (e *Extractor) zeroed() {
	for len(e.arenas) < e.threads {
		e.arenas = append(e.arenas, make([]float32, e.plan.floats))
	}
}

// Features are those of all images, (N, d). Pixels run from lo (black) to hi (white); what lies
// outside is cut off, and all are rounded to the 256 levels of an image file, because FID
// compares files. Grey images count as colour. progress, if not nil, is told now and then
// how many are done. When ctx ends, its error comes back within one step's time.
func (e *Extractor) Features(ctx context.Context, images Images, lo, hi float64, progress func(done, of int)) (*tensor.Tensor, error) {
	n := images.Len()
	h, w, c := images.Shape()
	if c != 1 && c != 3 || h < 1 || w < 1 || !(lo < hi) {
		return nil, fmt.Errorf("inception: got images of %dx%dx%d with pixels from %g to %g, want 1 or 3 channels and a range", h, w, c, lo, hi)
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	e.zeroed()
	out := tensor.New(n, e.Dim())
	workers := make([]*worker, e.threads)
	for i := range workers {
		workers[i] = &worker{resizer: newResizer(e.resize, h, w), raw: tensor.New(1, h, w, c), grey: make([]float32, h*w*3)}
	}
	// Where images are few, groups are small enough that every thread has one.
	size := max(1, min(group, n/e.threads))
	groups := (n + size - 1) / size
	var failed atomic.Pointer[error]
	var mu sync.Mutex
	done := 0
	simd.Parallel(e.threads, groups, func(k, g int) {
		if ctx.Err() != nil || failed.Load() != nil {
			return
		}
		first := g * size
		count := min(size, n-first)
		load := func(b int, input []float32) error { return workers[k].load(images, first+b, lo, hi, &mu, input) }
		err := e.forward(ctx, e.arenas[k], count, load, func(b int, f []float32) { copy(out.Row(first+b).Data, f) })
		if err != nil {
			err = fmt.Errorf("inception: images %d to %d: %w", first, first+count-1, err)
			failed.CompareAndSwap(nil, &err)
			return
		}
		mu.Lock()
		done += count
		progress(done, n)
		mu.Unlock()
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	return out, nil
}

// worker is what one thread needs besides its arena.
type worker struct {
	resizer *resizer
	raw     *tensor.Tensor
	grey    []float32 // (h, w, 3) in grey levels
}

// load puts image i into the network's input. Images are read under mu: their source need not
// be safe for concurrent use.
func (w *worker) load(images Images, i int, lo, hi float64, mu *sync.Mutex, input []float32) error {
	mu.Lock()
	err := images.Batch([]int{i}, w.raw)
	mu.Unlock()
	if err != nil {
		return fmt.Errorf("image %d: %w", i, err)
	}
	c := w.raw.Shape[3]
	for p := range w.grey {
		v := w.raw.Data[p]
		if c == 1 {
			v = w.raw.Data[p/3]
		}
		f := math.Round((float64(v) - lo) / (hi - lo) * 255)
		if math.IsNaN(f) {
			return fmt.Errorf("image %d: got a pixel that is not a number", i)
		}
		w.grey[p] = float32(max(0, min(255, f)))
	}
	w.resizer.run(input, w.grey)
	return nil
}

// forward runs the network on up to a group of images: load fills the input of each, take gets
// the features of each. It ends with ctx after the step at work.
func (e *Extractor) forward(ctx context.Context, arena []float32, images int, load func(b int, input []float32) error, take func(b int, f []float32)) error {
	p := e.plan
	features := make([]float32, p.out.c)
	average := func(b int, v view) error {
		if globalAverage(arena, v, features); !finite(features) {
			return errors.New("got features that are not finite; look at the weights")
		}
		take(b, features)
		return nil
	}
	for b := range images {
		if err := load(b, arena[p.input.at:][:side*side*3]); err != nil {
			return err
		}
		for _, s := range p.steps[:p.early] {
			if err := ctx.Err(); err != nil {
				return err
			}
			s.run(p.e, arena, 1)
		}
		if !p.alone() {
			p.join(arena, b)
		} else if err := average(b, p.out); err != nil {
			return err
		}
	}
	if p.alone() {
		return nil
	}
	for _, s := range p.steps[p.early:] {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.run(p.e, arena, images)
	}
	for b := range images {
		if err := average(b, p.out.image(b)); err != nil {
			return err
		}
	}
	return nil
}
