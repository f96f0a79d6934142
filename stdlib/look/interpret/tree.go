package interpret

import (
	"context"
	"fmt"
	"math"
	"sort"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// How a tree is read off one image, and why it may be believed.
//
// [P] section 3.2 gives the structure: the root is an OR node over z; z's object is an
// AND node over the positions of the first grid; each position is an OR node over the
// stage's channels, instantiated by those topk kept; a kept unit is an AND node over
// the positions of the next grid inside its projective field; and so on down to the
// primitives, which are terminal.
//
// It does not say which of hundreds of children to show. We rank by what a child does
// to the picture, found by removing it: its effect is the image minus the image drawn
// with the child set to zero, through the whole rest of the net (relu, topk and tanh
// included), inside the child's field. Weights times activations would need to look
// inside the net and would miss what topk lets through instead.
//
// A child may serve several parents, and neighbours overlap. So a parent's own effect
// is explained by its children's effects one after another (see pursue): a child's
// share is the part of the parent's effect, as energy, that it explains beyond the
// children before it. In a linear net whose children do not overlap, that is exactly
// the child's part of the parent's energy.
//
// A projective field is known from the net's geometry alone, so a parent's box holds
// the boxes of its children by construction.

// Kind is the kind of a node.
type Kind string

const (
	OR       Kind = "OR"       // one of several alternatives
	AND      Kind = "AND"      // a composition of all its children
	Terminal Kind = "Terminal" // a primitive: drawn, not composed
)

// Node is one node of the AND-OR tree of an image.
type Node struct {
	Kind  Kind   `json:"kind"`
	Level string `json:"level"` // name of the stage; "z" for the root
	Label string `json:"label"` // "part 137", "part (2, 3)"
	// Unit is the unit of an AND or Terminal node; of an OR node over channels the
	// position, with channel -1; of the root and the object -1 throughout.
	Unit       Unit    `json:"unit"`
	Activation float64 `json:"activation"` // the unit's value
	// Contribution is the root mean square change of the image inside Box when the
	// node is removed, in pixel units (the range of pixels is 2).
	Contribution float64 `json:"contribution"`
	// Share is the part of the parent's effect, in [0, 1], explained by this child
	// beyond the siblings before it; 1 for the root.
	Share float64 `json:"share"`
	// Explained is the sum of the children's shares; what is missing to 1 was pruned
	// or is not theirs to explain. 0 for a node without children.
	Explained float64 `json:"explained"`
	// Active of Channels are non-zero at the position of an OR node.
	Active   int `json:"active,omitempty"`
	Channels int `json:"channels,omitempty"`
	// Frequency is the share of images, among those in Level.Stats, in which the unit
	// is active at this very position; Alternatives the number of channels ever active
	// there. Zero without statistics.
	Frequency    float64 `json:"frequency,omitempty"`
	Alternatives int     `json:"alternatives,omitempty"`
	// Choices are, of an OR node over channels, the alternatives that the data use at
	// this place, most frequent first, at most eight. Empty without statistics.
	Choices []Alternative `json:"choices,omitempty"`
	// Bits is, of an OR node in a class tree, the entropy of the choice over the images.
	Bits float64 `json:"bits,omitempty"`
	Box  [4]int  `json:"box"` // x0, y0, x1, y1 in the image; x1, y1 not included
	// Image shows the node: the basis function of a unit, signed, at its own
	// activation; for any other node the same as Patch.
	Image    *tensor.Tensor `json:"-"`
	Effect   *tensor.Tensor `json:"-"` // signed: the image in Box minus the image without the node
	Patch    *tensor.Tensor `json:"-"` // the generated image in Box, pixels
	Children []*Node        `json:"children,omitempty"`
}

// Level is one sparse stage of the generator, as it was for one image.
type Level struct {
	Name       string
	Activation *tensor.Tensor // (H, W, C) after topk
	Field      int            // side of a unit's projective field, pixels
	Stride     int            // pixels a step in the grid
	Tail       Tail           // from this stage to the image
	Stats      *StageStats    // of the stage over the data; may be nil
	// Apart says that no later stage lets positions compete (no topk over positions), so
	// that units whose fields share no pixel can be measured in one run, exactly.
	Apart bool
}

// TreeOptions bound the size of a tree. The zero value is a readable one.
type TreeOptions struct {
	// Positions is the most OR children of an AND node and Units the most branches
	// shown of an OR node over channels, by level; the last value serves the levels
	// after it. Empty: 6, 2 and 1; and 1 unit.
	Positions, Units []int
	// MinShare prunes children that explain less; 0 stands for 0.02, a negative value
	// for no pruning.
	MinShare float64
	// Candidates is how many of the largest activations at a position are tried as
	// branches of its OR node; 0 for 4.
	Candidates int
	// Bare leaves out the basis functions: the Image of a unit is then nil.
	Bare bool
	// OneByOne measures each removal in a run of the tail of its own. By default removals
	// whose fields share no pixel go in one run, which takes several times fewer. That is
	// approximate where a later stage keeps the top k over positions, since several
	// removals then shift the competition: 97 of 100 units of trees stayed the same on a
	// net trained on scenes and 98 on one of faces. Against trees that also try 16
	// candidates the defaults gave the same unit at 87 and 97 of 100 places, and the same
	// shares explained to a hundredth.
	OneByOne bool
}

// fanout is the entry of list for a level, by default the last of it, or of fallback.
func fanout(list []int, level int, fallback ...int) int {
	if len(list) == 0 {
		list = fallback
	}
	return list[min(level, len(list)-1)]
}

// NewTree reads the AND-OR tree off one image. levels go from the object down to the
// primitives, all of one forward pass. The root's only child is the object node.
// Errors name the level: shapes that do not fit, tails that fail or draw different
// images, a cancelled ctx.
func NewTree(ctx context.Context, levels []Level, o TreeOptions) (*Node, error) {
	if err := checkLevels(levels, o); err != nil {
		return nil, fmt.Errorf("interpret: tree: %w", err)
	}
	if o.MinShare == 0 {
		o.MinShare = 0.02
	}
	if o.Candidates == 0 {
		o.Candidates = 4
	}
	root, parents, err := plant(ctx, levels[0])
	if err != nil {
		return nil, fmt.Errorf("interpret: tree: level %q: %w", levels[0].Name, err)
	}
	for i := range levels {
		g := &grower{options: o, depth: i, last: i == len(levels)-1, level: &levels[i], image: root.Image}
		if parents, err = g.grow(ctx, parents); err != nil {
			return nil, fmt.Errorf("interpret: tree: level %q: %w", levels[i].Name, err)
		}
	}
	return root, nil
}

func checkLevels(levels []Level, o TreeOptions) error {
	if len(levels) == 0 {
		return fmt.Errorf("got no levels, want at least one stage with topk")
	}
	for _, l := range levels {
		a := l.Activation
		if a == nil || len(a.Shape) != 3 || a.Len() != len(a.Data) || a.Len() == 0 {
			return fmt.Errorf("level %q: want an activation (H, W, C)", l.Name)
		}
		if l.Field < 1 || l.Stride < 1 || l.Tail == nil {
			return fmt.Errorf("level %q: got field %d and stride %d, want both positive, and a tail", l.Name, l.Field, l.Stride)
		}
		if s := l.Stats; s != nil && s.Images > 0 && (s.H != a.Shape[0] || s.W != a.Shape[1] || s.C != a.Shape[2]) {
			return fmt.Errorf("level %q: got statistics of a %dx%dx%d stage, want %v", l.Name, s.H, s.W, s.C, a.Shape)
		}
		if err := checkStage(tensor.From(a.Data, 1, a.Shape[0], a.Shape[1], a.Shape[2])); err != nil {
			return fmt.Errorf("level %q: %w", l.Name, err)
		}
	}
	for _, n := range append(append([]int(nil), o.Positions...), o.Units...) {
		if n < 1 {
			return fmt.Errorf("got a fan-out of %d, want at least 1", n)
		}
	}
	if o.Candidates < 0 || o.MinShare >= 1 || math.IsNaN(o.MinShare) {
		return fmt.Errorf("got %d candidates and a least share of %g, want no negative count and a share below 1", o.Candidates, o.MinShare)
	}
	return nil
}

// branch is an AND node whose children are still to be found.
type branch struct {
	node   *Node
	reach  [4]int // its projective field, before the edge of the image cuts it
	effect effect
}

// everywhere is a field that holds all others.
var everywhere = [4]int{math.MinInt32, math.MinInt32, math.MaxInt32, math.MaxInt32}

// plant makes the root and the object: its effect is the image minus the image of the
// empty first stage.
func plant(ctx context.Context, l Level) (*Node, []branch, error) {
	var empty, whole *tensor.Tensor
	b := newBench(l.Tail, l.Activation.Shape[0], l.Activation.Shape[1], l.Activation.Shape[2])
	err := b.run(ctx, 2, func(i int, a []float32) {
		if i == 1 {
			copy(a, l.Activation.Data)
		}
	}, func(i int, image *tensor.Tensor) error {
		if i == 0 {
			empty = image.Clone()
		} else {
			whole = image.Clone()
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	box := [4]int{0, 0, whole.Shape[1], whole.Shape[0]}
	e := newEffect(box, cutDifference(whole, empty, box))
	none := Unit{-1, -1, -1}
	object := &Node{Kind: AND, Level: l.Name, Label: "object", Unit: none, Share: 1,
		Contribution: rms(e.change), Box: box, Image: whole, Patch: whole, Effect: e.change}
	root := &Node{Kind: OR, Level: "z", Label: "z", Unit: none, Share: 1, Explained: 1,
		Contribution: object.Contribution, Box: box, Image: whole, Patch: whole, Effect: e.change, Children: []*Node{object}}
	return root, []branch{{object, everywhere, e}}, nil
}

// anyActive says whether some channel is non-zero at a position.
func anyActive(a *tensor.Tensor, p position) bool {
	c := a.Shape[2]
	for _, v := range a.Data[(p.row*a.Shape[1]+p.col)*c:][:c] {
		if v != 0 {
			return true
		}
	}
	return false
}

// active is the non-zero channels at a position, largest magnitude first.
func active(a *tensor.Tensor, p position) []weighted {
	c := a.Shape[2]
	var out []weighted
	for i, v := range a.Data[(p.row*a.Shape[1]+p.col)*c:][:c] {
		if v != 0 {
			out = append(out, weighted{Unit{i, p.row, p.col}, v})
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return math.Abs(float64(out[i].value)) > math.Abs(float64(out[j].value))
	})
	return out
}
