package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dpi is the resolution of PNG output: two device pixels to a CSS pixel.
const dpi = 192

// px is the length of one device pixel of PNG output. Tiles and their origins are
// whole multiples of it, so that no tile is resampled.
const px = vg.Length(72.0 / dpi)

// Widths that more than one figure uses.
const (
	textWidth = vg.Length(504) // 7 inches: a full journal page or a notebook cell
	axisWidth = vg.Length(0.6)
	margin    = vg.Length(6) // white around a figure
)

// Greys. Text is near black: pure black vibrates on white screens.
var (
	ink       = color.NRGBA{0x1a, 0x1a, 0x1a, 0xff}
	softInk   = color.NRGBA{0x59, 0x59, 0x59, 0xff}
	hairline  = color.NRGBA{0xb8, 0xb8, 0xb8, 0xff}
	gridline  = color.NRGBA{0xe6, 0xe6, 0xe6, 0xff}
	band      = color.NRGBA{0xf4, 0xf5, 0xf7, 0xff}
	emptyTile = color.NRGBA{0xee, 0xee, 0xee, 0xff}
	paper     = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// Text styles, by what they are used for.
var (
	titleText = textStyle{size: 9, bold: true, color: ink}
	headText  = textStyle{size: 8, bold: true, color: ink}
	labelText = textStyle{size: 8, color: ink}
	tickText  = textStyle{size: 7, color: ink}
	noteText  = textStyle{size: 7, color: softInk}
)

// okabeIto is the palette of Okabe and Ito (2008), in the order that keeps neighbours
// apart; its yellow is left out, being too light for lines on white.
var okabeIto = [...]color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0xd5, 0x5e, 0x00, 0xff}, // vermillion
	{0x00, 0x9e, 0x73, 0xff}, // bluish green
	{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	{0xe6, 0x9f, 0x00, 0xff}, // orange
	{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	{0x1a, 0x1a, 0x1a, 0xff}, // near black
}

// seriesDashes tells the eighth and later series from the first ones.
var seriesDashes = [...][]vg.Length{nil, {4, 2}, {1.2, 1.8}, {5, 1.5, 1.2, 1.5}}

// Color is the i-th colour of the house palette; it wraps around.
func Color(i int) color.NRGBA { return okabeIto[((i%len(okabeIto))+len(okabeIto))%len(okabeIto)] }

func seriesLine(i int) draw.LineStyle {
	return draw.LineStyle{
		Color:  Color(i),
		Width:  1.2,
		Dashes: seriesDashes[i/len(okabeIto)%len(seriesDashes)],
	}
}

// faded is c at the given opacity in [0, 1].
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(float64(c.A)*opacity + 0.5)
	return c
}

func round(x float64) int { return int(math.Round(x)) }

// snap moves a length to the nearest device pixel.
func snap(x vg.Length) vg.Length {
	if x < 0 {
		return -snap(-x)
	}
	return vg.Length(int(x/px+0.5)) * px
}

// snapUp moves a length to the next device pixel that is not smaller.
func snapUp(x vg.Length) vg.Length {
	n := vg.Length(int(x / px))
	if n*px < x-1e-6 {
		n++
	}
	return n * px
}

func rect(x, y, w, h vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + w, Y: y + h}}
}

func fillRect(c draw.Canvas, r vg.Rectangle, col color.Color) {
	c.SetColor(col)
	c.Fill(r.Path())
}

func strokeRect(c draw.Canvas, r vg.Rectangle, s draw.LineStyle) {
	c.SetLineStyle(s)
	c.Stroke(r.Path())
}

// roundRect is a rectangle with corners of radius rad.
func roundRect(r vg.Rectangle, rad vg.Length) vg.Path {
	const k = 0.5523 // a quarter of a circle as one cubic
	x0, y0, x1, y1 := r.Min.X, r.Min.Y, r.Max.X, r.Max.Y
	rad = min(rad, (x1-x0)/2, (y1-y0)/2)
	d := rad * (1 - k)
	pt := func(x, y vg.Length) vg.Point { return vg.Point{X: x, Y: y} }
	var p vg.Path
	p.Move(pt(x0+rad, y0))
	p.Line(pt(x1-rad, y0))
	p.CubeTo(pt(x1-d, y0), pt(x1, y0+d), pt(x1, y0+rad))
	p.Line(pt(x1, y1-rad))
	p.CubeTo(pt(x1, y1-d), pt(x1-d, y1), pt(x1-rad, y1))
	p.Line(pt(x0+rad, y1))
	p.CubeTo(pt(x0+d, y1), pt(x0, y1-d), pt(x0, y1-rad))
	p.Line(pt(x0, y0+rad))
	p.CubeTo(pt(x0, y0+d), pt(x0+d, y0), pt(x0+rad, y0))
	p.Close()
	return p
}
