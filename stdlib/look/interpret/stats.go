package interpret

import (
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Unit is one value of a stage's activation: a channel at a position. In a list of
// units to show, a Row or Col of -1 stands for the place where the channel fires most.
type Unit struct {
	Channel int `json:"channel"`
	Row     int `json:"row"`
	Col     int `json:"col"`
}

// StageStats gathers, over the activations of many images, how the units of one stage
// are used. A unit is active where its value is not zero. The zero value is ready.
type StageStats struct {
	H, W, C int // size of the stage, known after the first Add
	Images  int // how many activations were added

	count  []int     // (H*W, C): times active
	sum    []float64 // (H*W, C): sum of the values
	square []float64 // (C): sum of the squared values
}

// Add takes in the activations of a batch, (N, H, W, C), after the stage's topk.
func (s *StageStats) Add(a *tensor.Tensor) error {
	if err := checkStage(a); err != nil {
		return fmt.Errorf("interpret: statistics: %w", err)
	}
	h, w, c := a.Shape[1], a.Shape[2], a.Shape[3]
	if s.count == nil {
		s.H, s.W, s.C = h, w, c
		s.count, s.sum, s.square = make([]int, h*w*c), make([]float64, h*w*c), make([]float64, c)
	}
	if h != s.H || w != s.W || c != s.C {
		return fmt.Errorf("interpret: statistics: got an activation of %dx%dx%d, want %dx%dx%d as before", h, w, c, s.H, s.W, s.C)
	}
	size := h * w * c
	for at := 0; at < len(a.Data); at += size {
		for row := 0; row < size; row += c {
			count, sum := s.count[row:row+c], s.sum[row:row+c]
			for k, v := range a.Data[at+row:][:c] {
				if v != 0 {
					count[k]++
					sum[k] += float64(v)
					s.square[k] += float64(v) * float64(v)
				}
			}
		}
	}
	s.Images += a.Shape[0]
	return nil
}

// checkStage refuses what is not a batch of finite activations.
func checkStage(a *tensor.Tensor) error {
	if a == nil || len(a.Shape) != 4 || a.Len() != len(a.Data) || a.Shape[1] < 1 || a.Shape[2] < 1 || a.Shape[3] < 1 {
		var got []int
		if a != nil {
			got = a.Shape
		}
		return fmt.Errorf("got an activation of shape %v, want (N, H, W, C)", got)
	}
	for i, v := range a.Data {
		if v-v != 0 { // NaN or infinite
			return fmt.Errorf("got %v in the activation of image %d of the batch, want finite numbers", v, i/(len(a.Data)/a.Shape[0]))
		}
	}
	return nil
}

// at is the index of a unit in count and sum; it panics outside the stage.
func (s *StageStats) at(u Unit) int {
	if u.Channel < 0 || u.Channel >= s.C || u.Row < 0 || u.Row >= s.H || u.Col < 0 || u.Col >= s.W {
		panic(fmt.Sprintf("interpret: unit %d at (%d, %d): the stage is %dx%dx%d", u.Channel, u.Row, u.Col, s.H, s.W, s.C))
	}
	return (u.Row*s.W+u.Col)*s.C + u.Channel
}

// Count is the number of images in which the unit is active.
func (s *StageStats) Count(u Unit) int { return s.count[s.at(u)] }

// meanAt is the mean of a unit's non-zero values, 0 for one that was never active.
func (s *StageStats) meanAt(u Unit) float64 {
	i := s.at(u)
	if s.count[i] == 0 {
		return 0
	}
	return s.sum[i] / float64(s.count[i])
}

// channel sums a channel over positions.
func (s *StageStats) channel(c int) (count int, sum float64) {
	for i := s.at(Unit{Channel: c}); i < len(s.count); i += s.C {
		count += s.count[i]
		sum += s.sum[i]
	}
	return count, sum
}

// Typical is the mean of a channel's non-zero values, 0 for a channel that was never
// active.
func (s *StageStats) Typical(channel int) float64 {
	n, sum := s.channel(channel)
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// Share is the share of (image, position) pairs at which the channel is active.
func (s *StageStats) Share(channel int) float64 {
	n, _ := s.channel(channel)
	if s.Images == 0 {
		return 0
	}
	return float64(n) / float64(s.Images*s.H*s.W)
}

// Strength is the mean size of a channel's value over images and positions, zeros
// included. Where topk gives all channels the same share, strength still tells them
// apart.
func (s *StageStats) Strength(channel int) float64 {
	return math.Abs(s.Typical(channel)) * s.Share(channel)
}

// Variance is the variance of a channel's value over images and positions, zeros
// included: what it could tell one image from another by.
func (s *StageStats) Variance(channel int) float64 {
	n := float64(s.Images * s.H * s.W)
	if n == 0 {
		return 0
	}
	_, sum := s.channel(channel)
	return max(0, s.square[channel]/n-(sum/n)*(sum/n))
}

// Place is where the channel fires most: active in the most images, then with the
// largest sum, then the first in reading order.
func (s *StageStats) Place(channel int) (row, col int) {
	best := s.at(Unit{Channel: channel})
	for i := best; i < len(s.count); i += s.C {
		if s.count[i] > s.count[best] || s.count[i] == s.count[best] && s.sum[i] > s.sum[best] {
			best = i
		}
	}
	position := best / s.C
	return position / s.W, position % s.W
}

// Order is what units are sorted by.
type Order string

const (
	ByStrength Order = "strength" // mean size of the value, zeros included
	ByUse      Order = "use"      // share of places at which it is active
	ByVariance Order = "variance" // of the value, zeros included
	ByPosition Order = "position" // of the strongest: favourite place, row by row
)

// Ranked is the n strongest channels, strongest first, each at its favourite place;
// channels that never fire are left out.
func (s *StageStats) Ranked(n int) []Unit { return s.RankedBy(ByStrength, n) }

// RankedBy is the first n channels in an order, those with most first, each at its favourite
// place; ByPosition takes the n strongest and sorts them by that place. Channels that never
// fire are left out. An order that is none of the constants is ByStrength.
func (s *StageStats) RankedBy(by Order, n int) []Unit {
	of := s.Strength
	switch by {
	case ByUse:
		of = s.Share
	case ByVariance:
		of = s.Variance
	}
	value := make([]float64, s.C)
	var order []int
	for c := range value {
		if s.Strength(c) > 0 {
			value[c] = of(c)
			order = append(order, c)
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return value[order[i]] > value[order[j]] })
	var units []Unit
	for _, c := range order[:max(0, min(n, len(order)))] {
		row, col := s.Place(c)
		units = append(units, Unit{c, row, col})
	}
	if by == ByPosition {
		sort.SliceStable(units, func(i, j int) bool {
			return units[i].Row < units[j].Row || units[i].Row == units[j].Row && units[i].Col < units[j].Col
		})
	}
	return units
}

// Alternative is one branch of the OR node at a position.
type Alternative struct {
	Channel int     `json:"channel"`
	Count   int     `json:"count"` // images in which it is active at the position
	Share   float64 `json:"share"` // Count over the number of images
	Mean    float64 `json:"mean"`  // of its non-zero values there
}

// Alternatives lists the channels that ever fire at a position, most frequent first
// (then the larger mean, then the lower channel): the OR node of [P] section 3.2 as
// the data use it.
func (s *StageStats) Alternatives(row, col int) []Alternative {
	first := s.at(Unit{0, row, col})
	var out []Alternative
	for c := 0; c < s.C; c++ {
		if n := s.count[first+c]; n > 0 {
			out = append(out, Alternative{c, n, float64(n) / float64(s.Images), s.sum[first+c] / float64(n)})
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Count != out[j].Count {
			return out[i].Count > out[j].Count
		}
		return out[i].Mean > out[j].Mean
	})
	return out
}
