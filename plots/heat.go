package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Heat is a figure of a matrix as colours, with a colour bar.
type Heat struct {
	Title string
	// Values are rows from top to bottom, all of one length.
	Values [][]float64
	// RowLabels and ColLabels name rows and columns; none, or one each.
	RowLabels, ColLabels []string
	XLabel, YLabel       string
	// BarLabel says what the colours mean.
	BarLabel string
	// Min and Max are the values of the ends of the colour bar; both zero means those
	// of the data. Values outside get the colour of the end.
	Min, Max float64
	// Signed colours values by sign, 0 being white, over a symmetric range.
	Signed bool
	// Numbers prints the value in each cell where it fits.
	Numbers bool
	// Cell is the side of a cell in points; 0 follows from the size of the matrix.
	Cell vg.Length
}

// NewHeat checks that the matrix is full and finite and returns the figure.
func NewHeat(h Heat) (*Heat, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	return &h, nil
}

func (h *Heat) check() error {
	if len(h.Values) == 0 || len(h.Values[0]) == 0 {
		return fmt.Errorf("plots: heat %q: got no values, want at least one row and column", h.Title)
	}
	cols := len(h.Values[0])
	for i, row := range h.Values {
		if len(row) != cols {
			return fmt.Errorf("plots: heat %q: got %d values in row %d, want %d as in row 0", h.Title, len(row), i, cols)
		}
		if err := finite(fmt.Sprintf("row %d", i), row); err != nil {
			return fmt.Errorf("plots: heat %q: %w", h.Title, err)
		}
	}
	if n := len(h.RowLabels); n != 0 && n != len(h.Values) {
		return fmt.Errorf("plots: heat %q: got %d row labels for %d rows", h.Title, n, len(h.Values))
	}
	if n := len(h.ColLabels); n != 0 && n != cols {
		return fmt.Errorf("plots: heat %q: got %d column labels for %d columns", h.Title, n, cols)
	}
	if h.Min > h.Max || math.IsNaN(h.Min+h.Max) || math.IsInf(h.Min+h.Max, 0) {
		return fmt.Errorf("plots: heat %q: got the range %g to %g, want Min below Max", h.Title, h.Min, h.Max)
	}
	return nil
}

// heatLayout is where things go.
type heatLayout struct {
	cell   vg.Length
	turned bool // column labels read upwards
	w, h   vg.Length
	bar    colorBar
}

func (h *Heat) layout() heatLayout {
	rows, cols := vg.Length(len(h.Values)), vg.Length(len(h.Values[0]))
	cell := h.Cell
	if cell <= 0 {
		cell = min(26, max(1.5, min(300/cols, 300/rows)))
	}
	l := heatLayout{cell: max(px, snap(cell)), bar: colorBar{label: h.BarLabel}}
	l.turned = widestName(h.ColLabels) > l.cell-2
	l.w, l.h = cols*l.cell, rows*l.cell
	l.bar.lo, l.bar.hi = h.span()
	l.bar.color = func(v float64) color.NRGBA {
		t := (v - l.bar.lo) / (l.bar.hi - l.bar.lo)
		if h.Signed {
			return Diverging(2*t - 1)
		}
		return Viridis(t)
	}
	return l
}

// frame puts the matrix at the top of the data area, which is at least as high as the
// shortest colour bar.
func (h *Heat) frame() *frame {
	l := h.layout()
	s := h.sides(l)
	s.over, s.right = 3, l.bar.room()
	s.left, s.under = snapUp(margin+s.left)-margin, snapUp(margin+s.under)-margin // cells are whole pixels
	body := max(l.h, barMin)
	s.lift = body - l.h
	return &frame{head: head{title: h.Title}, sides: s, w: l.w, h: body,
		content: func(dc draw.Canvas, data vg.Rectangle) {
			m := data
			m.Min.Y = m.Max.Y - l.h
			h.drawCells(dc, l, m)
			h.drawNames(dc, l, m)
			l.bar.draw(dc, data)
		}}
}

// sides measures the labels beside and below the matrix.
func (h *Heat) sides(l heatLayout) sides {
	var s sides
	s.label(h.XLabel, h.YLabel)
	if w := widestName(h.RowLabels); w > 0 {
		s.left += w + 5
	}
	if w := widestName(h.ColLabels); l.turned {
		s.under += w + 5
	} else if w > 0 {
		s.under += tickText.line() + 3
	}
	return s
}

// widestName returns the width of the widest name, 0 where there is none.
func widestName(names []string) vg.Length {
	var w vg.Length
	for _, s := range names {
		w = max(w, min(nameMax, tickText.width(clean(s))))
	}
	return w
}

// span is the range of the colour bar, never empty.
func (h *Heat) span() (lo, hi float64) {
	e := newExtent()
	for _, row := range h.Values {
		e.add(row...)
	}
	if h.Min != h.Max {
		e = extent{h.Min, h.Max}
	}
	if h.Signed {
		m := math.Max(math.Abs(e.lo), math.Abs(e.hi))
		e = extent{-m, m}
	}
	if e.lo == e.hi {
		e.lo, e.hi = e.lo-0.5, e.hi+0.5
	}
	return e.lo, e.hi
}

// Size implements [Figure].
func (h *Heat) Size() (w, ht vg.Length) { return h.frame().Size() }

// Draw implements [Figure].
func (h *Heat) Draw(dc draw.Canvas) { h.frame().Draw(dc) }

// drawCells draws the matrix, and the numbers that fit their cells.
func (h *Heat) drawCells(dc draw.Canvas, l heatLayout, m vg.Rectangle) {
	img := image.NewNRGBA(image.Rect(0, 0, len(h.Values[0]), len(h.Values)))
	for y, row := range h.Values {
		for x, v := range row {
			img.SetNRGBA(x, y, l.bar.color(v))
		}
	}
	dc.DrawImage(m, img)
	strokeRect(dc, m, draw.LineStyle{Color: ink, Width: axisWidth})
	if !h.Numbers {
		return
	}
	for y, row := range h.Values {
		for x, v := range row {
			s := tickText
			s.color = readableOn(l.bar.color(v))
			if str := short(v); s.width(str) <= l.cell-2 && s.size <= l.cell-1 {
				s.draw(dc, m.Min.X+(vg.Length(x)+0.5)*l.cell, m.Max.Y-(vg.Length(y)+0.5)*l.cell-s.ascent()/2, 0.5, str)
			}
		}
	}
}

// drawNames names rows and columns; where cells are lower than a line of text, every
// n-th only.
func (h *Heat) drawNames(dc draw.Canvas, l heatLayout, m vg.Rectangle) {
	every := max(1, int(math.Ceil(float64(tickText.size*1.1/l.cell))))
	for i := 0; i < len(h.RowLabels); i += every {
		y := m.Max.Y - (vg.Length(i)+0.5)*l.cell
		tickText.draw(dc, m.Min.X-4, y-tickText.ascent()/2, 1, tickText.elide(h.RowLabels[i], nameMax))
	}
	step := 1
	if l.turned {
		step = every
	}
	for i := 0; i < len(h.ColLabels); i += step {
		x := m.Min.X + (vg.Length(i)+0.5)*l.cell
		str := tickText.elide(h.ColLabels[i], nameMax)
		if !l.turned {
			tickText.draw(dc, x, m.Min.Y-3-tickText.ascent(), 0.5, str)
			continue
		}
		tickText.drawUp(dc, x+tickText.ascent()/2, m.Min.Y-4-tickText.width(str)/2, str)
	}
}
