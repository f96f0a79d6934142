package plots

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/andor-kernel/andor/internal/golden"
)

func TestTree(t *testing.T) {
	cyclic := &TreeNode{}
	cyclic.Children = []*TreeNode{cyclic}
	placed := bush(And, "root", 3, 2)
	for i, k := range placed.Children {
		k.Place = image.Rect(10*i, 10, 10*i+12, 22)
	}
	testFigure(t, NewTree, map[string]Tree{
		"tree leaf":           {Root: &TreeNode{}},
		"tree chain":          {Title: long, Root: bush(Or, long, 1, 1, 1, 1, 1)},
		"tree wide":           {Root: bush(And, "root", 60)},
		"tree bushy":          {Root: bush(Or, "root", 3, 3, 3, 2)},
		"tree uneven":         {Root: &TreeNode{Label: long, Children: []*TreeNode{bush(Or, long, 9), {Label: long}, bush(And, "重建", 2, 3)}}},
		"tree placed":         {Root: placed, Whole: flat(48, 48)},
		"tree of one node":    {Root: &TreeNode{}},
		"tree shares rounded": {Root: &TreeNode{Share: 1 + 1e-9, Children: []*TreeNode{{Share: -1e-9}}}},
	}, []refusal[Tree]{
		{"no root", Tree{Root: nil}, "no root"},
		{"nil child", Tree{Root: &TreeNode{Children: []*TreeNode{nil}}}, "nil child at depth 1"},
		{"cycle", Tree{Root: cyclic}, "its own descendant"},
		{"share", Tree{Root: &TreeNode{Label: "n", Share: 1.5}}, `node "n": got share 1.5`},
		{"share NaN", Tree{Root: &TreeNode{Share: nan}}, "share NaN"},
		{"activation", Tree{Root: &TreeNode{Activation: inf}}, "got +Inf"},
		{"many nodes", Tree{Root: bush(And, "", 200, 200)}, "20000 nodes"},
	})
}

// smallTree has one node of every kind, a place, and all that the hover title shows.
func smallTree() *Tree {
	return &Tree{
		Title: "small", Whole: flat(16, 16),
		Root: &TreeNode{Kind: And, Label: "face", Level: "object", Children: []*TreeNode{
			{Kind: Or, Label: "eye <left>", Level: "part", Image: flat(4, 4), Share: 0.7, Activation: 1.25, Contribution: -0.5,
				Unit: Unit{"part", 12, 3, 4}, Place: image.Rect(2, 2, 8, 8), Detail: "in 40 of 100 images", Patches: []image.Image{flat(6, 6), nil, flat(50, 30)},
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
		On    string  `xml:"data-patches,attr"`
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
			got = append(got, strings.TrimSpace(g.Class+" "+g.ID+" "+g.Unit+": "+strings.ReplaceAll(g.Title, "\n", "; ")+" "+g.On))
		}
	}
	want := []string{
		"node AND 0 : face (AND)",
		"node OR 0.0 part c12 (3, 4): eye <left> (OR); unit part c12 (3, 4); place x 2..8, y 2..8; activation 1.25; contribution −0.5; share 70 %; in 40 of 100 images 0,0,6,6 16,0,25,15",
		"node terminal 0.1 : rest (terminal); place x 8..99, y 8..99; share 30 %",
		"node terminal 0.0.0 : c7 (terminal); share < 1 %",
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

// TestTreePlaces: the numbers of places that are nearly the same cover neither each other nor
// leave the picture at its sides.
func TestTreePlaces(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		name        string
		side, apart int // of the boxes in an image of 64 x 64 pixels, and the multiple their corners lie at
	}{{"large", 38, 8}, {"middle", 18, 8}, {"small", 8, 4}, {"the same", 64, 64}} {
		root := bush(And, "root", 12)
		for i, k := range root.Children {
			x, y := c.apart*(r.IntN(64)/c.apart), c.apart*(r.IntN(64)/c.apart)
			if i > 0 && i%4 == 0 {
				x, y = root.Children[i-1].Place.Min.X, root.Children[i-1].Place.Min.Y
			}
			k.Place = image.Rect(x, y, x+c.side, y+c.side).Intersect(image.Rect(0, 0, 64, 63))
		}
		p := probeFigure(&Tree{Root: root, Whole: flat(64, 64)})
		var picture vg.Rectangle
		for _, tile := range p.tiles {
			if tile.text == fmt.Sprint(image.Rect(0, 0, 64, 64)) {
				picture = tile.box
			}
		}
		var numbers []probed
		for _, x := range p.texts {
			if x.size == badgeText.size && x.box.Min.X < picture.Max.X+2 {
				numbers = append(numbers, x)
			}
		}
		if len(numbers) != 12 {
			t.Fatalf("%s: got %d numbers in the picture, want 12", c.name, len(numbers))
		}
		for i, a := range numbers {
			if a.box.Min.X < picture.Min.X || a.box.Max.X > picture.Max.X || a.box.Min.Y < picture.Min.Y-1 {
				t.Errorf("%s: number %s at %v leaves the picture %v", c.name, a.text, a.box, picture)
			}
			for _, b := range numbers[:i] {
				if overlap(a.box, b.box) {
					t.Errorf("%s: numbers %s at %v and %s at %v overlap", c.name, a.text, a.box, b.text, b.box)
				}
			}
		}
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
