// Package features names the feature maps that sets of images are compared in, and computes
// them for sets of any size, a part at a time.
//
// In go images of one shape from data sets or generators; out come features (N, d) for
// package metric. Three maps are known by name:
//
//	inception   Inception-v3 pool3 with its published weights: the map of FID, 2048 features
//	nsfwjs      the Inception-v3 of the npm package nsfwjs at mixed5, 768 features
//	pixels      mean colours and deviations of 8x8 fields, 384 features: no weights, no objects
//
//	m, err := features.Open(features.Spec{Name: "inception", Folder: dir})
//	x, err := m.Of(ctx, images, -1, 1, nil)     // (N, 2048)
//	fmt.Println(m.Distance(), m.Name())         // "FID", "Inception-v3 pool3, pytorch-fid"
//
// Distance is the word for a Frechet distance over a map: "FID" over the first and no other.
package features
