package langevin

import (
	"context"
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// Options are the settings of [P] eq. 13.
type Options struct {
	Steps    int     // moves, at least 0
	StepSize float64 // delta
	Sigma    float64 // of the likelihood in eq. 14, in pixel units
	Noise    bool    // false drops the last term of eq. 13: gradient descent
}

// Gradient writes the data term of eq. 14 at z into dz: J'(y - g(z)), both (N, d).
// The chain divides it by Sigma^2 and adds the prior's -z.
type Gradient func(z, dz *tensor.Tensor) error

// Noise fills dst (N, d) with N(0, 1) draws for a step, counted from 0.
type Noise func(step int, dst *tensor.Tensor)

// Step is one move of [P] eq. 13 under the model of eq. 14, in place:
//
//	z += delta^2/2 * (dz/sigma^2 - z) + delta * noise
//
// with dz = J'(y - g(z)). A nil noise leaves the last term out. The slices have the
// same length; it panics if they have not.
func Step(z, dz, noise []float32, delta, sigma float64) {
	if len(dz) != len(z) || (noise != nil && len(noise) != len(z)) {
		panic(fmt.Sprintf("langevin: Step: z has %d values, dz %d, noise %d", len(z), len(dz), len(noise)))
	}
	half, inv, d := float32(delta*delta/2), float32(1/(sigma*sigma)), float32(delta)
	if noise == nil {
		for i := range z {
			z[i] += half * (dz[i]*inv - z[i])
		}
		return
	}
	for i := range z {
		z[i] += half*(dz[i]*inv-z[i]) + d*noise[i]
	}
}

// Chain moves every row of z (N, d) by o.Steps steps of eq. 13, in place.
//
// It looks at ctx before each step and returns its error when it is done; z then holds
// the chains after the last whole step. A chain that leaves the finite numbers is a
// *Diverged; z is then of no use. noise may be nil when o.Noise is false.
func Chain(ctx context.Context, z *tensor.Tensor, o Options, grad Gradient, noise Noise) error {
	if err := o.check(z, noise); err != nil {
		return err
	}
	dz := tensor.New(z.Shape...)
	var eps *tensor.Tensor
	var epsData []float32
	if o.Noise {
		eps = tensor.New(z.Shape...)
		epsData = eps.Data
	}
	for t := range o.Steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := grad(z, dz); err != nil {
			return fmt.Errorf("langevin: step %d of %d: %w", t+1, o.Steps, err)
		}
		if o.Noise {
			noise(t, eps)
		}
		Step(z.Data, dz.Data, epsData, o.StepSize, o.Sigma)
		if row := notFinite(z); row >= 0 {
			return &Diverged{Step: t + 1, Steps: o.Steps, Row: row, Options: o}
		}
	}
	return nil
}

// Diverged says that a chain left the finite numbers.
type Diverged struct {
	Step, Steps int // counted from 1
	Row         int // of z
	Options     Options
}

func (d *Diverged) Error() string {
	return fmt.Sprintf("langevin: step %d of %d: z of chain %d is NaN or infinite; try a smaller step size than %g or a larger langevin sigma than %g",
		d.Step, d.Steps, d.Row, d.Options.StepSize, d.Options.Sigma)
}

func (o Options) check(z *tensor.Tensor, noise Noise) error {
	switch {
	case len(z.Shape) != 2:
		return fmt.Errorf("langevin: got z of shape %v, want (N, d)", z.Shape)
	case o.Steps < 0:
		return fmt.Errorf("langevin: got %d steps, want 0 or more", o.Steps)
	case !(o.StepSize > 0) || math.IsInf(o.StepSize, 0):
		return fmt.Errorf("langevin: got step size %g, want a positive number", o.StepSize)
	case !(o.Sigma > 0) || math.IsInf(o.Sigma, 0):
		return fmt.Errorf("langevin: got sigma %g, want a positive number", o.Sigma)
	case o.Noise && noise == nil:
		return fmt.Errorf("langevin: noise is on, got no source of it")
	}
	return nil
}

// notFinite is the first row of z that holds a NaN or an infinity, -1 if none does.
func notFinite(z *tensor.Tensor) int {
	for i, v := range z.Data {
		if v-v != 0 { // NaN for NaN and infinities, 0 for all else
			return i / max(1, z.Shape[1])
		}
	}
	return -1
}
