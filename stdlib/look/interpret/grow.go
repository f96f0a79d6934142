package interpret

import (
	"context"
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// grower adds one level to a tree: below each parent the positions that explain it,
// below each position the units that explain that.
type grower struct {
	options TreeOptions
	depth   int
	last    bool
	level   *Level
	image   *tensor.Tensor // (h, w, c): the generated image

	bench     *bench
	positions map[position]*place
}

// place is a position of the level and what became known of it.
type place struct {
	position
	effect effect
	active []weighted // all its units, largest first
	units  []leaf     // the units picked
}

// leaf is a picked unit.
type leaf struct {
	weighted
	share    float64
	effect   effect
	response *tensor.Tensor
}

// grow returns the AND nodes it made, for the next level.
func (g *grower) grow(ctx context.Context, parents []branch) ([]branch, error) {
	s := g.level.Activation.Shape
	g.bench = newBench(g.level.Tail, s[0], s[1], s[2])
	if err := g.measurePositions(ctx, parents); err != nil {
		return nil, err
	}
	picks := make([][]chosen, len(parents))
	var used []*place
	seen := map[position]bool{}
	for i, p := range parents {
		picks[i] = g.explain(p)
		for _, c := range picks[i] {
			if !seen[c.position] {
				seen[c.position] = true
				used = append(used, c.place)
			}
		}
	}
	if err := g.measureUnits(ctx, used); err != nil {
		return nil, err
	}
	if !g.options.Bare {
		if err := g.draw(ctx, used); err != nil {
			return nil, err
		}
	}
	var next []branch
	for i, p := range parents {
		for _, c := range picks[i] {
			or, below := g.nodes(c)
			p.node.Children = append(p.node.Children, or)
			p.node.Explained += c.share
			next = append(next, below...)
		}
		p.node.Explained = math.Min(1, p.node.Explained)
	}
	return next, nil
}

// chosen is a position picked for a parent.
type chosen struct {
	*place
	share float64
}

func (g *grower) reach(p position) [4]int {
	return reach(p.row, p.col, g.level.Stride, g.level.Field)
}

// within lists, in reading order, the positions that some unit is active at and whose
// whole field lies in reach.
func (g *grower) within(limit [4]int) []position {
	a := g.level.Activation
	h, w := g.image.Shape[0], g.image.Shape[1]
	var out []position
	for row := 0; row < a.Shape[0]; row++ {
		for col := 0; col < a.Shape[1]; col++ {
			p := position{row, col}
			box := clipped(g.reach(p), h, w)
			if covers(limit, g.reach(p)) && box[0] < box[2] && box[1] < box[3] && anyActive(a, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// measurePositions finds the effect of every position below some parent.
func (g *grower) measurePositions(ctx context.Context, parents []branch) error {
	g.positions = map[position]*place{}
	var groups []group
	for _, parent := range parents {
		for _, p := range g.within(parent.reach) {
			if g.positions[p] == nil {
				g.positions[p] = &place{position: p, active: active(g.level.Activation, p)}
				groups = append(groups, group{p, -1})
			}
		}
	}
	effects, err := ablate(ctx, g.bench, g.level.Activation, g.image, groups, g.fields(g.options.OneByOne), true)
	if err != nil {
		return err
	}
	for i, e := range effects {
		g.positions[groups[i].position].effect = e
	}
	return nil
}

// fields is how changes of units are to be packed: several in a run where that is exact or
// need not be.
func (g *grower) fields(exact bool) packing {
	return packing{box: g.reach, together: g.level.Apart || !exact, step: (g.level.Field + g.level.Stride - 1) / g.level.Stride}
}

// sameImage catches levels that do not come from one forward pass.
func sameImage(got, want *tensor.Tensor) error {
	if len(got.Data) != len(want.Data) {
		return fmt.Errorf("the tail draws an image of shape %v, the first level's one of %v", got.Shape, want.Shape)
	}
	for i, v := range got.Data {
		if math.Abs(float64(v-want.Data[i])) > 0.01 {
			return fmt.Errorf("the tail draws another image than the first level's; take all activations from one forward pass")
		}
	}
	return nil
}

// explain picks the positions that account for a parent's effect.
func (g *grower) explain(p branch) []chosen {
	inside := g.within(p.reach)
	candidates := make([]effect, len(inside))
	for i, q := range inside {
		candidates[i] = g.positions[q].effect
	}
	var out []chosen
	for _, k := range pursue(p.effect, candidates, fanout(g.options.Positions, g.depth, 6, 2, 1), g.options.MinShare) {
		out = append(out, chosen{g.positions[inside[k.index]], k.share})
	}
	return out
}

// measureUnits finds, for each position used, the units that account for its effect.
func (g *grower) measureUnits(ctx context.Context, used []*place) error {
	var groups []group
	for _, p := range used {
		for _, u := range g.tried(p) {
			groups = append(groups, group{p.position, u.unit.Channel})
		}
	}
	effects, err := ablate(ctx, g.bench, g.level.Activation, g.image, groups, g.fields(g.options.OneByOne), false)
	if err != nil {
		return err
	}
	for _, p := range used {
		tried := g.tried(p)
		own := effects[:len(tried)]
		effects = effects[len(tried):]
		for _, k := range pursue(p.effect, own, fanout(g.options.Units, g.depth, 1), g.options.MinShare) {
			p.units = append(p.units, leaf{weighted: tried[k.index], share: k.share, effect: own[k.index]})
		}
	}
	return nil
}

func (g *grower) tried(p *place) []weighted {
	return p.active[:min(g.options.Candidates, len(p.active))]
}

// draw finds the basis functions of the picked units, each alone at its activation.
func (g *grower) draw(ctx context.Context, used []*place) error {
	var leaves []*leaf
	for _, p := range used {
		for i := range p.units {
			leaves = append(leaves, &p.units[i])
		}
	}
	groups := make([]group, len(leaves))
	for i, l := range leaves {
		groups[i] = group{position{l.unit.Row, l.unit.Col}, l.unit.Channel}
	}
	runs := g.fields(true).pack(groups)
	return responses(ctx, g.bench, len(runs),
		func(i int) (on []weighted) {
			for _, k := range runs[i] {
				on = append(on, leaves[k].weighted)
			}
			return on
		},
		func(i int, image, empty *tensor.Tensor) {
			for _, k := range runs[i] {
				leaves[k].response = cutDifference(image, empty, leaves[k].effect.box)
			}
		})
}

// nodes makes the OR node of a picked position and the AND nodes under it.
func (g *grower) nodes(c chosen) (*Node, []branch) {
	l := g.level
	patch := cut(g.image, c.effect.box)
	or := &Node{
		Kind: OR, Level: l.Name, Label: fmt.Sprintf("%s (%d, %d)", l.Name, c.row, c.col),
		Unit: Unit{-1, c.row, c.col}, Contribution: rms(c.effect.change), Share: c.share,
		Active: len(c.active), Channels: l.Activation.Shape[2],
		Box: c.effect.box, Image: patch, Patch: patch, Effect: c.effect.change,
	}
	if l.Stats != nil && l.Stats.Images > 0 {
		all := l.Stats.Alternatives(c.row, c.col)
		or.Alternatives, or.Choices = len(all), all[:min(shownChoices, len(all))]
	}
	kind := AND
	if g.last {
		kind = Terminal
	}
	var below []branch
	for _, u := range c.units {
		n := &Node{
			Kind: kind, Level: l.Name, Label: fmt.Sprintf("%s %d", l.Name, u.unit.Channel),
			Unit: u.unit, Activation: float64(u.value), Contribution: rms(u.effect.change), Share: u.share,
			Box: u.effect.box, Image: u.response, Patch: patch, Effect: u.effect.change,
		}
		if l.Stats != nil && l.Stats.Images > 0 {
			n.Frequency = float64(l.Stats.Count(u.unit)) / float64(l.Stats.Images)
		}
		or.Children = append(or.Children, n)
		or.Explained = math.Min(1, or.Explained+u.share)
		below = append(below, branch{n, g.reach(c.position), u.effect})
	}
	return or, below
}

// shownChoices is how many alternatives of an OR node are listed.
const shownChoices = 8
