package plots

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// charts are several charts in rows, their data areas lined up.
type charts struct {
	title   string
	all     []chart
	columns int  // side by side; 0 is all up to three, and with shareX one
	shareX  bool // one horizontal range, labelled under the last chart of each column only
}

const (
	panelGapX = vg.Length(14)
	panelGapY = vg.Length(10)
)

// panelLayout is where things go: all panels have one size of data area.
type panelLayout struct {
	columns, rows int
	w, h          vg.Length    // of one panel's axes with labels
	plots         []*plot.Plot // gonum's axes, one a panel
	sides         []sides      // of each panel; left, right and over are those of all
	under         []vg.Length  // below the data area, a row
	dataW, dataH  vg.Length
	shared        legend      // above all panels, or empty
	heads         []head      // one a panel
	head          []vg.Length // the height of the tallest, a row
}

func (cs charts) layout() panelLayout {
	n := len(cs.all)
	l := panelLayout{columns: cs.columns}
	if l.columns <= 0 {
		l.columns = min(n, 3)
		if cs.shareX {
			l.columns = 1
		}
	}
	l.columns = min(l.columns, n)
	l.rows = (n + l.columns - 1) / l.columns
	l.w, l.h = cs.panelSize(l.columns)
	l.plots = cs.plots(l)
	l.dataW, l.dataH = cs.measure(&l)
	cs.heads(&l)
	return l
}

// measure finds the room around the data areas, and returns the size that is left for them.
func (cs charts) measure(l *panelLayout) (dataW, dataH vg.Length) {
	l.under = make([]vg.Length, l.rows)
	var all sides
	for i, pl := range l.plots {
		d := pl.DataCanvas(draw.Canvas{Rectangle: rect(0, 0, l.w, l.h)})
		s := sides{left: d.Min.X, right: l.w - d.Max.X, over: l.h - d.Max.Y, under: d.Min.Y}
		xLabel := ""
		if cs.labelsX(i, l.columns) {
			xLabel = cs.all[i].xLabel
		}
		s.label(xLabel, cs.all[i].yLabel)
		l.sides = append(l.sides, s)
		all.left, all.right, all.over = max(all.left, s.left), max(all.right, s.right), max(all.over, s.over)
		all.under = max(all.under, s.under)
		l.under[i/l.columns] = max(l.under[i/l.columns], s.under)
	}
	for i := range l.sides {
		s := &l.sides[i]
		s.left, s.right, s.over, s.under = all.left, all.right, all.over, l.under[i/l.columns]
	}
	return max(20, l.w-all.left-all.right), max(20, l.h-all.under-all.over)
}

// heads lays out what stands above the axes.
func (cs charts) heads(l *panelLayout) {
	common := len(cs.all) > 1 && cs.sameLegend()
	if common {
		l.shared = newLegend(cs.all[0].legend, l.across())
	}
	l.head = make([]vg.Length, l.rows)
	for i := range cs.all {
		h := head{title: cs.all[i].title, small: true}
		if !common {
			h.legend = newLegend(cs.all[i].legend, l.dataW)
		}
		l.heads = append(l.heads, h)
		l.head[i/l.columns] = max(l.head[i/l.columns], h.height())
	}
}

// across returns the width from the left edge of the first data area to the end of the last panel.
func (l *panelLayout) across() vg.Length {
	return vg.Length(l.columns)*(l.w+panelGapX) - panelGapX - l.sides[0].left
}

// above returns the room above the data areas of a row: for heads, or for half a tick label.
func (l *panelLayout) above(row int) vg.Length { return max(l.head[row], l.sides[0].over) }

// frame puts a frame around all charts.
func (cs charts) frame() *frame {
	l := cs.layout()
	f := &frame{
		head:  head{title: cs.title, legend: l.shared},
		sides: sides{left: l.sides[0].left}, flush: true, cut: true,
		w: l.across(), h: -panelGapY,
	}
	for r, under := range l.under {
		f.h += l.above(r) + l.dataH + under + panelGapY
	}
	f.content = func(dc draw.Canvas, all vg.Rectangle) {
		y := dc.Max.Y - margin - f.head.height()
		for r, under := range l.under {
			y -= l.above(r) + l.dataH
			for k := range l.columns {
				if i := r*l.columns + k; i < len(cs.all) {
					cs.drawPanel(dc, l, i, rect(all.Min.X+vg.Length(k)*(l.w+panelGapX), y, l.dataW, l.dataH))
				}
			}
			y -= under + panelGapY
		}
	}
	return f
}

// frame puts a frame around a chart that is a figure of its own.
func (c chart) frame() *frame {
	title := c.title
	c.title = ""
	return charts{title: title, all: []chart{c}, columns: 1}.frame()
}

// drawPanel draws one panel; the titles of a row are level.
func (cs charts) drawPanel(dc draw.Canvas, l panelLayout, i int, data vg.Rectangle) {
	end := group(dc, "panel", cs.all[i].title)
	defer end()
	l.plots[i].Draw(around(l.plots[i], dc, data))
	axisLines(dc, data)
	l.heads[i].draw(dc, data.Min.X, data.Max.Y+l.head[i/l.columns], l.dataW)
	l.sides[i].draw(dc, data, l.dataW)
	if len(cs.all[i].data) == 0 {
		noteText.draw(dc, (data.Min.X+data.Max.X)/2, (data.Min.Y+data.Max.Y)/2, 0.5, "no values yet")
	}
}

// panelSize returns the largest size asked for, or the house's for that many columns.
func (cs charts) panelSize(columns int) (w, h vg.Length) {
	for i := range cs.all {
		w, h = max(w, cs.all[i].width), max(h, cs.all[i].height)
	}
	single := columns == 1
	if w <= 0 {
		w = 330
		if !single {
			w = (textWidth - 2*margin - vg.Length(columns-1)*panelGapX) / vg.Length(columns)
		}
	}
	if h <= 0 {
		h = 190
		switch {
		case !single:
			h = max(w*0.68, 110)
		case len(cs.all) > 1:
			h = 110
		}
	}
	return snapUp(max(w, 80)), snapUp(max(h, 60))
}

// sameLegend reports whether all charts draw the same by name.
func (cs charts) sameLegend() bool {
	same := func(a, b legendEntry) bool { return a.name == b.name }
	for _, c := range cs.all {
		if !slices.EqualFunc(c.legend, cs.all[0].legend, same) {
			return false
		}
	}
	return true
}

// labelsX reports whether panel i carries the labels of its horizontal axis.
func (cs charts) labelsX(i, columns int) bool { return !cs.shareX || i+columns >= len(cs.all) }

// plots returns gonum plots in the house style, one a panel.
func (cs charts) plots(l panelLayout) []*plot.Plot {
	shared := newExtent()
	for i := range cs.all {
		shared.merge(cs.all[i].x)
	}
	var plots []*plot.Plot
	for i := range cs.all {
		pl := cs.all[i].axes(l.w, l.h)
		if cs.shareX {
			pl.X.Min, pl.X.Max = shared.lo, shared.hi
			if !cs.labelsX(i, l.columns) {
				pl.X.Tick.Marker = unlabelled{pl.X.Tick.Marker}
			}
		}
		plots = append(plots, pl)
	}
	return plots
}
