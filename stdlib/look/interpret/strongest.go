package interpret

import (
	"fmt"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Strongest finds, for every channel of a stage at once, the images in which it fires most: the
// top patches of [Patches] without their pixels, so that they can be kept for a whole network
// and cut out for the few units that are looked at. As there, an image counts once, at the
// place where the channel fires most strongly.
type Strongest struct {
	keep   int
	images int
	top    [][]Patch // by channel, strongest first
	best   []float32 // by channel, of the image at hand
	at     []int
}

// NewStrongest keeps so many patches of each channel.
func NewStrongest(keep int) *Strongest { return &Strongest{keep: max(1, keep)} }

// Add takes in the activations of a batch, (N, H, W, C), after the stage's topk.
func (s *Strongest) Add(a *tensor.Tensor) error {
	if err := checkStage(a); err != nil {
		return fmt.Errorf("interpret: strongest: %w", err)
	}
	c := a.Shape[3]
	if s.top == nil {
		s.top, s.best, s.at = make([][]Patch, c), make([]float32, c), make([]int, c)
	}
	if c != len(s.top) {
		return fmt.Errorf("interpret: strongest: got %d channels, want %d as before", c, len(s.top))
	}
	for i := range a.Shape[0] {
		s.take(a.Row(i))
	}
	return nil
}

// take finds the place of each channel in one image, (H, W, C), in one pass over memory.
func (s *Strongest) take(a *tensor.Tensor) {
	clear(s.best)
	c := len(s.best)
	for from := 0; from < len(a.Data); from += c {
		for k, v := range a.Data[from : from+c] {
			if v > s.best[k] {
				s.best[k], s.at[k] = v, from/c
			}
		}
	}
	w := a.Shape[1]
	for k, v := range s.best {
		if v > 0 {
			s.top[k] = ranked(s.top[k], Patch{Index: s.images, Unit: Unit{k, s.at[k] / w, s.at[k] % w}, Value: float64(v)}, s.keep)
		}
	}
	s.images++
}

// Top is the strongest patches of a channel without pixels, strongest first, one an image, ties
// by the earlier image; none for a channel that never fired or that the stage does not have.
func (s *Strongest) Top(channel int) []Patch {
	if channel < 0 || channel >= len(s.top) {
		return nil
	}
	return append([]Patch(nil), s.top[channel]...)
}
