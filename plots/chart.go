package plots

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// chart is what is drawn on two numeric axes, alone or as one of several panels.
type chart struct {
	title, xLabel, yLabel string
	x, y                  extent // the ranges of the axes
	logX, logY            bool
	// width and height are of the axes with their labels; zero is 330 x 190, or what the
	// number of panels leaves.
	width, height vg.Length
	legend        []legendEntry
	// data are drawn in order; a chart without any says that there are no values yet.
	data []plot.Plotter
}

// axes returns gonum's axes, of w x h points with their labels.
func (c chart) axes(w, h vg.Length) *plot.Plot {
	pl := housePlot()
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = c.x.lo, c.x.hi, c.y.lo, c.y.hi
	if len(c.data) == 0 {
		pl.X.Tick.Marker, pl.Y.Tick.Marker = plot.ConstantTicks(nil), plot.ConstantTicks(nil)
		return pl
	}
	setAxis(&pl.X, c.logX, min(7, max(2, int(w/55))))
	setAxis(&pl.Y, c.logY, min(6, max(3, int(h/22))))
	pl.Add(levelLines{})
	pl.Add(c.data...)
	return pl
}
