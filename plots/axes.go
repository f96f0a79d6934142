package plots

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// setAxis gives an axis about so many marks, linear or logarithmic.
func setAxis(a *plot.Axis, log bool, want int) {
	a.Tick.Marker = linearTicks{want}
	if log {
		a.Scale = plot.LogScale{}
		a.Tick.Marker = logTicks{want}
	}
}

// axisLines draws the left and lower edge of the data area.
func axisLines(dc draw.Canvas, data vg.Rectangle) {
	dc.StrokeLines(draw.LineStyle{Color: ink, Width: axisWidth}, []vg.Point{
		{X: data.Min.X, Y: data.Max.Y}, data.Min, {X: data.Max.X, Y: data.Min.Y}})
}

// levelLines are faint lines across the data area at the vertical axis's major ticks,
// but not upon the horizontal axis.
type levelLines struct{}

// Plot implements gonum's plot.Plotter.
func (levelLines) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if at := y(t.Value); !t.IsMinor() && at > c.Min.Y+1 {
			c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, c.Min.X, at, c.Max.X, at)
		}
	}
}

// housePlot is an empty gonum plot in the house style.
func housePlot() *plot.Plot {
	pl := plot.New()
	pl.BackgroundColor = nil
	for _, a := range []*plot.Axis{&pl.X, &pl.Y} {
		a.LineStyle = draw.LineStyle{} // axisLines draws both in one, with a clean corner
		a.Padding = 0
		a.Label.TextStyle = tickText.plotStyle(a.Label.TextStyle) // gonum takes the room beside ticks from it
		a.Tick.Label = tickText.plotStyle(a.Tick.Label)
		a.Tick.LineStyle = draw.LineStyle{Color: ink, Width: axisWidth}
		a.Tick.Length = 2.5
	}
	return pl
}

// unlabelled keeps another ticker's major marks and drops their labels.
type unlabelled struct{ plot.Ticker }

// Ticks implements gonum's plot.Ticker.
func (u unlabelled) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for _, t := range u.Ticker.Ticks(lo, hi) {
		if t.Label != "" {
			ticks = append(ticks, plot.Tick{Value: t.Value})
		}
	}
	return ticks
}

// around is the canvas on which gonum puts the plot's data area exactly at data. (Its
// own plot.Align leaves areas of one row at different heights where labels differ.)
func around(pl *plot.Plot, dc draw.Canvas, data vg.Rectangle) draw.Canvas {
	c := draw.Canvas{Canvas: dc.Canvas, Rectangle: data}
	for range 4 { // margins hardly depend on the size, so this settles at once
		d := pl.DataCanvas(c)
		c.Min = c.Min.Add(data.Min.Sub(d.Min))
		c.Max = c.Max.Add(data.Max.Sub(d.Max))
	}
	return c
}

// extent is the smallest and largest of what grows in it.
type extent struct{ lo, hi float64 }

func newExtent() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) add(values ...float64) {
	for _, v := range values {
		e.lo, e.hi = math.Min(e.lo, v), math.Max(e.hi, v)
	}
}

func (e *extent) merge(o extent) { e.lo, e.hi = math.Min(e.lo, o.lo), math.Max(e.hi, o.hi) }

// padded is the range of an axis over the extent: widened by share on both sides, and
// down to 0 where 0 is near. A single value gets room on both sides.
func (e extent) padded(log bool, share float64) extent {
	if log {
		a, b := math.Log(e.lo), math.Log(e.hi)
		d := (b - a) * share
		if b-a < 1e-9 {
			d = math.Ln2
		}
		return extent{math.Exp(a - d), math.Exp(b + d)}
	}
	d := (e.hi - e.lo) * share
	if e.hi-e.lo <= 1e-12*math.Max(math.Abs(e.hi), math.Abs(e.lo)) {
		d = math.Max(0.5, math.Abs(e.hi)*0.1)
	}
	r := extent{e.lo - d, e.hi + d}
	if e.lo >= 0 && share > 0 && e.lo < 0.3*e.hi {
		r.lo = 0
	}
	return r
}
