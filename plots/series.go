package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Series is one curve: Y over X, with an optional band from Lo to Hi.
type Series struct {
	Name string // in the legend; several series need names to be told apart
	// X ascends, in data units; nil counts 0, 1, 2, ...
	X []float64
	Y []float64
	// Lo and Hi bound the uncertainty at each point (a deviation over seeds, a
	// confidence interval); both or neither, as long as Y.
	Lo, Hi []float64
	// Dashed draws the line dashed: references, controls.
	Dashed bool
}

func (s *Series) check(logX, logY bool) error {
	n := len(s.Y)
	switch {
	case n == 0:
		return fmt.Errorf("got no points, want at least one")
	case s.X != nil && len(s.X) != n:
		return fmt.Errorf("got %d x values for %d y values", len(s.X), n)
	case (s.Lo == nil) != (s.Hi == nil):
		return fmt.Errorf("got one edge of the band, want both Lo and Hi")
	case s.Lo != nil && (len(s.Lo) != n || len(s.Hi) != n):
		return fmt.Errorf("got a band of %d and %d values for %d points", len(s.Lo), len(s.Hi), n)
	}
	axes := []struct {
		name   string
		values []float64
		log    bool
	}{{"x", s.xs(), logX}, {"y", s.Y, logY}, {"Lo", s.Lo, logY}, {"Hi", s.Hi, logY}}
	for _, a := range axes {
		if err := finite(a.name, a.values); err != nil {
			return err
		}
		for i, v := range a.values {
			if a.log && v <= 0 {
				return fmt.Errorf("%s: got %g at index %d, a logarithmic axis wants values above 0", a.name, v, i)
			}
		}
	}
	return nil
}

// xs is X, or the index where X is nil.
func (s *Series) xs() []float64 {
	if s.X != nil {
		return s.X
	}
	xs := make([]float64, len(s.Y))
	for i := range xs {
		xs[i] = float64(i)
	}
	return xs
}

// markerLimit is the number of points up to which a series shows them.
const markerLimit = 24

// marked tells whether the points themselves are shown; reference lines have none.
func (s *Series) marked() bool { return len(s.Y) <= markerLimit && !s.Dashed }

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

// points are the places of values on the page.
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
func lineMark(p seriesPlotter) func(c draw.Canvas, x, y vg.Length) {
	return func(c draw.Canvas, x, y vg.Length) {
		if p.Lo != nil {
			fillRect(c, rect(x, y-2.5, swatchWidth, 5), faded(p.base, 0.18))
		}
		c.StrokeLine2(p.line, x, y, x+swatchWidth, y)
		if p.marked() {
			dot(c, vg.Point{X: x + swatchWidth/2, Y: y}, 1.9, p.base)
		}
	}
}
