package plots

import (
	"fmt"
	"image"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Progress is the live panel of a training run: a bar with what is left, small curves
// and a strip of images. Its size depends on the number of curves and rows, not on what
// is in them, so that it does not jump while it is updated; it draws in a few tens of
// milliseconds.
//
// It is lenient where other figures are strict, for a panel must not fail while a run
// goes on: values that are not finite (or not above 0 on a logarithmic axis) are left
// out, and curves and rows may still be empty.
type Progress struct {
	Title string // the run
	// Done of Total steps; Total 0 draws no bar.
	Done, Total int
	// Text stands beside the count: speed and time left.
	Text string
	// Stopped greys the bar: the run was interrupted.
	Stopped bool
	// Curves are small panels side by side, four at most; titles and series are used.
	Curves []Curves
	// Rows are strips of images under the curves, cut to what fits the width.
	Rows      [][]image.Image
	RowLabels []string
}

// NewProgress checks the counts and returns the figure.
func NewProgress(p Progress) (*Progress, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return &p, nil
}

func (p *Progress) check() error {
	if p.Done < 0 || p.Total < 0 || (p.Total > 0 && p.Done > p.Total) {
		return fmt.Errorf("plots: progress %q: got %d of %d steps, want 0 to all of them", p.Title, p.Done, p.Total)
	}
	if len(p.Curves) > 4 {
		return fmt.Errorf("plots: progress %q: got %d curve panels, want at most 4", p.Title, len(p.Curves))
	}
	if len(p.RowLabels) != 0 && len(p.RowLabels) != len(p.Rows) {
		return fmt.Errorf("plots: progress %q: got %d row labels for %d rows", p.Title, len(p.RowLabels), len(p.Rows))
	}
	for i := range p.Curves {
		for _, s := range p.Curves[i].Series {
			if s.X != nil && len(s.X) != len(s.Y) {
				return fmt.Errorf("plots: progress %q: series %q: got %d x values for %d y values", p.Title, s.Name, len(s.X), len(s.Y))
			}
		}
	}
	return nil
}

const (
	progressBar   = vg.Length(5)
	progressGap   = vg.Length(5)
	progressCurve = vg.Length(84) // height of the axes
	progressHead  = vg.Length(24) // of a curve panel's title and legend
	stripTarget   = vg.Length(36)
	stripLabel    = vg.Length(66)
)

// barHeight is what the text and the bar take.
func (p *Progress) barHeight() vg.Length {
	h := titleText.line()
	if p.Total > 0 {
		h += 3 + progressBar
	}
	return snapUp(h)
}

func (p *Progress) curvesHeight() vg.Length {
	if len(p.Curves) == 0 {
		return 0
	}
	return progressGap + progressHead + progressCurve
}

// tileSize is the size of a strip's cells: that of the first image enlarged, or the
// target while there is none.
func (p *Progress) tileSize() (w, h vg.Length) {
	for _, row := range p.Rows {
		for _, img := range row {
			if img != nil && !img.Bounds().Empty() {
				b := img.Bounds()
				s := wholeScale(max(b.Dx(), b.Dy()), stripTarget)
				return vg.Length(b.Dx()*s) * px, vg.Length(b.Dy()*s) * px
			}
		}
	}
	return snap(stripTarget), snap(stripTarget)
}

// Size implements [Figure].
func (p *Progress) Size() (w, h vg.Length) {
	h = 2*margin + p.barHeight() + p.curvesHeight()
	if n := vg.Length(len(p.Rows)); n > 0 {
		_, th := p.tileSize()
		h += progressGap + n*(th+tileGap) - tileGap
	}
	return textWidth, snapUp(h)
}

// Draw implements [Figure].
func (p *Progress) Draw(dc draw.Canvas) {
	dc.Max.Y = snap(dc.Max.Y)
	y := p.drawBar(dc, dc.Max.Y-margin)
	if len(p.Curves) > 0 {
		y -= progressGap
		p.drawCurves(dc, y)
		y -= progressHead + progressCurve
	}
	if len(p.Rows) > 0 {
		p.drawStrips(dc, snap(y-progressGap))
	}
}

// drawBar sets the line of text and the bar below y, and returns its lower edge.
func (p *Progress) drawBar(dc draw.Canvas, y vg.Length) vg.Length {
	left, right := dc.Min.X+margin, dc.Max.X-margin
	base := y - titleText.ascent()
	text := p.Text
	if p.Total > 0 {
		text = count(p.Done) + " of " + count(p.Total)
		if p.Text != "" {
			text += "  ·  " + p.Text
		}
	}
	text = labelText.elide(text, (right-left)*0.75)
	labelText.draw(dc, right, base, 1, text)
	titleText.draw(dc, left, base, 0, titleText.elide(p.Title, right-left-labelText.width(text)-10))
	if p.Total > 0 {
		r := rect(left, y-titleText.line()-3-progressBar, right-left, progressBar)
		dc.SetColor(gridline)
		dc.Fill(roundRect(r, progressBar/2))
		if p.Done > 0 {
			col := Color(0)
			switch {
			case p.Stopped:
				col = terminalColor
			case p.Done == p.Total:
				col = Color(2)
			}
			r.Max.X = r.Min.X + max(progressBar, (right-left)*vg.Length(p.Done)/vg.Length(p.Total))
			dc.SetColor(col)
			dc.Fill(roundRect(r, progressBar/2))
		}
	}
	return y - p.barHeight()
}

// drawCurves sets the small panels side by side, their upper edge at y.
func (p *Progress) drawCurves(dc draw.Canvas, y vg.Length) {
	n := vg.Length(len(p.Curves))
	panels := Panels{Columns: len(p.Curves)}
	for i := range p.Curves {
		c := p.Curves[i].drawable()
		c.XLabel, c.YLabel = "", "" // the title says what it is; x is the count of the bar
		c.Width = (dc.Max.X - dc.Min.X - 2*margin - (n-1)*panelGapX) / n
		c.Height = progressCurve
		panels.Panels = append(panels.Panels, c)
	}
	// Legends of several lines take their room from the axes, not from the images below.
	w, h := panels.Size()
	if over := h - 2*margin - (progressHead + progressCurve); over > 0 {
		for i := range panels.Panels {
			panels.Panels[i].Height = progressCurve - over
		}
		w, h = panels.Size()
	}
	panels.Draw(draw.Canvas{Canvas: dc.Canvas, Rectangle: rect(dc.Min.X, y+margin-h, w, h)})
}

// drawable is c without what cannot be drawn.
func (c Curves) drawable() Curves {
	series := c.Series
	c.Series = nil
	for _, s := range series {
		xs := s.xs()
		kept := Series{Name: s.Name, Dashed: s.Dashed, X: []float64{}}
		for i, v := range s.Y {
			if !usable(v, c.LogY) || !usable(xs[i], c.LogX) {
				continue
			}
			kept.X, kept.Y = append(kept.X, xs[i]), append(kept.Y, v)
		}
		if len(kept.Y) > 0 {
			c.Series = append(c.Series, kept)
		}
	}
	return c
}

func usable(v float64, log bool) bool {
	return math.Abs(v) <= largest && (!log || v > 0)
}

// drawStrips sets the rows of images, the first one's upper edge at y.
func (p *Progress) drawStrips(dc draw.Canvas, y vg.Length) {
	w, h := p.tileSize()
	label := vg.Length(0)
	for _, l := range p.RowLabels {
		label = max(label, min(stripLabel, labelText.width(clean(l)))+6)
	}
	x0 := snapUp(dc.Min.X + margin + label)
	fit := int((dc.Max.X - margin - x0 + tileGap) / (w + tileGap))
	for r, row := range p.Rows {
		y -= h
		if len(p.RowLabels) > 0 {
			labelText.draw(dc, x0-6, y+h/2-labelText.ascent()/2, 1, labelText.elide(p.RowLabels[r], stripLabel))
		}
		for i := range max(0, fit) {
			cell := rect(x0+vg.Length(i)*(w+tileGap), y, w, h)
			switch {
			case i < len(row) && row[i] != nil:
				drawTile(dc, cell, row[i])
			case len(row) == 0:
				fillRect(dc, cell, emptyTile) // still to come
			}
		}
		y -= tileGap
	}
}
