package interpret

import (
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Agreement holds a stage against the truth where the truth is known (procedural
// images): do its units stand for parts?
//
// The truth of a position is the part that is seen on most of the pixels the position
// stands for (stride x stride of them). [P] section 3.2 reads each position as an OR
// node whose alternatives are the channels; so a unit is a channel at a position, and
// the question is whether one part is seen there whenever the unit is active. Positions
// where no part is seen, bare background, say nothing about parts and are left out.
//
// All scores are cross-validated, since a unit that fires once is pure by accident: the
// part of a unit is learned from every other image and judged on those between, and the
// other way round. A unit is active where it is not zero; activations are weighed by
// their magnitude.
type Agreement struct {
	parts   []string
	h, w, c int
	images  int
	half    [2]half
}

// half is what was counted over the images of one half. All arrays end in the part.
type half struct {
	mass   []float64 // (H*W, C, parts): sum of magnitudes
	lead   []float64 // (H*W, C+1, parts): times the strongest of its position; C for none active
	seen   []float64 // (H*W, parts): times the part is seen
	clear  []float64 // (C, parts): mass at the positions that the part fills
	filled []float64 // (parts): times the part fills a position
}

// fills is the share of a position's pixels from which on a part is said to fill it. Where
// none does, two parts or a part and the background meet, and a unit that draws one of them
// is counted for the other as often as the whole object shifts by a pixel.
const fills = 0.75

// NewAgreement prepares for the named parts.
func NewAgreement(parts []string) *Agreement {
	return &Agreement{parts: append([]string(nil), parts...)}
}

// Add takes in a batch: activations (N, H, W, C) after topk, and for each image the true
// part of each of its h x w pixels, row by row: an index into the parts, or -1 for none.
func (g *Agreement) Add(a *tensor.Tensor, h, w int, truth [][]int) error {
	if err := checkStage(a); err != nil {
		return fmt.Errorf("interpret: agreement: %w", err)
	}
	H, W, C := a.Shape[1], a.Shape[2], a.Shape[3]
	if g.images == 0 {
		g.h, g.w, g.c = H, W, C
		n := H * W * len(g.parts)
		for i := range g.half {
			g.half[i] = half{
				mass: make([]float64, n*C), lead: make([]float64, n*(C+1)), seen: make([]float64, n),
				clear: make([]float64, C*len(g.parts)), filled: make([]float64, len(g.parts)),
			}
		}
	}
	if H != g.h || W != g.w || C != g.c {
		return fmt.Errorf("interpret: agreement: got activations of %dx%dx%d, want %dx%dx%d as before", H, W, C, g.h, g.w, g.c)
	}
	if len(truth) != a.Shape[0] || h%H != 0 || w%W != 0 {
		return fmt.Errorf("interpret: agreement: got activations %v, images of %dx%d and the truth of %d images, want one truth for each activation and a whole number of pixels for each position",
			a.Shape, h, w, len(truth))
	}
	for i, pixels := range truth {
		if err := g.checkTruth(pixels, h*w); err != nil {
			return fmt.Errorf("interpret: agreement: image %d: %w", g.images+i, err)
		}
	}
	for i, pixels := range truth {
		g.take(a.Row(i).Data, g.places(pixels, h, w), &g.half[(g.images+i)%2])
	}
	g.images += a.Shape[0]
	return nil
}

func (g *Agreement) checkTruth(pixels []int, n int) error {
	if len(pixels) != n {
		return fmt.Errorf("got the truth of %d pixels, want %d", len(pixels), n)
	}
	for _, p := range pixels {
		if p < -1 || p >= len(g.parts) {
			return fmt.Errorf("got part %d, want -1..%d", p, len(g.parts)-1)
		}
	}
	return nil
}

// sight is what is seen at a position: the part seen on most of its pixels, of equals the
// first, -1 for none; and whether that part fills it.
type sight struct {
	part  int
	clear bool
}

func (g *Agreement) places(pixels []int, h, w int) []sight {
	out := make([]sight, g.h*g.w)
	count := make([]int, len(g.parts)+1)
	sy, sx := h/g.h, w/g.w
	for p := range out {
		clear(count)
		best := 0
		for y := p / g.w * sy; y < (p/g.w+1)*sy; y++ {
			for x := p % g.w * sx; x < (p%g.w+1)*sx; x++ {
				count[pixels[y*w+x]+1]++
			}
		}
		for k, n := range count {
			if n > count[best] {
				best = k
			}
		}
		out[p] = sight{best - 1, float64(count[best]) >= fills*float64(sy*sx)}
	}
	return out
}

// take adds one image to a half.
func (g *Agreement) take(a []float32, places []sight, to *half) {
	k := len(g.parts)
	for p, s := range places {
		part := s.part
		if part < 0 {
			continue
		}
		to.seen[p*k+part]++
		if s.clear {
			to.filled[part]++
		}
		lead, most := g.c, 0.0
		for c, v := range a[p*g.c:][:g.c] {
			if m := math.Abs(float64(v)); m > 0 {
				to.mass[(p*g.c+c)*k+part] += m
				if s.clear {
					to.clear[c*k+part] += m
				}
				if m > most {
					lead, most = c, m
				}
			}
		}
		to.lead[(p*(g.c+1)+lead)*k+part]++
	}
}

// AgreementScore says how far the units of a stage stand for parts. Everything is in
// [0, 1] but Information, which unlucky guesses can make slightly negative.
type AgreementScore struct {
	// Purity is the share of all activation that falls on the part its unit, a channel
	// at a position, stands for: the mean purity of the units, weighted by use. Chance
	// is the same for units that fire whatever is seen: the share of each position's
	// most frequent part.
	Purity, Chance float64
	// ChannelPurity asks more: one part for a channel wherever it fires. ChannelChance
	// is the share of the most frequent part of all.
	ChannelPurity, ChannelChance float64
	// ClearPurity and ClearChance are the same, over the positions alone of which one part
	// fills three quarters or more. At the others two parts meet, and which of them counts
	// as seen is a matter of a pixel.
	ClearPurity, ClearChance float64
	// Information is the share of the uncertainty about the part at a position that
	// knowing the strongest unit there takes away: mutual information over entropy,
	// both as cross-entropies on images that the probabilities were not taken from.
	// Entropy is that uncertainty, in bits a position.
	Information, Entropy float64
	Channels             []ChannelPart // that ever fire on a part, purest first
}

// ChannelPart is what one channel stands for, over all images and positions.
type ChannelPart struct {
	Channel int
	Part    string
	Share   float64 // of its activation that falls on Part; not cross-validated
	Weight  float64 // its whole activation on parts
}

// Score is what the images added so far give; all zero for less than two images.
func (g *Agreement) Score() AgreementScore {
	var s AgreementScore
	if g.images < 2 {
		return s
	}
	k := len(g.parts)
	s.Purity = g.crossed(func(h *half) []float64 { return h.mass })
	s.Chance = g.crossed(func(h *half) []float64 { return h.seen })
	s.ChannelPurity = g.crossed(func(h *half) []float64 { return fold(h.mass, g.c*k) })
	s.ChannelChance = g.crossed(func(h *half) []float64 { return fold(h.seen, k) })
	s.ClearPurity = g.crossed(func(h *half) []float64 { return h.clear })
	s.ClearChance = g.crossed(func(h *half) []float64 { return h.filled })
	s.Information, s.Entropy = g.information()
	all := fold(append(append([]float64(nil), g.half[0].mass...), g.half[1].mass...), g.c*k)
	for c := range g.c {
		row := all[c*k:][:k]
		best := largest(row)
		if weight := sum(row); weight > 0 {
			s.Channels = append(s.Channels, ChannelPart{c, g.parts[best], row[best] / weight, weight})
		}
	}
	sort.SliceStable(s.Channels, func(i, j int) bool { return s.Channels[i].Share > s.Channels[j].Share })
	return s
}

// crossed is the share of one half's mass that falls on the part which has most of a
// row's mass in the other half, both ways. A row that only one half knows scores nothing.
func (g *Agreement) crossed(of func(*half) []float64) float64 {
	k := len(g.parts)
	a, b := of(&g.half[0]), of(&g.half[1])
	var right, total float64
	for i := 0; i < len(a); i += k {
		x, y := a[i:i+k], b[i:i+k]
		sx, sy := sum(x), sum(y)
		total += sx + sy
		if sx > 0 && sy > 0 {
			right += y[largest(x)] + x[largest(y)]
		}
	}
	if total == 0 {
		return 0
	}
	return right / total
}

// information compares, on each half, the surprise at the parts seen with and without
// knowing the strongest unit, both under the other half's frequencies. Frequencies of a
// position start from one of each part in all, those of a unit from the position's.
func (g *Agreement) information() (share, entropy float64) {
	k := len(g.parts)
	var without, with, n float64
	for f := range g.half {
		known, judged := &g.half[1-f], &g.half[f]
		for p := range g.h * g.w {
			prior := smoothed(known.seen[p*k:][:k], nil)
			for u := range g.c + 1 {
				at := (p*(g.c+1) + u) * k
				posterior := smoothed(known.lead[at:][:k], prior)
				for part, times := range judged.lead[at:][:k] {
					if times > 0 {
						without -= times * math.Log2(prior[part])
						with -= times * math.Log2(posterior[part])
						n += times
					}
				}
			}
		}
	}
	if without == 0 {
		return 0, 0
	}
	return (without - with) / without, without / n
}

// smoothed is counts as probabilities, as if one more had been seen, spread like prior
// (nil for evenly).
func smoothed(counts, prior []float64) []float64 {
	out := make([]float64, len(counts))
	n := sum(counts) + 1
	for i, v := range counts {
		q := 1 / float64(len(counts))
		if prior != nil {
			q = prior[i]
		}
		out[i] = (v + q) / n
	}
	return out
}

// fold sums the rows of size n.
func fold(v []float64, n int) []float64 {
	out := make([]float64, n)
	for i, x := range v {
		out[i%n] += x
	}
	return out
}

func sum(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}

// largest is the index of the first largest value.
func largest(v []float64) int {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	return best
}
