package andor

import (
	"fmt"
	"image"
	"sync"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/data"
	"github.com/andor-kernel/andor/stdlib/outside"
)

// Data is a declared set of images, read into memory: (N, H, W, C), pixels in the
// declared range.
type Data struct {
	spec  *dsl.Data
	set   *data.Set
	judge judge
	err   error

	looked sync.Once
	looks  *looks // once it was looked at, or of the checkpoint if the images are not here
}

// OpenData reads the images a declaration names. The error, if any, sticks to the value.
// Cells do not see it: their data blocks lower to it.
func OpenData(s *dsl.Data) *Data {
	progress := newBar("reading", "read", s.Name)
	cache, _ := data.CacheDir() // without one, nothing is kept
	set, err := data.Open(outside.Context(), data.Spec{
		From: s.From, Loader: s.Loader, Split: s.Split, Take: s.Take, Cache: cache,
		Skip: s.Skip, Until: s.Until, SkipShare: s.SkipShare, TakeShare: s.TakeShare, Shuffle: s.Shuffle, Class: s.Class, Flip: s.Flip, Crops: s.Crops, CropSide: s.CropSide, Filter: s.Resize,
		H: s.Size.H, W: s.Size.W, C: s.Size.C,
		Crop: s.Crop, CropBy: s.CropBy, Lo: s.Range[0], Hi: s.Range[1], Seed: s.Seed,
	}, progress.update)
	progress.done()
	if err != nil {
		return &Data{spec: s, err: fmt.Errorf("data %q: %w", s.Name, err)}
	}
	return &Data{spec: s, set: set}
}

// Scenes is the procedural set: n scenes of size x size pixels with their true parse.
func Scenes(n, size int, seed uint64) *Data {
	return OpenData(&dsl.Data{Name: "scenes", From: "scenes", Take: n, Size: dsl.Shape{H: size, W: size, C: 3}, Range: [2]float64{-1, 1}, Seed: seed})
}

// Err is why the images could not be read, nil if they were.
func (d *Data) Err() error {
	if d == nil {
		return fmt.Errorf("the data is nil; declare it with a data block")
	}
	return d.err
}

// Len is the number of images.
func (d *Data) Len() int {
	if d.Err() != nil {
		return 0
	}
	return d.set.Len()
}

// Spec is the declaration.
func (d *Data) Spec() *dsl.Data { return d.spec }

// Set is the images themselves, nil if they could not be read.
func (d *Data) Set() *data.Set { return d.set }

// String says how many images there are, of what size, and how many were skipped.
func (d *Data) String() string {
	if err := d.Err(); err != nil {
		return err.Error()
	}
	if err := d.set.Missing(); err != nil {
		return fmt.Sprintf("data %s: %d images that are not here", d.spec.Name, d.set.Len())
	}
	h, w, c := d.set.Shape()
	from := d.spec.From
	if d.spec.Loader == "scenes" {
		from = "scenes of " + from
	}
	text := fmt.Sprintf("data %s: %d images of %dx%dx%d from %s, pixels in [%g, %g]", d.spec.Name, d.set.Len(), h, w, c, from, d.spec.Range[0], d.spec.Range[1])
	if d.set.Wanted > d.set.Len() {
		text += fmt.Sprintf("\n%d were asked for, there are no more", d.set.Wanted)
	}
	if n := len(d.set.Skipped); n > 0 {
		text += fmt.Sprintf("\n%d skipped, the first: %s: %s", n, d.set.Skipped[0].File, d.set.Skipped[0].Reason)
	}
	return text
}

// Show is a contact sheet of the first n images.
func (d *Data) Show(n int) *Figure {
	if err := d.Err(); err != nil {
		return failed(err)
	}
	x, err := batch(d.set, span(min(n, d.set.Len())))
	if err != nil {
		return failed(err)
	}
	f, err := plots.NewGrid(plots.Grid{Rows: [][]image.Image{toImages(x)}, Columns: 12})
	return figure(f, err)
}

// MIMEBundle shows String and a contact sheet.
func (d *Data) MIMEBundle() map[string][]byte {
	if err := d.Err(); err != nil {
		return errorBundle(err)
	}
	b := d.Show(24).MIMEBundle()
	b["text/plain"] = []byte(d.String())
	return b
}
