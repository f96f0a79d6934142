package interpret

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Walk calls visit for n and all nodes below it, parents before children, with the
// depth of each below n.
func (n *Node) Walk(visit func(n *Node, depth int)) { n.walk(visit, 0) }

func (n *Node) walk(visit func(*Node, int), depth int) {
	visit(n, depth)
	for _, c := range n.Children {
		c.walk(visit, depth+1)
	}
}

// String draws the tree with box characters, one node a line.
func (n *Node) String() string {
	var b strings.Builder
	b.WriteString(n.line() + "\n")
	n.writeChildren(&b, "")
	return b.String()
}

func (n *Node) writeChildren(b *strings.Builder, indent string) {
	for i, c := range n.Children {
		branch, below := "├─ ", "│  "
		if i == len(n.Children)-1 {
			branch, below = "└─ ", "   "
		}
		b.WriteString(indent + branch + c.line() + "\n")
		c.writeChildren(b, indent+below)
	}
}

// line is one node in words.
func (n *Node) line() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", n.Kind, n.Label)
	if n.Kind != OR {
		if n.Unit.Channel >= 0 {
			fmt.Fprintf(&b, " = %.3g", n.Activation)
		}
		fmt.Fprintf(&b, ", x %d..%d, y %d..%d", n.Box[0], n.Box[2], n.Box[1], n.Box[3])
	}
	if n.Bits > 0 {
		return b.String() + n.choiceLine()
	}
	if n.Level != "z" && n.Unit != (Unit{-1, -1, -1}) {
		fmt.Fprintf(&b, ", share %s", percent(n.Share))
	}
	if n.Channels > 0 {
		fmt.Fprintf(&b, ", %d of %d channels active", n.Active, n.Channels)
	}
	if n.Alternatives > 0 {
		fmt.Fprintf(&b, " (%d over the data)", n.Alternatives)
	}
	if len(n.Choices) > 1 {
		fmt.Fprintf(&b, ": %s", n.choiceList())
	}
	if n.Frequency > 0 {
		fmt.Fprintf(&b, ", here in %s of images", percent(n.Frequency))
	}
	if len(n.Children) > 0 && n.Level != "z" {
		verb := "children explain"
		if len(n.Children) == 1 {
			verb = "child explains"
		}
		fmt.Fprintf(&b, "; %d %s %s", len(n.Children), verb, percent(n.Explained))
	}
	return b.String()
}

// choiceLine is the choice of a class tree in words.
func (n *Node) choiceLine() string {
	return fmt.Sprintf(", its choice explains %s of the variance here: %.1f bits, %d of %d channels stand out: %s",
		percent(n.Share), n.Bits, n.Alternatives, n.Channels, n.choiceList())
}

func (n *Node) choiceList() string {
	var list []string
	for _, c := range n.Choices[:min(4, len(n.Choices))] {
		list = append(list, fmt.Sprintf("%d in %s", c.Channel, percent(c.Share)))
	}
	return strings.Join(list, ", ")
}

// percent rounds to a whole percent, but shows one decimal where that would be none.
func percent(v float64) string {
	if v > 0 && v < 0.01 {
		return fmt.Sprintf("%.1f %%", 100*v)
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}

// JSON is the tree as indented JSON, without its pictures.
func (n *Node) JSON() ([]byte, error) { return json.MarshalIndent(n, "", "  ") }

// DOT is the tree in the language of Graphviz: OR nodes dashed ovals, AND nodes boxes,
// edges as wide as the share.
func (n *Node) DOT() string {
	var b strings.Builder
	b.WriteString("digraph andor {\n  node [fontname=\"Liberation Sans\", fontsize=9];\n  edge [arrowhead=none];\n")
	id := 0
	var write func(n *Node) int
	write = func(n *Node) int {
		me := id
		id++
		style := "shape=box"
		switch n.Kind {
		case OR:
			style = "shape=oval, style=dashed"
		case Terminal:
			style = "shape=plain"
		}
		label := n.Label
		if n.Unit.Channel >= 0 {
			label += fmt.Sprintf(" at (%d, %d)", n.Unit.Row, n.Unit.Col)
		}
		fmt.Fprintf(&b, "  n%d [label=%q, %s];\n", me, label, style)
		for _, c := range n.Children {
			to := write(c)
			fmt.Fprintf(&b, "  n%d -> n%d [label=%q, penwidth=%.2f];\n", me, to, percent(c.Share), 0.5+2*c.Share)
		}
		return me
	}
	write(n)
	b.WriteString("}\n")
	return b.String()
}
