package andor

import (
	"fmt"
	"html"
)

// Stage is one stage of a run's generator: what its units draw, where they stand and what
// they stand for.
//
//	part := run1.Stage("part")
//	part.Basis()
//	part.ClassTree(part.PlaceOf(22, 28).Named("eye"))
type Stage struct {
	run  *Run
	name string
}

// Stage returns a stage of the generator by its name.
func (r *Run) Stage(name string) *Stage { return &Stage{r, name} }

// Err returns what is wrong with the run or with the name, nil if nothing is.
func (s *Stage) Err() error {
	if err := s.run.Err(); err != nil {
		return err
	}
	_, err := s.run.stage(s.name)
	return err
}

// String says what the stage is, in one line, and what can be asked of it.
func (s *Stage) String() string {
	if err := s.Err(); err != nil {
		return err.Error()
	}
	d, _ := s.run.stage(s.name)
	kept := "all values pass"
	if k := d.TopK; k != nil {
		kept = fmt.Sprintf("topk keeps %d of %d per %s", k.K, k.N, k.Per)
	}
	return fmt.Sprintf("stage %q of %s: %s, %s.\nBasis(), Patches(n) and Maximise(channel) draw its units; ClassTree(), Matching(), Truth() and Primitives() read them.",
		s.name, s.run.spec.Name, d.Out, kept)
}

// MIMEBundle shows the stage as text.
func (s *Stage) MIMEBundle() map[string][]byte {
	text := s.String()
	return map[string][]byte{"text/plain": []byte(text), "text/html": []byte("<pre>" + html.EscapeString(text) + "</pre>")}
}

// The short forms: each is the method of the stage that it names.

// Basis is Stage(stage).Basis: the basis functions of the strongest units.
func (r *Run) Basis(stage string) *Figure { return r.Stage(stage).Basis() }

// BasisBy is Stage(stage).BasisBy: the first n units by "strength", "use", "variance" or
// "position".
func (r *Run) BasisBy(stage, order string, n int) *Figure { return r.Stage(stage).BasisBy(order, n) }

// Patches is Stage(stage).Patches: where in the training images the n strongest units fire.
func (r *Run) Patches(stage string, n int) *Figure { return r.Stage(stage).Patches(n) }

// Maximise is Stage(stage).Maximise: what a channel asks for at most.
func (r *Run) Maximise(stage string, channel int) *Figure { return r.Stage(stage).Maximise(channel) }

// Explore is Stage(stage).Explore: training image i with sliders.
func (r *Run) Explore(i int, stage string) *Explorer { return r.Stage(stage).Explore(i) }

// ClassTree is Stage(stage).ClassTree: the grammar of the stage over the training images.
func (r *Run) ClassTree(stage string, places ...Place) *Tree {
	return r.Stage(stage).ClassTree(places...)
}

// PlaceOf is Stage(stage).PlaceOf: the place that stands for pixel (x, y) of the image.
func (r *Run) PlaceOf(stage string, x, y int) Place { return r.Stage(stage).PlaceOf(x, y) }

// Matching is Stage(stage).Matching: [P] table 4.
func (r *Run) Matching(stage string) *Matching { return r.Stage(stage).Matching() }

// Truth is Stage(stage).Truth: how the units agree with the known parts of `scenes`.
func (r *Run) Truth(stage string) *Truth { return r.Stage(stage).Truth() }

// Primitives is Stage(stage).Primitives: Gabor functions fitted to the basis functions.
func (r *Run) Primitives(stage string) *Primitives { return r.Stage(stage).Primitives() }
