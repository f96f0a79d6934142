package conv

import (
	"fmt"

	"github.com/andor-kernel/andor/internal/simd"
)

// TopK keeps the K largest values of each channel of an image over its positions, or, with
// PerPosition, of each position over its channels ([P] section 3.2). Exactly K are kept; of
// equal values the lowest index (position in row-major order, or channel) is. A TopK owns
// work space, so calls on one must not overlap.
type TopK struct {
	H, W, C, K  int
	PerPosition bool
	k           simd.Kernels
	threads     int
	keys        [][]int32
	largest     []simd.Largest
}

// NewTopK prepares a top-k of (H, W, C) images. It panics unless k is at least 1 and at most
// what it chooses from. threads is as for New.
func NewTopK(h, w, c, k int, perPosition bool, threads int) *TopK {
	return newTopK(simd.Default(), h, w, c, k, perPosition, threads)
}

func newTopK(kernels simd.Kernels, h, w, c, k int, perPosition bool, threads int) *TopK {
	of := h * w
	if perPosition {
		of = c
	}
	if k < 1 || k > of {
		panic(fmt.Sprintf("conv: NewTopK: got k %d, want 1 to %d", k, of))
	}
	t := &TopK{H: h, W: w, C: c, K: k, PerPosition: perPosition, k: kernels, threads: simd.Threads(threads)}
	t.keys, t.largest = make([][]int32, t.threads), make([]simd.Largest, t.threads)
	return t
}

// Forward computes y = x where kept and 0 elsewhere, and mask = 255 and 0, for n images.
// y may be x.
func (t *TopK) Forward(y []float32, mask []uint8, x []float32, n int) {
	if t.PerPosition {
		simd.Parallel(t.threads, n*t.H, func(worker, row int) {
			for i := row * t.W; i < (row+1)*t.W; i++ {
				at := i * t.C
				t.largest[worker].Keep(t.k, y[at:at+t.C], mask[at:at+t.C], x[at:at+t.C], t.K)
			}
		})
		return
	}
	lanes, hw := t.k.Lanes(), t.H*t.W
	groups := (t.C + lanes - 1) / lanes
	simd.Parallel(t.threads, n*groups, func(worker, i int) {
		if t.keys[worker] == nil {
			t.keys[worker] = make([]int32, hw*lanes)
		}
		c := i % groups * lanes
		at := i/groups*hw*t.C + c
		t.k.KeepColumns(y[at:], mask[at:], x[at:], hw, t.C, min(lanes, t.C-c), t.K, t.keys[worker])
	})
}

// Backward computes dx = dy on the kept set and 0 off it, elementwise. dx may be dy.
func (t *TopK) Backward(dx, dy []float32, mask []uint8) {
	chunks(t.threads, len(dx), func(from, to int) { t.k.MaskGrad(dx[from:to], dy[from:to], mask[from:to]) })
}
