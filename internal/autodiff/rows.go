package autodiff

import "fmt"

// Part is part i of a node of several parts, without a copy: rows i*n to (i+1)*n of a
// run of n rows.
func (g *Graph[T]) Part(x Node[T], i int) Node[T] {
	if i < 0 || i >= x.parts {
		return g.fail(fmt.Errorf("part: got %d, want 0 to %d", i, x.parts-1))
	}
	size := x.size()
	o := newOperation[T]("rows", 1, x.shape)
	o.view, o.viewAt = 0, func(n int) int { return i * n * size }
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], _, grad Node[T]) []Node[T] {
		b := newOperation[T]("rows gradient", x.parts, x.shape)
		b.do = func(dst []T, src [][]T, n int) {
			clear(dst[:x.parts*n*size])
			copy(dst[i*n*size:(i+1)*n*size], src[0])
		}
		return []Node[T]{g.apply(b, grad)}
	}
	return g.apply(o, x)
}

// Join stacks the parts of nodes of equal row shape into one node.
func (g *Graph[T]) Join(nodes ...Node[T]) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	parts, size := 0, nodes[0].size()
	for _, n := range nodes {
		if n.size() != size {
			return g.fail(fmt.Errorf("join: got rows of shape %v and %v, want the same", nodes[0].shape, n.shape))
		}
		parts += n.parts
	}
	o := newOperation[T]("join", parts, nodes[0].shape)
	o.do = func(dst []T, src [][]T, n int) {
		at := 0
		for i, node := range nodes {
			at += copy(dst[at:], src[i][:node.parts*n*size])
		}
	}
	return g.apply(o, nodes...)
}
