package interpret

import (
	"context"
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Choices says, image by image, which unit of a stage stands out at each position: the branch
// that the image takes at the OR node there.
//
// Under topk over positions dozens of units are active at one position, and some of them are
// active there in every image, just as strongly: the outline of the mean face is no alternative
// to anything. So the unit that stands out is the one that draws most beyond what it draws there
// in the mean image: of the units active there, that of the largest (|a| - mean) times the size
// of its basis function.
type Choices struct {
	Images int

	stats  *StageStats
	size   []float64
	chosen [][]int32 // (Images, H*W): channel, or -1 where nothing stands out
}

// sizedChannels is how many channels of a stage are measured for their size, strongest first.
const sizedChannels = 512

// Sizes is how much each channel of a stage draws for one unit of its activation: the root of
// the energy of its basis function in the middle of the image, over its typical value. Beyond
// the 512 strongest, channels that ever fire count as large as those are in the mean; 0 for
// channels that never fire.
func Sizes(ctx context.Context, l Level) ([]float64, error) {
	if l.Stats == nil || l.Stats.Images == 0 || l.Tail == nil {
		return nil, fmt.Errorf("interpret: sizes: level %q: want statistics of at least one image and a tail", l.Name)
	}
	units := l.Stats.Ranked(l.Stats.C)
	size := make([]float64, l.Stats.C)
	measured := units[:min(len(units), sizedChannels)]
	for i := range measured {
		measured[i].Row, measured[i].Col = l.Stats.H/2, l.Stats.W/2
	}
	templates, err := Basis(ctx, l.Tail, l.Stats, measured, l.Field)
	if err != nil {
		return nil, err
	}
	mean := 0.0
	for _, t := range templates {
		s := math.Sqrt(dot(t.Image.Data, t.Image.Data)) / math.Abs(t.Amplitude)
		size[t.Unit.Channel] = s
		mean += s / float64(len(templates))
	}
	for _, u := range units[len(measured):] {
		size[u.Channel] = mean
	}
	return size, nil
}

// NewChoices prepares for a stage, with the size of each of its channels.
func NewChoices(stats *StageStats, size []float64) (*Choices, error) {
	if stats == nil || stats.Images == 0 || len(size) != stats.C {
		return nil, fmt.Errorf("interpret: choices: want statistics of at least one image, and the size of each channel")
	}
	return &Choices{stats: stats, size: size}, nil
}

// Add takes in the activations of a batch, (N, H, W, C), after the stage's topk.
func (c *Choices) Add(a *tensor.Tensor) error {
	if err := checkStage(a); err != nil {
		return fmt.Errorf("interpret: choices: %w", err)
	}
	s := c.stats
	if a.Shape[1] != s.H || a.Shape[2] != s.W || a.Shape[3] != s.C {
		return fmt.Errorf("interpret: choices: got an activation of shape %v, want one of a %dx%dx%d stage", a.Shape, s.H, s.W, s.C)
	}
	for n := range a.Shape[0] {
		chosen := make([]int32, s.H*s.W)
		for p := range chosen {
			chosen[p] = c.outstanding(p, a.Row(n).Data[p*s.C:][:s.C])
		}
		c.chosen = append(c.chosen, chosen)
	}
	c.Images += a.Shape[0]
	return nil
}

// outstanding is the channel that stands out at position p, -1 for none.
func (c *Choices) outstanding(p int, values []float32) int32 {
	at, most := int32(-1), 0.0
	for k, v := range values {
		if v == 0 {
			continue
		}
		mean := c.stats.sum[p*c.stats.C+k] / float64(c.stats.Images)
		if d := (math.Abs(float64(v)) - math.Copysign(mean, mean*float64(v))) * c.size[k]; d > most {
			at, most = int32(k), d
		}
	}
	return at
}

// chance is a branch of an OR node over many images.
type chance struct {
	channel int
	share   float64 // of the images that take it
	images  []int
}

// at lists the branches taken at a position, most frequent first, ties by channel.
func (c *Choices) at(p position) []chance {
	of := map[int32][]int{}
	for i, chosen := range c.chosen {
		if k := chosen[p.row*c.stats.W+p.col]; k >= 0 {
			of[k] = append(of[k], i)
		}
	}
	var out []chance
	for k, images := range of {
		out = append(out, chance{int(k), float64(len(images)) / float64(c.Images), images})
	}
	sort.Slice(out, func(i, j int) bool {
		if len(out[i].images) != len(out[j].images) {
			return len(out[i].images) > len(out[j].images)
		}
		return out[i].channel < out[j].channel
	})
	return out
}

// bits is the entropy of the branches, with images that take none as one more.
func bits(branches []chance) float64 {
	h, rest := 0.0, 1.0
	for _, b := range branches {
		h -= b.share * math.Log2(b.share)
		rest -= b.share
	}
	if rest > 1e-9 {
		h -= rest * math.Log2(rest)
	}
	return h
}

// ledger keeps what is left of images to be explained by choices: the images less their mean,
// each pixel in units of its standard deviation, so that a bright background counts no more
// than an eye.
type ledger struct {
	choices *Choices
	level   Level
	h, w, c int
	rest    [][]float32 // (N)(h, w, c)
	whole   float64     // energy at the start
}

func newLedger(choices *Choices, l Level, images *tensor.Tensor) *ledger {
	n, size := images.Shape[0], images.Len()/images.Shape[0]
	k := &ledger{choices: choices, level: l, h: images.Shape[1], w: images.Shape[2], c: images.Shape[3]}
	mean, square := make([]float64, size), make([]float64, size)
	for i := range n {
		for j, v := range images.Row(i).Data {
			mean[j] += float64(v) / float64(n)
			square[j] += float64(v) * float64(v) / float64(n)
		}
	}
	for i := range n {
		row := make([]float32, size)
		for j, v := range images.Row(i).Data {
			if s := square[j] - mean[j]*mean[j]; s > 1e-6 {
				row[j] = float32((float64(v) - mean[j]) / math.Sqrt(s))
				k.whole += float64(row[j]) * float64(row[j])
			}
		}
		k.rest = append(k.rest, row)
	}
	return k
}

// box is the part of the image that a position can draw.
func (k *ledger) box(p position) [4]int {
	return clipped(reach(p.row, p.col, k.level.Stride, k.level.Field), k.h, k.w)
}

// groups are the images by the branch they take at a position. Branches of less than a
// thirty-second of the images are one group, and so are those that take none: the mean of a
// handful of images explains them by chance.
func (k *ledger) groups(p position) [][]int {
	var out [][]int
	taken := make([]bool, len(k.rest))
	for _, b := range k.choices.at(p) {
		if 32*len(b.images) < len(k.rest) {
			break
		}
		out = append(out, b.images)
		for _, i := range b.images {
			taken[i] = true
		}
	}
	var rest []int
	for i, t := range taken {
		if !t {
			rest = append(rest, i)
		}
	}
	if len(rest) > 0 {
		out = append(out, rest)
	}
	return out
}

// explain is the energy of what is left in the box of a position that the means of its
// groups account for, beyond what groups of that number and size would by chance, and all the
// energy there. With take, it is taken off.
func (k *ledger) explain(p position, take bool) (explained, all float64) {
	box, groups := k.box(p), k.groups(p)
	line := (box[2] - box[0]) * k.c
	mean := make([]float32, line)
	between := 0.0
	for y := box[1]; y < box[3]; y++ {
		at := (y*k.w + box[0]) * k.c
		for _, g := range groups {
			clear(mean)
			for _, i := range g {
				for j, v := range k.rest[i][at:][:line] {
					mean[j] += v
				}
			}
			for j, v := range mean {
				mean[j] = v / float32(len(g))
			}
			between += float64(len(g)) * dot(mean, mean)
			for _, i := range g {
				row := k.rest[i][at:][:line]
				all += dot(row, row)
				for j, v := range mean {
					if take {
						row[j] -= v
					}
				}
			}
		}
	}
	n, m := float64(len(k.rest)), float64(len(groups))
	if n <= m {
		return 0, all
	}
	return max(0, all-(all-between)*(n-1)/(n-m)), all
}
