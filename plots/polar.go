package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// PolarPoint is one mark of a [Polar] figure.
type PolarPoint struct {
	Angle  float64 // radians, counterclockwise from the right
	Radius float64 // at least 0
	Label  string  // shown on hover where a format can
}

// PolarSeries is marks of one colour.
type PolarSeries struct {
	Name   string // in the legend
	Points []PolarPoint
}

// Polar is a figure of directions and sizes: orientation and frequency of what units respond
// to. With Half, angles are orientations, which are the same after half a turn, and only the
// upper half is drawn.
type Polar struct {
	Title       string
	RadiusLabel string // what the rings count
	Series      []PolarSeries
	Half        bool
	Max         float64   // the outermost ring; 0 for a round number above all points
	Side        vg.Length // diameter in points; 0 for 200
}

// NewPolar checks the numbers and returns the figure.
func NewPolar(p Polar) (*Polar, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return &p, nil
}

func (p *Polar) check() error {
	n := 0
	for _, s := range p.Series {
		for i, at := range s.Points {
			if math.IsNaN(at.Angle+at.Radius) || math.IsInf(at.Angle+at.Radius, 0) || at.Radius < 0 {
				return fmt.Errorf("plots: polar %q: series %q: got angle %g and radius %g at index %d, want finite numbers and no radius below 0", p.Title, s.Name, at.Angle, at.Radius, i)
			}
		}
		n += len(s.Points)
	}
	if n == 0 {
		return fmt.Errorf("plots: polar %q: got no points, want at least one", p.Title)
	}
	if p.Max < 0 || math.IsNaN(p.Max) || math.IsInf(p.Max, 0) {
		return fmt.Errorf("plots: polar %q: got an outermost ring of %g, want a number above 0, or 0 for a round one", p.Title, p.Max)
	}
	return nil
}

// rings returns the circles, the outermost at 1, and the value that it stands for.
func (p *Polar) rings() (top float64, rings []tickPlace) {
	top = p.Max
	if top == 0 {
		for _, s := range p.Series {
			for _, at := range s.Points {
				top = max(top, at.Radius)
			}
		}
		if top == 0 {
			top = 1
		}
	}
	ticks := (linearTicks{4}).Ticks(0, top)
	if n := len(ticks); p.Max == 0 && n > 1 { // up to the next ring
		step := (ticks[n-1].Value - ticks[0].Value) / float64(n-1)
		top = math.Ceil(top/step-1e-9) * step
	}
	for _, t := range tickPlaces(0, top, 4) {
		if t.at > 0 && t.at <= 1.0001 && t.label != "" {
			rings = append(rings, t)
		}
	}
	return top, rings
}

// disc is the circle, or half of it, that a polar figure draws in.
type disc struct {
	centre vg.Point
	radius vg.Length
	half   bool
}

// at returns the point in that direction, r from the centre.
func (d disc) at(angle float64, r vg.Length) vg.Point {
	sin, cos := math.Sincos(angle)
	return vg.Point{X: d.centre.X + r*vg.Length(cos), Y: d.centre.Y + r*vg.Length(sin)}
}

// sweep returns the angle that is drawn.
func (d disc) sweep() float64 {
	if d.half {
		return math.Pi
	}
	return 2 * math.Pi
}

// ring draws a circle of radius r around the centre.
func (d disc) ring(dc draw.Canvas, r vg.Length, s draw.LineStyle) {
	var path vg.Path
	path.Move(d.at(0, r))
	path.Arc(d.centre, r, 0, d.sweep())
	dc.SetLineStyle(s)
	dc.Stroke(path)
}

