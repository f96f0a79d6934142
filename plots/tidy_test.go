package plots

import (
	"math"
	"math/rand"
	"testing"

	"gonum.org/v1/plot/vg"
)

func randomTree(r *rand.Rand, depth int) *tidyNode {
	n := &tidyNode{w: vg.Length(5 + 40*r.Float64())}
	if depth > 0 {
		for range r.Intn(6) {
			n.children = append(n.children, randomTree(r, depth-1))
		}
	}
	return n
}

func mirrored(n *tidyNode) *tidyNode {
	m := &tidyNode{w: n.w}
	for i := len(n.children) - 1; i >= 0; i-- {
		m.children = append(m.children, mirrored(n.children[i]))
	}
	return m
}

// byDepth lists the nodes of each depth from left to right.
func byDepth(n *tidyNode, d int, out [][]*tidyNode) [][]*tidyNode {
	if d == len(out) {
		out = append(out, nil)
	}
	out[d] = append(out[d], n)
	for _, k := range n.children {
		out = byDepth(k, d+1, out)
	}
	return out
}

// TestTidy checks what the essay claims, on random trees: nodes of a level keep their
// order and do not overlap, parents stand over the middle of their children, the drawing
// spans exactly the width returned, and a mirrored tree gets the mirrored drawing.
func TestTidy(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	const eps = 1e-9
	for range 300 {
		root := randomTree(r, 1+r.Intn(6))
		mirror := mirrored(root)
		w, wm := tidy(root), tidy(mirror)
		if math.Abs(float64(w-wm)) > eps*float64(w) {
			t.Fatalf("got width %v and %v in the mirror", w, wm)
		}
		lo, hi := vg.Length(math.Inf(1)), vg.Length(math.Inf(-1))
		levels, back := byDepth(root, 0, nil), byDepth(mirror, 0, nil)
		for d, row := range levels {
			for i, n := range row {
				lo, hi = min(lo, n.x-n.w/2), max(hi, n.x+n.w/2)
				if i > 0 && row[i-1].x+row[i-1].w/2 > n.x-n.w/2+eps*w {
					t.Fatalf("depth %d: nodes %d and %d overlap", d, i-1, i)
				}
				if k := n.children; len(k) > 0 && math.Abs(float64(n.x-(k[0].x+k[len(k)-1].x)/2)) > eps*float64(w) {
					t.Fatalf("depth %d: node %d at %v is not over its children", d, i, n.x)
				}
				m := back[d][len(row)-1-i]
				if math.Abs(float64(n.x+m.x-w)) > eps*float64(w) {
					t.Fatalf("depth %d: node %d at %v, in the mirror at %v of %v", d, i, n.x, m.x, w)
				}
			}
		}
		if math.Abs(float64(lo)) > eps*float64(w) || math.Abs(float64(hi-w)) > eps*float64(w) {
			t.Fatalf("got a drawing from %v to %v, want 0 to %v", lo, hi, w)
		}
	}
}

// TestTidySpreads: a small subtree between two large ones stands in the middle of its
// room, not at one side.
func TestTidySpreads(t *testing.T) {
	leaf := func() *tidyNode { return &tidyNode{w: 10} }
	big := func() *tidyNode {
		n := leaf()
		for range 9 {
			n.children = append(n.children, leaf())
		}
		return n
	}
	root := &tidyNode{w: 10, children: []*tidyNode{big(), leaf(), leaf(), big()}}
	tidy(root)
	k := root.children
	if left, right := k[1].x-k[0].x, k[3].x-k[2].x; math.Abs(float64(left-right)) > 1e-9 || left < 20 {
		t.Errorf("got gaps of %v and %v beside the leaves, want them equal and wide", left, right)
	}
}

func BenchmarkTidy(b *testing.B) {
	r := rand.New(rand.NewSource(3))
	root := randomTree(r, 8)
	for b.Loop() {
		tidy(root)
	}
}
