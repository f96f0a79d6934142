package plots

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// plot sets up gonum's axes for one panel and adds its series.
func (c *Curves) plot(l panelLayout) *plot.Plot {
	pl := housePlot()
	x, y := c.ranges()
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = x.lo, x.hi, y.lo, y.hi
	if len(c.Series) == 0 {
		pl.X.Tick.Marker, pl.Y.Tick.Marker = plot.ConstantTicks(nil), plot.ConstantTicks(nil)
		return pl
	}
	setAxis(&pl.X, c.LogX, min(7, max(2, int(l.w/55))))
	setAxis(&pl.Y, c.LogY, min(6, max(3, int(l.h/22))))
	pl.Add(levelLines{})
	for i := range c.Series {
		pl.Add(bandPlotter{newSeriesPlotter(&c.Series[i], i)})
	}
	for i := range c.Series {
		pl.Add(newSeriesPlotter(&c.Series[i], i))
	}
	return pl
}

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
