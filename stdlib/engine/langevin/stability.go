package langevin

import (
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Curvature estimates, for each chain, the largest eigenvalue of the Hessian of
// |y - g(z)|^2 / 2 at z: lambda_max(J'J) up to the curvature of g itself, which the chain
// feels as well. It is a power iteration on finite differences of the data term, each of
// its rounds one call of grad for all chains, plus one.
//
// start (N, d) is where the iteration begins, usually noise; it is overwritten. The
// estimate approaches the true value from below; three to five rounds give it within some ten percent.
func Curvature(z *tensor.Tensor, grad Gradient, start *tensor.Tensor, rounds int) ([]float64, error) {
	n, d := z.Shape[0], z.Shape[1]
	lambda := make([]float64, n)
	at, moved, dz := tensor.New(n, d), tensor.New(n, d), tensor.New(n, d)
	if err := grad(z, at); err != nil {
		return nil, err
	}
	for range rounds {
		for i := range n {
			v := start.Row(i).Data
			// A step that is short against z, and long against float32's rounding of it.
			scale := 1e-2 * max(1, norm(z.Row(i).Data)/math.Sqrt(float64(d))) / (norm(v) + 1e-30)
			for k := range v {
				v[k] = float32(float64(v[k]) * scale)
				moved.Data[i*d+k] = z.Data[i*d+k] + v[k]
			}
		}
		if err := grad(moved, dz); err != nil {
			return nil, err
		}
		for i := range n {
			v := start.Row(i).Data
			length := norm(v)
			for k := range v {
				v[k] = at.Data[i*d+k] - dz.Data[i*d+k] // the data term falls where the error is convex
			}
			lambda[i] = norm(v) / length
		}
	}
	return lambda, nil
}

// Stability is (delta^2/2)(1 + lambda/sigma^2), the factor by which a step of eq. 13
// pulls along the direction of curvature lambda. Below 2 the deterministic part
// contracts; above, the chain overshoots further at every step.
func (o Options) Stability(lambda float64) float64 {
	return o.StepSize * o.StepSize / 2 * (1 + lambda/(o.Sigma*o.Sigma))
}

func norm(v []float32) float64 {
	s := 0.0
	for _, x := range v {
		s += float64(x) * float64(x)
	}
	return math.Sqrt(s)
}
