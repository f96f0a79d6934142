package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Curves is a figure of lines over common axes. Series of at most 24 points also show
// their points, unless they are dashed; of series with more points than can be told
// apart it shows the local mean as a line and the range around it as a shade.
type Curves struct {
	Title, XLabel, YLabel string
	Series                []Series
	// LogX and LogY make an axis logarithmic; its data must be above 0.
	LogX, LogY bool
	// YMin and YMax fix the vertical range, in data units; both zero means the data's
	// own range. Lines leaving it are cut at its edge.
	YMin, YMax float64
	// Width and Height are the size of the axes with their labels, in points;
	// zero is 330 x 190.
	Width, Height vg.Length
}

// NewCurves checks that there is something to draw and that all of it is finite,
// and returns the figure.
func NewCurves(c Curves) (*Curves, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return &c, nil
}

// Size implements [Figure].
func (c *Curves) Size() (w, h vg.Length) { return c.chart().frame().Size() }

// Draw implements [Figure].
func (c *Curves) Draw(dc draw.Canvas) { c.chart().frame().Draw(dc) }

// chart returns the axes and the series on them.
func (c *Curves) chart() chart {
	x, y := c.ranges()
	ch := chart{title: c.Title, xLabel: c.XLabel, yLabel: c.YLabel, x: x, y: y,
		logX: c.LogX, logY: c.LogY, width: c.Width, height: c.Height}
	var lines []plot.Plotter
	for i := range c.Series {
		p := newSeriesPlotter(&c.Series[i], i)
		ch.data = append(ch.data, bandPlotter{p})
		lines = append(lines, p)
		ch.legend = append(ch.legend, legendEntry{p.Name, lineMark(p)})
	}
	ch.data = append(ch.data, lines...) // all bands lie below all lines
	return ch
}

func (c *Curves) check() error {
	if len(c.Series) == 0 {
		return fmt.Errorf("plots: curves %q: got no series, want at least one", c.Title)
	}
	if c.YMin > c.YMax || math.IsNaN(c.YMin+c.YMax) || math.IsInf(c.YMin+c.YMax, 0) {
		return fmt.Errorf("plots: curves %q: got the range %g to %g, want YMin below YMax", c.Title, c.YMin, c.YMax)
	}
	if c.LogY && c.YMin != c.YMax && c.YMin <= 0 {
		return fmt.Errorf("plots: curves %q: got YMin %g, a logarithmic axis wants it above 0", c.Title, c.YMin)
	}
	for i := range c.Series {
		if err := c.Series[i].check(c.LogX, c.LogY); err != nil {
			return fmt.Errorf("plots: curves %q: series %q: %w", c.Title, c.Series[i].Name, err)
		}
	}
	return nil
}

// ranges are the ranges of the axes.
func (c *Curves) ranges() (x, y extent) {
	if len(c.Series) == 0 { // only Progress draws such axes
		return extent{0, 1}, extent{0, 1}
	}
	x, y = newExtent(), newExtent()
	for i := range c.Series {
		s := &c.Series[i]
		x.add(s.xs()...)
		y.add(s.Y...)
		y.add(s.Lo...)
		y.add(s.Hi...)
	}
	y = y.padded(c.LogY, 0.05)
	if c.YMin != c.YMax {
		y = extent{c.YMin, c.YMax}
	}
	share := 0.0
	if c.fewPoints() {
		share = 0.03 // keep markers off the axis
	}
	if x.hi > x.lo {
		d := (x.hi - x.lo) * share
		if c.LogX {
			x = x.padded(true, share)
		} else {
			x = extent{x.lo - d, x.hi + d}
		}
	} else {
		x = x.padded(c.LogX, 0)
	}
	return x, y
}

func (c *Curves) fewPoints() bool {
	for i := range c.Series {
		if c.Series[i].marked() {
			return true
		}
	}
	return false
}
