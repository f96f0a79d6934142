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

const (
	panelGapX = vg.Length(14)
	panelGapY = vg.Length(10)
	titleGap  = vg.Length(4)
	labelGap  = vg.Length(2) // between an axis label and the tick labels
	headGap   = vg.Length(4) // between a panel's title or legend and its data
)

// panelLayout is where things go: all panels have one size of data area.
type panelLayout struct {
	columns, rows int
	w, h          vg.Length    // of one panel's axes with labels
	plots         []*plot.Plot // gonum's axes, one a panel
	left, right   vg.Length    // beside the data area: what the widest labels need
	over          vg.Length    // above it: half a tick label
	under         []vg.Length  // below it, a row
	dataW, dataH  vg.Length
	shared        legend      // above all panels, or empty
	own           []legend    // one a panel
	head          []vg.Length // height above the axes, a row: titles and legends
	top           vg.Length   // height above all panels
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
	l.under = make([]vg.Length, l.rows)
	var deepest vg.Length
	for i, pl := range l.plots {
		d := pl.DataCanvas(draw.Canvas{Rectangle: rect(0, 0, l.w, l.h)})
		left, under := d.Min.X, d.Min.Y
		if p.Panels[i].YLabel != "" {
			left += labelText.line() + 2*labelGap
		}
		if p.Panels[i].XLabel != "" && p.labelsX(i, l.columns) {
			under += labelText.line() + labelGap
		}
		l.left = max(l.left, left)
		l.right = max(l.right, l.w-d.Max.X)
		l.over = max(l.over, l.h-d.Max.Y)
		l.under[i/l.columns] = max(l.under[i/l.columns], under)
		deepest = max(deepest, under)
	}
	l.dataW, l.dataH = max(20, l.w-l.left-l.right), max(20, l.h-deepest-l.over)
	p.heads(&l)
	return l
}

// heads lays out what stands above the axes.
func (p *Panels) heads(l *panelLayout) {
	if p.Title != "" {
		l.top += titleText.line() + titleGap
	}
	common := len(p.Panels) > 1 && p.sameSeries()
	if common {
		l.shared = p.Panels[0].legend(vg.Length(l.columns)*(l.w+panelGapX) - panelGapX - l.left)
		if h := l.shared.height(); h > 0 {
			l.top += h + titleGap
		}
	}
	l.head = make([]vg.Length, l.rows)
	for i := range p.Panels {
		c := &p.Panels[i]
		var head vg.Length
		if c.Title != "" {
			head += headText.line() + 1
		}
		var own legend
		if !common {
			own = c.legend(l.dataW)
			head += own.height()
		}
		l.own = append(l.own, own)
		if head > 0 {
			head += headGap
		}
		l.head[i/l.columns] = max(l.head[i/l.columns], head)
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

// Size implements [Figure].
func (p *Panels) Size() (w, h vg.Length) {
	l := p.layout()
	w = vg.Length(l.columns)*(l.w+panelGapX) - panelGapX + 2*margin
	h = l.top - panelGapY + 2*margin
	for r, under := range l.under {
		h += max(l.head[r], l.over) + l.dataH + under + panelGapY
	}
	return snapUp(w), snapUp(h)
}

// Draw implements [Figure].
func (p *Panels) Draw(dc draw.Canvas) {
	l := p.layout()
	left, y := dc.Min.X+margin+l.left, dc.Max.Y-margin
	if p.Title != "" {
		titleText.draw(dc, left, y-titleText.ascent(), 0, titleText.elide(p.Title, dc.Max.X-margin-left))
	}
	l.shared.draw(dc, left, y-l.top+titleGap+l.shared.height())
	y -= l.top
	for r := range l.rows {
		y -= max(l.head[r], l.over) + l.dataH
		for k := range l.columns {
			i := r*l.columns + k
			if i >= len(p.Panels) {
				break
			}
			data := rect(left+vg.Length(k)*(l.w+panelGapX), y, l.dataW, l.dataH)
			end := group(dc, "panel", p.Panels[i].Title)
			l.plots[i].Draw(around(l.plots[i], dc, data))
			axisLines(dc, data)
			p.Panels[i].head(dc, data, l.own[i], l.head[r])
			p.axisLabels(dc, i, l, data, r)
			if len(p.Panels[i].Series) == 0 {
				noteText.draw(dc, (data.Min.X+data.Max.X)/2, (data.Min.Y+data.Max.Y)/2, 0.5, "no values yet")
			}
			end()
		}
		y -= l.under[r] + panelGapY
	}
}

// labelsX tells whether panel i carries the labels of its horizontal axis.
func (p *Panels) labelsX(i, columns int) bool { return !p.ShareX || i+columns >= len(p.Panels) }

// axisLabels sets the labels of panel i beside its data area. (gonum would widen the
// margins for a label longer than its axis; here it is elided.)
func (p *Panels) axisLabels(dc draw.Canvas, i int, l panelLayout, data vg.Rectangle, row int) {
	c := &p.Panels[i]
	mid := data.Min.Add(data.Size().Scale(0.5))
	labelText.drawUp(dc, data.Min.X-l.left+labelText.ascent(), mid.Y,
		labelText.elide(c.YLabel, data.Size().Y+l.over))
	if p.labelsX(i, l.columns) {
		labelText.draw(dc, mid.X, data.Min.Y-l.under[row]+labelText.descent(), 0.5,
			labelText.elide(c.XLabel, data.Size().X))
	}
}

// head sets the panel's title and legend within height above its data area; titles of a
// row are level.
func (c *Curves) head(dc draw.Canvas, data vg.Rectangle, l legend, height vg.Length) {
	y := data.Max.Y + height
	if c.Title != "" {
		headText.draw(dc, data.Min.X, y-headText.ascent(), 0, headText.elide(c.Title, data.Max.X-data.Min.X))
		y -= headText.line() + 1
	}
	l.draw(dc, data.Min.X, y)
}

// plots are gonum plots in the house style, one a panel.
func (p *Panels) plots(l panelLayout) []*plot.Plot {
	shared := newExtent()
	for i := range p.Panels {
		x, _ := p.Panels[i].ranges()
		shared.merge(x)
	}
	var plots []*plot.Plot
	for i := range p.Panels {
		pl := p.Panels[i].plot(l)
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
