package plots

import "gonum.org/v1/plot/vg"

// tidyNode is a node of the layout: its width goes in, the middle's place x comes out.
//
// # Why the layout is right
//
// Below, the subtrees of a node's children must not touch at any depth. Each subtree is
// known by its contour: for every depth the leftmost and rightmost edge, relative to
// its root. That children i < j keep clear is then one inequality, x_j - x_i >= d_ij
// with d_ij the largest overlap of i's right and j's left contour over common depths.
//
// Packing the children from left to right, each as far left as the inequalities allow,
// makes x_j the longest chain of d's from the first child to j. Packing from right to
// left with the last child where it was does the same from the other side; the first
// child lands on its old place, for the longest chain between the two ends is the same
// seen from either. Both solutions satisfy every inequality, hence so does their mean,
// and the mean treats both sides alike: a mirrored tree gets the mirrored drawing, and
// small subtrees between large ones stand in the middle of their free room instead of
// leaning to one side (the flaw that Buchheim et al. 2002 repair in Walker's
// algorithm). A parent stands over the middle of its first and last child.
//
// The same subtree is drawn the same everywhere, since its contour does not depend on
// what surrounds it. Time is the number of nodes times the depth.
type tidyNode struct {
	w        vg.Length
	children []*tidyNode
	x        vg.Length // relative to the parent until absolute runs
}

// contour is the outline of a subtree at each depth, relative to its root's middle.
type contour struct{ lo, hi []vg.Length }

// tidy sets x of all nodes so that the whole drawing begins at 0, and returns its width.
func tidy(root *tidyNode) vg.Length {
	c := root.pack()
	left, right := c.lo[0], c.hi[0]
	for d := range c.lo {
		left, right = min(left, c.lo[d]), max(right, c.hi[d])
	}
	root.x = 0
	root.absolute(-left)
	return right - left
}

func (n *tidyNode) absolute(parent vg.Length) {
	n.x += parent
	for _, k := range n.children {
		k.absolute(n.x)
	}
}

// pack places the children of n relative to it and returns the contour of all.
func (n *tidyNode) pack() contour {
	own := contour{lo: []vg.Length{-n.w / 2}, hi: []vg.Length{n.w / 2}}
	if len(n.children) == 0 {
		return own
	}
	cs := make([]contour, len(n.children))
	for i, k := range n.children {
		cs[i] = k.pack()
	}
	fromLeft, fromRight := packLeft(cs), packRight(cs)
	last := len(cs) - 1
	shift := fromLeft[last] - fromRight[last]
	mid := (fromLeft[0] + fromLeft[last]) / 2
	for i, k := range n.children {
		k.x = (fromLeft[i]+fromRight[i]+shift)/2 - mid
		own.merge(cs[i], k.x)
	}
	return own
}

// merge adds a subtree one level down, its root at x.
func (c *contour) merge(sub contour, x vg.Length) {
	for d := range sub.lo {
		if d+1 == len(c.lo) {
			c.lo = append(c.lo, sub.lo[d]+x)
			c.hi = append(c.hi, sub.hi[d]+x)
			continue
		}
		c.lo[d+1] = min(c.lo[d+1], sub.lo[d]+x)
		c.hi[d+1] = max(c.hi[d+1], sub.hi[d]+x)
	}
}

// packLeft places subtrees as far left as they go, the first at 0.
func packLeft(cs []contour) []vg.Length {
	xs := make([]vg.Length, len(cs))
	edge := append([]vg.Length(nil), cs[0].hi...)
	for i := 1; i < len(cs); i++ {
		x := edge[0] - cs[i].lo[0]
		for d := 1; d < min(len(edge), len(cs[i].lo)); d++ {
			x = max(x, edge[d]-cs[i].lo[d])
		}
		xs[i] = x
		for d, hi := range cs[i].hi {
			if d < len(edge) {
				edge[d] = max(edge[d], x+hi)
			} else {
				edge = append(edge, x+hi)
			}
		}
	}
	return xs
}

// packRight is packLeft seen in a mirror: the last subtree at 0.
func packRight(cs []contour) []vg.Length {
	mirror := make([]contour, len(cs))
	for i, c := range cs {
		m := contour{lo: make([]vg.Length, len(c.lo)), hi: make([]vg.Length, len(c.hi))}
		for d := range c.lo {
			m.lo[d], m.hi[d] = -c.hi[d], -c.lo[d]
		}
		mirror[len(cs)-1-i] = m
	}
	xs := packLeft(mirror)
	out := make([]vg.Length, len(xs))
	for i := range xs {
		out[i] = -xs[len(xs)-1-i]
	}
	return out
}
