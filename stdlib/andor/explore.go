package andor

import (
	"fmt"
	"image"
	"math"
	"sort"
	"sync"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/tensor"
	"github.com/andor-kernel/andor/stdlib/widget"
)

const (
	exploreLatents = 4    // sliders over z
	exploreUnits   = 4    // sliders over units
	exploreTried   = 24   // units whose effect is measured to find those
	exploreReach   = 3.0  // how far a slider of z goes from 0
	exploreStep    = 0.05 // of all sliders: a factor of 1 is a whole number of steps from 0
	exploreSide    = 256  // of the picture beside the sliders, in pixels
)

// Explorer is a picture with sliders over what makes it. Where nothing can slide (a page, a
// printed notebook) it is a strip: each slider's picture at five of its positions.
type Explorer struct {
	r       *Run
	z       []float64
	stage   string
	latents []int // indices of z with a slider
	units   []int // channels with a slider
	image   int
	err     error

	mu      sync.Mutex // over what follows
	picture *widget.Image
	box     *widget.Box
}

// Explore is a picture with sliders, begun at the z of training image i: over the four
// numbers of z and the four channels of the stage that change this image most. A channel's
// slider is a factor: 0 is off, 1 as it is.
func (s *Stage) Explore(i int) *Explorer {
	r, stage := s.run, s.name
	if _, err := r.trained(); err != nil {
		return &Explorer{err: err}
	}
	defer working(fmt.Sprintf("choice of what to explore of %s", r.spec.Name))()
	if i < 0 || i >= r.data.Len() {
		return &Explorer{err: fmt.Errorf("run %q: Explore got image %d, want 0 to %d", r.spec.Name, i, r.data.Len()-1)}
	}
	if _, err := r.stage(stage); err != nil {
		return &Explorer{err: err}
	}
	e := &Explorer{r: r, z: r.Latent(i), stage: stage, image: i}
	if err := e.choose(); err != nil {
		return &Explorer{err: fmt.Errorf("run %q: explore: %w", r.spec.Name, err)}
	}
	e.build()
	return e
}

// choose finds the numbers of z and the channels that change the image most.
func (e *Explorer) choose() error {
	const batch = 32
	d := len(e.z)
	forward, err := nn.NewForward(e.r.g, batch)
	if err != nil {
		return err
	}
	origin := tensor.New(1, d)
	for k, v := range e.z {
		origin.Data[k] = float32(v)
	}
	whole, err := forward.Run(origin)
	if err != nil {
		return err
	}
	a, err := forward.Activation(e.stage)
	if err != nil {
		return err
	}
	change := make([]float64, d)
	for from := 0; from < d; from += batch {
		n := min(batch, d-from)
		z := tensor.New(n, d)
		for k := range n {
			copy(z.Row(k).Data, origin.Data)
			z.Row(k).Data[from+k]++
		}
		x, err := forward.Run(z)
		if err != nil {
			return err
		}
		for k := range n {
			change[from+k] = distance(x.Row(k).Data, whole.Data)
		}
	}
	e.latents = largest(change, exploreLatents)

	c := a.Shape[3]
	mass := make([]float64, c)
	for k, v := range a.Data {
		mass[k%c] += math.Abs(float64(v))
	}
	tried := largest(mass, exploreTried)
	if len(tried) == 0 {
		return fmt.Errorf("no channel of stage %q is active in image %d", e.stage, e.image)
	}
	t, err := nn.NewTail(e.r.g, e.stage, len(tried))
	if err != nil {
		return err
	}
	off := tensor.New(len(tried), a.Shape[1], a.Shape[2], c)
	for i, channel := range tried {
		row := off.Row(i).Data
		copy(row, a.Data)
		for k := channel; k < len(row); k += c {
			row[k] = 0
		}
	}
	x, err := t.Run(off)
	if err != nil {
		return err
	}
	effect := make([]float64, len(tried))
	for i := range effect {
		effect[i] = distance(x.Row(i).Data, whole.Data)
	}
	for _, i := range largest(effect, exploreUnits) {
		e.units = append(e.units, tried[i])
	}
	return nil
}

// largest is the indices of the n largest values above 0, largest first.
func largest(v []float64, n int) []int {
	var index []int
	for i, x := range v {
		if x > 0 {
			index = append(index, i)
		}
	}
	sort.SliceStable(index, func(i, j int) bool { return v[index[i]] > v[index[j]] })
	return index[:min(n, len(index))]
}

