package plots

import (
	"image"

	"golang.org/x/image/draw"
)

// Inset is the picture of a place with the basis function of its unit in the lower left
// corner, half as large, behind a white line: the part as one knows it beside what the
// unit alone adds to it.
func Inset(place, basis image.Image) image.Image {
	const zoom = 8 // both stay sharp-edged pixels, and half of it is whole
	b := place.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, zoom*b.Dx(), zoom*b.Dy()))
	draw.NearestNeighbor.Scale(out, out.Bounds(), place, b, draw.Src, nil)
	s := basis.Bounds()
	corner := image.Rect(0, out.Rect.Max.Y-zoom/2*s.Dy(), zoom/2*s.Dx(), out.Rect.Max.Y)
	line := max(2, out.Rect.Dx()/32)
	draw.Draw(out, image.Rect(corner.Min.X, corner.Min.Y-line, corner.Max.X+line, corner.Max.Y).Intersect(out.Rect), image.White, image.Point{}, draw.Src)
	draw.NearestNeighbor.Scale(out, corner.Intersect(out.Rect), basis, s, draw.Src, nil)
	return out
}
