// Package metric judges images and features: the reconstruction error of [P] table 3, the
// Frechet distance behind table 2 and the matching score of table 4.
//
// In go tensors of images (N, H, W, C) or of features (N, d); out come plain numbers in
// float64. Where a number has a unit its name says so.
//
//	mse := metric.MSE(y, recon)            // per pixel and channel, in units of [-1, 1] squared
//	table3 := metric.MSE01(mse)            // the same for pixels in [0, 1]
//	a, err := metric.Fit(features)         // a Gaussian
//	d, err := metric.Frechet(a, b)         // "FID" only over Inception-v3 pool3 features
//	k, err := metric.NewKID(ctx, x, y, seed) // over the features themselves
//	p, err := metric.NewPrecisionRecall(ctx, images, syntheses, 3)
//	n, err := metric.Nearest(ctx, x, y, 5)   // neighbours of each row of x
//	m, err := metric.NCC(template, image)  // m.Score in [-1, 1] at m.X, m.Y
package metric
