// Package inception computes the features of images that FID compares: the forward pass of
// Inception-v3 (Szegedy et al. 2016, arXiv 1512.00567v3) in the three variants in use, with
// weights read from the files they are published in.
//
// In go images (N, H, W, 3) of any size, resized as the named implementation of FID does; out
// come features (N, d), one row an image, whatever the number of threads.
//
//	w, err := inception.Open("pt_inception-2015-12-05-6726825d.pth")
//	net, err := inception.New(w, inception.FID)
//	e, err := net.Extractor("pool3", inception.PyTorchFID, 0)
//	f, err := e.Features(ctx, images, progress)   // (N, 2048)
//
// A Frechet distance over these features is FID only with the published weights of the
// 2015-12-05 graph, variant FID, tap "pool3"; Extractor.Name says which map it is.
package inception
