package interpret

import (
	"context"
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// ClassOptions bound a class tree. The zero value is a readable one.
type ClassOptions struct {
	Positions    int // shown at most; 0 for 6
	Alternatives int // shown of each position at most; 0 for 4
	// Apart is the least distance of two positions shown, in rows or columns, so that
	// they are not all neighbours of the busiest; 0 for 2.
	Apart int
}

// NewClassTree is the grammar of one stage over a whole set, where NewTree is the parse
// of one image: an AND over positions, below each an OR over the channels that the data
// use there, with how often, each drawn by its basis function at that place ([P] section
// 3.2: "at the eye's location, the learned basis functions consist of different kinds of
// eyes").
//
// A position counts as much as the mean magnitude of its activation; the strongest are
// shown, no two closer than o.Apart. A Share below an OR node is a frequency, the share of
// images in which the unit is active; where topk keeps several channels at a position
// they add up to more than 1. mean is the mean image (h, w, c), from which patches are
// cut. l needs no Activation.
func NewClassTree(ctx context.Context, l Level, mean *tensor.Tensor, o ClassOptions) (*Node, error) {
	if l.Stats == nil || l.Stats.Images == 0 || l.Tail == nil || l.Field < 1 || l.Stride < 1 {
		return nil, fmt.Errorf("interpret: class tree: level %q: want statistics of at least one image, a tail, a field and a stride", l.Name)
	}
	if mean == nil || len(mean.Shape) != 3 || mean.Len() != len(mean.Data) || mean.Len() == 0 {
		return nil, fmt.Errorf("interpret: class tree: want a mean image (h, w, c)")
	}
	if o.Positions < 0 || o.Alternatives < 0 || o.Apart < 0 {
		return nil, fmt.Errorf("interpret: class tree: got %d positions, %d alternatives, %d apart, want none below 0", o.Positions, o.Alternatives, o.Apart)
	}
	most, each, apart := orElse(o.Positions, 6), orElse(o.Alternatives, 4), orElse(o.Apart, 2)
	h, w := mean.Shape[0], mean.Shape[1]
	none := Unit{-1, -1, -1}
	root := &Node{Kind: AND, Level: l.Name, Label: "all images", Unit: none, Share: 1, Box: [4]int{0, 0, w, h}, Image: mean, Patch: mean}
	var units []Unit
	var leaves []*Node
	places, strength := l.Stats.busiest(most, apart)
	for _, p := range places {
		box := clipped(reach(p.row, p.col, l.Stride, l.Field), h, w)
		all := l.Stats.Alternatives(p.row, p.col)
		or := &Node{
			Kind: OR, Level: l.Name, Label: fmt.Sprintf("%s (%d, %d)", l.Name, p.row, p.col), Unit: Unit{-1, p.row, p.col},
			Share: strength[p], Channels: l.Stats.C, Active: len(all), Alternatives: len(all), Choices: all[:min(shownChoices, len(all))],
			Box: box, Image: cut(mean, box), Patch: cut(mean, box),
		}
		for _, a := range all[:min(each, len(all))] {
			u := Unit{a.Channel, p.row, p.col}
			n := &Node{Kind: Terminal, Level: l.Name, Label: fmt.Sprintf("%s %d", l.Name, a.Channel), Unit: u,
				Activation: a.Mean, Share: a.Share, Frequency: a.Share, Box: box, Patch: or.Patch}
			or.Children = append(or.Children, n)
			units, leaves = append(units, u), append(leaves, n)
		}
		root.Children = append(root.Children, or)
		root.Explained = math.Min(1, root.Explained+or.Share)
	}
	err := responses(ctx, newBench(l.Tail, l.Stats.H, l.Stats.W, l.Stats.C), len(units),
		func(i int) []weighted { return []weighted{{units[i], float32(leaves[i].Activation)}} },
		func(i int, image, empty *tensor.Tensor) {
			leaves[i].Image = cutDifference(image, empty, leaves[i].Box)
			leaves[i].Effect, leaves[i].Contribution = leaves[i].Image, rms(leaves[i].Image)
		})
	if err != nil {
		return nil, fmt.Errorf("interpret: class tree: %w", err)
	}
	return root, nil
}

func orElse(v, otherwise int) int {
	if v == 0 {
		return otherwise
	}
	return v
}

// busiest is the positions of the largest mean magnitude, no two closer than apart in
// both directions, with each one's share of the whole stage's.
func (s *StageStats) busiest(n, apart int) ([]position, map[position]float64) {
	total := 0.0
	share := map[position]float64{}
	var order []position
	for i := range s.H * s.W {
		p := position{i / s.W, i % s.W}
		for c := range s.C {
			share[p] += math.Abs(s.sum[i*s.C+c])
		}
		total += share[p]
		order = append(order, p)
	}
	sort.SliceStable(order, func(i, j int) bool { return share[order[i]] > share[order[j]] })
	var out []position
next:
	for _, p := range order {
		if share[p] == 0 || len(out) == n {
			break
		}
		for _, q := range out {
			if max(p.row-q.row, q.row-p.row) < apart && max(p.col-q.col, q.col-p.col) < apart {
				continue next
			}
		}
		out = append(out, p)
	}
	for p := range share {
		if total > 0 {
			share[p] /= total
		}
	}
	return out, share
}
