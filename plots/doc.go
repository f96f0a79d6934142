// Package plots turns plain numbers and images into figures: curves, bars, violins, heat
// maps, polar plots, image grids, AND-OR trees and the live training panel.
// docs/figures.md shows them all, docs/howto/new-figure.md says how to add one.
//
// Numbers and image.Image go in; a [Figure] comes out, which [PNG], [SVG], [PDF] and
// [Save] write. Nothing here knows networks, tensors or Jupyter.
//
//	fig, err := plots.NewCurves(plots.Curves{
//		Title: "Reconstruction error", XLabel: "iteration", YLabel: "MSE", LogY: true,
//		Series: []plots.Series{{Name: "sparse", X: it, Y: mse, Lo: lo, Hi: hi}},
//	})
//	if err != nil { ... }
//	err = plots.Save(fig, "mse.pdf")
//
// # House style
//
// Liberation Sans at 7 to 9 points, axis lines of 0.6 points, Okabe-Ito colours (safe
// for colour-blind readers), viridis for heat, ticks at 1-2-5 steps with k and M
// suffixes, legends outside the data, uncertainty as translucent bands, image tiles
// enlarged by whole factors without smoothing, an opaque white ground (none by choice:
// [Transparent]), and a figure size that follows from the content. PNG is written at 192
// dpi, twice the resolution of a CSS pixel, and says so in its pHYs chunk.
//
// # Lengths
//
// Lengths are points (1/72 inch). The origin of a canvas is its lower left corner.
package plots
