package autodiff

import (
	"fmt"

	"github.com/andor-kernel/andor/internal/conv"
)

// TopK is a choice of the k largest values of each group of a picture (H, W, C): the C
// channels of each position, or the H*W positions of each channel ([P] section 3.2).
// Exactly K are kept; among equal values the lowest index wins. The zero value keeps
// everything.
type TopK struct {
	K           int
	PerPosition bool
}

// Select sets what top-k does not keep to zero. The gradient is the identity on the kept
// values and zero off them: moving a value a little does not change which are kept, but
// at ties, where the function jumps.
func (g *Graph[T]) Select(k TopK, x Node[T]) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	s, err := newSelection[T](k, x.shape, x.parts*g.batch, g.threads)
	if err != nil {
		return g.fail(err)
	}
	o := newOperation[T]("topk", x.parts, x.shape)
	o.inplace = 0
	o.do = func(dst []T, src [][]T, n int) { s.run(dst, src[0], x.parts*n) }
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], y, dy Node[T]) []Node[T] {
		return []Node[T]{g.selectGrad(s, y, dy)}
	}
	return g.apply(o, x)
}

// selectGrad passes dy where the forward pass kept a value. y is an input only to have
// the forward pass done before.
func (g *Graph[T]) selectGrad(s *selection[T], y, dy Node[T]) Node[T] {
	o := newOperation[T]("topk gradient", y.parts, y.shape)
	o.inplace = 0
	size := y.size()
	o.do = func(dst []T, src [][]T, n int) {
		n *= y.parts * size
		s.pass(dst[:n], src[0][:n])
	}
	return g.apply(o, dy, y)
}

// selection is top-k over rows of one shape. kept, 255 or 0 for each value, goes from
// forward to backward.
type selection[T Float] struct {
	TopK
	positions, channels int
	threads             int
	kept                []uint8
	fast                *conv.TopK
}

// newSelection checks k against the shape of a row.
func newSelection[T Float](k TopK, shape []int, rows, threads int) (*selection[T], error) {
	if len(shape) != 3 {
		return nil, fmt.Errorf("topk: got rows of shape %v, want (H, W, C)", shape)
	}
	s := &selection[T]{TopK: k, positions: shape[0] * shape[1], channels: shape[2], threads: threads}
	group := s.positions
	if k.PerPosition {
		group = s.channels
	}
	if k.K < 1 || k.K > group {
		return nil, fmt.Errorf("topk: keeps %d of %d, want 1 to %d", k.K, group, group)
	}
	s.kept = make([]uint8, rows*volume(shape))
	s.fast = conv.NewTopK(shape[0], shape[1], shape[2], k.K, k.PerPosition, threads)
	return s, nil
}

// run sets dst to the kept values of src, which may be the same memory.
func (s *selection[T]) run(dst, src []T, rows int) {
	if y, ok := any(dst).([]float32); ok {
		s.fast.Forward(y, s.kept, any(src).([]float32), rows)
		return
	}
	size := s.positions * s.channels
	parallel(s.threads, rows, func(i int) {
		lo, hi := i*size, (i+1)*size
		s.row(s.kept[lo:hi], src[lo:hi])
		mask(dst[lo:hi], src[lo:hi], s.kept[lo:hi])
	})
}

// pass sets dx to dy where a value was kept and to 0 elsewhere. dx may be dy.
func (s *selection[T]) pass(dx, dy []T) {
	if dx, ok := any(dx).([]float32); ok {
		s.fast.Backward(dx, any(dy).([]float32), s.kept[:len(dx)])
		return
	}
	mask(dx, dy, s.kept[:len(dx)])
}

// row marks the kept values of one row.
func (s *selection[T]) row(kept []uint8, x []T) {
	if s.PerPosition {
		scratch := make([]T, s.channels)
		for p := range s.positions {
			lo, hi := p*s.channels, (p+1)*s.channels
			keepGroup(kept[lo:hi], x[lo:hi], s.channels, 1, s.K, scratch)
		}
		return
	}
	scratch := make([]T, s.positions)
	for c := range s.channels {
		keepGroup(kept[c:], x[c:], s.positions, s.channels, s.K, scratch)
	}
}

// keepGroup marks the k largest of n values that lie stride apart. NaN is always kept,
// so that it is seen downstream.
func keepGroup[T Float](kept []uint8, x []T, n, stride, k int, scratch []T) {
	for i := range n {
		scratch[i] = x[i*stride]
	}
	least := kthLargest(scratch[:n], k)
	ties := k
	for i := range n {
		if !(x[i*stride] <= least) {
			ties--
		}
	}
	for i := range n {
		v := x[i*stride]
		keep := uint8(0)
		if !(v <= least) {
			keep = 255
		}
		if v == least && ties > 0 {
			keep = 255
			ties--
		}
		kept[i*stride] = keep
	}
}

// kthLargest is the value at place k, counted from 1, in falling order. It reorders a.
func kthLargest[T Float](a []T, k int) T {
	lo, hi, want := 0, len(a)-1, k-1
	for lo < hi {
		pivot := a[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for a[i] > pivot {
				i++
			}
			for a[j] < pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case want <= j:
			hi = j
		case want >= i:
			lo = i
		default:
			return a[want]
		}
	}
	return a[want]
}

func mask[T Float](dst, src []T, kept []uint8) {
	for i, keep := range kept {
		v := src[i]
		if keep == 0 {
			v = 0
		}
		dst[i] = v
	}
}
