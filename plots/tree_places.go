package plots

import (
	"image"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawPlaces draws the numbered boxes of a level's nodes on the whole image, which is shown in
// r. All boxes come first, so that none runs through a number.
func drawPlaces(dc draw.Canvas, r vg.Rectangle, whole image.Rectangle, nodes []*placedNode) {
	var shown []*placedNode
	var boxes []vg.Rectangle
	sx, sy := r.Size().X/vg.Length(whole.Dx()), r.Size().Y/vg.Length(whole.Dy())
	for _, n := range nodes {
		p := n.Place.Intersect(whole).Sub(whole.Min)
		if n.number == 0 || p.Empty() {
			continue
		}
		b := rect(r.Min.X+vg.Length(p.Min.X)*sx, r.Max.Y-vg.Length(p.Max.Y)*sy, vg.Length(p.Dx())*sx, vg.Length(p.Dy())*sy)
		shown, boxes = append(shown, n), append(boxes, b)
		b.Min, b.Max = b.Min.Add(vg.Point{X: 0.5, Y: 0.5}), b.Max.Sub(vg.Point{X: 0.5, Y: 0.5}) // the line lies inside
		end := group(dc, "place", n.hover(), "for", n.id)
		strokeRect(dc, b, draw.LineStyle{Color: faded(paper, 0.8), Width: 2})
		strokeRect(dc, b, draw.LineStyle{Color: Color(n.number - 1), Width: 1})
		end()
	}
	var taken []vg.Rectangle
	for i, n := range shown {
		str := strconv.Itoa(n.number)
		at := numberPlace(boxes[i], r, str, taken)
		taken = append(taken, at)
		end := group(dc, "number", "", "for", n.id)
		badge(dc, at.Min.X, at.Max.Y, str, Color(n.number-1))
		end()
	}
}

// numberPlace is where on the outline of a box its number covers none of those set before: at
// the upper left corner if it can, else the first free place along the edges, else the one that
// covers least. It stands inside the outline, or outside a small one, to keep what is in the
// box visible, but never leaves the picture at the sides or below.
func numberPlace(box, picture vg.Rectangle, str string, taken []vg.Rectangle) vg.Rectangle {
	w, h := badgeSize(str)
	if min(box.Size().X, box.Size().Y) < 15 {
		box.Max.Y += badgeText.ascent() + 0.4
		box.Min.Y = max(picture.Min.Y, box.Min.Y-badgeText.ascent()-0.4)
	}
	var best vg.Rectangle
	least := vg.Length(-1)
	try := func(x, y vg.Length) {
		x = max(picture.Min.X, min(x, picture.Max.X-w))
		y = max(picture.Min.Y, y)
		at := rect(x, y, w, h)
		var covered vg.Length
		for _, t := range taken {
			dx, dy := min(at.Max.X, t.Max.X)-max(at.Min.X, t.Min.X), min(at.Max.Y, t.Max.Y)-max(at.Min.Y, t.Min.Y)
			if dx > 0 && dy > 0 {
				covered += dx * dy
			}
		}
		if least < 0 || covered < least {
			best, least = at, covered
		}
	}
	left, right, top, bottom := box.Min.X, box.Max.X-w, box.Max.Y-h, box.Min.Y
	for _, t := range []vg.Length{0, 1, 0.5, 0.25, 0.75} {
		try(left+t*(right-left), top)
	}
	for _, t := range []vg.Length{0, 1, 0.5, 0.25, 0.75} {
		try(left+t*(right-left), bottom)
	}
	for _, t := range []vg.Length{0.5, 0.25, 0.75} {
		try(left, top+t*(bottom-top))
		try(right, top+t*(bottom-top))
	}
	for _, y := range []vg.Length{top, bottom, (top + bottom) / 2} {
		try(left-w, y)
		try(right+w, y)
	}
	return best
}
