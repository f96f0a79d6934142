package autodiff

import "fmt"

// TopK keeps the k largest values of each group of x (N, H, W, C) and sets the others
// to zero: the C channels of each position, or the H*W positions of each channel
// ([P] section 3.2). Exactly k are kept; among equal values the lowest index wins.
// The gradient is the identity on the kept values and zero off them: moving a value a
// little does not change which are kept, but at ties, where the function jumps.
func (g *Graph[T]) TopK(x Node[T], k int, perPosition bool) Node[T] {
	if g.err != nil {
		return Node[T]{graph: g}
	}
	if len(x.shape) != 3 {
		return g.fail(fmt.Errorf("topk: got rows of shape %v, want (H, W, C)", x.shape))
	}
	positions, channels := x.shape[0]*x.shape[1], x.shape[2]
	group := positions
	if perPosition {
		group = channels
	}
	if k < 1 || k > group {
		return g.fail(fmt.Errorf("topk: keeps %d of %d, want 1 to %d", k, group, group))
	}
	o := newOperation[T]("topk", x.parts, x.shape)
	o.inplace = 0
	size, threads := x.size(), g.threads
	kept := make([]bool, volume(o.shape)*x.parts*g.batch) // from forward to backward
	o.do = func(dst []T, src [][]T, n int) {
		parallel(threads, x.parts*n, func(i int) {
			lo, hi := i*size, (i+1)*size
			keep(kept[lo:hi], src[0][lo:hi], positions, channels, k, perPosition)
			mask(dst[lo:hi], src[0][lo:hi], kept[lo:hi])
		})
	}
	o.wrt = []bool{true}
	o.diff = func(_ []Node[T], y, dy Node[T]) []Node[T] {
		return []Node[T]{g.topkGrad(kept, y, dy)}
	}
	return g.apply(o, x)
}

// topkGrad passes dy where the forward pass kept a value. y is an input only to have
// the forward pass done before.
func (g *Graph[T]) topkGrad(kept []bool, y, dy Node[T]) Node[T] {
	o := newOperation[T]("topk gradient", y.parts, y.shape)
	o.inplace = 0
	size, threads := y.size(), g.threads
	o.do = func(dst []T, src [][]T, n int) {
		parallel(threads, y.parts*n, func(i int) {
			lo, hi := i*size, (i+1)*size
			mask(dst[lo:hi], src[0][lo:hi], kept[lo:hi])
		})
	}
	return g.apply(o, dy, y)
}

// keep marks the kept values of one row.
func keep[T Float](kept []bool, x []T, positions, channels, k int, perPosition bool) {
	if perPosition {
		scratch := make([]T, channels)
		for p := range positions {
			lo, hi := p*channels, (p+1)*channels
			keepGroup(kept[lo:hi], x[lo:hi], channels, 1, k, scratch)
		}
		return
	}
	scratch := make([]T, positions)
	for c := range channels {
		keepGroup(kept[c:], x[c:], positions, channels, k, scratch)
	}
}

// keepGroup marks the k largest of n values that lie stride apart. NaN is always kept,
// so that it is seen downstream.
func keepGroup[T Float](kept []bool, x []T, n, stride, k int, scratch []T) {
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
		yes := !(v <= least)
		if v == least && ties > 0 {
			yes = true
			ties--
		}
		kept[i*stride] = yes
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

func mask[T Float](dst, src []T, kept []bool) {
	for i, yes := range kept {
		v := src[i]
		if !yes {
			v = 0
		}
		dst[i] = v
	}
}
