package autodiff

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// operation is one node's work: gorgonia's Op and SDOp over a forward function and
// the graph of its derivative. Each file of this package that is named after an
// operation makes them, forward and backward side by side.
type operation[T Float] struct {
	kind  string
	parts int   // of the output
	shape []int // of one row of the output

	// do computes dst from src for a run of n rows: only the first parts*n rows of
	// each node count.
	do func(dst []T, src [][]T, n int)
	// diff gives the gradient of each input in wrt, from the inputs, the output and
	// the output's gradient. nil: the operation has no derivative.
	diff func(in []Node[T], out, grad Node[T]) []Node[T]
	wrt  []bool

	// view >= 0: the output is part of that input's memory, from viewAt(n) on, and do
	// is nil.
	view   int
	viewAt func(n int) int
	// layer is set where the operation is one direction of a layer: its multiplications
	// are the layer's.
	layer *Layer[T]
	// zeros, if there is such a function, says whether the output is zero wherever the last
	// input is, as it turned out in a run.
	zeros func() bool
	// done, if there is such a function, says whether there is nothing to do: the first input is the
	// output.
	done func() bool
	// inplace >= 0: do allows dst to be the memory of that input.
	inplace int

	graph  *Graph[T]
	number int
	step   int // its place in the order of execution
	in     []Node[T]
	types  []hm.Type
	out    []T
	value  *tensor.Dense
	src    [][]T
}

// newOperation is an operation with an output of its own.
func newOperation[T Float](kind string, parts int, shape []int) *operation[T] {
	return &operation[T]{kind: kind, parts: parts, shape: shape, view: -1, inplace: -1}
}

func (o *operation[T]) bind(g *Graph[T], in []Node[T]) {
	o.graph, o.in = g, in
	o.src = make([][]T, len(in))
	o.types = nil
	for _, n := range in {
		o.types = append(o.types, n.node.Type())
	}
	o.types = append(o.types, gorgonia.TensorType{Dims: len(o.full()), Of: dtype[T]()})
}

// full is the whole output's shape.
func (o *operation[T]) full() tensor.Shape {
	if o.parts == 0 {
		return append(tensor.Shape(nil), o.shape...)
	}
	return append(tensor.Shape{o.parts * o.graph.batch}, o.shape...)
}

// place gives the operation its memory and its place in the order of execution.
func (o *operation[T]) place(out []T, step int) {
	o.out, o.step = out, step
	o.value = tensor.New(tensor.WithShape(o.full()...), tensor.WithBacking(out))
}

// Do runs the operation. A panic becomes an error here, since the tape machine runs on
// a goroutine of its own where nobody could recover it. Errors are kept aside for Run,
// which gives them back without the tape machine's wrapping.
func (o *operation[T]) Do(in ...gorgonia.Value) (_ gorgonia.Value, err error) {
	g := o.graph
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", o.kind, r)
		}
		g.failure = err
	}()
	if g.ask != nil {
		if err := g.ask(); err != nil {
			return nil, err
		}
	}
	if o.value == nil || o.step != g.step {
		return nil, fmt.Errorf("%s: ran at step %d, planned at %d", o.kind, g.step, o.step)
	}
	g.step++
	if o.view >= 0 {
		return o.value, nil
	}
	for i, v := range in {
		o.src[i] = values[T](v)
		if p := o.in[i].op; p != nil && p.view >= 0 {
			o.src[i] = p.viewed(g.rows) // the tensor shows where it begins for a full batch
		}
	}
	o.do(o.out, o.src, g.rows)
	return o.value, nil
}

// viewed is a view's memory for a run of n rows: where it begins depends on n.
func (o *operation[T]) viewed(n int) []T {
	at, size := o.viewAt(n), volume(o.full())
	return o.in[o.view].Data()[at : at+size : at+size]
}

// The rest describes the operation to gorgonia.

func (o *operation[T]) Arity() int    { return len(o.in) }
func (o *operation[T]) Type() hm.Type { return hm.NewFnType(o.types...) }
func (o *operation[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return o.full(), nil
}
func (o *operation[T]) ReturnsPtr() bool     { return true }
func (o *operation[T]) CallsExtern() bool    { return false }
func (o *operation[T]) OverwritesInput() int { return -1 }
func (o *operation[T]) String() string       { return fmt.Sprintf("%s#%d", o.kind, o.number) }
func (o *operation[T]) WriteHash(h hash.Hash) {
	fmt.Fprintf(h, "%s#%d%v", o.kind, o.number, o.shape)
}
func (o *operation[T]) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// DiffWRT says for which inputs there is a derivative.
func (o *operation[T]) DiffWRT(inputs int) []bool {
	if o.diff == nil {
		return make([]bool, inputs)
	}
	return o.wrt
}

// SymDiff adds the derivative's operations to the graph.
func (o *operation[T]) SymDiff(inputs gorgonia.Nodes, output, grad *gorgonia.Node) (gorgonia.Nodes, error) {
	if o.diff == nil {
		return nil, fmt.Errorf("%s has no derivative", o.kind)
	}
	g := o.graph
	grads := o.diff(o.in, g.wrap(output), g.wrap(grad))
	if g.err != nil {
		return nil, g.err
	}
	return raw(grads), nil
}
