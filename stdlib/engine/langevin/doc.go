// Package langevin runs the dynamics of [P] eq. 13 over a gradient function: it knows
// no network and no data.
//
// In go the chains z (N, d), a function that gives the data term dz = J'(y - g(z)) of
// eq. 14, and the settings; out come the moved chains, in place. The noise is drawn by
// a counter-based generator, so each value depends on its key alone and never on the
// order in which chains run, on threads or on how images are put into batches.
//
//	o := langevin.Options{Steps: 20, StepSize: 0.1, Sigma: 0.3, Noise: true}
//	err := langevin.Chain(ctx, z, o, posterior, func(step int, dst *tensor.Tensor) {
//		for i := range index {
//			langevin.Normal(dst.Row(i).Data, langevin.Key{Seed: 1, Image: uint64(index[i]), Step: uint64(step)})
//		}
//	})
package langevin
