package andor

import (
	"fmt"
	"image"
	"math"
	"sort"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/nn"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Interpolate draws n images on the way from the z of training image i to that of image j,
// both included. The way is a great circle, with the length of z changing evenly: a straight
// line would cross the middle, where the prior puts next to nothing.
func (r *Run) Interpolate(i, j, n int) *Figure {
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	if last := r.data.Len() - 1; i < 0 || j < 0 || i > last || j > last || n < 2 || n > 256 {
		return failed(fmt.Errorf("run %q: Interpolate got images %d and %d in %d steps, want images 0 to %d and 2 to 256 steps", r.spec.Name, i, j, n, last))
	}
	ends := r.run.Latent([]int{i, j})
	z := tensor.New(n, ends.Len()/2)
	for k := range n {
		arc(z.Row(k).Data, ends.Row(0).Data, ends.Row(1).Data, float64(k)/float64(n-1))
	}
	x, err := r.draw(z)
	if err != nil {
		return failed(err)
	}
	f, err := plots.NewGrid(plots.Grid{
		Title: fmt.Sprintf("%s: from image %d to image %d", r.spec.Name, i, j),
		Rows:  [][]image.Image{toImages(x)}, Columns: 12,
	})
	return figure(f, err).described(fmt.Sprintf("%d images between images %d and %d of %s", n, i, j, r.spec.Data))
}

// arc writes the point at t in [0, 1] of the way from a to b.
func arc(dst, a, b []float32, t float64) {
	var aa, bb, ab float64
	for i := range a {
		aa, bb, ab = aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i]), ab+float64(a[i])*float64(b[i])
	}
	na, nb := math.Sqrt(aa), math.Sqrt(bb)
	wa, wb := 1-t, t // for directions that are the same, or none
	if na > 0 && nb > 0 {
		if angle := math.Acos(max(-1, min(1, ab/(na*nb)))); angle > 1e-4 && angle < math.Pi-1e-4 {
			length := (1-t)*na + t*nb
			wa = math.Sin((1-t)*angle) / math.Sin(angle) * length / na
			wb = math.Sin(t*angle) / math.Sin(angle) * length / nb
		}
	}
	for i := range dst {
		dst[i] = float32(wa*float64(a[i]) + wb*float64(b[i]))
	}
}

// draw is g of some z, (N, d).
func (r *Run) draw(z *tensor.Tensor) (*tensor.Tensor, error) {
	forward, err := nn.NewForward(r.g, z.Shape[0])
	if err != nil {
		return nil, fmt.Errorf("run %q: %w", r.spec.Name, err)
	}
	x, err := forward.Run(z)
	if err != nil {
		return nil, fmt.Errorf("run %q: %w", r.spec.Name, err)
	}
	return x, nil
}

// climbers is how many starts an activation is maximised from.
const climbers = 6

// Maximise draws what a channel of a stage asks for at most. From the z of the six training
// images in which it is strongest, z climbs the activation at that place, staying as far from
// the origin as it is; the starts stand above the ends.
func (part *Stage) Maximise(channel int) *Figure {
	r, stage := part.run, part.name
	if _, err := r.trained(); err != nil {
		return failed(err)
	}
	s, err := r.stage(stage)
	if err != nil {
		return failed(err)
	}
	if channel < 0 || channel >= s.Out.C {
		return failed(fmt.Errorf("run %q: Maximise got channel %d of stage %q, want 0 to %d", r.spec.Name, channel, stage, s.Out.C-1))
	}
	starts, err := r.strongest(stage, channel, climbers)
	if err != nil {
		return failed(fmt.Errorf("run %q: %w", r.spec.Name, err))
	}
	if len(starts) == 0 {
		return failed(fmt.Errorf("run %q: channel %d of stage %q fires on none of the training images looked at, so there is no z to climb from", r.spec.Name, channel, stage))
	}
	index := make([]int, len(starts))
	for i, s := range starts {
		index[i] = s.image
	}
	z := r.run.Latent(index)
	before, err := r.draw(z)
	if err != nil {
		return failed(err)
	}
	values, err := r.climb(stage, channel, starts, z)
	if err != nil {
		return failed(fmt.Errorf("run %q: %w", r.spec.Name, err))
	}
	after, err := r.draw(z)
	if err != nil {
		return failed(err)
	}
	var captions []string
	for _, s := range starts {
		captions = append(captions, fmt.Sprintf("image %d: %.2f", s.image, s.value))
	}
	for i, v := range values {
		captions = append(captions, fmt.Sprintf("at (%d, %d): %.2f", starts[i].row, starts[i].col, v))
	}
	f, err := plots.NewGrid(plots.Grid{
		Title:     fmt.Sprintf("%s: what makes channel %d of %q fire", r.spec.Name, channel, stage),
		Rows:      [][]image.Image{toImages(before), toImages(after)},
		RowLabels: []string{"strongest at the inferred z", "after climbing"}, Captions: captions,
	})
	return figure(f, err).described(fmt.Sprintf("activation maximisation of channel %d of stage %q of %s", channel, stage, r.spec.Name))
}

// firing is a place in a training image at which a channel is active.
type firing struct {
	image, row, col int
	value           float32
}

// strongest is the images in which a channel is strongest, each at its best place.
func (r *Run) strongest(stage string, channel, n int) ([]firing, error) {
	var all []firing
	err := r.eachActivation(stage, r.sample(), func(index []int, a *tensor.Tensor) error {
		w, c := a.Shape[2], a.Shape[3]
		for i, image := range index {
			best, row := firing{image: image}, a.Row(i).Data
			for p := 0; p*c < len(row); p++ {
				if v := row[p*c+channel]; v > best.value {
					best.row, best.col, best.value = p/w, p%w, v
				}
			}
			if best.value > 0 {
				all = append(all, best)
			}
		}
		return nil
	})
	sort.SliceStable(all, func(i, j int) bool { return all[i].value > all[j].value })
	return all[:min(n, len(all))], err
}

// climb moves each row of z uphill of the channel at its start's place.
func (r *Run) climb(stage string, channel int, starts []firing, z *tensor.Tensor) ([]float64, error) {
	back, err := nn.NewPullback(r.g, stage, len(starts))
	if err != nil {
		return nil, err
	}
	s, err := r.stage(stage)
	if err != nil {
		return nil, err
	}
	v := tensor.New(len(starts), s.Out.H, s.Out.W, s.Out.C)
	at := func(i int) int { return (starts[i].row*s.Out.W+starts[i].col)*s.Out.C + channel }
	for i := range starts {
		v.Row(i).Data[at(i)] = 1
	}
	return interpret.Climb(outside.Context(), z, func(z *tensor.Tensor) ([]float64, *tensor.Tensor, error) {
		a, dz, err := back.Run(z, v)
		if err != nil {
			return nil, nil, err
		}
		value := make([]float64, len(starts))
		for i := range value {
			value[i] = float64(a.Row(i).Data[at(i)])
		}
		return value, dz, nil
	})
}