func distance(a, b []float32) float64 {
	s := 0.0
	for i, v := range a {
		s += float64(v-b[i]) * float64(v-b[i])
	}
	return s
}

// build makes the controls.
func (e *Explorer) build() {
	e.picture = widget.NewImage(nil)
	edit := make([]func(*Edit) *Edit, 0, len(e.latents)+len(e.units))
	var sliders []widget.Widget
	show := func() { // holding mu
		at := e.r.Edit(e.z)
		for _, f := range edit {
			at = f(at)
		}
		if x, err := at.last(); err == nil {
			e.picture.Set(enlarged(toImage(x)))
		}
	}
	add := func(label string, lo, hi, v float64, f func(*Edit, float64) *Edit) {
		slider := widget.NewSlider(label, lo, hi).Step(exploreStep).Set(v)
		edit = append(edit, func(at *Edit) *Edit {
			if now := slider.Value(); now != v {
				return f(at, now)
			}
			return at
		})
		sliders = append(sliders, slider.OnChange(func(float64) {
			e.mu.Lock()
			defer e.mu.Unlock()
			show()
		}))
	}
	for _, k := range e.latents {
		add(fmt.Sprintf("z[%d]", k), -exploreReach, exploreReach, max(-exploreReach, min(exploreReach, e.z[k])), func(at *Edit, v float64) *Edit { return at.Z(k, v) })
	}
	for _, c := range e.units {
		add(fmt.Sprintf("%s %d", e.stage, c), 0, 3, 1, func(at *Edit, v float64) *Edit { return at.Scale(e.stage, c, v) })
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	show()
	e.box = widget.Row(widget.Column(sliders...), e.picture)
}

// enlarged is a small image with pixels one can see.
func enlarged(m image.Image) image.Image {
	by := max(1, exploreSide/max(1, m.Bounds().Dx()))
	out := image.NewNRGBA(image.Rect(0, 0, by*m.Bounds().Dx(), by*m.Bounds().Dy()))
	for y := range out.Bounds().Dy() {
		for x := range out.Bounds().Dx() {
			out.Set(x, y, m.At(x/by, y/by))
		}
	}
	return out
}

// Err is why there is nothing to explore, nil if there is.
func (e *Explorer) Err() error { return e.err }

// Figure is the strip: a row a slider, at five positions.
func (e *Explorer) Figure() *Figure {
	if e.err != nil {
		return failed(e.err)
	}
	var rows [][]image.Image
	var labels, captions []string
	row := func(label string, values []float64, f func(v float64) *Edit) error {
		var tiles []image.Image
		for _, v := range values {
			x, err := f(v).last()
			if err != nil {
				return err
			}
			tiles = append(tiles, toImage(x))
			captions = append(captions, minus(fmt.Sprintf("%.3g", v)))
		}
		rows, labels = append(rows, tiles), append(labels, label)
		return nil
	}
	start := e.r.Edit(e.z)
	for _, k := range e.latents {
		if err := row(minus(fmt.Sprintf("z[%d], here %.2f", k, e.z[k])), []float64{-3, -1.5, 0, 1.5, 3}, func(v float64) *Edit { return start.Z(k, v) }); err != nil {
			return failed(err)
		}
	}
	for _, c := range e.units {
		if err := row(fmt.Sprintf("%s %d, times", e.stage, c), []float64{0, 0.5, 1, 2, 3}, func(v float64) *Edit { return start.Scale(e.stage, c, v) }); err != nil {
			return failed(err)
		}
	}
	f, err := plots.NewGrid(plots.Grid{
		Title: fmt.Sprintf("%s: image %d, one thing changed at a time", e.r.spec.Name, e.image),
		Rows:  rows, RowLabels: labels, Captions: captions,
	})
	return figure(f, err).described(e.String())
}

// String says what the sliders are over.
func (e *Explorer) String() string {
	if e.err != nil {
		return e.err.Error()
	}
	return fmt.Sprintf("image %d of %s with sliders over z%v and channels %v of stage %q", e.image, e.r.spec.Name, e.latents, e.units, e.stage)
}

// ID is the name of the controls on the screen.
func (e *Explorer) ID() string {
	if e.err != nil {
		return ""
	}
	return e.box.ID()
}

// MIMEBundle shows the sliders, and the strip where nothing moves.
func (e *Explorer) MIMEBundle() map[string][]byte {
	if e.err != nil {
		return errorBundle(e.err)
	}
	b := e.box.MIMEBundle()
	for kind, v := range e.Figure().MIMEBundle() {
		b[kind] = v
	}
	return b
}
