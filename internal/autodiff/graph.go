package autodiff

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Float is the width of a graph: float32 to run, float64 to check.
type Float interface{ float32 | float64 }

// Graph is a network of operations under construction, for one batch size. Its
// methods that make nodes never fail on the spot: the first mistake sticks and
// Compile returns it.
type Graph[T Float] struct {
	graph    *gorgonia.ExprGraph
	batch    int // rows of a node with one part
	threads  int
	rows     int // rows of the run in progress, at most batch
	step     int // operations done in the run in progress
	failure  error
	ask      func() error
	made     int // numbers the nodes
	nodes    map[*gorgonia.Node]Node[T]
	hashes   map[uint32]bool
	compiled bool
	err      error
}

// Node is a value of the graph. A node of P parts is (P*batch, Shape...): a run of n
// rows fills its first P*n. Parameters have no parts.
type Node[T Float] struct {
	graph *Graph[T]
	node  *gorgonia.Node
	op    *operation[T] // nil for inputs and parameters
	parts int
	shape []int
	data  []T // of inputs and parameters
}

// NewGraph returns an empty graph for up to batch rows a run. threads is how many
// goroutines an operation may use; results do not depend on it.
func NewGraph[T Float](batch, threads int) *Graph[T] {
	g := &Graph[T]{
		graph:   gorgonia.NewGraph(),
		batch:   batch,
		threads: max(threads, 1),
		nodes:   map[*gorgonia.Node]Node[T]{},
		hashes:  map[uint32]bool{},
	}
	if batch < 1 {
		g.fail(fmt.Errorf("batch: got %d, want at least 1", batch))
	}
	return g
}

// Interrupt has ask called before each operation of a run; an error of it ends the run
// with that error. nil asks nobody.
func (g *Graph[T]) Interrupt(ask func() error) { g.ask = ask }

// Input is a value the caller writes before a run, (parts*batch, shape...); its
// memory is Data.
func (g *Graph[T]) Input(name string, parts int, shape ...int) Node[T] {
	return g.leaf(name, parts, make([]T, parts*g.batch*volume(shape)), shape)
}

// Param is a trained value over the caller's memory, not copied.
func (g *Graph[T]) Param(name string, data []T, shape ...int) Node[T] {
	return g.leaf(name, 0, data, shape)
}

func (g *Graph[T]) leaf(name string, parts int, data []T, shape []int) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	full := shape
	if parts > 0 {
		full = append([]int{parts * g.batch}, shape...)
	}
	if volume(full) != len(data) || len(data) == 0 {
		return g.fail(fmt.Errorf("%q: shape %v holds %d values, got %d", name, full, volume(full), len(data)))
	}
	for try := 0; ; try++ {
		g.made++
		v := tensor.New(tensor.WithShape(full...), tensor.WithBacking(data))
		n := gorgonia.NewTensor(g.graph, dtype[T](), len(full), gorgonia.WithShape(full...),
			gorgonia.WithName(fmt.Sprintf("%s#%d", name, g.made)), gorgonia.WithValue(v))
		if g.claim(n) {
			node := Node[T]{graph: g, node: n, parts: parts, shape: shape, data: data}
			g.nodes[n] = node
			return node
		}
		if try == 8 {
			return g.fail(fmt.Errorf("%q: no free hash", name))
		}
	}
}

// apply adds an operation over the given nodes. Its output has parts and shape as
// o says.
func (g *Graph[T]) apply(o *operation[T], in ...Node[T]) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	children := make([]*gorgonia.Node, len(in))
	for i, n := range in {
		if n.graph != g || n.node == nil {
			return g.fail(fmt.Errorf("%s: input %d is not a node of this graph", o.kind, i))
		}
		children[i] = n.node
	}
	o.bind(g, in)
	for try := 0; ; try++ {
		g.made++
		o.number = g.made
		n, err := gorgonia.ApplyOp(o, children...)
		if err != nil {
			return g.fail(fmt.Errorf("%s: %w", o.kind, err))
		}
		if n.Op() == gorgonia.Op(o) && g.claim(n) {
			node := Node[T]{graph: g, node: n, op: o, parts: o.parts, shape: o.shape}
			g.nodes[n] = node
			return node
		}
		if try == 8 {
			return g.fail(fmt.Errorf("%s: no free hash", o.kind))
		}
	}
}

// claim reports whether the node's 32-bit hash is new to the graph. The tape machine
// takes nodes of equal hash for equal without looking further.
func (g *Graph[T]) claim(n *gorgonia.Node) bool {
	h := n.Hashcode()
	if g.hashes[h] {
		return false
	}
	g.hashes[h] = true
	return true
}

