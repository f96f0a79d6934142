package interpret

import (
	"context"
	"fmt"
	"slices"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// ClassOptions bound a class tree. The zero value is a readable one.
type ClassOptions struct {
	Positions int // shown at most; 0 for 6
	// Alternatives are shown of each position at most, 0 for 4, and of those only such as
	// stand out in a fiftieth of the images: of fewer, the mean shows those images.
	Alternatives int
	// Apart is the least distance of two positions shown, in rows or columns, so that
	// they are not all neighbours; 0 for an eighth of the grid.
	Apart int
	// At are the positions to show instead of those that explain most.
	At []ClassPlace
}

// ClassPlace is a position of a stage with a name for readers, "" for none.
type ClassPlace struct {
	Row, Col int
	Name     string
}

// NewClassTree is the grammar of one stage over a whole set, where NewTree is the parse
// of one image: an AND over positions, below each an OR over the channels that stand out there,
// with in how many images each does ([P] section 3.2: "at the eye's location, the learned basis
// functions consist of different kinds of eyes"). images (N, h, w, c) are those whose
// activations c was given, in that order.
//
// The positions are those whose choices say most about the images: one after the other, each
// the one whose choice explains most of the variance that the choices before it left, within
// its field; what it explains of an image is the mean of all images that take the same branch
// (a regression tree's gain, Breiman et al. 1984), every pixel in units of its standard
// deviation. No two are closer than o.Apart, and places whose field the edge of the image cuts
// off are left out where there are others: at the edge of photographs it is the background that
// varies, and a choice tells most about it. o.At names others.
//
// Below an OR node, Image is the basis function of a unit at that place, Patch the mean of the
// images in which it stands out there, Share their share of all images, and Frequency the share
// in which the unit is active there at all. The Share of an OR node is what its choice
// explains of the variance in its Box by itself, the root's Explained what all choices shown
// explain of the whole images together. l needs no Activation.
func NewClassTree(ctx context.Context, l Level, choices *Choices, images *tensor.Tensor, o ClassOptions) (*Node, error) {
	fail := func(format string, args ...any) (*Node, error) {
		return nil, fmt.Errorf("interpret: class tree: "+format, args...)
	}
	switch {
	case l.Stats == nil || l.Stats.Images == 0 || l.Tail == nil || l.Field < 1 || l.Stride < 1:
		return fail("level %q: want statistics of at least one image, a tail, a field and a stride", l.Name)
	case choices == nil || choices.Images == 0 || choices.stats.H != l.Stats.H || choices.stats.W != l.Stats.W || choices.stats.C != l.Stats.C:
		return fail("level %q: want the choices of at least one image at that level", l.Name)
	case o.Positions < 0 || o.Alternatives < 0 || o.Apart < 0:
		return fail("got %d positions, %d alternatives, %d apart, want none below 0", o.Positions, o.Alternatives, o.Apart)
	}
	if err := checkImages(images, choices.Images, nil); err != nil {
		return fail("%w", err)
	}
	for _, p := range o.At {
		if p.Row < 0 || p.Col < 0 || p.Row >= l.Stats.H || p.Col >= l.Stats.W {
			return fail("got the place (%d, %d), want one in the %dx%d grid of level %q", p.Row, p.Col, l.Stats.H, l.Stats.W, l.Name)
		}
	}
	h, w := images.Shape[1], images.Shape[2]
	book := newLedger(choices, l, images)
	mean := meanOf(images, nil)
	root := &Node{Kind: AND, Level: l.Name, Label: "all images", Unit: Unit{-1, -1, -1}, Share: 1, Box: [4]int{0, 0, w, h}, Image: mean, Patch: mean}
	places := o.At
	if len(places) == 0 {
		places = book.places(orElse(o.Positions, 6), orElse(o.Apart, max(1, l.Stats.H/8)))
	}
	var leaves []*Node
	own := newLedger(choices, l, images) // of each position by itself
	book = newLedger(choices, l, images)
	for _, place := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := position{place.Row, place.Col}
		or := choices.node(l, own, p, place.Name, images, mean, orElse(o.Alternatives, 4))
		leaves = append(leaves, or.Children...)
		root.Children = append(root.Children, or)
		if gain, _ := book.explain(p, true); book.whole > 0 {
			root.Explained += gain / book.whole
		}
	}
	err := responses(ctx, newBench(l.Tail, l.Stats.H, l.Stats.W, l.Stats.C), len(leaves),
		func(i int) []weighted { return []weighted{{leaves[i].Unit, float32(leaves[i].Activation)}} },
		func(i int, image, empty *tensor.Tensor) {
			leaves[i].Image = cutDifference(image, empty, leaves[i].Box)
			leaves[i].Effect, leaves[i].Contribution = leaves[i].Image, rms(leaves[i].Image)
		})
	if err != nil {
		return fail("%w", err)
	}
	return root, nil
}

