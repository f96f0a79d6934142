package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dot is a disc with a thin white rim, so that crossing lines stay apart.
func dot(c draw.Canvas, at vg.Point, r vg.Length, col color.Color) {
	disc := func(r vg.Length, col color.Color) {
		var p vg.Path
		p.Move(vg.Point{X: at.X + r, Y: at.Y})
		p.Arc(at, r, 0, 2*math.Pi)
		p.Close()
		c.SetColor(col)
		c.Fill(p)
	}
	disc(r+0.6, paper)
	disc(r, col)
}

// boxMark is the mark of a bar or violin in the legend: a box of colour i.
func boxMark(i int) func(c draw.Canvas, x, y vg.Length) {
	return func(c draw.Canvas, x, y vg.Length) {
		fillRect(c, rect(x, y-3, swatchWidth, 6), Color(i))
	}
}

// dotMark is the mark of points in the legend: one of colour i.
func dotMark(i int) func(c draw.Canvas, x, y vg.Length) {
	return func(c draw.Canvas, x, y vg.Length) {
		dot(c, vg.Point{X: x + swatchWidth/2, Y: y}, 2.2, Color(i))
	}
}