func (g *Graph[T]) fail(err error) Node[T] {
	if g.err == nil {
		g.err = err
	}
	return Node[T]{graph: g}
}

// wrap finds our node of a gorgonia node. Sums that gorgonia itself inserts, where a
// value is used more than once, are not ours and get a description on the fly.
func (g *Graph[T]) wrap(n *gorgonia.Node) Node[T] {
	if node, ok := g.nodes[n]; ok {
		return node
	}
	s := n.Shape()
	if len(s) > 1 && s[0]%g.batch == 0 {
		return Node[T]{graph: g, node: n, parts: s[0] / g.batch, shape: s[1:]}
	}
	return Node[T]{graph: g, node: n, shape: s}
}

// Backward is the vector-Jacobian product: for each node of wrt, the sum over outputs
// of (d output / d node)^T grad. Each output has its grad, of its own shape. A part of
// a graph may be differentiated once.
func (g *Graph[T]) Backward(outputs, grads, wrt []Node[T]) []Node[T] {
	failed := make([]Node[T], len(wrt))
	if g.err != nil {
		return failed
	}
	if len(outputs) != len(grads) {
		g.fail(fmt.Errorf("backward: got %d gradients for %d outputs", len(grads), len(outputs)))
		return failed
	}
	if err := untouched(outputs, wrt); err != nil {
		g.fail(fmt.Errorf("backward: %w", err))
		return failed
	}
	found, err := g.backpropagate(raw(outputs), raw(grads), raw(wrt))
	if err != nil {
		g.fail(fmt.Errorf("backward: %w", err))
		return failed
	}
	result := make([]Node[T], len(found))
	for i, n := range found {
		result[i] = g.wrap(n)
	}
	return result
}

// untouched reports a node between outputs and wrt that has a derivative already:
// gorgonia would take that one for its gradient, whatever it was the gradient of.
func untouched[T Float](outputs, wrt []Node[T]) error {
	ends, seen := map[*gorgonia.Node]bool{}, map[*gorgonia.Node]bool{}
	for _, n := range wrt {
		ends[n.node] = true
	}
	queue := append([]Node[T](nil), outputs...)
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n.node == nil || seen[n.node] {
			continue
		}
		seen[n.node] = true
		if n.node.Deriv() != nil {
			return fmt.Errorf("%v was differentiated before", n.node)
		}
		if n.op != nil && !ends[n.node] {
			queue = append(queue, n.op.in...)
		}
	}
	return nil
}

// backpropagate turns gorgonia's panics into errors.
func (g *Graph[T]) backpropagate(outputs, grads, wrt gorgonia.Nodes) (found gorgonia.Nodes, err error) {
	defer recoverTo(&err)
	for _, set := range []gorgonia.Nodes{outputs, grads, wrt} {
		for _, n := range set {
			if n == nil {
				return nil, errors.New("got a node that is not of this graph")
			}
		}
	}
	found, err = gorgonia.Backpropagate(outputs, grads, wrt)
	if err == nil {
		err = g.err // of a derivative that could not be built
	}
	return found, err
}

// Data is the node's memory: of an input, to be written before a run; of an output,
// valid from a run to the next. A run of n rows fills the first parts*n of it.
func (n Node[T]) Data() []T {
	switch {
	case n.op == nil:
		return n.data
	case n.op.view >= 0:
		return n.op.viewed(n.graph.rows)
	}
	return n.op.out
}

// Shape is the size of one row, or of the whole parameter.
func (n Node[T]) Shape() []int { return n.shape }

// size is the number of values of one row.
func (n Node[T]) size() int { return volume(n.shape) }

func raw[T Float](nodes []Node[T]) gorgonia.Nodes {
	r := make(gorgonia.Nodes, len(nodes))
	for i, n := range nodes {
		r[i] = n.node
	}
	return r
}

func volume(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

func dtype[T Float]() tensor.Dtype {
	var zero T
	if _, ok := any(zero).(float64); ok {
		return tensor.Float64
	}
	return tensor.Float32
}

// values is a tensor's memory, without a copy.
func values[T Float](v gorgonia.Value) []T {
	d := v.(*tensor.Dense)
	if d.Dtype() == tensor.Float64 {
		return any(d.Float64s()).([]T)
	}
	return any(d.Float32s()).([]T)
}

// recoverTo stores a panic of the library below as an error.
func recoverTo(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%v", r)
	}
}
