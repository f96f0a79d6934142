package autodiff

import (
	"fmt"

	"github.com/andor-kernel/andor/internal/conv"
	"github.com/andor-kernel/andor/internal/simd"
)

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
	make    func(rows int) kernel[T]
	rows    int  // the kernel's
	weights bool // the rows were reserved for weight gradients
	kind    string
	in, out []int // of one row
	weight  []int
	bias    int
	act     Activation
	sparse  Sparsity

	geometry *conv.Geometry // of a layer that has a choice of algorithms
	verdicts Verdicts
}

// The choice of a convolution's algorithms; see package conv.
type (
	Verdicts = conv.Verdicts
	Chooser  = conv.Chooser
)

// NewChooser is the chooser by measurement that remembers in the given file.
func NewChooser(path string) *Chooser { return conv.NewChooser(path) }

// Instructions names the instruction set of the kernels in use.
func Instructions() string { return simd.Default().Path().String() }

// InstructionSets lists those this machine can use, the fastest first.
func InstructionSets() []string {
	var names []string
	for _, p := range simd.Paths() {
		names = append(names, p.String())
	}
	return names
}

// Directions are the names of what Verdicts hold, in order.
func Directions() []string {
	var names []string
	for d := range (Verdicts{}) {
		names = append(names, conv.Direction(d).String())
	}
	return names
}

// Choose finds which algorithms suit the layer: those saved, in the form of a Choice's String,
// if it is not empty; else what c finds, calling ask as it does; else, where c is nil, those of
// a model. ok is false for a layer that has no choice. Use makes the layer use them.
func (l *Layer[T]) Choose(saved string, c *Chooser, ask func() error) (v Verdicts, ok bool, err error) {
	if l.geometry == nil {
		return v, false, nil
	}
	switch sparse := conv.Sparsity(l.sparse); {
	case saved != "":
		choice, err := conv.ParseChoice(saved)
		if err != nil {
			return v, false, err
		}
		v = conv.Chosen(*l.geometry, sparse, choice)
	case c != nil:
		v, err = c.Choose(*l.geometry, sparse, ask)
	default:
		v = conv.Modelled(*l.geometry, sparse)
	}
	return v, true, err
}

// Use sets the algorithms; call it before Reserve.
func (l *Layer[T]) Use(v Verdicts) { l.verdicts = v }

// Reserve sizes the layer for up to rows rows at once. Only weight gradients, which sum
// over all rows, need that many in one call, and the order of their sum may depend on
// the size: so it is set by the programs that have weight gradients (weights true), the
// largest of them, and by others only as long as there are none. Afterwards, and at
// first, the layer must be prepared; Reserve reports whether that is so.
func (l *Layer[T]) Reserve(rows int, weights bool) (changed bool) {
	switch {
	case l.kernel == nil:
	case weights && !l.weights && rows != l.rows:
	case weights && rows > l.rows:
	default:
		l.weights = l.weights || weights
		return false
	}
	l.rows, l.weights = rows, weights
	l.kernel = l.make(rows)
	return true
}

// Prepare transforms the weights for running; call it after every change of them.
func (l *Layer[T]) Prepare(w, bias []T) { l.kernel.Prepare(w, bias) }

// Name says which algorithms the layer uses.
func (l *Layer[T]) Name() string { return l.kernel.Name() }

// MACs are the multiplications of a forward pass over n rows, as the definition has
// them, and those really done. A backward direction takes as many of the first and,
// with the same algorithm, about as many of the second.
func (l *Layer[T]) MACs(n int) (dense, done int64) {
	d1, m1 := l.kernel.MACs(1)
	return int64(n) * d1, int64(n) * m1
}

// Bytes is the memory of the prepared weights and the layer's workspace.
func (l *Layer[T]) Bytes() int64 { return l.kernel.Bytes() }

// chunks calls f for n rows in groups the kernel can take at once.
func (l *Layer[T]) chunks(n int, f func(from, rows int)) {
	for from := 0; from < n; from += l.rows {
		f(from, min(l.rows, n-from))
	}
}

