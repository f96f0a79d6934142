package plots

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// groups is axes with a column for each named group, over one vertical axis: what bars
// and violins stand on.
type groups struct {
	title, yLabel string
	names         []string  // under the columns
	y             extent    // the range of the axis
	column        vg.Length // how wide a column would like to be
	// width and height are of the axes with their labels; zero follows from the number of
	// columns, and 170.
	width, height vg.Length
	legend        []legendEntry
	// data draws the data into axes on which column i reaches from i to i+1.
	data plot.Plotter
}

// columnShare is the part of a column that its bars or violins fill.
const columnShare = 0.8

// frame measures the axes and puts a frame around them.
func (g groups) frame() *frame {
	n := vg.Length(len(g.names))
	w, h := g.width, g.height
	if w <= 0 {
		w = max(180, 40+n*g.column, titleText.width(clean(g.title))+30)
		w = min(w, textWidth-2*margin)
	}
	if h <= 0 {
		h = 170
	}
	pl := g.axes(h)
	s := sides{left: pl.DataCanvas(draw.Canvas{Rectangle: rect(0, 0, w, h)}).Min.X, over: 4}
	s.label("", g.yLabel)
	names := nameColumns(g.names, max(12, (w-s.left)/n))
	s.under = 4 + names.height
	return &frame{
		head:  head{title: g.title, legend: newLegend(g.legend, names.column*n)},
		sides: s, flush: true,
		w: names.column * n, h: max(40, h-s.under),
		content: func(dc draw.Canvas, data vg.Rectangle) {
			pl.Draw(around(pl, dc, data))
			axisLines(dc, data)
			names.draw(dc, data)
		},
	}
}

// axes returns gonum's axes, for a figure of height h.
func (g groups) axes(h vg.Length) *plot.Plot {
	pl := housePlot()
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = 0, float64(len(g.names)), g.y.lo, g.y.hi
	pl.X.Tick.Marker = plot.ConstantTicks(nil)
	setAxis(&pl.Y, false, min(6, max(2, int(h/22))))
	pl.Add(levelLines{}, g.data)
	return pl
}

// columnNames are the names under columns of one width.
type columnNames struct {
	column vg.Length
	lines  [][]string // of each column
	turned bool       // they read upwards, being wider than their columns
	height vg.Length
}

// nameColumns wraps the names, or turns them where a word is wider than its column.
func nameColumns(names []string, column vg.Length) columnNames {
	c := columnNames{column: column}
	rows := 1
	var widest vg.Length
	for _, name := range names {
		if _, whole := tickText.fill(name, column-3, 3); !whole {
			c.turned = true
		}
		lines := tickText.wrap(name, column-3, 3)
		c.lines = append(c.lines, lines)
		rows = max(rows, len(lines))
		widest = max(widest, tickText.width(tickText.elide(name, nameMax)))
	}
	if !c.turned || column < tickText.line() {
		c.turned = false
		c.height = vg.Length(rows) * tickText.line()
		return c
	}
	for i, name := range names {
		c.lines[i] = []string{tickText.elide(name, nameMax)}
	}
	c.height = widest
	return c
}

// draw sets the names under the data area.
func (c columnNames) draw(dc draw.Canvas, data vg.Rectangle) {
	for i, lines := range c.lines {
		x := data.Min.X + (vg.Length(i)+0.5)*c.column
		if c.turned {
			tickText.drawUp(dc, x+tickText.ascent()/2, data.Min.Y-4-tickText.width(lines[0])/2, lines[0])
			continue
		}
		tickText.drawLines(dc, x, data.Min.Y-4-tickText.ascent(), 0.5, lines)
	}
}
