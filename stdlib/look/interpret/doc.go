// Package interpret looks inside a generator: which units of a stage fire and where,
// what one unit draws (its basis function), and how one image is composed (its AND-OR
// tree, [P] section 3.2 and figure 1). [P] is "Inducing Hierarchical Compositional
// Model by Sparsifying Generator Network".
//
// It knows no network. A stage is seen through two things: the activations it had,
// and a Tail, the function from an activation of the stage to the image.
//
//	var stats interpret.StageStats
//	err := stats.Add(activation)                     // (N, H, W, C), as often as there are batches
//	units := stats.Ranked(64)                        // the busiest channels, each at its favourite place
//	t, err := interpret.Basis(ctx, tail, &stats, units, 38)
//	picture := interpret.Display(t[0].Image, 0)      // signed -> around mid grey
//	tree, err := interpret.NewTree(ctx, levels, interpret.TreeOptions{})
//	fmt.Print(tree)
//
// Images are (h, w, c) or (N, h, w, c) with pixels in [-1, 1]; responses and effects
// are differences of images, signed, in the same units. Everything is deterministic.
package interpret
