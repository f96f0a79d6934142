package train

import (
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// deadAfter is the iterations after which a channel that no image has used counts as
// dead: ten looks at a batch each.
const deadAfter = 10 * probeEvery

// use remembers when each channel of each stage was last active.
type use struct {
	since  int // iteration of the first look, counted from 1; 0 for none
	stages []stageUse
}

type stageUse struct {
	name string
	last []int // by channel: iteration of the last look that found it active, 0 for none
}

// look runs the generator over a batch of inferred z at iteration t, counted from 0. The
// last stage, the image, has no units.
func (u *use) look(t int, z *tensor.Tensor, n *networks) error {
	if _, err := n.generator.Run(z); err != nil {
		return err
	}
	if u.since == 0 {
		u.since = t + 1
		u.stages = make([]stageUse, max(0, len(n.stages)-1))
	}
	for i := range u.stages {
		a, err := n.generator.Activation(n.stages[i])
		if err != nil {
			return fmt.Errorf("stage %q: %w", n.stages[i], err)
		}
		s := &u.stages[i]
		c := a.Shape[len(a.Shape)-1]
		if s.last == nil {
			s.name, s.last = n.stages[i], make([]int, c)
		}
		for k, v := range a.Data {
			if v != 0 {
				s.last[k%c] = t + 1
			}
		}
	}
	return nil
}

// worst is the stage with the largest share of channels that have not been active in
// the last deadAfter iterations before index; none until that many have been seen.
func (u *use) worst(index int) (stage string, dead, of int) {
	if u.since == 0 || index-u.since < deadAfter {
		return "", 0, 0
	}
	for _, s := range u.stages {
		n := 0
		for _, last := range s.last {
			if last <= index-deadAfter {
				n++
			}
		}
		if of == 0 || n*of > dead*len(s.last) {
			stage, dead, of = s.name, n, len(s.last)
		}
	}
	return stage, dead, of
}
