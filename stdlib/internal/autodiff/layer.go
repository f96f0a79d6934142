package autodiff

import "fmt"

// kernel is the arithmetic of a layer with weights: y = a(W x + b) and its two
// backward directions, for n rows. dpre is the gradient before the activation.
type kernel[T Float] interface {
	Prepare(w, bias []T)
	Forward(y, x []T, n int)
	BackwardData(dx, dpre []T, n int)
	BackwardWeight(dw, db, x, dpre []T, n int)
	Name() string
	MACs(n int) (dense, done int64)
	Bytes() int64
}

// Layer is a convolution or a dense layer with its weights prepared for running.
// Several graphs may share one, as long as they do not run at the same time.
type Layer[T Float] struct {
	kernel  kernel[T]
	kind    string
	in, out []int // of one row
	weight  []int
	act     Activation
}

// Prepare transforms the weights for running; call it after every change of them.
func (l *Layer[T]) Prepare(w, bias []T) { l.kernel.Prepare(w, bias) }

// Name says which algorithm the layer uses.
func (l *Layer[T]) Name() string { return l.kernel.Name() }

// MACs are the multiplications of a forward pass over n rows, counted densely, and
// those really done.
func (l *Layer[T]) MACs(n int) (dense, done int64) { return l.kernel.MACs(n) }

// Bytes is the memory of the prepared weights and the layer's workspace.
func (l *Layer[T]) Bytes() int64 { return l.kernel.Bytes() }

// Run adds layer l over x to the graph. w and b are the layer's weights in this
// graph, there to be differentiated by: the values come from Prepare.
//
//	x  (N, in)   w  weight shape   b  (Cout) or (out)   result (N, out)
func (g *Graph[T]) Run(l *Layer[T], x, w, b Node[T]) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	if x.size() != volume(l.in) || w.size() != volume(l.weight) || b.size() != l.weight0() {
		return g.fail(fmt.Errorf("%s: got x %v, w %v, b %v, want x %v, w %v, b [%d]",
			l.kind, x.shape, w.shape, b.shape, l.in, l.weight, l.weight0()))
	}
	o := newOperation[T](l.kind, x.parts, l.out)
	o.do = func(dst []T, src [][]T, n int) { l.kernel.Forward(dst, src[0], x.parts*n) }
	o.wrt = []bool{true, true, true}
	o.diff = func(in []Node[T], y, dy Node[T]) []Node[T] {
		dpre := g.actGrad(l.act, dy, y)
		dw, db := g.weightGrad(l, in[0], dpre, in[1], in[2])
		return []Node[T]{g.dataGrad(l, dpre), dw, db}
	}
	return g.apply(o, x, w, b)
}

func (g *Graph[T]) dataGrad(l *Layer[T], dpre Node[T]) Node[T] {
	o := newOperation[T](l.kind+" data gradient", dpre.parts, l.in)
	o.do = func(dst []T, src [][]T, n int) { l.kernel.BackwardData(dst, src[0], dpre.parts*n) }
	return g.apply(o, dpre)
}

// weightGrad makes one operation whose memory holds the gradient of the weights and,
// behind it, of the bias, and two views of it.
func (g *Graph[T]) weightGrad(l *Layer[T], x, dpre, w, b Node[T]) (dw, db Node[T]) {
	nw, nb := w.size(), b.size()
	o := newOperation[T](l.kind+" weight gradient", 0, []int{nw + nb})
	o.do = func(dst []T, src [][]T, n int) {
		l.kernel.BackwardWeight(dst[:nw:nw], dst[nw:], src[0], src[1], x.parts*n)
	}
	both := g.apply(o, x, dpre)
	return g.part(both, 0, w.shape), g.part(both, nw, b.shape)
}

// part is a view of a parameter-like node from value at on.
func (g *Graph[T]) part(of Node[T], at int, shape []int) Node[T] {
	o := newOperation[T]("part", 0, shape)
	o.view, o.viewAt = 0, func(int) int { return at }
	return g.apply(o, of)
}

func (l *Layer[T]) weight0() int {
	if l.kind == "fc" {
		return l.weight[1]
	}
	return l.weight[0]
}
