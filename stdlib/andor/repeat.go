package andor

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/andor-kernel/andor/stdlib/engine/train"
)

// Seeds are the runs of a train block with `repeat`, in the order of their seeds; the
// first is the run itself. Those that have not had their turn yet are not among them.
func (r *Run) Seeds() []*Run {
	if r == nil {
		return nil
	}
	return append([]*Run{r}, r.repeats...)
}

// HoldOut has the run judged while it trains on images that it does not train on, and
// returns the run: the first 32 of d, each from a fresh z by 50 Langevin steps, twenty times
// in the declared run. Curves and the live display show the error beside that of the training
// images; nothing else changes. ScoreOn measures it on all of d, with more steps.
func (r *Run) HoldOut(d *Data) *Run {
	if r.Err() != nil {
		return r
	}
	if err := d.Err(); err != nil {
		r.err = fmt.Errorf("run %q: images held out: %w", r.spec.Name, err)
		return r
	}
	r.held = d
	for _, one := range r.Seeds() {
		if err := one.run.HoldOut(d.set); err != nil {
			r.err = fmt.Errorf("run %q: %w", r.spec.Name, err)
		}
	}
	return r
}

// seeds makes the runs of all seeds that are still missing. A seed that has saved itself
// goes on from its checkpoint if the run itself does.
func (r *Run) seeds() ([]*Run, error) {
	for k := len(r.repeats) + 1; k < r.spec.Repeat; k++ {
		one, err := r.seed(k)
		if err != nil {
			return nil, err
		}
		if r.held != nil {
			if err := one.run.HoldOut(r.held.set); err != nil {
				return nil, err
			}
		}
		if w := r.watching; w != nil {
			one.watching = w.anew(one.watching)
		}
		r.repeats = append(r.repeats, one)
	}
	return r.Seeds(), nil
}

// seed makes the run of the k-th seed after the first.
func (r *Run) seed(k int) (*Run, error) {
	s := r.spec
	s.Repeat, s.Seed = 0, r.spec.Seed+uint64(k)
	s.Name = fmt.Sprintf("%s_seed%d", r.spec.Name, s.Seed)
	if r.loaded != "" {
		c, err := train.Open(seedPath(r.loaded, s.Seed))
		switch {
		case err == nil && c.Train.String() == s.String():
			return restore(c, r.data)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("run %q: %w", r.spec.Name, err)
		}
	}
	var e *Net
	if r.critic != nil {
		e = &Net{name: r.critic.Name, spec: r.critic}
	}
	one := newRun(s, &Net{name: r.actor.Name, spec: r.actor}, e, r.data)
	return one, one.err
}

// seedsDone counts the seeds whose iterations are all finished.
func (r *Run) seedsDone() int {
	n := 0
	for _, one := range r.Seeds() {
		if one.run.Done() {
			n++
		}
	}
	return n
}
