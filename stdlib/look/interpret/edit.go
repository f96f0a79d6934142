package interpret

import "math"

// How far two parse trees are apart, and which distance is meant.
//
// The edit distance of two trees is the least number of nodes to delete, insert and relabel
// that makes one of the other. For ordered trees it is that of Zhang and Shasha (1989). The
// children of an AND node lie at places of a picture, in no order; whatever order they are
// written in, two that lie side by side could change it when the object moves by a pixel,
// and an ordered distance would then charge for the move. So the trees are unordered.
//
// The distance of unordered trees is NP-hard in general. Zhang (1996, "A constrained edit
// distance between unordered labeled trees") asks in addition that subtrees apart from
// one another stay so, which makes it a sequence of assignment problems. Between trees of
// one level under the root, as parts under an object, nothing is lost by that: it is the
// unconstrained distance.
//
// Places are known here on both sides, so they take part: a node may stand for another at
// no cost if the labels are the same and the boxes share a pixel. A left eye that is found
// on the chin is not the left eye.

// Labelled is a node of a tree to be compared.
type Labelled struct {
	Label    string
	Box      [4]int // x0, y0, x1, y1 in the image; an empty box is anywhere
	Children []*Labelled
}

// Size is the number of nodes of the tree.
func (t *Labelled) Size() int {
	if t == nil {
		return 0
	}
	n := 1
	for _, c := range t.Children {
		n += c.Size()
	}
	return n
}

// EditDistance is the constrained edit distance of two unordered labelled trees (Zhang
// 1996): each node deleted, inserted or relabelled costs 1. Either may be nil, the empty
// tree. It is 0 for trees that differ in the order of siblings alone, and at most the sum
// of the sizes. Divided by that sum it lies in [0, 1].
func EditDistance(a, b *Labelled) int {
	if a == nil || b == nil {
		return a.Size() + b.Size()
	}
	e := edits{trees: map[[2]*Labelled]int{}, forests: map[[2]*Labelled]int{}}
	return e.tree(a, b)
}

// edits remembers the distances of subtrees and of the forests below two nodes.
type edits struct{ trees, forests map[[2]*Labelled]int }

// relabel is the cost of letting a stand for b.
func relabel(a, b *Labelled) int {
	empty := func(x [4]int) bool { return x[0] >= x[2] || x[1] >= x[3] }
	if a.Label == b.Label && (empty(a.Box) || empty(b.Box) || !disjoint(a.Box, b.Box)) {
		return 0
	}
	return 1
}

func (e edits) tree(a, b *Labelled) int {
	key := [2]*Labelled{a, b}
	if d, ok := e.trees[key]; ok {
		return d
	}
	best := e.forest(a, b) + relabel(a, b)
	for _, c := range b.Children { // a is inside b: b and the rest of it are inserted
		best = min(best, b.Size()-c.Size()+e.tree(a, c))
	}
	for _, c := range a.Children {
		best = min(best, a.Size()-c.Size()+e.tree(c, b))
	}
	e.trees[key] = best
	return best
}

// forest is the distance between what lies below a and what lies below b.
func (e edits) forest(a, b *Labelled) int {
	key := [2]*Labelled{a, b}
	if d, ok := e.forests[key]; ok {
		return d
	}
	n, m := len(a.Children), len(b.Children)
	cost := make([][]float64, n+m) // each child of a to one of b or to nothing, and the other way round
	for i := range cost {
		cost[i] = make([]float64, n+m)
		for j := range cost[i] {
			switch {
			case i < n && j < m:
				cost[i][j] = float64(e.tree(a.Children[i], b.Children[j]))
			case i < n && j-m == i:
				cost[i][j] = float64(a.Children[i].Size())
			case j < m && i-n == j:
				cost[i][j] = float64(b.Children[j].Size())
			case i < n || j < m:
				cost[i][j] = 1e9
			}
		}
	}
	best := int(math.Round(assignment(cost)))
	for _, c := range b.Children { // all below a goes into one child of b
		best = min(best, b.Size()-c.Size()+e.forest(a, c))
	}
	for _, c := range a.Children {
		best = min(best, a.Size()-c.Size()+e.forest(c, b))
	}
	e.forests[key] = best
	return best
}

// assignment is the least cost of pairing rows with columns of a square matrix, by
// shortest augmenting paths with potentials (Jonker and Volgenant 1987).
func assignment(cost [][]float64) float64 {
	n := len(cost)
	rows, columns := make([]float64, n+1), make([]float64, n+1) // potentials; 0 is a column of no row
	of, from := make([]int, n+1), make([]int, n+1)              // row of a column; column before it on the path
	for row := 1; row <= n; row++ {
		of[0] = row
		at := 0
		least := make([]float64, n+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		done := make([]bool, n+1)
		for of[at] != 0 {
			done[at] = true
			i, step, next := of[at], math.Inf(1), 0
			for j := 1; j <= n; j++ {
				if done[j] {
					continue
				}
				if d := cost[i-1][j-1] - rows[i] - columns[j]; d < least[j] {
					least[j], from[j] = d, at
				}
				if least[j] < step {
					step, next = least[j], j
				}
			}
			for j := range done {
				if done[j] {
					rows[of[j]] += step
					columns[j] -= step
				} else {
					least[j] -= step
				}
			}
			at = next
		}
		for at != 0 {
			of[at], at = of[from[at]], from[at]
		}
	}
	total := 0.0
	for j := 1; j <= n; j++ {
		total += cost[of[j]-1][j-1]
	}
	return total
}
