// Package train is alg. 1 of [P]: X. Xing, T. Wu, S.-C. Zhu and Y. N. Wu, "Inducing
// Hierarchical Compositional Model by Sparsifying Generator Network", CVPR 2020, arXiv
// 1909.04324v2, whose equation numbers are cited.
//
// In go checked settings (dsl.Train), a generator and an energy network (nn.Net) and a
// set of images; out come trained weights, one latent z_i for each image, events while it
// runs, and checkpoints. The loop is in loop.go, whole.
//
//	r, err := train.New(settings, generator, energy, images)
//	err = r.Train(ctx, func(e train.Event) { ... })
//	if errors.Is(err, train.ErrInterrupted) { err = r.Train(ctx, emit) } // goes on
//	m, err := r.MSE(ctx)                                                // m.PerPixel against m.MeanImage
//	err = r.Save("run1.andor", nil)
//
// Everything random is drawn by a counter, keyed by (seed, use, image, iteration, step),
// so a run that was interrupted, saved, loaded and resumed ends with the same bits
// as one that was left alone, and no result depends on the number of threads.
package train
