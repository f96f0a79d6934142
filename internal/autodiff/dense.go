package autodiff

import (
	"fmt"

	"gorgonia.org/tensor"

	"github.com/andor-kernel/andor/internal/conv"
)

// NewDense returns a fully connected layer y = a(x W + b), still to be sized by Reserve:
//
//	x (N, in)   W (in, out)   b (out)   y (N, out...)
//
// out is the product of shape, the size of one row of y. The activation must be Fusible.
func NewDense[T Float](in int, shape []int, a Activation, threads int) (*Layer[T], error) {
	out := volume(shape)
	switch {
	case min(in, out) < 1:
		return nil, fmt.Errorf("fc: got %d to %v, want sizes of at least 1", in, shape)
	case !a.Fusible():
		return nil, fmt.Errorf("fc: activation %+v cannot be fused", a)
	}
	return &Layer[T]{
		make:   func(rows int) kernel[T] { return denseKernel[T](in, out, a, rows, threads) },
		kind:   "fc",
		in:     []int{in},
		out:    shape,
		weight: []int{in, out},
		bias:   out,
		act:    a,
	}, nil
}

// denseKernel is the fast kernel in float32, the reference in float64.
func denseKernel[T Float](in, out int, a Activation, rows, threads int) kernel[T] {
	if dtype[T]() == tensor.Float32 {
		return any(conv.NewDense(rows, in, out, a.fused(), threads)).(kernel[T])
	}
	return &denseReference[T]{in: in, out: out, act: a, threads: threads}
}

// denseReference is the definition of the layer written as loops.
type denseReference[T Float] struct {
	in, out int
	act     Activation
	threads int
	w, bias []T
}

func (d *denseReference[T]) Prepare(w, bias []T) { d.w, d.bias = w, bias }
func (d *denseReference[T]) Name() string        { return "reference" }
func (d *denseReference[T]) Bytes() int64        { return 0 }

func (d *denseReference[T]) MACs(n int) (dense, done int64) {
	dense = int64(n) * int64(d.in) * int64(d.out)
	return dense, dense
}

func (d *denseReference[T]) Forward(y, x []T, n int) {
	parallel(d.threads, n, func(i int) {
		to := y[i*d.out : (i+1)*d.out]
		copy(to, d.bias)
		for j, v := range x[i*d.in : (i+1)*d.in] {
			axpy(to, v, d.w[j*d.out:(j+1)*d.out])
		}
		activate(to, to, d.act)
	})
}

func (d *denseReference[T]) BackwardData(dx, dpre []T, n int) {
	parallel(d.threads, n, func(i int) {
		grad := dpre[i*d.out : (i+1)*d.out]
		for j := range d.in {
			dx[i*d.in+j] = dot(grad, d.w[j*d.out:(j+1)*d.out])
		}
	})
}

func (d *denseReference[T]) BackwardWeight(dw, db, x, dpre []T, n int) {
	clear(db)
	for i := range n {
		axpy(db, 1, dpre[i*d.out:(i+1)*d.out])
	}
	parallel(d.threads, d.in, func(j int) {
		row := dw[j*d.out : (j+1)*d.out]
		clear(row)
		for i := range n {
			axpy(row, x[i*d.in+j], dpre[i*d.out:(i+1)*d.out])
		}
	})
}
