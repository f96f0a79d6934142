package features

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/andor-kernel/andor/stdlib/look/inception"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Images is a list of images of one shape. data.Set is one.
type Images = inception.Images

// Spec says which map.
type Spec struct {
	Name    string // of Names, or a file of weights of Inception-v3 in the FID variant
	Tap     string // where the network is tapped, one of inception.Taps; "" for the map's own
	Resize  string // one of inception.Resizes; "" for the map's own
	Folder  string // where fetched weights lie
	Threads int    // images at work at once, 0 for all processors; features do not depend on it
}

// Names are those of the maps known by name, the best first.
func Names() []string { return []string{"inception", "nsfwjs", "pixels"} }

// file is where the weights of a named map lie, "" if it needs none.
func (s Spec) file() string {
	switch s.Name {
	case "inception":
		return filepath.Join(s.Folder, inception.FIDWeights)
	case "nsfwjs":
		return filepath.Join(s.Folder, "nsfwjs-4.3.0.tgz")
	case "pixels":
		return ""
	}
	return s.Name
}

// Best is the first of Names whose weights lie in folder; pixels needs none.
func Best(folder string) string {
	for _, name := range Names() {
		if f := (Spec{Name: name, Folder: folder}).file(); f != "" {
			if _, err := os.Stat(f); err != nil {
				continue
			}
		}
		return name
	}
	return ""
}

// Map is a feature map. Calls of Of must not overlap.
type Map struct {
	name      string
	extractor *inception.Extractor // nil for pixels
}

// Open makes a map ready; weights are read from Folder.
func Open(s Spec) (*Map, error) {
	if s.Name == "pixels" {
		if s.Tap != "" || s.Resize != "" {
			return nil, fmt.Errorf("features: got tap %q and resizing %q, want none for pixels", s.Tap, s.Resize)
		}
		return &Map{name: fmt.Sprintf("pixels, %dx%d fields", pixelSide, pixelSide)}, nil
	}
	w, err := inception.Open(s.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, s.missing()
	}
	if err != nil {
		return nil, err
	}
	variant, tap, resize := inception.FID, "pool3", s.Resize
	if w.Keras() {
		variant, tap = inception.Keras, "mixed5"
		if resize == "" {
			resize = inception.NSFWJS.String()
		}
	}
	if s.Tap != "" {
		tap = s.Tap
	}
	r, err := inception.ParseResize(resize)
	if err != nil {
		return nil, err
	}
	e, err := inception.New(w, variant).Extractor(tap, r, s.Threads)
	if err != nil {
		return nil, err
	}
	return &Map{name: e.Name(), extractor: e}, nil
}

// missing says how to get what is not there.
func (s Spec) missing() error {
	for _, name := range Names() {
		if s.Name == name {
			return fmt.Errorf("features: the weights of %q are not at %s; get them with: andor-kernel fetch %s", s.Name, s.file(), s.Name)
		}
	}
	return fmt.Errorf("features: got %q, want %s or a file of weights", s.Name, strings.Join(Names(), ", "))
}

// Name is the map in words, for every label and table.
func (m *Map) Name() string { return m.name }

// Dim is the number of features, d.
func (m *Map) Dim() int {
	if m.extractor == nil {
		return pixelDim
	}
	return m.extractor.Dim()
}

// IsFID says whether a Frechet distance over this map is FID.
func (m *Map) IsFID() bool { return m.extractor != nil && m.extractor.IsFID() }

// Distance is what a Frechet distance over this map is called, KID what the kernel distance:
// their short names belong to the map of FID.
func (m *Map) Distance() string { return m.word("FID", "Frechet distance") }
func (m *Map) KID() string      { return m.word("KID", "kernel distance") }

func (m *Map) word(of, other string) string {
	if m.IsFID() {
		return of
	}
	return other
}

// part is how many images are held at once.
const part = 240

// Of are the features of all images, (N, d), whose pixels run from lo (black) to hi (white).
// progress, if not nil, is told now and then how many are done.
func (m *Map) Of(ctx context.Context, images Images, lo, hi float64, progress func(done, of int)) (*tensor.Tensor, error) {
	n := images.Len()
	h, w, c := images.Shape()
	if n == 0 || h < 1 || w < 1 || c != 1 && c != 3 || !(lo < hi) {
		return nil, fmt.Errorf("features: got %d images of %dx%dx%d with pixels from %g to %g, want at least one of 1 or 3 channels and a range", n, h, w, c, lo, hi)
	}
	out := tensor.New(n, m.Dim())
	x := tensor.New(min(n, part), h, w, c)
	for from := 0; from < n; from += part {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		index := make([]int, min(part, n-from))
		for i := range index {
			index[i] = from + i
		}
		batch := tensor.From(x.Data[:len(index)*h*w*c], len(index), h, w, c)
		if err := images.Batch(index, batch); err != nil {
			return nil, fmt.Errorf("features: %w", err)
		}
		report := func(done, _ int) {
			if progress != nil {
				progress(from+done, n)
			}
		}
		f, err := m.of(ctx, batch, lo, hi, report)
		if err != nil {
			return nil, err
		}
		copy(out.Data[from*m.Dim():], f.Data)
	}
	return out, nil
}

func (m *Map) of(ctx context.Context, x *tensor.Tensor, lo, hi float64, progress func(done, of int)) (*tensor.Tensor, error) {
	if m.extractor != nil {
		return m.extractor.Features(ctx, inception.Memory{X: x}, lo, hi, progress)
	}
	f := pixels(x, lo, hi)
	progress(x.Shape[0], x.Shape[0])
	return f, nil
}
