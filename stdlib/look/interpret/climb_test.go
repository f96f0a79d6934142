package interpret

import (
	"context"
	"math"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// TestClimb: of a linear function over a sphere the top is known, the radius times the norm
// of its weights.
func TestClimb(t *testing.T) {
	weights := []float32{1, -2, 0.5, 3}
	f := func(z *tensor.Tensor) ([]float64, *tensor.Tensor, error) {
		g := tensor.New(z.Shape...)
		var v []float64
		for i := range z.Shape[0] {
			copy(g.Row(i).Data, weights)
			v = append(v, dot(weights, z.Row(i).Data))
		}
		return v, g, nil
	}
	z := tensor.From([]float32{1, 1, 1, 1, 0, 0, -2, 0}, 2, 4)
	got, err := Climb(context.Background(), z, f)
	if err != nil {
		t.Fatal(err)
	}
	want := 2 * math.Sqrt(dot(weights, weights))
	for i, v := range got {
		if math.Abs(v-want) > 1e-3*want || math.Abs(dot(z.Row(i).Data, z.Row(i).Data)-4) > 1e-4 {
			t.Errorf("row %d: got %g at %v, want %g on the sphere of radius 2", i, v, z.Row(i).Data, want)
		}
	}
}
