package autodiff

import (
	"fmt"

	"github.com/andor-kernel/andor/internal/conv"
)

// Down is average pooling over fxf cells: (N, H, W, C) -> (N, H/f, W/f, C). Rows and
// columns that do not fill a cell are left out.
func (g *Graph[T]) Down(x Node[T], f int) Node[T] {
	h, w, c, ok := g.picture("down", x, f)
	if !ok {
		return Node[T]{graph: g}
	}
	if h < f || w < f {
		return g.fail(fmt.Errorf("down: got %dx%d, want at least %dx%d", h, w, f, f))
	}
	o := newOperation[T]("down", x.parts, []int{h / f, w / f, c})
	in, out, threads := x.size(), volume(o.shape), g.threads
	scale, fast := 1/T(f*f), conv.Pool{H: h, W: w, C: c, Factor: f}
	o.do = func(dst []T, src [][]T, n int) {
		if y, ok := any(dst).([]float32); ok {
			fast.Forward(y, any(src[0]).([]float32), x.parts*n, threads)
			return
		}
		parallel(threads, x.parts*n, func(i int) {
			y := dst[i*out : (i+1)*out]
			clear(y)
			cells(src[0][i*in:(i+1)*in], y, h, w, c, f, func(big, small []T) { axpy(small, scale, big) })
		})
	}
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], _, dy Node[T]) []Node[T] {
		b := newOperation[T]("down gradient", x.parts, x.shape)
		b.do = func(dst []T, src [][]T, n int) {
			if dx, ok := any(dst).([]float32); ok {
				fast.Backward(dx, any(src[0]).([]float32), x.parts*n, threads)
				return
			}
			parallel(threads, x.parts*n, func(i int) {
				dx := dst[i*in : (i+1)*in]
				clear(dx)
				cells(dx, src[0][i*out:(i+1)*out], h, w, c, f, func(big, small []T) { axpy(big, scale, small) })
			})
		}
		return []Node[T]{g.apply(b, dy)}
	}
	return g.apply(o, x)
}

// Up is nearest-neighbour enlargement by f: (N, H, W, C) -> (N, H*f, W*f, C). In front
// of a convolution use ConvShape.Up instead, which costs nothing.
func (g *Graph[T]) Up(x Node[T], f int) Node[T] {
	h, w, c, ok := g.picture("up", x, f)
	if !ok {
		return Node[T]{graph: g}
	}
	o := newOperation[T]("up", x.parts, []int{h * f, w * f, c})
	in, out, threads := x.size(), volume(o.shape), g.threads
	o.do = func(dst []T, src [][]T, n int) {
		parallel(threads, x.parts*n, func(i int) {
			cells(dst[i*out:(i+1)*out], src[0][i*in:(i+1)*in], h*f, w*f, c, f,
				func(big, small []T) { copy(big, small) })
		})
	}
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], _, dy Node[T]) []Node[T] {
		b := newOperation[T]("up gradient", x.parts, x.shape)
		b.do = func(dst []T, src [][]T, n int) {
			parallel(threads, x.parts*n, func(i int) {
				dx := dst[i*in : (i+1)*in]
				clear(dx)
				cells(src[0][i*out:(i+1)*out], dx, h*f, w*f, c, f,
					func(big, small []T) { axpy(small, 1, big) })
			})
		}
		return []Node[T]{g.apply(b, dy)}
	}
	return g.apply(o, x)
}

func (g *Graph[T]) picture(kind string, x Node[T], f int) (h, w, c int, ok bool) {
	if g.err != nil {
		return 0, 0, 0, false
	}
	if len(x.shape) != 3 || f < 1 {
		g.fail(fmt.Errorf("%s(%d): got rows of shape %v, want (H, W, C) and a factor of at least 1", kind, f, x.shape))
		return 0, 0, 0, false
	}
	return x.shape[0], x.shape[1], x.shape[2], true
}

// cells pairs each pixel of a big picture, h x w, with that of the f times smaller one
// that covers it.
func cells[T Float](big, small []T, h, w, c, f int, pair func(big, small []T)) {
	for y := range h / f * f {
		for x := range w / f * f {
			b, s := (y*w+x)*c, (y/f*(w/f)+x/f)*c
			pair(big[b:b+c], small[s:s+c])
		}
	}
}
