package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

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
	up := thin(&c, points(xs, s.Hi, x, y))
	down := thin(&c, points(xs, s.Lo, x, y))
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
	if len(pts) > 1 {
		c.StrokeLines(s.line, c.ClipLinesXY(thin(&c, pts))...)
	}
	if len(pts) > markerLimit {
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

// thin drops points that cannot be seen: of those in one device pixel column it keeps
// the first, the lowest, the highest and the last, in order. Curves of a million
// iterations then cost no more than the figure is wide, and look the same.
func thin(c *draw.Canvas, pts []vg.Point) []vg.Point {
	if vg.Length(len(pts)) < 2*(c.Max.X-c.Min.X)/px {
		return pts
	}
	var out []vg.Point
	for i := 0; i < len(pts); {
		column := math.Floor(float64(pts[i].X / px))
		j, lo, hi := i, i, i
		for ; j < len(pts) && math.Floor(float64(pts[j].X/px)) == column; j++ {
			if pts[j].Y < pts[lo].Y {
				lo = j
			}
			if pts[j].Y > pts[hi].Y {
				hi = j
			}
		}
		last := -1
		for _, k := range []int{i, min(lo, hi), max(lo, hi), j - 1} {
			if k > last {
				out, last = append(out, pts[k]), k
			}
		}
		i = j
	}
	return out
}
