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

// polarLayout is where things go.
type polarLayout struct {
	top           float64 // value of the outermost ring
	rings         []barTick
	centre        vg.Point
	radius        vg.Length
	legend        legend
	width, height vg.Length
}

func (p *Polar) layout() polarLayout {
	var l polarLayout
	l.top = p.Max
	if l.top == 0 {
		for _, s := range p.Series {
			for _, at := range s.Points {
				l.top = max(l.top, at.Radius)
			}
		}
		if l.top == 0 {
			l.top = 1
		}
	}
	ticks := (linearTicks{4}).Ticks(0, l.top)
	if n := len(ticks); p.Max == 0 && n > 1 { // up to the next ring
		step := (ticks[n-1].Value - ticks[0].Value) / float64(n-1)
		l.top = math.Ceil(l.top/step-1e-9) * step
	}
	for _, t := range (linearTicks{4}).Ticks(0, l.top) {
		if t.Value > 0 && t.Value <= l.top*1.0001 && t.Label != "" {
			l.rings = append(l.rings, barTick{t.Value / l.top, t.Label})
		}
	}
	l.radius = p.Side / 2
	if l.radius <= 0 {
		l.radius = 100
	}
	side := tickText.width("180°") + 5
	l.width = snapUp(2*(margin+side+l.radius) + 4)
	l.width = max(l.width, snapUp(min(textWidth, 2*margin+titleText.width(clean(p.Title)))))
	l.width = max(l.width, snapUp(min(textWidth, 2*margin+labelText.width(clean(p.RadiusLabel)))))
	var entries []legendEntry
	for i, s := range p.Series {
		if s.Name != "" {
			entries = append(entries, legendEntry{s.Name, dotMark(i)})
		}
	}
	l.legend = newLegend(entries, l.width-2*margin)
	top := margin
	if p.Title != "" {
		top += titleText.line() + titleGap
	}
	if h := l.legend.height(); h > 0 {
		top += h + headGap
	}
	top += tickText.line() + 3
	under := margin + tickText.line() + 6
	if p.RadiusLabel != "" {
		under += labelText.line()
	}
	body := 2 * l.radius
	if p.Half {
		body = l.radius
	}
	l.height = snapUp(top + body + under)
	l.centre = vg.Point{X: l.width / 2, Y: under}
	if !p.Half {
		l.centre.Y += l.radius
	}
	return l
}

func dotMark(i int) func(c draw.Canvas, x, y vg.Length) {
	return func(c draw.Canvas, x, y vg.Length) {
		dot(c, vg.Point{X: x + swatchWidth/2, Y: y}, 2.2, Color(i))
	}
}

// Size implements [Figure].
func (p *Polar) Size() (w, h vg.Length) {
	l := p.layout()
	return l.width, l.height
}

// Draw implements [Figure].
func (p *Polar) Draw(dc draw.Canvas) {
	l := p.layout()
	o := l.centre.Add(dc.Min)
	y := dc.Max.Y - margin
	if p.Title != "" {
		titleText.draw(dc, dc.Min.X+margin, y-titleText.ascent(), 0, titleText.elide(p.Title, l.width-2*margin))
		y -= titleText.line() + titleGap
	}
	l.legend.draw(dc, dc.Min.X+margin, y)

	sweep := 2 * math.Pi
	if p.Half {
		sweep = math.Pi
	}
	at := func(angle float64, r vg.Length) vg.Point {
		sin, cos := math.Sincos(angle)
		return vg.Point{X: o.X + r*vg.Length(cos), Y: o.Y + r*vg.Length(sin)}
	}
	ring := func(r vg.Length, s draw.LineStyle) {
		var path vg.Path
		path.Move(at(0, r))
		path.Arc(o, r, 0, sweep)
		dc.SetLineStyle(s)
		dc.Stroke(path)
	}
	thin := draw.LineStyle{Color: gridline, Width: axisWidth}
	for _, t := range l.rings {
		ring(l.radius*vg.Length(t.at), thin)
	}
	const spokes = 8 // of the whole turn
	for i := 0; float64(i)*2*math.Pi/spokes <= sweep+1e-9; i++ {
		angle := float64(i) * 2 * math.Pi / spokes
		if !p.Half && i == spokes {
			break
		}
		end := at(angle, l.radius)
		dc.StrokeLine2(thin, o.X, o.Y, end.X, end.Y)
		name := at(angle, l.radius+4)
		cos, sin := math.Cos(angle), math.Sin(angle)
		tickText.draw(dc, name.X, name.Y-tickText.ascent()*vg.Length(1-sin)/2, (1-cos)/2, fmt.Sprintf("%d°", i*360/spokes))
	}
	axis := draw.LineStyle{Color: ink, Width: axisWidth}
	ring(l.radius, axis)
	if p.Half {
		dc.StrokeLine2(axis, o.X-l.radius, o.Y, o.X+l.radius, o.Y)
	}
	for i, s := range p.Series {
		for _, pt := range s.Points {
			angle := pt.Angle
			if p.Half {
				angle = math.Mod(math.Mod(angle, math.Pi)+math.Pi, math.Pi)
			}
			title := fmt.Sprintf("%s: %.0f°, %s", pt.Label, angle*180/math.Pi, short(pt.Radius))
			end := group(dc, "point", title)
			dot(dc, at(angle, l.radius*vg.Length(min(1, pt.Radius/l.top))), 2.2, faded(Color(i), 0.8))
			end()
		}
	}
	under := o.Y
	if !p.Half {
		under -= l.radius
	}
	p.drawRings(dc, l, o, under)
}

// drawRings names the rings: under the flat side of a half, along a spoke of a whole.
func (p *Polar) drawRings(dc draw.Canvas, l polarLayout, o vg.Point, under vg.Length) {
	if p.Half {
		tickText.draw(dc, o.X, under-5-tickText.ascent(), 0.5, "0")
		for _, t := range l.rings {
			x := l.radius * vg.Length(t.at)
			tickText.draw(dc, o.X+x, under-5-tickText.ascent(), 0.5, t.label)
			tickText.draw(dc, o.X-x, under-5-tickText.ascent(), 0.5, t.label)
		}
	} else {
		sin, cos := math.Sincos(math.Pi / 8)
		for _, t := range l.rings {
			r := l.radius * vg.Length(t.at)
			noteText.draw(dc, o.X+r*vg.Length(cos), o.Y+r*vg.Length(sin)-noteText.ascent()/2, 0.5, t.label)
		}
	}
	if p.RadiusLabel != "" {
		labelText.draw(dc, o.X, dc.Min.Y+margin+labelText.descent(), 0.5, labelText.elide(p.RadiusLabel, l.width-2*margin))
	}
}
