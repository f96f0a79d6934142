package andor

import (
	"fmt"
	"image"
	"slices"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Edit is a picture g(z) with changes to z and to units on the way: what becomes of the image
// if an OR node decides otherwise. Each method returns a changed copy; the value shows the
// picture before, after each change, and what all of them changed.
//
//	run1.Edit(run1.Latent(7)).Off("part", 12).Swap("part", 3, 40, andor.At(2, 5))
type Edit struct {
	r       *Run
	z       []float32
	changes []change
	err     error
}

// change is one step of an edit: of z where stage is "".
type change struct {
	stage, label string
	apply        func(a *tensor.Tensor, s *interpret.StageStats) // (H, W, C), or z as (d)
}

// Place is a position in the grid of a stage, with a name for readers or none.
type Place struct {
	Row, Col int
	Name     string
}

// At is the position at a row and a column, counted from 0.
func At(row, col int) Place { return Place{Row: row, Col: col} }

// Named is the place with a name, which figures show.
func (p Place) Named(name string) Place {
	p.Name = name
	return p
}

// Latent is the z inferred for training image i, a copy; nil if there is none.
func (r *Run) Latent(i int) []float64 {
	if _, err := r.trained(); err != nil || i < 0 || i >= r.data.Len() {
		return nil
	}
	row := r.run.Latent([]int{i}).Data
	z := make([]float64, len(row))
	for k, v := range row {
		z[k] = float64(v)
	}
	return z
}

// Edit begins at a z, such as Latent gives.
func (r *Run) Edit(z []float64) *Edit {
	if _, err := r.trained(); err != nil {
		return &Edit{err: err}
	}
	if d := r.latentSize(); len(z) != d {
		return &Edit{err: fmt.Errorf("run %q: Edit got a z of %d numbers, want %d; Latent(i) is the z of training image i, 0 to %d", r.spec.Name, len(z), d, r.data.Len()-1)}
	}
	e := &Edit{r: r}
	for i, v := range z {
		if v-v != 0 {
			return &Edit{err: fmt.Errorf("run %q: Edit got z[%d] = %v, want finite numbers", r.spec.Name, i, v)}
		}
		e.z = append(e.z, float32(v))
	}
	return e
}

func (r *Run) latentSize() int { return r.run.Latent([]int{0}).Len() }

// Z sets one number of z.
func (e *Edit) Z(i int, v float64) *Edit {
	if e.err == nil && (i < 0 || i >= len(e.z) || v-v != 0) {
		return &Edit{err: fmt.Errorf("run %q: Z got z[%d] = %v, want an index in 0..%d and a finite number", e.r.spec.Name, i, v, len(e.z)-1)}
	}
	return e.with(change{label: minus(fmt.Sprintf("z[%d] = %.3g", i, v)), apply: func(z *tensor.Tensor, _ *interpret.StageStats) { z.Data[i] = float32(v) }})
}

// Off sets a channel of a stage to zero: everywhere, or at the places given.
func (e *Edit) Off(stage string, channel int, at ...Place) *Edit {
	return e.scaled(stage, channel, 0, "off", at)
}

// Scale multiplies a channel of a stage: everywhere, or at the places given.
func (e *Edit) Scale(stage string, channel int, by float64, at ...Place) *Edit {
	return e.scaled(stage, channel, by, minus(fmt.Sprintf("times %.3g", by)), at)
}

func (e *Edit) scaled(stage string, channel int, by float64, word string, at []Place) *Edit {
	return e.unit("Scale", stage, []int{channel}, at, fmt.Sprintf("%s %d %s", stage, channel, word), func(at []float32, _ *interpret.StageStats) {
		at[channel] *= float32(by)
	})
}

// Swap has two channels of a stage change places, everywhere or at the places given: where
// one was active the other is now, as strong by its own standard, which is its mean value
// where it is active.
func (e *Edit) Swap(stage string, a, b int, at ...Place) *Edit {
	return e.unit("Swap", stage, []int{a, b}, at, fmt.Sprintf("%s %d for %d", stage, b, a), func(at []float32, s *interpret.StageStats) {
		scale := func(from, to int) float32 {
			if s.Typical(from) == 0 {
				return 1
			}
			return float32(s.Typical(to) / s.Typical(from))
		}
		at[a], at[b] = at[b]*scale(b, a), at[a]*scale(a, b)
	})
}

// unit adds a change of the channels at every position, or at some.
func (e *Edit) unit(verb, stage string, channels []int, places []Place, label string, f func(at []float32, s *interpret.StageStats)) *Edit {
	if e.err != nil {
		return e
	}
	s, err := e.r.stage(stage)
	if err != nil {
		return &Edit{err: err}
	}
	for _, c := range channels {
		if c < 0 || c >= s.Out.C {
			return &Edit{err: fmt.Errorf("run %q: %s got channel %d of stage %q, want 0 to %d", e.r.spec.Name, verb, c, stage, s.Out.C-1)}
		}
	}
	places = slices.Clone(places)
	for i, p := range places {
		if p.Row < 0 || p.Row >= s.Out.H || p.Col < 0 || p.Col >= s.Out.W {
			return &Edit{err: fmt.Errorf("run %q: %s got place (%d, %d) of stage %q, want one in a grid of %dx%d", e.r.spec.Name, verb, p.Row, p.Col, stage, s.Out.H, s.Out.W)}
		}
		if i == 0 {
			label += fmt.Sprintf(" at (%d, %d)", p.Row, p.Col)
		}
	}
	if len(places) > 1 {
		label += fmt.Sprintf(" and %d more", len(places)-1)
	}
	return e.with(change{stage, label, func(a *tensor.Tensor, stats *interpret.StageStats) {
		w, c := a.Shape[1], a.Shape[2]
		if len(places) == 0 {
			for i := 0; i < len(a.Data); i += c {
				f(a.Data[i:i+c], stats)
			}
		}
		for _, p := range places {
			f(a.Data[(p.Row*w+p.Col)*c:][:c], stats)
		}
	}})
}

// mostChanges bounds an edit: each is a row of one batch.
const mostChanges = 100

func (e *Edit) with(c change) *Edit {
	if e.err != nil {
		return e
	}
	if len(e.changes) == mostChanges {
		return &Edit{err: fmt.Errorf("run %q: got more than %d changes in one edit", e.r.spec.Name, mostChanges)}
	}
	return &Edit{r: e.r, z: e.z, changes: append(slices.Clone(e.changes), c)}
}

// Err is why there is no picture, nil if there is one.
func (e *Edit) Err() error { return e.err }

// Images is g(z) and then the image after each change, (1 + changes, H, W, C), pixels in
// [-1, 1].
//
// Row i holds the changes before the i-th. The rows go through the network together, from one
// changed stage to the next; a change of a stage acts on what its topk has kept, and later
// topks decide anew.
func (e *Edit) Images() (*tensor.Tensor, error) {
	if e.err != nil {
		return nil, e.err
	}
	return e.run(0)
}

// last is the image with all changes made.
func (e *Edit) last() (*tensor.Tensor, error) {
	if e.err != nil {
		return nil, e.err
	}
	x, err := e.run(len(e.changes))
	if err != nil {
		return nil, err
	}
	return x.Row(0), nil
}

// run makes the images after the first changes, one more, and so on to all of them.
func (e *Edit) run(first int) (*tensor.Tensor, error) {
	x, err := e.images(first)
	if err != nil {
		return nil, fmt.Errorf("run %q: edit: %w", e.r.spec.Name, err)
	}
	return x, nil
}

func (e *Edit) images(first int) (*tensor.Tensor, error) {
	n := len(e.changes) + 1 - first
	z := tensor.New(n, len(e.z))
	for i := range n {
		copy(z.Row(i).Data, e.z)
	}
	e.apply("", first, z, nil)
	forward, err := nn.NewForward(e.r.g, n)
	if err != nil {
		return nil, err
	}
	x, err := forward.Run(z)
	if err != nil {
		return nil, err
	}
	var a *tensor.Tensor // of the stage changed last
	from := ""
	for _, s := range e.r.actor.Stages {
		if !slices.ContainsFunc(e.changes, func(c change) bool { return c.stage == s.Name }) {
			continue
		}
		if a == nil {
			a, err = forward.Activation(s.Name)
		} else {
			a, err = e.stretch(from, s.Name, a)
		}
		if err != nil {
			return nil, err
		}
		stats, err := e.r.useOf(s.Name)
		if err != nil {
			return nil, err
		}
		e.apply(s.Name, first, a, stats)
		from = s.Name
	}
	if a == nil {
		return x, nil
	}
	return e.stretch(from, "", a)
}

// apply makes each change of a stage in the rows behind it; row i holds the first + i changes
// made first.
func (e *Edit) apply(stage string, first int, a *tensor.Tensor, stats *interpret.StageStats) {
	for k, c := range e.changes {
		if c.stage == stage {
			for i := max(0, k+1-first); i < a.Shape[0]; i++ {
				c.apply(a.Row(i), stats)
			}
		}
	}
}

func (e *Edit) stretch(from, to string, a *tensor.Tensor) (*tensor.Tensor, error) {
	t, err := nn.NewStretch(e.r.g, from, to, a.Shape[0])
	if err != nil {
		return nil, err
	}
	return t.Run(a)
}

// Figure draws g(z), the image after each change, and the difference of the last from the
// first around grey, to its own contrast: white and black are the change that its caption gives.
func (e *Edit) Figure() *Figure {
	x, err := e.Images()
	if err != nil {
		return failed(err)
	}
	tiles, captions := toImages(x), []string{"g(z)"}
	for _, c := range e.changes {
		captions = append(captions, c.label)
	}
	if last := len(e.changes); last > 0 {
		d := x.Row(last).Clone()
		for i, v := range x.Row(0).Data {
			d.Data[i] -= v
		}
		tiles = append(tiles, toImage(interpret.Display(d, 0)))
		captions = append(captions, fmt.Sprintf("change, ± %.2f", interpret.Peak(d)))
	}
	f, err := plots.NewGrid(plots.Grid{
		Title: fmt.Sprintf("%s: what the changes do, one after the other", e.r.spec.Name),
		Rows:  [][]image.Image{tiles}, Captions: captions, Columns: 8,
	})
	return figure(f, err).described(e.String())
}

// String lists the changes.
func (e *Edit) String() string {
	if e.err != nil {
		return e.err.Error()
	}
	text := fmt.Sprintf("edit of %s, %d changes", e.r.spec.Name, len(e.changes))
	for _, c := range e.changes {
		text += "\n  " + c.label
	}
	return text
}

// MIMEBundle shows Figure.
func (e *Edit) MIMEBundle() map[string][]byte { return e.Figure().MIMEBundle() }