// leastShare is that of an alternative that is shown.
const leastShare = 0.02

// node is the OR node of a position, its leaves without their basis functions.
func (c *Choices) node(l Level, own *ledger, p position, name string, images, mean *tensor.Tensor, most int) *Node {
	box := own.box(p)
	branches := c.at(p)
	all := l.Stats.Alternatives(p.row, p.col)
	label := fmt.Sprintf("%s (%d, %d)", l.Name, p.row, p.col)
	if name != "" {
		label = name + ", " + label
	}
	patch := cut(mean, box)
	or := &Node{
		Kind: OR, Level: l.Name, Label: label, Unit: Unit{-1, p.row, p.col}, Bits: bits(branches),
		Channels: l.Stats.C, Active: len(all), Alternatives: len(branches), Box: box, Image: patch, Patch: patch,
	}
	if explained, whole := own.explain(p, false); whole > 0 {
		or.Share = explained / whole
	}
	for i, b := range branches {
		a := Alternative{Channel: b.channel, Count: len(b.images), Share: b.share, Mean: l.Stats.meanAt(Unit{b.channel, p.row, p.col})}
		if i < shownChoices {
			or.Choices = append(or.Choices, a)
		}
		if i >= most || b.share < leastShare {
			continue
		}
		u := Unit{b.channel, p.row, p.col}
		or.Explained += b.share
		or.Children = append(or.Children, &Node{
			Kind: Terminal, Level: l.Name, Label: fmt.Sprintf("%s %d", l.Name, b.channel), Unit: u, Activation: a.Mean, Share: b.share,
			Frequency: float64(l.Stats.Count(u)) / float64(l.Stats.Images), Box: box, Patch: cut(meanOf(images, b.images), box),
		})
	}
	return or
}

// places is the positions that explain most, found one after the other, in reading order.
func (k *ledger) places(most, apart int) []ClassPlace {
	s := k.level.Stats
	gain := make([]float64, s.H*s.W)
	stale := make([]bool, len(gain))
	for i := range stale {
		stale[i] = true
	}
	inside := func(p position) bool {
		return k.box(p) == reach(p.row, p.col, k.level.Stride, k.level.Field)
	}
	cut := !inside(position{s.H / 2, s.W / 2}) // all of them are
	var out []ClassPlace
	for len(out) < most {
		best := -1
		for i := range gain {
			p := position{i / s.W, i % s.W}
			if crowded(out, p, apart) || !cut && !inside(p) {
				continue
			}
			if stale[i] {
				gain[i], _ = k.explain(p, false)
				stale[i] = false
			}
			if gain[i] > 0 && (best < 0 || gain[i] > gain[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		p := position{best / s.W, best % s.W}
		k.explain(p, true)
		out = append(out, ClassPlace{Row: p.row, Col: p.col})
		for i := range stale {
			stale[i] = stale[i] || !disjoint(k.box(p), k.box(position{i / s.W, i % s.W}))
		}
	}
	slices.SortFunc(out, func(a, b ClassPlace) int { return (a.Row-b.Row)*s.W + a.Col - b.Col })
	return out
}

// crowded says whether p is closer than apart to one of the places, in both directions.
func crowded(places []ClassPlace, p position, apart int) bool {
	for _, q := range places {
		if max(p.row-q.Row, q.Row-p.row) < apart && max(p.col-q.Col, q.Col-p.col) < apart {
			return true
		}
	}
	return false
}

func orElse(v, otherwise int) int {
	if v == 0 {
		return otherwise
	}
	return v
}

// meanOf is the mean (h, w, c) of some of the images (N, h, w, c), of all for nil.
func meanOf(images *tensor.Tensor, index []int) *tensor.Tensor {
	if index == nil {
		for i := range images.Shape[0] {
			index = append(index, i)
		}
	}
	out := tensor.New(images.Shape[1:]...)
	for _, i := range index {
		for j, v := range images.Row(i).Data {
			out.Data[j] += v / float32(len(index))
		}
	}
	return out
}
