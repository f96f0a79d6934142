package plots

import (
	"fmt"
	"image"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// NodeKind tells what a node of an AND-OR tree means.
type NodeKind int

const (
	// And is a composition: all its children together.
	And NodeKind = iota
	// Or is a choice: one of its children.
	Or
	// Terminal is a leaf of the grammar.
	Terminal
)

// String is "AND", "OR" or "terminal".
func (k NodeKind) String() string {
	switch k {
	case And:
		return "AND"
	case Or:
		return "OR"
	}
	return "terminal"
}

// Unit names one unit of a network: a channel of a stage, at a position.
type Unit struct {
	Stage             string // "" where the node is no unit
	Channel, Row, Col int
}

// String is like "part c12 (3, 4)": stage, channel, row, column.
func (u Unit) String() string {
	if u.Stage == "" {
		return ""
	}
	return fmt.Sprintf("%s c%d (%d, %d)", u.Stage, u.Channel, u.Row, u.Col)
}

// TreeNode is a node of an AND-OR tree ([P] fig. 1) with all that a reader may ask of
// it; only Kind needs to be set.
type TreeNode struct {
	Kind  NodeKind
	Label string // under the node, at most two lines
	// Level names the node's level; the first name found at a depth is printed.
	Level string
	// Image is the node's body: its basis function or a patch.
	Image image.Image
	// Detail is further text for the hover title, of any number of lines.
	Detail string
	Unit   Unit
	// Patches are what the unit shows in real images, strongest first. SVG shows them under
	// the pointer; they are not part of the static picture.
	Patches []image.Image
	// Place is the part of the whole image that the node explains, in its pixels;
	// empty for none.
	Place image.Rectangle
	// Activation is the unit's value; Contribution is what it adds to its parent, in
	// the parent's own unit. Both go into the hover title.
	Activation, Contribution float64
	// Share in [0, 1] is the contribution as part of the parent's whole, or for the
	// child of an OR node how often it is chosen. It is printed as a percentage and
	// sets the width of the edge; 0 is not printed.
	Share float64
	// Choices is, for a node that an OR node chose, among how many; it is printed as
	// "1/16" at the node's corner, and stands for the OR node, which is then left out.
	Choices  int
	Children []*TreeNode
}

// Tree is a figure of an AND-OR tree, its levels from top to bottom, thumbnails as
// nodes. Siblings keep their order and never overlap, at any fan-out; the figure grows
// with its widest level. In SVG each node carries a <title> and data attributes, and a
// script inside the document lights up a node's place, ancestors and children under the
// pointer, shows its text and patches beside it, and folds its subtree on a click; where
// scripts do not run, the picture is whole and the text is the browser's own title.
type Tree struct {
	Title string
	Root  *TreeNode
	// Whole is the image that the tree explains. It is then shown beside each level
	// with a numbered box for the place of each node.
	Whole image.Image
	// Shares is what the legend says of the percentages, "" for the share of the parent.
	Shares string
	// Width is the width in points that the thumbnails are sized for, at least; 0 is
	// 600. Very wide trees exceed it rather than overlap.
	Width vg.Length
}

// NewTree checks that there is a tree, of finite numbers and sane depth, and returns
// the figure.
func NewTree(t Tree) (*Tree, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	return &t, nil
}

// The largest tree that can be read, or drawn at all.
const (
	maxDepth = 64
	maxNodes = 20000
)

// shareSlack lets shares be off by what rounding makes of sums and quotients.
const shareSlack = 1e-6

func (t *Tree) check() error {
	if t.Root == nil {
		return fmt.Errorf("plots: tree %q: got no root", t.Title)
	}
	nodes := 0
	var walk func(n *TreeNode, depth int) error
	walk = func(n *TreeNode, depth int) error {
		nodes++
		switch {
		case n == nil:
			return fmt.Errorf("plots: tree %q: got a nil child at depth %d", t.Title, depth)
		case depth > maxDepth:
			return fmt.Errorf("plots: tree %q: got more than %d levels; a node may be its own descendant", t.Title, maxDepth)
		case nodes > maxNodes:
			return fmt.Errorf("plots: tree %q: got more than %d nodes; prune it", t.Title, maxNodes)
		case !(n.Share >= -shareSlack && n.Share <= 1+shareSlack):
			return fmt.Errorf("plots: tree %q: node %q: got share %g, want 0 to 1", t.Title, n.Label, n.Share)
		}
		if err := finite("activation and contribution", []float64{n.Activation, n.Contribution}); err != nil {
			return fmt.Errorf("plots: tree %q: node %q: %w", t.Title, n.Label, err)
		}
		for _, k := range n.Children {
			if err := walk(k, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(t.Root, 0)
}

// hover is the text that a browser shows over the node.
func (n *TreeNode) hover() string {
	lines := []string{n.Kind.String()}
	if n.Label != "" {
		lines[0] = n.Label + " (" + n.Kind.String() + ")"
	}
	if u := n.Unit.String(); u != "" {
		lines = append(lines, "unit "+u)
	}
	if !n.Place.Empty() {
		lines = append(lines, fmt.Sprintf("place x %d..%d, y %d..%d", n.Place.Min.X, n.Place.Max.X, n.Place.Min.Y, n.Place.Max.Y))
	}
	if n.Activation != 0 {
		lines = append(lines, "activation "+short(n.Activation))
	}
	if n.Contribution != 0 {
		lines = append(lines, "contribution "+short(n.Contribution))
	}
	if n.Choices > 1 {
		lines = append(lines, fmt.Sprintf("one of %d alternatives here", n.Choices))
	}
	if n.Share != 0 {
		lines = append(lines, "share "+percent(n.Share))
	}
	if n.Detail != "" {
		lines = append(lines, n.Detail)
	}
	return strings.Join(lines, "\n")
}

// plain is a number for a machine; "" for 0.
func plain(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// short is a number for a reader, with three significant digits.
func short(v float64) string { return sign(strconv.FormatFloat(v, 'g', 3, 64)) }

// percent is a share as a whole percentage, "< 1 %" where it would round to none.
func percent(share float64) string {
	p := math.Round(share * 100)
	if p == 0 && share > 0 {
		return "< 1 %"
	}
	return strconv.Itoa(int(p)) + " %"
}