// frame puts the disc in the middle of a data area that also holds the names of the spokes
// at both sides.
func (p *Polar) frame() *frame {
	radius := p.Side / 2
	if radius <= 0 {
		radius = 100
	}
	w := snapUp(2*(margin+tickText.width("180°")+5+radius) + 4)
	w = max(w, snapUp(head{title: p.Title}.pageWidth(0)))
	w = max(w, snapUp(min(textWidth, 2*margin+labelText.width(clean(p.RadiusLabel)))))
	f := &frame{w: w - 2*margin, h: 2 * radius}
	f.sides = sides{over: tickText.line() + 3, under: tickText.line() + 6, xLabel: p.RadiusLabel}
	if p.RadiusLabel != "" {
		f.under += labelText.line()
	}
	if p.Half {
		f.h = radius
	}
	var entries []legendEntry
	for i, s := range p.Series {
		entries = append(entries, legendEntry{s.Name, dotMark(i)})
	}
	f.head = head{title: p.Title, legend: newLegend(entries, f.w)}
	f.content = func(dc draw.Canvas, data vg.Rectangle) {
		d := disc{vg.Point{X: (data.Min.X + data.Max.X) / 2, Y: data.Min.Y}, radius, p.Half}
		if !p.Half {
			d.centre.Y += radius
		}
		top, rings := p.rings()
		d.drawWeb(dc, rings)
		p.drawPoints(dc, d, top)
		d.drawRings(dc, rings)
	}
	return f
}

// Size implements [Figure].
func (p *Polar) Size() (w, h vg.Length) { return p.frame().Size() }

// Draw implements [Figure].
func (p *Polar) Draw(dc draw.Canvas) { p.frame().Draw(dc) }

// drawWeb draws rings, and spokes with their angles.
func (d disc) drawWeb(dc draw.Canvas, rings []tickPlace) {
	thin := draw.LineStyle{Color: gridline, Width: axisWidth}
	for _, t := range rings {
		d.ring(dc, d.radius*vg.Length(t.at), thin)
	}
	const spokes = 8 // of the whole turn
	for i := 0; float64(i)*2*math.Pi/spokes <= d.sweep()+1e-9; i++ {
		angle := float64(i) * 2 * math.Pi / spokes
		if !d.half && i == spokes {
			break
		}
		end := d.at(angle, d.radius)
		dc.StrokeLine2(thin, d.centre.X, d.centre.Y, end.X, end.Y)
		name := d.at(angle, d.radius+4)
		cos, sin := math.Cos(angle), math.Sin(angle)
		tickText.draw(dc, name.X, name.Y-tickText.ascent()*vg.Length(1-sin)/2, (1-cos)/2, fmt.Sprintf("%d°", i*360/spokes))
	}
	axis := draw.LineStyle{Color: ink, Width: axisWidth}
	d.ring(dc, d.radius, axis)
	if d.half {
		dc.StrokeLine2(axis, d.centre.X-d.radius, d.centre.Y, d.centre.X+d.radius, d.centre.Y)
	}
}

// drawPoints draws the marks; those beyond the outermost ring, whose value is top, stand on it.
func (p *Polar) drawPoints(dc draw.Canvas, d disc, top float64) {
	for i, s := range p.Series {
		for _, pt := range s.Points {
			angle := pt.Angle
			if p.Half {
				angle = math.Mod(math.Mod(angle, math.Pi)+math.Pi, math.Pi)
			}
			end := group(dc, "point", fmt.Sprintf("%s: %.0f°, %s", pt.Label, angle*180/math.Pi, short(pt.Radius)))
			dot(dc, d.at(angle, d.radius*vg.Length(min(1, pt.Radius/top))), 2.2, faded(Color(i), 0.8))
			end()
		}
	}
}

// drawRings names the rings: under the flat side of a half, along a spoke of a whole.
func (d disc) drawRings(dc draw.Canvas, rings []tickPlace) {
	if !d.half {
		sin, cos := math.Sincos(math.Pi / 8)
		for _, t := range rings {
			r := d.radius * vg.Length(t.at)
			noteText.draw(dc, d.centre.X+r*vg.Length(cos), d.centre.Y+r*vg.Length(sin)-noteText.ascent()/2, 0.5, t.label)
		}
		return
	}
	y := d.centre.Y - 5 - tickText.ascent()
	tickText.draw(dc, d.centre.X, y, 0.5, "0")
	for _, t := range rings {
		x := d.radius * vg.Length(t.at)
		tickText.draw(dc, d.centre.X+x, y, 0.5, t.label)
		tickText.draw(dc, d.centre.X-x, y, 0.5, t.label)
	}
}
