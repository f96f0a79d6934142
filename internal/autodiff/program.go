package autodiff

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"
)

// Program is the compiled part of a graph that its outputs need. It must not be run
// from two goroutines at once.
type Program[T Float] struct {
	graph *Graph[T]
	vm    gorgonia.VM
	order []*operation[T]
	arena []T
}

// Compile makes the program that computes the outputs and nothing else: without a
// weight's gradient among them, weight gradients cost nothing. A graph is compiled
// once. It returns the first mistake made while the graph was built.
func (g *Graph[T]) Compile(outputs ...Node[T]) (p *Program[T], err error) {
	defer recoverTo(&err)
	sub, order, ends, err := g.needed(outputs)
	if err != nil {
		return nil, err
	}
	p = &Program[T]{graph: g, order: order}
	p.place(ends)
	p.vm = gorgonia.NewTapeMachine(sub)
	g.compiled = true
	return p, nil
}

// Measure is the memory that Compile would take for these outputs; it takes none.
func (g *Graph[T]) Measure(outputs ...Node[T]) (bytes int64, err error) {
	defer recoverTo(&err)
	_, order, ends, err := g.needed(outputs)
	if err != nil {
		return 0, err
	}
	_, size := plan(order, ends)
	return int64(size) * width[T](), nil
}

// needed is the sub-graph of the outputs, its operations in the order of execution,
// and those that make the outputs.
func (g *Graph[T]) needed(outputs []Node[T]) (*gorgonia.ExprGraph, []*operation[T], map[*operation[T]]bool, error) {
	if g.err != nil {
		return nil, nil, nil, g.err
	}
	if g.compiled {
		return nil, nil, nil, errors.New("the graph is already compiled")
	}
	roots, seen := gorgonia.Nodes{}, map[*gorgonia.Node]bool{}
	ends := map[*operation[T]]bool{}
	for _, n := range outputs {
		if n.op == nil {
			return nil, nil, nil, errors.New("an output must be the result of an operation of this graph")
		}
		ends[n.op] = true
		if !seen[n.node] {
			roots, seen[n.node] = append(roots, n.node), true
		}
	}
	sub := g.graph.SubgraphRoots(roots...)
	order, err := g.order(sub)
	return sub, order, ends, err
}

// order is the sub-graph's operations in the order in which the tape machine runs
// them: gorgonia's own sort, reversed.
func (g *Graph[T]) order(sub *gorgonia.ExprGraph) ([]*operation[T], error) {
	sorted, err := gorgonia.Sort(sub)
	if err != nil {
		return nil, err
	}
	var order []*operation[T]
	for i := len(sorted) - 1; i >= 0; i-- {
		n := sorted[i]
		switch o := n.Op().(type) {
		case nil:
		case *operation[T]:
			order = append(order, o)
		default:
			return nil, fmt.Errorf("node %q is not an operation of this package: use a value once only", n.String())
		}
	}
	return order, nil
}

// place plans the arena and hands out its spans.
func (p *Program[T]) place(ends map[*operation[T]]bool) {
	of, size := plan(p.order, ends)
	p.arena = make([]T, size)
	for i, o := range p.order {
		if b := of[o]; b != nil {
			n := volume(o.full())
			o.place(p.arena[b.offset:b.offset+n:b.offset+n], i)
			continue
		}
		whole := o.in[o.view].Data()
		o.place(whole[:volume(o.full())], i)
	}
}

// Run computes the outputs for the first n rows of every input.
func (p *Program[T]) Run(n int) error {
	g := p.graph
	if n < 1 || n > g.batch {
		return fmt.Errorf("got %d rows, want 1 to %d", n, g.batch)
	}
	g.rows, g.step, g.failure = n, 0, nil
	p.vm.Reset() // without it RunAll finds itself at the end and does nothing
	if err := p.vm.RunAll(); err != nil {
		if g.failure != nil {
			return g.failure
		}
		return err
	}
	if g.step != len(p.order) {
		return fmt.Errorf("ran %d of %d operations", g.step, len(p.order))
	}
	return nil
}

// MACs are the multiplications of a run of n rows, of all layers in all directions: as
// the definition has them, and those really done.
func (p *Program[T]) MACs(n int) (dense, done int64) {
	for _, o := range p.order {
		if o.layer == nil {
			continue
		}
		parts := o.parts
		if parts == 0 { // a weight gradient sums over the rows of its input
			parts = o.in[0].parts
		}
		d, m := o.layer.MACs(parts * n)
		dense, done = dense+d, done+m
	}
	return dense, done
}

// Bytes is the memory of all intermediate results and outputs.
func (p *Program[T]) Bytes() int64 { return int64(len(p.arena)) * width[T]() }

func width[T Float]() int64 { return int64(dtype[T]().Size()) }
