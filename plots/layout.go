package plots

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Layout is a figure of figures: side by side, below each other, or in rows. Figures of
// a row stand with their upper edges level; columns are as wide as their widest figure.
type Layout struct {
	Title   string
	Figures []Figure
	// Columns is the number of figures side by side; 0 is all of them.
	Columns int
}

// NewLayout checks every figure and returns them as one.
func NewLayout(l Layout) (*Layout, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	return &l, nil
}

func (l *Layout) check() error {
	if len(l.Figures) == 0 {
		return fmt.Errorf("plots: layout %q: got no figures, want at least one", l.Title)
	}
	for _, f := range l.Figures {
		if err := check(f); err != nil {
			return err
		}
	}
	return nil
}

const layoutGap = vg.Length(6) // between figures, beside their own margins

// cells are the widths of the columns and the heights of the rows.
func (l *Layout) cells() (columns int, widths, heights []vg.Length) {
	columns = l.Columns
	if columns <= 0 || columns > len(l.Figures) {
		columns = len(l.Figures)
	}
	widths = make([]vg.Length, columns)
	heights = make([]vg.Length, (len(l.Figures)+columns-1)/columns)
	for i, f := range l.Figures {
		w, h := f.Size()
		widths[i%columns] = max(widths[i%columns], snapUp(w))
		heights[i/columns] = max(heights[i/columns], snapUp(h))
	}
	return columns, widths, heights
}

// Size implements [Figure].
func (l *Layout) Size() (w, h vg.Length) {
	_, widths, heights := l.cells()
	for _, x := range widths {
		w += x + layoutGap
	}
	for _, y := range heights {
		h += y + layoutGap
	}
	w, h = w-layoutGap, h-layoutGap
	if l.Title != "" {
		h += l.titleHeight()
		w = max(w, head{title: l.Title}.pageWidth(0))
	}
	return snapUp(w), snapUp(h)
}

// titleHeight is the room for the title over the figures, which have margins of their own.
func (l *Layout) titleHeight() vg.Length { return snapUp(margin + titleText.line()) }

// Draw implements [Figure].
func (l *Layout) Draw(dc draw.Canvas) {
	columns, widths, heights := l.cells()
	y := snap(dc.Max.Y)
	if l.Title != "" {
		head{title: l.Title}.draw(dc, dc.Min.X+margin, y-margin, dc.Max.X-dc.Min.X-2*margin)
		y -= l.titleHeight()
	}
	for r, height := range heights {
		x := snap(dc.Min.X)
		for k := 0; k < columns && r*columns+k < len(l.Figures); k++ {
			f := l.Figures[r*columns+k]
			w, h := f.Size()
			w, h = snapUp(w), snapUp(h)
			f.Draw(draw.Canvas{Canvas: dc.Canvas, Rectangle: rect(x, y-h, w, h)})
			x += widths[k] + layoutGap
		}
		y -= height + layoutGap
	}
}
