package plots

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/andor-kernel/andor/internal/golden"
)

// smallTree has one node of every kind, a place, and all that the hover title shows.
func smallTree() *Tree {
	return &Tree{
		Title: "small", Whole: flat(16, 16),
		Root: &TreeNode{Kind: And, Label: "face", Level: "object", Children: []*TreeNode{
			{Kind: Or, Label: "eye <left>", Level: "part", Image: flat(4, 4), Share: 0.7, Activation: 1.25, Contribution: -0.5,
				Unit: Unit{"part", 12, 3, 4}, Place: image.Rect(2, 2, 8, 8), Detail: "in 40 of 100 images",
				Children: []*TreeNode{{Kind: Terminal, Label: "c7", Level: "prim", Share: 0.004}}},
			{Kind: Terminal, Label: "rest", Share: 0.3, Place: image.Rect(8, 8, 99, 99)},
		}},
	}
}

func TestTreeSVG(t *testing.T) {
	b, err := SVG(smallTree())
	if err != nil {
		t.Fatal(err)
	}
	golden.SVG(t, "testdata/small_tree.svg", b)
	type group struct {
		Class string  `xml:"class,attr"`
		ID    string  `xml:"data-id,attr"`
		Unit  string  `xml:"data-unit,attr"`
		Title string  `xml:"title"`
		Inner []group `xml:"g"`
	}
	var doc struct {
		Trees []group `xml:"g"`
	}
	if err := xml.NewDecoder(bytes.NewReader(b)).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range doc.Trees[0].Inner {
		if strings.HasPrefix(g.Class, "node") {
			got = append(got, g.Class+" "+g.ID+" "+g.Unit+": "+strings.ReplaceAll(g.Title, "\n", "; "))
		}
	}
	want := []string{
		"node AND 0 : face (AND)",
		"node OR 0.0 part c12 (3, 4): eye <left> (OR); unit part c12 (3, 4); place x 2..8, y 2..8; activation 1.25; contribution −0.5; share 70 %; in 40 of 100 images",
		"node terminal 0.1 : rest (terminal); place x 8..99, y 8..99; share 30 %",
		"node terminal 0.0.0 : c7 (terminal); share <1 %",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got nodes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestTreeFrames: whatever the fan-out, frames do not overlap each other, stand inside
// their band, and the figure is as wide as asked for wherever leaves can be stacked.
func TestTreeFrames(t *testing.T) {
	for name, root := range map[string]*TreeNode{
		"wide":   bush(And, "r", 70),
		"deep":   bush(Or, "r", 2, 1, 2, 1, 2),
		"blocks": bush(Or, "r", 4, 3, 5),
		"uneven": {Children: []*TreeNode{bush(Or, "a", 12), {Label: "b"}, bush(And, "c", 2, 9)}},
	} {
		tree := &Tree{Root: root}
		l := tree.layout()
		var frames []vg.Rectangle
		for _, v := range l.levels {
			for _, n := range v.nodes {
				f := l.bodyRect(n, l.height)
				if top, bottom := l.height-v.top, l.height-v.bottom; f.Max.Y > top || f.Min.Y < bottom {
					t.Errorf("%s: node %s at %v leaves its band from %v to %v", name, n.id, f, bottom, top)
				}
				for _, g := range frames {
					if overlap(f, g) {
						t.Errorf("%s: node %s at %v overlaps %v", name, n.id, f, g)
					}
				}
				frames = append(frames, f)
			}
		}
		if l.width > 1.25*treeWidth {
			t.Errorf("%s: got a width of %.0f points, want about %.0f", name, l.width, treeWidth)
		}
	}
}

// TestTreeNumbers: nodes with a place are numbered by level, where the level does not
// explain the whole image anyway.
func TestTreeNumbers(t *testing.T) {
	tree := smallTree()
	tree.Root.Place = image.Rect(0, 0, 16, 16)
	l := tree.layout()
	var got []int
	for _, v := range l.levels {
		for _, n := range v.nodes {
			got = append(got, n.number)
		}
	}
	if fmt.Sprint(got) != "[0 1 2 0]" {
		t.Errorf("got numbers %v, want [0 1 2 0]", got)
	}
	badges := 0
	for _, x := range probeFigure(tree).texts {
		if x.size == badgeText.size {
			badges++
		}
	}
	if badges != 4 {
		t.Errorf("got %d badges, want 4: on two nodes and at their two places", badges)
	}
}

func BenchmarkTreePNG(b *testing.B) {
	tree := &Tree{Root: bush(Or, "r", 4, 4, 6), Whole: flat(64, 64)}
	for b.Loop() {
		if _, err := PNG(tree); err != nil {
			b.Fatal(err)
		}
	}
}
