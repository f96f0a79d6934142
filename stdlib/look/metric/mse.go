package metric

import (
	"fmt"
	"slices"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// SSE is the sum of squared differences of two tensors of the same shape, in float64.
// It panics if the shapes differ.
func SSE(a, b *tensor.Tensor) float64 {
	if !slices.Equal(a.Shape, b.Shape) {
		panic(fmt.Sprintf("metric: SSE: shapes are %v and %v", a.Shape, b.Shape))
	}
	s := 0.0
	for i, v := range a.Data {
		d := float64(v) - float64(b.Data[i])
		s += d * d
	}
	return s
}

// MSE is the mean squared difference per pixel and channel of two tensors of the same
// shape, in the square of their unit: at most 4 for pixels in [-1, 1]. It is 0 for empty
// tensors and panics if the shapes differ. [P] table 3.
func MSE(a, b *tensor.Tensor) float64 {
	if len(a.Data) == 0 && slices.Equal(a.Shape, b.Shape) {
		return 0
	}
	return SSE(a, b) / float64(len(a.Data))
}

// MSE01 turns an MSE of pixels in [-1, 1] into that of the same pixels in [0, 1]. [P] does
// not name the unit of table 3, so both are worth printing.
func MSE01(mse float64) float64 { return mse / 4 }
