package autodiff

import "fmt"

// SSE is the sum over all pixels and channels of (x - y)^2, for each row: (N, 1).
// It is differentiated by x alone.
func (g *Graph[T]) SSE(x, y Node[T]) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	if x.parts != y.parts || x.size() != y.size() {
		return g.fail(fmt.Errorf("sse: got %dx%v and %dx%v, want the same shape", x.parts, x.shape, y.parts, y.shape))
	}
	o := newOperation[T]("sse", x.parts, []int{1})
	size, threads := x.size(), g.threads
	o.do = func(dst []T, src [][]T, n int) {
		parallel(threads, x.parts*n, func(i int) {
			a, b := src[0][i*size:(i+1)*size], src[1][i*size:(i+1)*size]
			sum := 0.0
			for j, v := range a {
				d := float64(v) - float64(b[j])
				sum += d * d
			}
			dst[i] = T(sum)
		})
	}
	o.wrt = []bool{true, false}
	o.diff = func(in []Node[T], _, grad Node[T]) []Node[T] {
		b := newOperation[T]("sse gradient", x.parts, x.shape)
		b.inplace = 0
		b.do = func(dst []T, src [][]T, n int) {
			parallel(threads, x.parts*n, func(i int) {
				lo, hi := i*size, (i+1)*size
				a, b, scale := src[0][lo:hi], src[1][lo:hi], 2*src[2][i]
				for j, v := range a {
					dst[lo+j] = scale * (v - b[j])
				}
			})
		}
		return []Node[T]{g.apply(b, in[0], in[1], grad), {graph: g}}
	}
	return g.apply(o, x, y)
}

// Map applies f to the values of x as a whole, all rows of a run at once; the result
// has the shape of x and no derivative. n is the number of rows of one part.
func (g *Graph[T]) Map(kind string, x Node[T], f func(dst, src []T, n int)) Node[T] {
	o := newOperation[T](kind, x.parts, x.shape)
	size := x.size()
	o.do = func(dst []T, src [][]T, n int) {
		f(dst[:x.parts*n*size], src[0][:x.parts*n*size], n)
	}
	return g.apply(o, x)
}
