package autodiff

import "errors"

// Formula applies f to every value of x. derivative is that of f, from its output; both
// are called by several threads at the same time.
func (g *Graph[T]) Formula(f, derivative func(float64) float64, x Node[T]) Node[T] {
	if f == nil || derivative == nil {
		return g.fail(errors.New("formula: got no function or no derivative, want both"))
	}
	o := newOperation[T]("formula", x.parts, x.shape)
	o.inplace = 0
	size, threads := x.size(), g.threads
	o.do = func(dst []T, src [][]T, n int) {
		spans(threads, x.parts*n*size, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				dst[i] = T(f(float64(src[0][i])))
			}
		})
	}
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], y, dy Node[T]) []Node[T] {
		return []Node[T]{g.formulaGradient(derivative, dy, y)}
	}
	return g.apply(o, x)
}

// formulaGradient is the gradient before the formula, from the one after it and its output.
func (g *Graph[T]) formulaGradient(derivative func(float64) float64, dy, y Node[T]) Node[T] {
	o := newOperation[T]("formula gradient", y.parts, y.shape)
	o.inplace = 0
	size, threads := y.size(), g.threads
	o.do = func(dst []T, src [][]T, n int) {
		spans(threads, y.parts*n*size, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				dst[i] = src[0][i] * T(derivative(float64(src[1][i])))
			}
		})
	}
	return g.apply(o, dy, y)
}
