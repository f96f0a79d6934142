// Package data brings images in: a procedural set drawn from a known AND-OR grammar,
// folders, zip and tar files of pictures, and published sets in the layout they are
// downloaded in. What comes out is a Set: images of one shape
// as float32 in a chosen range, in a fixed order, with the files left out and why.
//
// A training loop needs only three of its methods, Len, Shape and Batch, so a set
// that streams from disk can take the place of one in memory.
//
//	s, err := data.Open(ctx, data.Spec{From: "celeba-first10k.zip", Take: 2000, H: 64, W: 64, C: 3}, nil)
//	x := tensor.New(2, 64, 64, 3)
//	err = s.Batch([]int{0, 7}, x)          // (N, H, W, C), pixels in [-1, 1]
//	toy := data.Scenes(1000, 32, 1)        // faces, houses and cars
//	fmt.Println(toy.Parse[0])              // the true parse tree of image 0
//
// Everything is deterministic: the order of files is the natural order of their
// paths, the procedural set is keyed by (seed, index), and the number of processors
// changes nothing.
package data
