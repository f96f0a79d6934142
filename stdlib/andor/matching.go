package andor

import (
	"fmt"

	"github.com/andor-kernel/andor/stdlib/interpret"
	"github.com/andor-kernel/andor/stdlib/metric"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Matching is how well the basis functions of a stage match the training images, [P]
// table 4.
type Matching struct {
	metric.Matching
	// Null is Mean against surrogates: for each image one of the same power spectrum with
	// random phases (metric.Surrogate), as smooth as the image but without parts.
	Null float64

	stage, run string
	err        error
}

const (
	matchingImages = 500 // at most that templates are matched with
	matchingUnits  = 48  // at most whose basis functions are the templates
	surrogateSeed  = 1   // the same for all runs, so that they are held against the same surrogates
)

// Excess is Mean less Null: what the basis functions match beyond what anything as smooth
// would. It is the reading of [P] table 4 that andor argues for. [P] takes a high score for
// a sign of "meaningful local parts", but a blob finds a place in every image; what it finds
// it finds in surrogates too, and an eye does not.
func (m *Matching) Excess() float64 { return m.Mean - m.Null }

// Matching matches the basis functions of a stage's 48 strongest units with the training
// images by normalised cross-correlation, and with surrogates of them. Templates that reach
// the whole image have one placement each.
func (r *Run) Matching(stage string) *Matching {
	if _, err := r.trained(); err != nil {
		return &Matching{err: err}
	}
	templates, _, err := r.basis(stage, interpret.ByStrength, matchingUnits)
	if err != nil {
		return &Matching{err: err}
	}
	x, err := batch(r.data.set, spread(matchingImages, r.data.Len()))
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
	all, err := m.MatchAll(runContext(), x)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	null, err := metric.Surrogate(x, surrogateSeed)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	chance, err := m.MatchAll(runContext(), null)
	if err != nil {
		return &Matching{err: fmt.Errorf("run %q: %w", r.spec.Name, err)}
	}
	return &Matching{Matching: *all, Null: chance.Mean, stage: stage, run: r.spec.Name}
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
		"  excess of the images over those                  %.3f",
		m.run, m.stage, len(m.Templates), m.Images, m.Mean, m.Best, m.Null, m.Excess())
}

// MIMEBundle shows String.
func (m *Matching) MIMEBundle() map[string][]byte {
	if m.err != nil {
		return errorBundle(m.err)
	}
	return map[string][]byte{"text/plain": []byte(m.String())}
}
