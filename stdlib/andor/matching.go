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
	stage, run string
	err        error
}

const (
	matchingImages = 500 // at most that templates are matched with
	matchingUnits  = 48  // at most whose basis functions are the templates
)

// Matching matches the basis functions of a stage's 48 strongest units with the training images by normalised cross-correlation. Templates that reach
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
	return &Matching{Matching: *all, stage: stage, run: r.spec.Name}
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
		"  best placement in the best image                 %.3f",
		m.run, m.stage, len(m.Templates), m.Images, m.Mean, m.Best)
}

// MIMEBundle shows String.
func (m *Matching) MIMEBundle() map[string][]byte {
	if m.err != nil {
		return errorBundle(m.err)
	}
	return map[string][]byte{"text/plain": []byte(m.String())}
}
