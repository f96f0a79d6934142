package plots

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Panels is a figure of several curve plots in a grid. Data areas line up. Where all
// panels have the same series, one legend stands above them all.
type Panels struct {
	Title  string
	Panels []Curves
	// Columns is the number of panels side by side; 0 is all of them up to three, and
	// with ShareX one.
	Columns int
	// ShareX gives all panels one horizontal range; tick labels and the axis label
	// stand under the last panel of each column only.
	ShareX bool
}

// NewPanels checks every panel and returns the figure.
func NewPanels(p Panels) (*Panels, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return &p, nil
}

func (p *Panels) check() error {
	if len(p.Panels) == 0 {
		return fmt.Errorf("plots: panels %q: got no panels, want at least one", p.Title)
	}
	for i := range p.Panels {
		if err := p.Panels[i].check(); err != nil {
			return err
		}
		if p.ShareX && p.Panels[i].LogX != p.Panels[0].LogX {
			return fmt.Errorf("plots: panels %q: got linear and logarithmic x axes, panels that share an axis want one kind", p.Title)
		}
	}
	return nil
}

// Size implements [Figure].
func (p *Panels) Size() (w, h vg.Length) { return p.frame().Size() }

// Draw implements [Figure].
func (p *Panels) Draw(dc draw.Canvas) { p.frame().Draw(dc) }

// Size implements [Figure]. Curves are drawn as the only one of several panels.
func (c *Curves) Size() (w, h vg.Length) { return c.alone().Size() }

// Draw implements [Figure].
func (c *Curves) Draw(dc draw.Canvas) { c.alone().Draw(dc) }

// alone is the figure as the only panel of a Panels.
func (c *Curves) alone() *Panels {
	panel := *c
	panel.Title = ""
	return &Panels{Title: c.Title, Panels: []Curves{panel}, Columns: 1}
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

func (p *Panels) layout() panelLayout {
	n := len(p.Panels)
	l := panelLayout{columns: p.Columns}
	if l.columns <= 0 {
		l.columns = min(n, 3)
		if p.ShareX {
			l.columns = 1
		}
	}
	l.columns = min(l.columns, n)
	l.rows = (n + l.columns - 1) / l.columns
	l.w, l.h = p.panelSize(l.columns)
	l.plots = p.plots(l)
	l.dataW, l.dataH = p.measure(&l)
	p.heads(&l)
	return l
}

// measure finds the room around the data areas, and returns the size that is left for them.
func (p *Panels) measure(l *panelLayout) (dataW, dataH vg.Length) {
	l.under = make([]vg.Length, l.rows)
	var all sides
	for i, pl := range l.plots {
		d := pl.DataCanvas(draw.Canvas{Rectangle: rect(0, 0, l.w, l.h)})
		s := sides{left: d.Min.X, right: l.w - d.Max.X, over: l.h - d.Max.Y, under: d.Min.Y}
		xLabel := ""
		if p.labelsX(i, l.columns) {
			xLabel = p.Panels[i].XLabel
		}
		s.label(xLabel, p.Panels[i].YLabel)
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
func (p *Panels) heads(l *panelLayout) {
	common := len(p.Panels) > 1 && p.sameSeries()
	if common {
		l.shared = p.Panels[0].legend(l.across())
	}
	l.head = make([]vg.Length, l.rows)
	for i := range p.Panels {
		h := head{title: p.Panels[i].Title, small: true}
		if !common {
			h.legend = p.Panels[i].legend(l.dataW)
		}
		l.heads = append(l.heads, h)
		l.head[i/l.columns] = max(l.head[i/l.columns], h.height())
	}
}

// across is the width from the left edge of the first data area to the end of the last panel.
func (l *panelLayout) across() vg.Length {
	return vg.Length(l.columns)*(l.w+panelGapX) - panelGapX - l.sides[0].left
}

// above is what stands above the data areas of a row: heads, or half a tick label.
func (l *panelLayout) above(row int) vg.Length { return max(l.head[row], l.sides[0].over) }

// frame is the frame around all panels.
func (p *Panels) frame() *frame {
	l := p.layout()
	f := &frame{
		head:  head{title: p.Title, legend: l.shared},
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
				if i := r*l.columns + k; i < len(p.Panels) {
					p.drawPanel(dc, l, i, rect(all.Min.X+vg.Length(k)*(l.w+panelGapX), y, l.dataW, l.dataH))
				}
			}
			y -= under + panelGapY
		}
	}
	return f
}

// drawPanel draws one panel; the titles of a row are level.
func (p *Panels) drawPanel(dc draw.Canvas, l panelLayout, i int, data vg.Rectangle) {
	end := group(dc, "panel", p.Panels[i].Title)
	defer end()
	l.plots[i].Draw(around(l.plots[i], dc, data))
	axisLines(dc, data)
	l.heads[i].draw(dc, data.Min.X, data.Max.Y+l.head[i/l.columns], l.dataW)
	l.sides[i].draw(dc, data, l.dataW)
	if len(p.Panels[i].Series) == 0 {
		noteText.draw(dc, (data.Min.X+data.Max.X)/2, (data.Min.Y+data.Max.Y)/2, 0.5, "no values yet")
	}
}

// panelSize is the largest size asked for, or the house's for that many columns.
func (p *Panels) panelSize(columns int) (w, h vg.Length) {
	for i := range p.Panels {
		w, h = max(w, p.Panels[i].Width), max(h, p.Panels[i].Height)
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
		case len(p.Panels) > 1:
			h = 110
		}
	}
	return snapUp(max(w, 80)), snapUp(max(h, 60))
}

func (p *Panels) sameSeries() bool {
	for i := range p.Panels {
		if len(p.Panels[i].Series) != len(p.Panels[0].Series) {
			return false
		}
		for j := range p.Panels[i].Series {
			if p.Panels[i].Series[j].Name != p.Panels[0].Series[j].Name {
				return false
			}
		}
	}
	return true
}

// legend is the panel's, empty where no series has a name.
func (c *Curves) legend(width vg.Length) legend {
	var entries []legendEntry
	for i := range c.Series {
		if s := &c.Series[i]; s.Name != "" {
			entries = append(entries, legendEntry{s.Name, lineMark(s, i)})
		}
	}
	return newLegend(entries, width)
}

// labelsX tells whether panel i carries the labels of its horizontal axis.
func (p *Panels) labelsX(i, columns int) bool { return !p.ShareX || i+columns >= len(p.Panels) }

// plots are gonum plots in the house style, one a panel.
func (p *Panels) plots(l panelLayout) []*plot.Plot {
	shared := newExtent()
	for i := range p.Panels {
		x, _ := p.Panels[i].ranges()
		shared.merge(x)
	}
	var plots []*plot.Plot
	for i := range p.Panels {
		pl := p.Panels[i].plot(l.w, l.h)
		if p.ShareX {
			pl.X.Min, pl.X.Max = shared.lo, shared.hi
			if !p.labelsX(i, l.columns) {
				pl.X.Tick.Marker = unlabelled{pl.X.Tick.Marker}
			}
		}
		plots = append(plots, pl)
	}
	return plots
}
