package interpret

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// node is a hand-made tree.
func node(label string, children ...*Labelled) *Labelled {
	return &Labelled{Label: label, Children: children}
}

// at is a leaf at a place.
func at(label string, x, y, size int) *Labelled {
	return &Labelled{Label: label, Box: [4]int{x, y, x + size, y + size}}
}

func ExampleEditDistance() {
	truth := node("face", node("hair"), node("eye"), node("mouth"))
	learned := node("face", node("mouth"), node("hair"), node("nose"), node("cap"))
	d := EditDistance(learned, truth)
	fmt.Printf("%d of %d nodes: one relabelled, one deleted\n", d, learned.Size()+truth.Size())
	// Output: 2 of 9 nodes: one relabelled, one deleted
}

func TestEditDistance(t *testing.T) {
	face := node("face", node("hair"), node("eye"), node("mouth"))
	deep := node("a", node("b", node("c"), node("d")), node("e"))
	for _, tt := range []struct {
		name string
		a, b *Labelled
		want int
	}{
		{"the same", face, face, 0},
		{"another order", face, node("face", node("mouth"), node("eye"), node("hair")), 0},
		{"nothing and a tree", nil, face, 4},
		{"nothing", nil, nil, 0},
		{"another root", face, node("house", face.Children...), 1},
		{"a part missing", face, node("face", node("hair"), node("mouth")), 1},
		{"all other parts", face, node("face", node("x"), node("y"), node("z")), 3},
		{"twice the same part", node("f", node("eye"), node("eye")), node("f", node("eye")), 1},
		{"a place", node("f", at("eye", 0, 0, 4)), node("f", at("eye", 3, 3, 4)), 0},
		{"another place", node("f", at("eye", 0, 0, 4)), node("f", at("eye", 4, 0, 4)), 1},
		{"the nearer of two", node("f", at("eye", 0, 0, 4), at("eye", 8, 0, 4)), node("f", at("eye", 9, 0, 4), at("eye", 1, 0, 4)), 0},
		{"a node between", node("a", node("c")), node("a", node("b", node("c"))), 1},
		{"a node above all children", node("a", node("c"), node("d")), node("a", node("b", node("c"), node("d"))), 1},
		{"a root above", deep, node("r", deep), 1},
		{"a level less", node("a", node("b"), node("e")), deep, 2},
		// Zhang's constraint: what lies together under b may not lie together with e as well.
		// Without it one insertion would do.
		{"a node above some children", node("a", node("c"), node("d"), node("e")), deep, 3},
		{"subtrees kept apart", node("a", node("b", node("c"), node("d"))), node("a", node("x", node("c")), node("y", node("d"))), 3},
	} {
		if got := EditDistance(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
		if got := EditDistance(tt.b, tt.a); got != tt.want {
			t.Errorf("%s, the other way: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestEditDistanceIsAMetric: on random trees without places, and never more than the sizes.
func TestEditDistanceIsAMetric(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var grow func(depth int) *Labelled
	grow = func(depth int) *Labelled {
		n := node(string(rune('a' + r.IntN(3))))
		for k := 0; depth > 0 && k < r.IntN(4); k++ {
			n.Children = append(n.Children, grow(depth-1))
		}
		return n
	}
	for range 300 {
		a, b, c := grow(3), grow(3), grow(3)
		ab, bc, ac := EditDistance(a, b), EditDistance(b, c), EditDistance(a, c)
		if ab+bc < ac || ab > a.Size()+b.Size() || ab < max(a.Size()-b.Size(), b.Size()-a.Size()) || EditDistance(b, a) != ab {
			t.Fatalf("got distances %d, %d and %d of trees of %d, %d and %d nodes", ab, bc, ac, a.Size(), b.Size(), c.Size())
		}
	}
}

// TestAssignment holds the assignment to all permutations.
func TestAssignment(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 6 {
		cost := make([][]float64, n)
		for i := range cost {
			for range n {
				cost[i] = append(cost[i], float64(r.IntN(20)))
			}
		}
		var least func(row int, used int) float64
		least = func(row, used int) float64 {
			best := math.Inf(1)
			if row == n {
				return 0
			}
			for j := range n {
				if used>>j&1 == 0 {
					best = min(best, cost[row][j]+least(row+1, used|1<<j))
				}
			}
			return best
		}
		if got, want := assignment(cost), least(0, 0); got != want {
			t.Errorf("%d rows: got %g, want %g", n, got, want)
		}
	}
}

// TestParse: units of one part that touch become one node; those far apart, of background and
// of no name do not.
func TestParse(t *testing.T) {
	unit := func(level string, c, row, col int) *Node {
		return &Node{Kind: AND, Level: level, Unit: Unit{c, row, col}}
	}
	object := unit("object", 0, 0, 0)
	object.Children = []*Node{unit("part", 0, 0, 0), unit("part", 1, 0, 1), unit("part", 0, 1, 1), unit("part", 0, 3, 3),
		unit("part", 2, 2, 0), unit("part", 3, 2, 1), unit("part", 4, 2, 2), {Kind: OR, Level: "part", Unit: Unit{-1, 2, 2}}}
	names := []string{"face eye", "face hair", "background", "", "house door"}
	got := object.Parse("part", 4, func(u Unit) string { return names[u.Channel] }, func(part string) string {
		return map[string]string{"face eye": "face", "face hair": "face", "house door": "house"}[part]
	})
	want := &Labelled{Label: "face", Children: []*Labelled{
		at("face eye", 0, 0, 8), at("face eye", 12, 12, 4), at("face hair", 4, 0, 4), at("house door", 8, 8, 4)}}
	if got.Size() != want.Size() || EditDistance(got, want) != 0 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for i, c := range want.Children {
		if got.Children[i].Box != c.Box {
			t.Errorf("child %d: got box %v, want %v", i, got.Children[i].Box, c.Box)
		}
	}
}

// TestNamesAndSeen: a unit is named by where it fires most, a channel where the unit never
// did; the true parse holds what a position shows most of.
func TestNamesAndSeen(t *testing.T) {
	parts := []string{"eye", "mouth", "background"}
	g := NewAgreement(parts)
	if g.Name(Unit{}) != "" || g.Usual(Unit{}) != "" {
		t.Error("without images: got names, want none")
	}
	a := tensor.New(3, 2, 2, 3)
	a.Data[0], a.Data[12], a.Data[24] = 1, 1, 3 // channel 0 at the upper left
	a.Data[9+1] = 1                             // channel 1 at the lower right
	truth := [][]int{{0, 2, 2, 1}, {0, 2, 2, 2}, {1, 2, 2, 2}}
	if err := g.Add(a, 2, 2, truth); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		u           Unit
		name, usual string
	}{
		{Unit{0, 0, 0}, "mouth", "eye"}, {Unit{1, 1, 1}, "mouth", "background"}, {Unit{1, 0, 1}, "mouth", "background"}, {Unit{2, 0, 0}, "", "eye"},
	} {
		if name, usual := g.Name(tt.u), g.Usual(tt.u); name != tt.name || usual != tt.usual {
			t.Errorf("%v: got %q and usually %q, want %q and %q", tt.u, name, usual, tt.name, tt.usual)
		}
	}
	pixels := []int{
		0, 0, -1, -1,
		0, 1, -1, -1,
		-1, -1, 1, 1,
		-1, -1, 1, -1}
	got := Seen("face", parts, pixels, 4, 4, 2, 2)
	want := &Labelled{Label: "face", Children: []*Labelled{at("eye", 0, 0, 2), at("mouth", 2, 2, 2)}}
	if got.Size() != 3 || EditDistance(got, want) != 0 || got.Children[1].Box != want.Children[1].Box {
		t.Errorf("got %+v", got)
	}
}
