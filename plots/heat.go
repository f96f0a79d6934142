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

const (
	heatLabelMax = vg.Length(100)
	barWidth     = vg.Length(9)
	barGap       = vg.Length(10)
	barMin       = vg.Length(60) // shortest colour bar
)

// heatLayout is where things go.
type heatLayout struct {
	cell          vg.Length
	left, under   vg.Length // of the matrix: row labels; column labels
	turned        bool      // column labels read upwards
	matrix        vg.Rectangle
	bar           vg.Rectangle
	lo, hi        float64
	ticks         []barTick
	width, height vg.Length
}

type barTick struct {
	at    float64 // in [0, 1] along the bar
	label string
}

func (h *Heat) layout() heatLayout {
	var l heatLayout
	rows, cols := vg.Length(len(h.Values)), vg.Length(len(h.Values[0]))
	l.cell = h.Cell
	if l.cell <= 0 {
		l.cell = min(26, max(1.5, min(300/cols, 300/rows)))
	}
	l.cell = max(px, snap(l.cell))
	l.lo, l.hi = h.span()
	for _, t := range (linearTicks{5}).Ticks(l.lo, l.hi) {
		l.ticks = append(l.ticks, barTick{(t.Value - l.lo) / (l.hi - l.lo), t.Label})
	}
	h.sides(&l)
	top := margin
	if h.Title != "" {
		top += titleText.line() + titleGap
	}
	w, ht := cols*l.cell, rows*l.cell
	body := max(ht, barMin)
	l.matrix = rect(snapUp(margin+l.left), snapUp(margin+l.under+(body-ht)), w, ht)
	l.bar = rect(l.matrix.Max.X+barGap, l.matrix.Max.Y-body, barWidth, body)
	right := l.bar.Max.X + 4
	var widest vg.Length
	for _, t := range l.ticks {
		widest = max(widest, tickText.width(t.label))
	}
	right += widest + 3
	if h.BarLabel != "" {
		right += labelText.line() + labelGap
	}
	l.width = snapUp(max(right+margin, min(textWidth, 2*margin+titleText.width(clean(h.Title)))))
	l.height = snapUp(l.matrix.Max.Y + top + 3)
	return l
}

// sides measures the labels beside and below the matrix.
func (h *Heat) sides(l *heatLayout) {
	if h.YLabel != "" {
		l.left += labelText.line() + 2*labelGap
	}
	if h.XLabel != "" {
		l.under += labelText.line() + labelGap
	}
	var widest vg.Length
	for _, s := range h.RowLabels {
		widest = max(widest, min(heatLabelMax, tickText.width(clean(s))))
	}
	if widest > 0 {
		l.left += widest + 5
	}
	widest = 0
	for _, s := range h.ColLabels {
		widest = max(widest, min(heatLabelMax, tickText.width(clean(s))))
	}
	if widest == 0 {
		return
	}
	l.turned = widest > l.cell-2
	if l.turned {
		l.under += widest + 5
	} else {
		l.under += tickText.line() + 3
	}
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

func (h *Heat) color(l heatLayout, v float64) color.NRGBA {
	t := (v - l.lo) / (l.hi - l.lo)
	if h.Signed {
		return Diverging(2*t - 1)
	}
	return Viridis(t)
}

// Size implements [Figure].
func (h *Heat) Size() (w, ht vg.Length) {
	l := h.layout()
	return l.width, l.height
}

// Draw implements [Figure].
func (h *Heat) Draw(dc draw.Canvas) {
	l := h.layout()
	l.matrix, l.bar = l.matrix.Add(dc.Min), l.bar.Add(dc.Min)
	if h.Title != "" {
		titleText.draw(dc, dc.Min.X+margin, dc.Max.Y-margin-titleText.ascent(), 0, titleText.elide(h.Title, l.width-2*margin))
	}
	img := image.NewNRGBA(image.Rect(0, 0, len(h.Values[0]), len(h.Values)))
	for y, row := range h.Values {
		for x, v := range row {
			img.SetNRGBA(x, y, h.color(l, v))
		}
	}
	dc.DrawImage(l.matrix, img)
	strokeRect(dc, l.matrix, draw.LineStyle{Color: ink, Width: axisWidth})
	if h.Numbers {
		h.drawNumbers(dc, l)
	}
	h.drawLabels(dc, l)
	h.drawBar(dc, l)
}

func (h *Heat) drawNumbers(dc draw.Canvas, l heatLayout) {
	for y, row := range h.Values {
		for x, v := range row {
			s := tickText
			s.color = readableOn(h.color(l, v))
			if str := short(v); s.width(str) <= l.cell-2 && s.size <= l.cell-1 {
				s.draw(dc, l.matrix.Min.X+(vg.Length(x)+0.5)*l.cell,
					l.matrix.Max.Y-(vg.Length(y)+0.5)*l.cell-s.ascent()/2, 0.5, str)
			}
		}
	}
}

// drawLabels names rows and columns; where cells are lower than a line of text, every
// n-th only.
func (h *Heat) drawLabels(dc draw.Canvas, l heatLayout) {
	every := max(1, int(math.Ceil(float64(tickText.size*1.1/l.cell))))
	m := l.matrix
	for i := 0; i < len(h.RowLabels); i += every {
		y := m.Max.Y - (vg.Length(i)+0.5)*l.cell
		tickText.draw(dc, m.Min.X-4, y-tickText.ascent()/2, 1, tickText.elide(h.RowLabels[i], heatLabelMax))
	}
	step := 1
	if l.turned {
		step = every
	}
	for i := 0; i < len(h.ColLabels); i += step {
		x := m.Min.X + (vg.Length(i)+0.5)*l.cell
		str := tickText.elide(h.ColLabels[i], heatLabelMax)
		if !l.turned {
			tickText.draw(dc, x, m.Min.Y-3-tickText.ascent(), 0.5, str)
			continue
		}
		tickText.drawUp(dc, x+tickText.ascent()/2, m.Min.Y-4-tickText.width(str)/2, str)
	}
	if h.XLabel != "" {
		labelText.draw(dc, (m.Min.X+m.Max.X)/2, m.Min.Y-l.under+labelText.descent(), 0.5,
			labelText.elide(h.XLabel, m.Size().X+2*margin))
	}
	if h.YLabel != "" {
		labelText.drawUp(dc, m.Min.X-l.left+labelText.ascent(), (l.bar.Min.Y+l.bar.Max.Y)/2,
			labelText.elide(h.YLabel, l.bar.Size().Y))
	}
}

func (h *Heat) drawBar(dc draw.Canvas, l heatLayout) {
	const steps = 128
	img := image.NewNRGBA(image.Rect(0, 0, 1, steps))
	for i := range steps {
		img.SetNRGBA(0, i, h.color(l, l.hi-(float64(i)+0.5)/steps*(l.hi-l.lo)))
	}
	dc.DrawImage(l.bar, img)
	line := draw.LineStyle{Color: ink, Width: axisWidth}
	strokeRect(dc, l.bar, line)
	var widest vg.Length
	for _, t := range l.ticks {
		y := l.bar.Min.Y + vg.Length(t.at)*l.bar.Size().Y
		dc.StrokeLine2(line, l.bar.Max.X, y, l.bar.Max.X+2.5, y)
		tickText.draw(dc, l.bar.Max.X+4.5, y-tickText.ascent()/2, 0, t.label)
		widest = max(widest, tickText.width(t.label))
	}
	labelText.drawUp(dc, l.bar.Max.X+4+widest+3+labelText.line(), (l.bar.Min.Y+l.bar.Max.Y)/2,
		labelText.elide(h.BarLabel, l.bar.Size().Y))
}
