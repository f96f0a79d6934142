package andor

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/look/metric"
	"github.com/andor-kernel/andor/stdlib/outside"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Matching is how well the basis functions of a stage match the training images, [P]
// table 4.
type Matching struct {
	metric.Matching
	// Null is Mean against surrogates: for each image one of the same power spectrum with
	// random phases (metric.Surrogate), as smooth as the image but without parts.
	Null float64
	// Own is the correlation of each basis function with the images at its unit's own place,
	// over the images in which the unit is active there, weighted by the activation; mean over
	// units: does what the unit draws stand where it draws it? Nothing is searched for, so
	// chance gives 0. Turned is the same with the basis functions upside down, as a control:
	// what is left for a template of the right size and colours that shows the wrong thing.
	Own, Turned float64

	stage, run string
	err        error
}

const (
	matchingImages = 500 // at most that templates are matched with
	matchingUnits  = 48  // at most whose basis functions are the templates
	surrogateSeed  = 1   // the same for all runs, so that they are held against the same surrogates
)

// Excess is Mean less Null: what the basis functions match beyond what anything as smooth
// would. [P] takes a high score for a sign of "meaningful local parts", but a blob finds a
// place in every image; what it finds it finds in surrogates too, and an eye does not.
func (m *Matching) Excess() float64 { return m.Mean - m.Null }

// Matching matches the basis functions of a stage's 48 strongest units with the training
// images by normalised cross-correlation, and with surrogates of them. Templates that reach
// the whole image have one placement each.
func (s *Stage) Matching() *Matching {
	r, stage := s.run, s.name
	if _, err := r.trained(); err != nil {
		return &Matching{err: err}
	}
	defer working(fmt.Sprintf("matching of %q of %s", stage, r.spec.Name))()
	templates, _, err := r.basis(stage, interpret.ByStrength, matchingUnits)
	if err != nil {
		return &Matching{err: err}
	}
	index := spread(matchingImages, r.data.Len())
	x, err := batch(r.data.set, index)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	pictures := make([]*tensor.Tensor, len(templates))
	for i, t := range templates {
		pictures[i] = t.Image
	}
	m, err := metric.NewMatcher(pictures, x.Shape[1], x.Shape[2], x.Shape[3])
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: stage %q: %w", r.spec.Name, stage, err)}
	}
	all, err := m.MatchAll(outside.Context(), x)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	null, err := metric.Surrogate(x, surrogateSeed)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	chance, err := m.MatchAll(outside.Context(), null)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	own, turned, err := r.own(stage, templates, m, index, x)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	return &Matching{Matching: *all, Null: chance.Mean, Own: own, Turned: turned, stage: stage, run: r.spec.Name}
}

// own is Matching.Own and Turned over the indexed images x; upright matches the templates.
func (r *Run) own(stage string, templates []interpret.Template, upright *metric.Matcher, index []int, x *tensor.Tensor) (own, turned float64, err error) {
	pictures := make([]*tensor.Tensor, len(templates))
	for i, t := range templates {
		pictures[i] = flipped(t.Image)
	}
	upsideDown, err := metric.NewMatcher(pictures, x.Shape[1], x.Shape[2], x.Shape[3])
	if err != nil {
		return 0, 0, err
	}
	matchers := [2]*metric.Matcher{upright, upsideDown}
	sums, weights, n := make([][2]float64, len(templates)), make([]float64, len(templates)), 0
	err = r.eachActivation(stage, index, func(part []int, a *tensor.Tensor) error {
		for k := range part {
			values := a.Row(k)
			var windows [len(matchers)]*metric.Windows
			for j, m := range matchers {
				var err error
				if windows[j], err = m.Windows(x.Row(n)); err != nil {
					return err
				}
			}
			n++
			for i, t := range templates {
				u := t.Unit
				// A value of the other sign than the typical one paints the negative.
				v := float64(values.Data[(u.Row*a.Shape[2]+u.Col)*a.Shape[3]+u.Channel])
				if v == 0 || t.Amplitude == 0 {
					continue
				}
				weights[i] += math.Abs(v)
				for j, w := range windows {
					s, err := w.At(i, t.X, t.Y)
					if err != nil {
						return err
					}
					sums[i][j] += math.Copysign(v, v*t.Amplitude) * s
				}
			}
		}
		return nil
	})
	for i, weight := range weights {
		if weight > 0 {
			own += sums[i][0] / weight / float64(len(templates))
			turned += sums[i][1] / weight / float64(len(templates))
		}
	}
	return own, turned, err
}

// flipped is a picture (h, w, c) upside down.
func flipped(t *tensor.Tensor) *tensor.Tensor {
	out, row := tensor.New(t.Shape...), t.Shape[1]*t.Shape[2]
	for y := range t.Shape[0] {
		copy(out.Data[(t.Shape[0]-1-y)*row:][:row], t.Data[y*row:])
	}
	return out
}

// Err is why there is no score, nil if there is one.
func (m *Matching) Err() error { return m.err }

// String gives both readings.
func (m *Matching) String() string {
	if m.err != nil {
		return m.err.Error()
	}
	return fmt.Sprintf("%s, stage %q: normalised cross-correlation of %d basis functions with %d training images\n"+
		"  best placement in each image, mean over images   %.3f\n"+
		"  best placement in the best image                 %.3f\n"+
		"  mean over images with random phases              %.3f\n"+
		"  excess of the images over those                  %.3f\n"+
		"  at each unit's own place where it is active      %.3f\n"+
		"  the same, basis functions upside down            %.3f",
		m.run, m.stage, len(m.Templates), m.Images, m.Mean, m.Best, m.Null, m.Excess(), m.Own, m.Turned)
}

// MIMEBundle shows String.
func (m *Matching) MIMEBundle() map[string][]byte {
	if m.err != nil {
		return errorBundle(m.err)
	}
	return map[string][]byte{"text/plain": []byte(m.String())}
}
