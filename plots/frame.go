package plots

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Gaps that every figure keeps.
const (
	titleGap = vg.Length(4) // below the title of a figure
	headGap  = vg.Length(4) // between a title or legend and the data
	labelGap = vg.Length(2) // between an axis label and the tick labels
)

// nameMax is the longest name of a row, column or group; longer ones are cut.
const nameMax = vg.Length(100)

// frame is all of a figure but its data: the margin, the title and the legend above the
// data, the labels of the axes beside them. Figures compute one from their settings and
// leave Size and Draw to it:
//
//	func (h *Heat) Size() (w, ht vg.Length) { return h.frame().Size() }
//	func (h *Heat) Draw(dc draw.Canvas)     { h.frame().Draw(dc) }
//
// What a figure adds is the size of its data area, the room that it needs around it, and
// the func that draws into it.
type frame struct {
	head
	sides
	w, h vg.Length // of the data area
	// flush starts title and legend at the left edge of the data, not of the page.
	flush bool
	// cut shortens a title that is wider than the figure; otherwise the figure is widened,
	// up to the width of the page.
	cut bool
	// content draws the data into the area, and tick labels and names into the sides.
	content func(dc draw.Canvas, data vg.Rectangle)
}

// Size implements [Figure].
func (f *frame) Size() (w, h vg.Length) {
	w = 2*margin + f.left + f.w + f.right
	if !f.cut {
		w = max(w, f.head.pageWidth(f.indent()))
	}
	return snapUp(w), snapUp(2*margin + f.head.height() + f.over + f.h + f.under)
}

// Draw implements [Figure]. The head hangs from the upper edge of the canvas and the data
// stand on the lower one; rounding to whole pixels goes between them.
func (f *frame) Draw(dc draw.Canvas) {
	w, _ := f.Size()
	f.head.draw(dc, dc.Min.X+margin+f.indent(), dc.Max.Y-margin, w-2*margin-f.indent())
	data := rect(margin+f.left, margin+f.under, f.w, f.h).Add(dc.Min)
	f.content(dc, data)
	f.sides.draw(dc, data, min(f.w+2*margin, w-2*margin))
}

// indent returns how far title and legend stand from the left margin.
func (f *frame) indent() vg.Length {
	if f.flush {
		return f.left
	}
	return 0
}

// head is what stands above data: a title, and under it a legend. Either may be missing.
type head struct {
	title  string
	legend legend
	small  bool // one of several in a figure: a smaller title, close to its legend
}

// style returns the style of the title.
func (h head) style() textStyle {
	if h.small {
		return headText
	}
	return titleText
}

// titleHeight returns the height of the title with the gap below it, 0 without a title.
func (h head) titleHeight() vg.Length {
	switch {
	case h.title == "":
		return 0
	case h.small:
		return h.style().line() + 1
	}
	return h.style().line() + titleGap
}

// height returns the room that the head takes above the data, 0 if it is empty.
func (h head) height() vg.Length {
	t, k := h.titleHeight(), h.legend.height()
	switch {
	case k > 0, t > 0 && h.small:
		return t + k + headGap
	}
	return t
}

// pageWidth returns the width of a page that holds the title at that indent, at most that of
// a whole page.
func (h head) pageWidth(indent vg.Length) vg.Length {
	return min(textWidth, 2*margin+indent+h.style().width(clean(h.title)))
}

// draw sets the head with its upper left corner at (x, top), a title wider than width cut.
func (h head) draw(dc draw.Canvas, x, top, width vg.Length) {
	if h.title != "" {
		h.style().draw(dc, x, top-h.style().ascent(), 0, h.style().elide(h.title, width))
	}
	h.legend.draw(dc, x, top-h.titleHeight())
}

// sides is the room around a data area, and the labels of its axes, which stand at the
// outer edges of that room.
type sides struct {
	left, right, over, under vg.Length
	xLabel, yLabel           string
	lift                     vg.Length // how much nearer to the top the label below stands
}

// label adds the labels of the axes outside of the room that is there.
func (s *sides) label(x, y string) {
	s.xLabel, s.yLabel = x, y
	if x != "" {
		s.under += labelText.line() + labelGap
	}
	if y != "" {
		s.left += labelText.line() + 2*labelGap
	}
}

// draw sets the labels around data. (gonum would widen the margins for a label longer
// than its axis; here it is cut, below the data to width.)
func (s sides) draw(dc draw.Canvas, data vg.Rectangle, width vg.Length) {
	mid := data.Min.Add(data.Size().Scale(0.5))
	labelText.drawUp(dc, data.Min.X-s.left+labelText.ascent(), mid.Y, labelText.elide(s.yLabel, data.Size().Y+s.over))
	labelText.draw(dc, mid.X, data.Min.Y+s.lift-s.under+labelText.descent(), 0.5, labelText.elide(s.xLabel, width))
}
