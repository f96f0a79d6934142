package train

import (
	"context"
	"fmt"
)

const (
	heldImages = 32 // judged at a time
	heldSteps  = 50 // of eq. 13 from the prior: short, so a little above what Judge gives with more
	heldTimes  = 20 // in the declared run
	heldLeast  = 50 // iterations between two: then it costs about a tenth of the time
)

// HoldOut has the run judged now and then, from here on, on the first images of another
// set, which it does not train on: Iteration.Held. That changes nothing else in the run,
// and takes a tenth of its time at most. nil ends it.
func (r *Run) HoldOut(images Images) error {
	if images != nil {
		if err := r.judges(images); err != nil {
			return err
		}
		images = first{images, min(heldImages, images.Len())}
	}
	r.held = images
	return nil
}

// first is the first n images of a set.
type first struct {
	Images
	n int
}

func (f first) Len() int { return f.n }

// judgeHeld fills in Held where it is due: at even distances and at the end. An
// interrupt leaves it out.
func (r *Run) judgeHeld(ctx context.Context, rec *Iteration) error {
	every := max(heldLeast, r.set.Iterations/heldTimes)
	if r.held == nil || rec.Index%every != 0 && rec.Index != r.target {
		return nil
	}
	m, err := r.Judge(ctx, r.held, heldSteps)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("train: iteration %d: images held out: %w", rec.Index, err)
	}
	rec.Held = m.PerPixel
	return nil
}
