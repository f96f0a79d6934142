package interpret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// ExampleNewTree reads the tree of a linear generator. The upper left object unit draws
// 16 + 4 units of energy, the lower right ones 5 and 4: hence 20/29, 9/29, 5/9 and so on.
func ExampleNewTree() {
	tree, err := NewTree(context.Background(), blocks{}.levels(), TreeOptions{Units: []int{2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(tree)
	// Output:
	// OR z
	// └─ AND object, x 0..8, y 0..8; 2 children explain 100 %
	//    ├─ OR object (0, 0), share 69 %, 1 of 3 channels active; 1 child explains 100 %
	//    │  └─ AND object 0 = 1, x 0..4, y 0..4, share 100 %; 2 children explain 100 %
	//    │     ├─ OR part (0, 0), share 80 %, 1 of 2 channels active; 1 child explains 100 %
	//    │     │  └─ Terminal part 0 = 2, x 0..2, y 0..2, share 100 %
	//    │     └─ OR part (1, 1), share 20 %, 1 of 2 channels active; 1 child explains 100 %
	//    │        └─ Terminal part 1 = 1, x 2..4, y 2..4, share 100 %
	//    └─ OR object (1, 1), share 31 %, 2 of 3 channels active; 2 children explain 100 %
	//       ├─ AND object 0 = 0.5, x 4..8, y 4..8, share 56 %; 2 children explain 100 %
	//       │  ├─ OR part (2, 2), share 80 %, 1 of 2 channels active; 1 child explains 100 %
	//       │  │  └─ Terminal part 0 = 1, x 4..6, y 4..6, share 100 %
	//       │  └─ OR part (3, 3), share 20 %, 1 of 2 channels active; 1 child explains 100 %
	//       │     └─ Terminal part 1 = 0.5, x 6..8, y 6..8, share 100 %
	//       └─ AND object 1 = 1, x 4..8, y 4..8, share 44 %; 1 child explains 100 %
	//          └─ OR part (2, 3), share 100 %, 1 of 2 channels active; 1 child explains 100 %
	//             └─ Terminal part 0 = 1, x 6..8, y 4..6, share 100 %
}

// TestTreeOfLinearNet holds the numbers and pictures of the example to exact values.
func TestTreeOfLinearNet(t *testing.T) {
	tree, err := NewTree(context.Background(), blocks{}.levels(), TreeOptions{Units: []int{2}})
	if err != nil {
		t.Fatal(err)
	}
	object := tree.Children[0]
	near(t, "share of (0, 0)", object.Children[0].Share, 20.0/29)
	near(t, "share of (1, 1)", object.Children[1].Share, 9.0/29)
	near(t, "object's contribution", object.Contribution, math.Sqrt(29.0/64))
	unit := object.Children[0].Children[0]
	near(t, "unit's contribution", unit.Contribution, math.Sqrt(20.0/16))
	part := unit.Children[1].Children[0]
	want := []float32{1, -1, -1, 1}
	for i, v := range part.Image.Data {
		if math.Abs(float64(v-want[i])) > 1e-6 {
			t.Fatalf("basis function of the checkerboard part: got %v, want %v", part.Image.Data, want)
		}
	}
	if got := part.Patch.Data[1]; math.Abs(float64(got)-(0.1-1)) > 1e-6 {
		t.Errorf("patch: got pixel %v, want -0.9", got)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-5 {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// TestTreeProperties checks, on random nets with and without topk, what must hold of
// every tree.
func TestTreeProperties(t *testing.T) {
	for seed := uint64(0); seed < 12; seed++ {
		net := newConvNet(seed, 1+3*int(seed%2), 6, 5, 4, 3)
		o := TreeOptions{Positions: []int{4, 3}, Units: []int{2}, OneByOne: seed%3 > 0}
		tree, err := NewTree(context.Background(), net.levels(seed), o)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		nodes, deepest := 0, 0
		tree.Walk(func(n *Node, depth int) {
			nodes, deepest = nodes+1, max(deepest, depth)
			checkNode(t, n)
		})
		if nodes < 10 || deepest != 7 {
			t.Errorf("seed %d: got %d nodes of depth %d, want a tree down to the primitives", seed, nodes, deepest)
		}
	}
}

func checkNode(t *testing.T, n *Node) {
	t.Helper()
	sum := 0.0
	for _, c := range n.Children {
		sum += c.Share
		if !covers(n.Box, c.Box) {
			t.Errorf("%s: box %v does not cover child %s's %v", n.Label, n.Box, c.Label, c.Box)
		}
	}
	if sum > 1+1e-9 || math.Abs(sum-n.Explained) > 1e-9 {
		t.Errorf("%s: shares sum to %v, explained %v; want equal and at most 1", n.Label, sum, n.Explained)
	}
	if n.Share < 0 || n.Share > 1 || n.Contribution < 0 || math.IsNaN(n.Contribution) {
		t.Errorf("%s: got share %v and contribution %v, want the first in [0, 1]", n.Label, n.Share, n.Contribution)
	}
	h, w := n.Box[3]-n.Box[1], n.Box[2]-n.Box[0]
	for _, image := range []*tensor.Tensor{n.Image, n.Effect, n.Patch} {
		if image == nil || image.Shape[0] != h || image.Shape[1] != w {
			t.Errorf("%s: got pictures that do not fill box %v", n.Label, n.Box)
		}
	}
	if (n.Kind == Terminal) != (n.Level == "subpart" && n.Unit.Channel >= 0) {
		t.Errorf("%s: got kind %s on level %s", n.Label, n.Kind, n.Level)
	}
}

// TestTreeIsDeterministic also asks tails that only take two rows, or one.
func TestTreeIsDeterministic(t *testing.T) {
	net := newConvNet(3, 4, 6, 5, 4, 3)
	var first []byte
	for _, refuse := range []int{0, 0, 2, 1} {
		levels := net.levels(5)
		for i := range levels {
			levels[i].Tail = net.tail(i, refuse)
		}
		tree, err := NewTree(context.Background(), levels, TreeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tree.JSON()
		if err != nil || !json.Valid(got) {
			t.Fatalf("JSON: %v", err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Errorf("a tail of at most %d rows gives another tree", refuse)
		}
	}
}

// TestTogetherIsExactWithoutTopK: disjoint fields cannot disturb each other then.
func TestTogetherIsExactWithoutTopK(t *testing.T) {
	net := newConvNet(1, 1, 6, 5, 4, 3)
	texts := map[bool]string{}
	runs := map[bool]int{}
	for _, together := range []bool{false, true} {
		levels := net.levels(2)
		for i := range levels {
			tail := levels[i].Tail
			levels[i].Tail = func(a *tensor.Tensor) (*tensor.Tensor, error) {
				runs[together] += a.Shape[0]
				return tail(a)
			}
		}
		tree, err := NewTree(context.Background(), levels, TreeOptions{OneByOne: !together})
		if err != nil {
			t.Fatal(err)
		}
		texts[together] = tree.String()
	}
	if texts[false] != texts[true] {
		t.Errorf("got\n%s\nwant\n%s", texts[true], texts[false])
	}
	if runs[true]*3 > runs[false]*2 {
		t.Errorf("together took %d runs, apart %d; want far fewer", runs[true], runs[false])
	}
}

// TestFieldsOfTheFake makes sure the fields the other tests give are true: nothing
// changes outside when a position is removed.
func TestFieldsOfTheFake(t *testing.T) {
	net := newConvNet(4, 1, 6, 5, 4, 3)
	for _, l := range net.levels(4) {
		s := l.Activation.Shape
		b := newBench(l.Tail, s[0], s[1], s[2])
		var groups []group
		for p := range s[0] * s[1] {
			groups = append(groups, group{position{p / s[1], p % s[1]}, -1})
		}
		all := func(position) [4]int { return [4]int{0, 0, 16, 16} }
		inside := func(p position) [4]int { return reach(p.row, p.col, l.Stride, l.Field) }
		_, image, err := plant(context.Background(), l)
		if err != nil {
			t.Fatal(err)
		}
		base := image[0].node.Image
		whole, err := ablate(context.Background(), b, l.Activation, base, groups, packing{box: all}, true)
		if err != nil {
			t.Fatal(err)
		}
		part, err := ablate(context.Background(), b, l.Activation, base, groups, packing{box: inside}, true)
		if err != nil {
			t.Fatal(err)
		}
		for i := range groups {
			near(t, fmt.Sprintf("%s %v: energy inside the field", l.Name, groups[i].position), part[i].energy, whole[i].energy)
		}
	}
}

// TestPack: a whole grid of 5x5 positions whose fields reach 3 positions takes 3*3 runs, none
// of which has two fields in one place, and every position is in one.
func TestPack(t *testing.T) {
	var groups []group
	for p := range 25 {
		groups = append(groups, group{position{p / 5, p % 5}, -1})
	}
	k := packing{box: func(p position) [4]int { return reach(p.row, p.col, 2, 6) }, together: true, step: 3}
	runs := k.pack(groups)
	if len(runs) != 9 {
		t.Errorf("got %d runs, want 9", len(runs))
	}
	seen := map[int]bool{}
	for _, run := range runs {
		for i, g := range run {
			seen[g] = true
			if !k.fits(groups, run[:i], k.box(groups[g].position)) {
				t.Errorf("run %v: field of %v meets another", run, groups[g].position)
			}
		}
	}
	if len(seen) != len(groups) {
		t.Errorf("got %d positions, want %d", len(seen), len(groups))
	}
}

func TestTreeUsesStatistics(t *testing.T) {
	levels := blocks{}.levels()
	for i := range levels {
		levels[i].Stats = new(StageStats)
		a := levels[i].Activation
		both := tensor.New(2, a.Shape[0], a.Shape[1], a.Shape[2]) // the image, and one where nothing fires
		copy(both.Data, a.Data)
		if err := levels[i].Stats.Add(both); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := NewTree(context.Background(), levels, TreeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	or := tree.Children[0].Children[1]
	if or.Alternatives != 2 || or.Children[0].Frequency != 0.5 {
		t.Errorf("got %d alternatives and frequency %v, want 2 and 0.5", or.Alternatives, or.Children[0].Frequency)
	}
	if text := tree.String(); !strings.Contains(text, "(2 over the data)") || !strings.Contains(text, "here in 50 % of images") {
		t.Errorf("the text leaves out the statistics:\n%s", text)
	}
}

func TestTreeErrors(t *testing.T) {
	change := func(f func(l []Level) []Level) []Level { return f(blocks{}.levels()) }
	broken := errors.New("out of order")
	tests := []struct {
		name   string
		levels []Level
		o      TreeOptions
		want   string
	}{
		{"none", nil, TreeOptions{}, "got no levels"},
		{"no activation", change(func(l []Level) []Level { l[1].Activation = nil; return l }), TreeOptions{}, `level "part": want an activation`},
		{"no tail", change(func(l []Level) []Level { l[0].Tail = nil; return l }), TreeOptions{}, `level "object"`},
		{"field", change(func(l []Level) []Level { l[0].Field = 0; return l }), TreeOptions{}, "got field 0"},
		{"fan-out", blocks{}.levels(), TreeOptions{Units: []int{0}}, "got a fan-out of 0"},
		{"candidates", blocks{}.levels(), TreeOptions{Candidates: -1}, "got -1 candidates"},
		{"NaN", change(func(l []Level) []Level { l[0].Activation.Data[1] = float32(math.NaN()); return l }), TreeOptions{}, "NaN"},
		{"other pass", change(func(l []Level) []Level { l[1].Activation.Data[0] = 9; return l }), TreeOptions{}, "one forward pass"},
		{"tail fails", change(func(l []Level) []Level {
			l[1].Tail = func(*tensor.Tensor) (*tensor.Tensor, error) { return nil, broken }
			return l
		}), TreeOptions{}, `level "part": out of order`},
		{"tail shrinks", change(func(l []Level) []Level {
			l[0].Tail = func(a *tensor.Tensor) (*tensor.Tensor, error) { return tensor.New(1, 8, 8, 1), nil }
			return l
		}), TreeOptions{}, "the tail answered shape"},
		{"statistics", change(func(l []Level) []Level {
			l[0].Stats = &StageStats{H: 9, W: 9, C: 9, Images: 1}
			return l
		}), TreeOptions{}, "got statistics of a 9x9x9 stage"},
	}
	for _, c := range tests {
		_, err := NewTree(context.Background(), c.levels, c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewTree(ctx, blocks{}.levels(), TreeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got error %v, want %v", err, context.Canceled)
	}
}

// TestTreeOfNothing: an image whose object stage is empty has a root and an object.
func TestTreeOfNothing(t *testing.T) {
	levels := blocks{}.levels()
	for i := range levels {
		clear(levels[i].Activation.Data)
	}
	tree, err := NewTree(context.Background(), levels, TreeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(tree.Children[0].Children); n != 0 || tree.Children[0].Contribution != 0 {
		t.Errorf("got %d children and contribution %v, want none", n, tree.Children[0].Contribution)
	}
}

func BenchmarkNewTree(b *testing.B) {
	net := newConvNet(1, 4, 6, 5, 4, 3)
	levels := net.levels(2)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewTree(context.Background(), levels, TreeOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
