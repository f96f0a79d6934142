package interpret

import (
	"context"
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Ascent is a value of z (N, d), one a row, with its gradient (N, d). The arguments are not
// kept.
type Ascent func(z *tensor.Tensor) (value []float64, gradient *tensor.Tensor, err error)

// ClimbSteps is how many steps Climb takes.
const ClimbSteps = 60

// Climb is activation maximisation (Erhan et al. 2009) inside the generator's own space: each
// row of z climbs f over the sphere through its start, so that z that were inferred stay as
// likely under the prior N(0, I) as they were, and what comes out is a picture the generator
// was trained to draw. A row that would fall takes a step half as long instead. z is moved in
// place; the result is the values reached, none below its start. Rows are independent, and
// nothing is random.
func Climb(ctx context.Context, z *tensor.Tensor, f Ascent) ([]float64, error) {
	n := z.Shape[0]
	value, gradient, err := f(z)
	if err != nil {
		return nil, fmt.Errorf("interpret: climb: %w", err)
	}
	length, radius := make([]float64, n), make([]float64, n)
	for i := range n {
		radius[i] = math.Sqrt(dot(z.Row(i).Data, z.Row(i).Data))
		length[i] = radius[i] / 4
	}
	for range ClimbSteps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next := z.Clone()
		for i := range n {
			move(next.Row(i).Data, gradient.Row(i).Data, length[i], radius[i])
		}
		v, g, err := f(next)
		if err != nil {
			return nil, fmt.Errorf("interpret: climb: %w", err)
		}
		for i := range n {
			if v[i] <= value[i] {
				length[i] /= 2
				continue
			}
			value[i], length[i] = v[i], length[i]*1.2
			copy(z.Row(i).Data, next.Row(i).Data)
			copy(gradient.Row(i).Data, g.Row(i).Data)
		}
	}
	return value, nil
}

// move takes a step of so long along the part of the gradient that is tangent to the sphere.
func move(z, gradient []float32, length, radius float64) {
	along, square := dot(z, gradient)/max(radius*radius, 1e-30), 0.0
	for i, g := range gradient {
		t := float64(g) - along*float64(z[i])
		square += t * t
	}
	if square == 0 || radius == 0 {
		return
	}
	k := length / math.Sqrt(square)
	for i, g := range gradient {
		z[i] += float32(k * (float64(g) - along*float64(z[i])))
	}
	norm := math.Sqrt(dot(z, z)) // above radius
	for i := range z {
		z[i] *= float32(radius / norm)
	}
}