// Run adds layer l over x to the graph, and top-k over its output if k says so: in one
// operation, so that its result is the only one to be held for the way back. w and b are the
// layer's weights in this graph, there to be differentiated by: the values come from
// Prepare.
//
//	x  (N, in)   w  weight shape   b  (Cout) or (out)   result (N, out)
func (g *Graph[T]) Run(l *Layer[T], k TopK, x, w, b Node[T]) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	if x.size() != volume(l.in) || w.size() != volume(l.weight) || b.size() != l.bias {
		return g.fail(fmt.Errorf("%s: got x %v, w %v, b %v, want x %v, w %v, b [%d]",
			l.kind, x.shape, w.shape, b.shape, l.in, l.weight, l.bias))
	}
	var s *selection[T]
	if k.K != 0 {
		var err error
		if s, err = newSelection[T](k, l.out, x.parts*g.batch, g.threads); err != nil {
			return g.fail(fmt.Errorf("%s: %w", l.kind, err))
		}
	}
	o := newOperation[T](l.kind, x.parts, l.out)
	o.layer = l
	in, out := volume(l.in), volume(l.out)
	o.do = func(dst []T, src [][]T, n int) {
		l.chunks(x.parts*n, func(from, rows int) { l.kernel.Forward(dst[from*out:], src[0][from*in:], rows) })
		if s != nil {
			s.run(dst, dst, x.parts*n)
		}
	}
	o.wrt = []bool{true, true, true}
	o.diff = func(in []Node[T], y, dy Node[T]) []Node[T] {
		if s != nil && l.act.Kind != ReLU { // behind relu what is not kept is 0 like what is not active
			dy = g.selectGrad(s, y, dy)
		}
		dpre := g.actGrad(l.act, dy, y)
		dw, db := g.weightGrad(l, in[0], dpre, in[1], in[2])
		return []Node[T]{g.dataGrad(l, in[0], dpre), dw, db}
	}
	return g.apply(o, x, w, b)
}

// dataGrad is the gradient by the layer's input. Behind a top-k it is computed only
// where the input is not zero, since the top-k lets nothing else through:
// a kept value that is exactly zero is the one case that differs.
func (g *Graph[T]) dataGrad(l *Layer[T], x, dpre Node[T]) Node[T] {
	o := newOperation[T](l.kind+" data gradient", dpre.parts, l.in)
	o.layer = l
	in, out := volume(l.in), volume(l.out)
	if l.sparse.PerPosition == 0 && l.sparse.Density == 0 {
		o.do = func(dst []T, src [][]T, n int) {
			l.chunks(dpre.parts*n, func(from, rows int) { l.kernel.BackwardData(dst[from*in:], src[0][from*out:], rows) })
		}
		return g.apply(o, dpre)
	}
	o.zeros = func() bool {
		_, ok := l.kernel.(masked[T])
		return ok
	}
	o.do = func(dst []T, src [][]T, n int) {
		l.chunks(dpre.parts*n, func(from, rows int) {
			if m, ok := l.kernel.(masked[T]); ok {
				m.BackwardDataAt(dst[from*in:], src[1][from*in:], src[0][from*out:], rows)
				return
			}
			l.kernel.BackwardData(dst[from*in:], src[0][from*out:], rows)
		})
	}
	return g.apply(o, dpre, x)
}

// masked is a kernel that computes the data gradient only where x is not zero.
type masked[T Float] interface {
	BackwardDataAt(dx, x, dpre []T, n int)
}

// weightGrad makes one operation whose memory holds the gradient of the weights and,
// behind it, of the bias, and two views of it.
func (g *Graph[T]) weightGrad(l *Layer[T], x, dpre, w, b Node[T]) (dw, db Node[T]) {
	nw, nb := w.size(), b.size()
	o := newOperation[T](l.kind+" weight gradient", 0, []int{nw + nb})
	o.layer = l
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
