package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// plot sets up gonum's axes of w x h points for one panel and adds its series.
func (c *Curves) plot(w, h vg.Length) *plot.Plot {
	pl := housePlot()
	x, y := c.ranges()
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = x.lo, x.hi, y.lo, y.hi
	if len(c.Series) == 0 {
		pl.X.Tick.Marker, pl.Y.Tick.Marker = plot.ConstantTicks(nil), plot.ConstantTicks(nil)
		return pl
	}
	setAxis(&pl.X, c.LogX, min(7, max(2, int(w/55))))
	setAxis(&pl.Y, c.LogY, min(6, max(3, int(h/22))))
	pl.Add(levelLines{})
	for i := range c.Series {
		pl.Add(bandPlotter{newSeriesPlotter(&c.Series[i], i)})
	}
	for i := range c.Series {
		pl.Add(newSeriesPlotter(&c.Series[i], i))
	}
	return pl
}

// seriesPlotter draws one series inside gonum's axes.
type seriesPlotter struct {
	*Series
	line draw.LineStyle
	base color.NRGBA
}

func newSeriesPlotter(s *Series, i int) seriesPlotter {
	line := seriesLine(i)
	if s.Dashed {
		line.Dashes = []vg.Length{3.5, 2}
	}
	return seriesPlotter{s, line, Color(i)}
}

// bandPlotter draws the band of a series; bands lie below all lines.
type bandPlotter struct{ seriesPlotter }

// Plot implements gonum's plot.Plotter.
func (s bandPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	if s.Lo == nil {
		return
	}
	x, y := p.Transforms(&c)
	xs := s.xs()
	up, down := points(xs, s.Hi, x, y), points(xs, s.Lo, x, y)
	if s.crowded(&c) {
		up, _ = columns(up)
		down, _ = columns(down)
	}
	for i := len(down) - 1; i >= 0; i-- {
		up = append(up, down[i])
	}
	c.FillPolygon(faded(s.base, 0.18), c.ClipPolygonXY(up))
}

// Plot implements gonum's plot.Plotter.
func (s seriesPlotter) Plot(c draw.Canvas, p *plot.Plot) {
	end := group(c, "series", s.Name)
	defer end()
	x, y := p.Transforms(&c)
	pts := points(s.xs(), s.Y, x, y)
	if s.crowded(&c) {
		line, envelope := columns(pts)
		c.FillPolygon(faded(s.base, 0.3), c.ClipPolygonXY(envelope))
		c.StrokeLines(s.line, c.ClipLinesXY(line)...)
		return
	}
	if len(pts) > 1 {
		c.StrokeLines(s.line, c.ClipLinesXY(pts)...)
	}
	if !s.marked() {
		return
	}
	for _, pt := range pts {
		if c.Contains(pt) {
			dot(c, pt, 1.9, s.base)
		}
	}
}

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

func points(xs, ys []float64, x, y func(float64) vg.Length) []vg.Point {
	pts := make([]vg.Point, len(xs))
	for i := range xs {
		pts[i] = vg.Point{X: x(xs[i]), Y: y(ys[i])}
	}
	return pts
}

// crowded tells whether there are more points than the width can show.
func (s *Series) crowded(c *draw.Canvas) bool {
	return vg.Length(len(s.Y)) > 2*(c.Max.X-c.Min.X)/px
}

// columns sums up points that stand too close to be told apart, in columns of 1.5
// points: a line through the columns' means, and around it the polygon of their lowest
// and highest values. Curves of a million noisy iterations then cost no more than the
// figure is wide, and show both their course and their spread.
func columns(pts []vg.Point) (line, envelope []vg.Point) {
	const width = 4 * px
	var lower []vg.Point
	for i := 0; i < len(pts); {
		column := math.Floor(float64(pts[i].X / width))
		sum, lo, hi := vg.Point{}, pts[i].Y, pts[i].Y
		j := i
		for ; j < len(pts) && math.Floor(float64(pts[j].X/width)) == column; j++ {
			sum = sum.Add(pts[j])
			lo, hi = min(lo, pts[j].Y), max(hi, pts[j].Y)
		}
		mean := sum.Scale(1 / vg.Length(j-i))
		line = append(line, mean)
		envelope = append(envelope, vg.Point{X: mean.X, Y: hi})
		lower = append(lower, vg.Point{X: mean.X, Y: lo})
		i = j
	}
	for i := len(lower) - 1; i >= 0; i-- {
		envelope = append(envelope, lower[i])
	}
	return line, envelope
}

// lineMark is the mark of a curve: its line, with a point where points are shown.
func lineMark(s *Series, i int) func(c draw.Canvas, x, y vg.Length) {
	return func(c draw.Canvas, x, y vg.Length) {
		p := newSeriesPlotter(s, i)
		if s.Lo != nil {
			fillRect(c, rect(x, y-2.5, swatchWidth, 5), faded(p.base, 0.18))
		}
		c.StrokeLine2(p.line, x, y, x+swatchWidth, y)
		if s.marked() {
			dot(c, vg.Point{X: x + swatchWidth/2, Y: y}, 1.9, p.base)
		}
	}
}
