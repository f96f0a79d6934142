package interpret

import (
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Region is a true part of an image: what it is and where, x0, y0, x1, y1 in pixels.
type Region struct {
	Name string
	Box  [4]int
}

// Purity scores a stage against the truth where it is known (procedural images): does a
// channel always fire on the same part? Of each image only the place where a channel
// fires most strongly counts, and it counts for the part whose box overlaps the unit's
// projective field best (intersection over union, the field cut to the image).
type Purity struct {
	field   int
	weight  []map[string]float64 // by channel: part -> sum of activations
	overall map[string]float64   // part -> how often it is the answer at all
}

// NewPurity prepares for a stage whose units' projective field is field pixels wide.
func NewPurity(field int) *Purity { return &Purity{field: field, overall: map[string]float64{}} }

// Add takes in a batch: activations (N, H, W, C), the size h x w of the images, and the
// true parts of each image. Firings in images without parts are left out.
func (p *Purity) Add(a *tensor.Tensor, h, w int, truth [][]Region) error {
	if err := checkStage(a); err != nil {
		return fmt.Errorf("interpret: purity: %w", err)
	}
	if len(truth) != a.Shape[0] || h < a.Shape[1] || w < a.Shape[2] {
		return fmt.Errorf("interpret: purity: got activations %v, images of %dx%d and the parts of %d images, want one list of parts for each activation",
			a.Shape, h, w, len(truth))
	}
	c := a.Shape[3]
	if p.weight == nil {
		p.weight = make([]map[string]float64, c)
		for i := range p.weight {
			p.weight[i] = map[string]float64{}
		}
	}
	if len(p.weight) != c {
		return fmt.Errorf("interpret: purity: got %d channels, want %d as before", c, len(p.weight))
	}
	for i := range a.Shape[0] {
		names := p.names(a.Shape[1], a.Shape[2], h, w, truth[i])
		row := a.Row(i).Data
		for channel := range c {
			best, at := float32(0), -1
			for q := channel; q < len(row); q += c {
				if row[q] > best {
					best, at = row[q], q/c
				}
			}
			if at >= 0 && names[at] != "" {
				p.weight[channel][names[at]] += float64(best)
				p.overall[names[at]]++
			}
		}
	}
	return nil
}

// names is the best part for each position of the grid, "" for none.
func (p *Purity) names(rows, cols, h, w int, truth []Region) []string {
	out := make([]string, rows*cols)
	for i := range out {
		field := clipped(reach(i/cols, i%cols, max(1, h/rows), p.field), h, w)
		best := 0.0
		for _, r := range truth {
			if v := overlap(field, r.Box); v > best {
				best, out[i] = v, r.Name
			}
		}
	}
	return out
}

// overlap is the intersection of two boxes over their union.
func overlap(a, b [4]int) float64 {
	area := func(x [4]int) float64 { return math.Max(0, float64(x[2]-x[0])) * math.Max(0, float64(x[3]-x[1])) }
	both := [4]int{max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])}
	if both[0] >= both[2] || both[1] >= both[3] {
		return 0
	}
	return area(both) / (area(a) + area(b) - area(both))
}

// ChannelPurity is one channel's score.
type ChannelPurity struct {
	Channel int
	Part    string  // on which it fires most
	Share   float64 // of its activation that falls on Part, in [0, 1]
	Weight  float64 // its whole activation
}

// PurityScore is the score of a stage.
type PurityScore struct {
	// Purity is the mean of the channels' shares, weighted by their activation: 1 if
	// every channel fires on one part only.
	Purity float64
	// Chance is the share of the most frequent part among all firings: what a channel
	// that fires anywhere would score.
	Chance   float64
	Channels []ChannelPurity // that ever fire, purest first
}

// Score is what the images added so far give.
func (p *Purity) Score() PurityScore {
	var out PurityScore
	var total float64
	for c, parts := range p.weight {
		score := ChannelPurity{Channel: c}
		for _, name := range sortedKeys(parts) {
			score.Weight += parts[name]
			if parts[name] > score.Share {
				score.Part, score.Share = name, parts[name]
			}
		}
		if score.Weight == 0 {
			continue
		}
		out.Purity += score.Share
		total += score.Weight
		score.Share /= score.Weight
		out.Channels = append(out.Channels, score)
	}
	if total > 0 {
		out.Purity /= total
	}
	var most, all float64
	for _, n := range p.overall {
		most, all = math.Max(most, n), all+n
	}
	if all > 0 {
		out.Chance = most / all
	}
	sort.SliceStable(out.Channels, func(i, j int) bool { return out.Channels[i].Share > out.Channels[j].Share })
	return out
}

// sortedKeys makes sums over a map the same every time.
func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
