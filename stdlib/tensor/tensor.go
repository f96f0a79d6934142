// Package tensor holds the one value that crosses andor's packages: a shape and a
// flat []float32 in row-major order.
//
// Images are (N, H, W, C) with C fastest, pixels in [-1, 1]; latent vectors are (N, d).
//
//	x := tensor.New(2, 32, 32, 3)
//	x.Data[0] = 0.5
package tensor

import "fmt"

// Tensor is a dense array. len(Data) is the product of Shape.
type Tensor struct {
	Shape []int
	Data  []float32
}

// New returns a zero tensor. It panics on a negative size.
func New(shape ...int) *Tensor {
	n := 1
	for _, s := range shape {
		if s < 0 {
			panic(fmt.Sprintf("tensor: New%v: sizes must not be negative", shape))
		}
		n *= s
	}
	return &Tensor{Shape: append([]int(nil), shape...), Data: make([]float32, n)}
}

// From returns a tensor over data, without a copy. It panics if the sizes disagree.
func From(data []float32, shape ...int) *Tensor {
	t := &Tensor{Shape: append([]int(nil), shape...), Data: data}
	if n := t.Len(); n != len(data) {
		panic(fmt.Sprintf("tensor: From: shape %v holds %d values, got %d", shape, n, len(data)))
	}
	return t
}

// Len is the number of values.
func (t *Tensor) Len() int {
	n := 1
	for _, s := range t.Shape {
		n *= s
	}
	return n
}

// Row is the i-th slice along the first axis, sharing memory.
func (t *Tensor) Row(i int) *Tensor {
	if len(t.Shape) == 0 || i < 0 || i >= t.Shape[0] {
		panic(fmt.Sprintf("tensor: Row(%d): shape is %v", i, t.Shape))
	}
	n := len(t.Data) / t.Shape[0]
	return &Tensor{Shape: t.Shape[1:], Data: t.Data[i*n : (i+1)*n : (i+1)*n]}
}

// Clone is a deep copy.
func (t *Tensor) Clone() *Tensor {
	return &Tensor{Shape: append([]int(nil), t.Shape...), Data: append([]float32(nil), t.Data...)}
}
