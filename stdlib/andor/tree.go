package andor

import (
	"fmt"
	"image"
	"strings"

	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/look/interpret"
	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Tree is the AND-OR tree of one image ([P] section 3.2): which units draw it, at which
// places, out of which parts.
type Tree struct {
	Root *interpret.Node // nil if Err is not

	title           string
	class           bool // the tree of a whole set
	shown           map[unitName]unitShown
	whole, original *tensor.Tensor // (H, W, C): g(z) and the image it stands for
	err             error
}

// Err is why there is no tree, nil if there is one.
func (t *Tree) Err() error { return t.err }

// String is the tree in text, one node a line.
func (t *Tree) String() string {
	if t.err != nil {
		return t.err.Error()
	}
	return t.title + "\n" + t.Root.String()
}

// JSON is the tree for tools: kinds, units, boxes, contributions; no pixels.
func (t *Tree) JSON() ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	return t.Root.JSON()
}

// Figure draws the tree with the basis function of every unit and the place of every
// node in the image.
func (t *Tree) Figure() *Figure {
	if t.err != nil {
		return failed(t.err)
	}
	root := t.Root
	if t.class {
		return t.classFigure()
	}
	if root.Level == "z" && len(root.Children) == 1 {
		root = root.Children[0] // a choice of z is no alternative that could be drawn
	}
	drawn := t.node(root)
	drawn.Level, drawn.Label = "image", "g(z)" // the names of its children's level would stand there twice
	f, err := plots.NewTree(plots.Tree{Title: t.title, Root: drawn, Whole: toImage(t.whole)})
	return figure(f, err).described(t.String())
}

// classFigure draws the tree of a class: each alternative is the mean of the images that take
// it, with the basis function in a corner.
func (t *Tree) classFigure() *Figure {
	root := t.node(t.Root)
	root.Level = "images"
	for i, or := range t.Root.Children {
		root.Children[i].Level = or.Level + ": places"
		for k, n := range or.Children {
			leaf := root.Children[i].Children[k]
			leaf.Level = or.Level + ": units"
			leaf.Place = image.Rectangle{} // that of its parent
			leaf.Image = plots.Inset(toImage(n.Patch), leaf.Image)
			leaf.Label = fmt.Sprint(n.Unit.Channel)
			leaf.Detail = strings.TrimSpace(fmt.Sprintf("stands out here in %s of the images, active here in %s\n", percent(n.Share), percent(n.Frequency)) +
				t.shown[unitName{n.Level, n.Unit.Channel}].String())
		}
	}
	f, err := plots.NewTree(plots.Tree{
		Title: t.title, Root: root, Whole: toImage(t.whole),
		Shares: "%: variance at the place that the choice explains; under OR: in how many images",
	})
	return figure(f, err).described(t.String())
}

// DOT is the tree in the language of Graphviz, without pictures.
func (t *Tree) DOT() (string, error) {
	if t.err != nil {
		return "", t.err
	}
	return t.Root.DOT(), nil
}

// Inline is Figure as an SVG that answers the pointer inside a notebook.
func (t *Tree) Inline() *Figure { return t.Figure().Inline() }

// Save writes Figure to a file: ".png", ".svg" or ".pdf".
func (t *Tree) Save(path string) error { return t.Figure().Save(path) }

// MIMEBundle shows the picture, and the text where there are no pictures.
func (t *Tree) MIMEBundle() map[string][]byte {
	if t.err != nil {
		return errorBundle(t.err)
	}
	return t.Figure().MIMEBundle()
}

// node is a node as package plots draws it. Units show their signed basis function
// around grey, all other nodes the pixels they stand for. An OR node with one branch is
// drawn as that branch, marked as one of the node's alternatives: half as many levels,
// and nothing lost. Its share is then the product of both; its picture is the pixels at the
// place, with the basis function in a corner.
func (t *Tree) node(n *interpret.Node) *plots.TreeNode {
	out := &plots.TreeNode{
		Kind: treeKind(n.Kind), Label: n.Label, Level: n.Level,
		Place:        image.Rect(n.Box[0], n.Box[1], n.Box[2], n.Box[3]),
		Contribution: n.Contribution, Activation: n.Activation, Share: n.Share,
		Detail: detail(n),
	}
	if n.Unit.Channel >= 0 {
		out.Unit = plots.Unit{Stage: n.Level, Channel: n.Unit.Channel, Row: n.Unit.Row, Col: n.Unit.Col}
		out.Image = toImage(interpret.Display(n.Image, 0))
		shown := t.shown[unitName{n.Level, n.Unit.Channel}]
		out.Patches = shown.patches
		out.Detail = strings.TrimSpace(out.Detail + "\n" + shown.String())
	} else if n.Image != nil {
		out.Image = toImage(n.Image)
	}
	for _, c := range n.Children {
		out.Children = append(out.Children, t.child(c))
	}
	return out
}

// child is node, with an OR node of one branch left out.
func (t *Tree) child(n *interpret.Node) *plots.TreeNode {
	if n.Kind != interpret.OR || len(n.Children) != 1 {
		return t.node(n)
	}
	out := t.node(n.Children[0])
	if n.Image != nil && out.Image != nil {
		out.Image = plots.Inset(toImage(n.Image), out.Image)
	}
	out.Share *= n.Share
	out.Choices = max(n.Alternatives, n.Active)
	out.Label = fmt.Sprintf("%s (%d, %d)", n.Children[0].Label, n.Unit.Row, n.Unit.Col)
	out.Detail = strings.TrimSpace(out.Detail + "\nat its place: " + detail(n))
	return out
}

// String says in which images the unit fires most, "" for none.
func (u unitShown) String() string {
	if len(u.images) == 0 {
		return ""
	}
	return "fires most in images " + strings.Trim(strings.ReplaceAll(fmt.Sprint(u.images), " ", ", "), "[]")
}

// treeKind returns the kind of a node as plots draws it. The two types stay apart, since
// plots knows no network and interpret draws nothing.
func treeKind(k interpret.Kind) plots.NodeKind {
	switch k {
	case interpret.AND:
		return plots.And
	case interpret.OR:
		return plots.Or
	}
	return plots.Terminal
}

func detail(n *interpret.Node) string {
	text := ""
	if n.Channels > 0 {
		text = fmt.Sprintf("%d of %d channels active here", n.Active, n.Channels)
	}
	if n.Alternatives > 0 {
		text += fmt.Sprintf(", %d ever", n.Alternatives)
	}
	if n.Bits > 0 {
		return fmt.Sprintf("the choice explains %s of the variance here\nentropy %.1f bits, %d of %d channels stand out", percent(n.Share), n.Bits, n.Alternatives, n.Channels) + alternatives(n)
	}
	text += alternatives(n)
	if n.Frequency > 0 {
		text = fmt.Sprintf("active here in %s of the images", percent(n.Frequency))
	}
	if n.Explained > 0 {
		text += fmt.Sprintf("\nchildren explain %s", percent(n.Explained))
	}
	return text
}

// alternatives lists the most frequent choices of an OR node.
func alternatives(n *interpret.Node) string {
	var list []string
	for _, c := range n.Choices[:min(4, len(n.Choices))] {
		list = append(list, fmt.Sprintf("%d in %s", c.Channel, percent(c.Share)))
	}
	if len(list) == 0 {
		return ""
	}
	return "\nalternatives: " + strings.Join(list, ", ")
}
