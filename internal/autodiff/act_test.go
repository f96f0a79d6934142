package autodiff

import (
	"math"
	"testing"
)

func TestTanh(t *testing.T) {
	var x, y [1]float32
	for v := -12.0; v <= 12; v += 1.0 / 1024 {
		x[0] = float32(v * v * v / 144)
		activate(y[:], x[:], Activation{Kind: Tanh})
		want := math.Tanh(float64(x[0]))
		if err := math.Abs(float64(y[0]) - want); err > 1e-6*math.Abs(want) {
			t.Fatalf("tanh(%v): got %v, want %v", x[0], y[0], want)
		}
		if y[0] < -1 || y[0] > 1 {
			t.Fatalf("tanh(%v): got %v, want at most 1", x[0], y[0])
		}
	}
	for _, v := range []float64{math.Inf(1), math.Inf(-1)} {
		x[0] = float32(v)
		if activate(y[:], x[:], Activation{Kind: Tanh}); math.Abs(float64(y[0])-math.Copysign(1, v)) > 1e-6 {
			t.Errorf("tanh(%v): got %v", v, y[0])
		}
	}
	x[0] = float32(math.NaN())
	if activate(y[:], x[:], Activation{Kind: Tanh}); y[0] == y[0] {
		t.Errorf("tanh(NaN): got %v", y[0])
	}
}
