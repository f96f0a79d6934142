package metric

import (
	"math"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

func TestMSE(t *testing.T) {
	a := tensor.From([]float32{1, -1, 0.5, 0}, 1, 2, 2, 1)
	b := tensor.From([]float32{-1, -1, 0, 1}, 1, 2, 2, 1)
	if got, want := SSE(a, b), 4+0.25+1.0; got != want {
		t.Errorf("SSE = %g, want %g", got, want)
	}
	if got, want := MSE(a, b), 5.25/4; got != want {
		t.Errorf("MSE = %g, want %g", got, want)
	}
	if got := MSE(tensor.New(0, 3), tensor.New(0, 3)); got != 0 {
		t.Errorf("MSE of nothing = %g, want 0", got)
	}
	// The same images in [0, 1]: half the difference, a quarter of the square.
	half := func(x *tensor.Tensor) *tensor.Tensor {
		y := x.Clone()
		for i, v := range y.Data {
			y.Data[i] = (v + 1) / 2
		}
		return y
	}
	if got, want := MSE01(MSE(a, b)), MSE(half(a), half(b)); math.Abs(got-want) > 1e-12 {
		t.Errorf("MSE01 = %g, want %g", got, want)
	}
	defer func() {
		if got, want := recover(), "metric: SSE: shapes are [1 2 2 1] and [4]"; got != want {
			t.Errorf("got panic %v, want %s", got, want)
		}
	}()
	MSE(a, tensor.New(4))
}
