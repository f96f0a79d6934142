package interpret

import (
	"context"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// effect is what a group of units does to one image: the image as it is minus the
// image with those units set to zero, inside the projective field they share.
type effect struct {
	box    [4]int         // in the image, clipped
	change *tensor.Tensor // (h, w, c), signed
	energy float64        // sum of squares of change
}

func newEffect(box [4]int, change *tensor.Tensor) effect {
	return effect{box, change, dot(change.Data, change.Data)}
}

// position is a place in a stage's grid.
type position struct{ row, col int }

// group is the units removed together: one, or all of a position.
type group struct {
	position
	channel int // -1 for all
}

// ablate finds the effect of each group on the image drawn from activation a (H, W, C) of
// a level. With verify, one more run checks that the activation draws the image.
func ablate(ctx context.Context, b *bench, a, image *tensor.Tensor, groups []group, how packing, verify bool) ([]effect, error) {
	runs := how.pack(groups)
	if verify {
		runs = append(runs, nil)
	}
	out := make([]effect, len(groups))
	err := b.run(ctx, len(runs), func(i int, row []float32) {
		copy(row, a.Data)
		for _, k := range runs[i] {
			erase(row, groups[k], b.w, b.c)
		}
	}, func(i int, drawn *tensor.Tensor) error {
		if runs[i] == nil {
			return sameImage(drawn, image)
		}
		for _, k := range runs[i] {
			bounds := clipped(how.box(groups[k].position), image.Shape[0], image.Shape[1])
			out[k] = newEffect(bounds, cutDifference(image, drawn, bounds))
		}
		return nil
	})
	return out, err
}

// erase sets a group's units to zero.
func erase(row []float32, g group, w, c int) {
	at := row[(g.row*w+g.col)*c:][:c]
	if g.channel >= 0 {
		at[g.channel] = 0
		return
	}
	clear(at)
}

// packing is how groups share runs: one each, or together where their fields share no
// pixel. That takes fewer runs and is exact if no later stage lets positions compete.
type packing struct {
	box      func(position) [4]int
	together bool
	step     int // fields of positions so far apart share no pixel
}

// pack assigns groups to runs, first-fit, starting with the positions that are whole steps
// apart: step*step runs hold all positions of a grid, which no other order betters.
func (k packing) pack(groups []group) [][]int {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	if k.together {
		rest := func(i int) int { return groups[i].row%k.step*k.step + groups[i].col%k.step }
		sort.SliceStable(order, func(i, j int) bool { return rest(order[i]) < rest(order[j]) })
	}
	var runs [][]int
next:
	for _, i := range order {
		for r := range runs {
			if k.together && k.fits(groups, runs[r], k.box(groups[i].position)) {
				runs[r] = append(runs[r], i)
				continue next
			}
		}
		runs = append(runs, []int{i})
	}
	return runs
}

func (k packing) fits(groups []group, run []int, b [4]int) bool {
	for _, i := range run {
		if !disjoint(k.box(groups[i].position), b) {
			return false
		}
	}
	return true
}

// pick is one choice of a pursuit.
type pick struct {
	index int     // among the candidates
	share float64 // of the target's energy, explained by it beyond those picked before
}

// pursue explains a target effect by few of the candidates, whose fields lie within
// its own: matching pursuit (Mallat and Zhang 1993) with coefficients held to [0, 1],
// since a child cannot owe a parent more than all it does.
//
// Each step takes the candidate that lowers the squared residual most, until there
// are most of them or the next would explain less than the share least. The gains are
// differences of one falling, non-negative sequence: each is in [0, 1] as a share of
// the target's energy and they sum to at most 1. Ties go to the earlier candidate.
func pursue(target effect, candidates []effect, most int, least float64) []pick {
	if target.energy == 0 {
		return nil
	}
	residual := target.change.Clone()
	taken := make([]bool, len(candidates))
	var picks []pick
	left := 1.0 // of the target's energy; keeps rounding from summing to more
	for len(picks) < most {
		best, bestGain, bestCoefficient := -1, 0.0, 0.0
		for i, c := range candidates {
			if taken[i] || c.energy == 0 {
				continue
			}
			along := alignment(residual, target.box, c)
			k := min(1, max(0, along/c.energy))
			if gain := k * (2*along - k*c.energy); gain > bestGain {
				best, bestGain, bestCoefficient = i, gain, k
			}
		}
		share := min(left, bestGain/target.energy)
		if best < 0 || share < least {
			break
		}
		taken[best] = true
		left -= share
		picks = append(picks, pick{best, share})
		subtract(residual, target.box, candidates[best], bestCoefficient)
	}
	return picks
}

// alignment is the inner product of a residual, placed at box, with an effect inside.
func alignment(residual *tensor.Tensor, box [4]int, e effect) float64 {
	var s float64
	eachLine(residual, box, e, func(r, c []float32) { s += dot(c, r) })
	return s
}

func subtract(residual *tensor.Tensor, box [4]int, e effect, k float64) {
	eachLine(residual, box, e, func(r, c []float32) {
		for i, v := range c {
			r[i] -= float32(k * float64(v))
		}
	})
}

// eachLine pairs the lines of an effect with those of the residual around it.
func eachLine(residual *tensor.Tensor, box [4]int, e effect, do func(r, c []float32)) {
	channels := residual.Shape[2]
	width, line := (box[2]-box[0])*channels, (e.box[2]-e.box[0])*channels
	for y := e.box[1]; y < e.box[3]; y++ {
		from := (y-box[1])*width + (e.box[0]-box[0])*channels
		do(residual.Data[from:from+line], e.change.Data[(y-e.box[1])*line:][:line])
	}
}
