package plots

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	barWidth = vg.Length(9)
	barGap   = vg.Length(10) // between the data and their colour bar
	barMin   = vg.Length(60) // shortest colour bar
)

// colorBar says beside a figure which values its colours stand for.
type colorBar struct {
	label  string
	lo, hi float64
	color  func(v float64) color.NRGBA
}

// room returns the width of gap, bar, numbers and label.
func (b colorBar) room() vg.Length {
	w := barGap + barWidth + 4 + b.widest() + 3
	if b.label != "" {
		w += labelText.line() + labelGap
	}
	return w
}

// ticks returns the numbers beside the bar.
func (b colorBar) ticks() []tickPlace { return tickPlaces(b.lo, b.hi, 5) }

// widest returns the width of the widest number.
func (b colorBar) widest() vg.Length {
	var w vg.Length
	for _, t := range b.ticks() {
		w = max(w, tickText.width(t.label))
	}
	return w
}

// draw draws the bar at the right of data, as high as they are.
func (b colorBar) draw(dc draw.Canvas, data vg.Rectangle) {
	const steps = 128
	r := rect(data.Max.X+barGap, data.Min.Y, barWidth, data.Size().Y)
	img := image.NewNRGBA(image.Rect(0, 0, 1, steps))
	for i := range steps {
		img.SetNRGBA(0, i, b.color(b.hi-(float64(i)+0.5)/steps*(b.hi-b.lo)))
	}
	dc.DrawImage(r, img)
	line := draw.LineStyle{Color: ink, Width: axisWidth}
	strokeRect(dc, r, line)
	for _, t := range b.ticks() {
		y := r.Min.Y + vg.Length(t.at)*r.Size().Y
		dc.StrokeLine2(line, r.Max.X, y, r.Max.X+2.5, y)
		tickText.draw(dc, r.Max.X+4.5, y-tickText.ascent()/2, 0, t.label)
	}
	labelText.drawUp(dc, r.Max.X+4+b.widest()+3+labelText.line(), (r.Min.Y+r.Max.Y)/2, labelText.elide(b.label, r.Size().Y))
}
