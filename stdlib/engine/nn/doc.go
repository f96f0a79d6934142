// Package nn turns a checked network declaration (dsl.Net) into networks that run:
// weights on one side, compiled programs on the other. Several programs share the
// weights of one Net, and their transforms are made once an update.
//
// In go a *dsl.Net, latents (N, d) and images (N, H, W, C) as float32 tensors with
// pixels in [-1, 1]; out come images, energies and gradients. Every program takes
// any number of rows up to the batch it was compiled for, and its results do not
// depend on the number of threads.
//
//	g, err := nn.New(spec, 1)
//	p, err := nn.NewPosterior(g, 16)
//	err = p.Gradient(z, y, dz, sse) // dz = J'(y - g(z)), [P] eq. 13
//	a, err := nn.NewActor(g, e, 16, nn.ActorOptions{Sigma: 0.3, Weight: 1})
//	loss, err := a.Gradient(z, y, zhat) // [P] alg. 1 step 3
//	err = nn.NewAdam(g, nn.AdamOptions{}).Step(a.Grads(), 1e-4)
package nn
