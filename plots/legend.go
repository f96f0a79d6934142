package plots

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// legendEntry is a name with its mark.
type legendEntry struct {
	name string
	mark func(c draw.Canvas, x, y vg.Length) // swatchWidth wide, centred on height y
}

// legend sets entries in rows, outside the data.
type legend struct {
	entries []legendEntry
	rows    [][]int
	width   vg.Length
}

const (
	swatchWidth = vg.Length(14)
	swatchGap   = vg.Length(3.5)
	entryGap    = vg.Length(11)
	legendLine  = vg.Length(10.5)
)

// newLegend flows the entries that have a name into rows no wider than width; a name that
// is too long even alone is elided.
func newLegend(entries []legendEntry, width vg.Length) legend {
	l := legend{width: width}
	x := vg.Length(0)
	for _, e := range entries {
		if e.name == "" {
			continue
		}
		e.name = tickText.elide(e.name, width-swatchWidth-swatchGap)
		i := len(l.entries)
		l.entries = append(l.entries, e)
		w := swatchWidth + swatchGap + tickText.width(e.name)
		if len(l.rows) == 0 || x+entryGap+w > width {
			l.rows = append(l.rows, nil)
			x = 0
		} else {
			x += entryGap
		}
		l.rows[len(l.rows)-1] = append(l.rows[len(l.rows)-1], i)
		x += w
	}
	return l
}

func (l legend) height() vg.Length { return vg.Length(len(l.rows)) * legendLine }

// draw sets the legend with its upper left corner at (x, top).
func (l legend) draw(c draw.Canvas, x, top vg.Length) {
	for r, row := range l.rows {
		at := x
		mid := top - (vg.Length(r)+0.5)*legendLine
		for _, i := range row {
			e := l.entries[i]
			e.mark(c, at, mid)
			at += swatchWidth + swatchGap
			tickText.draw(c, at, mid-tickText.ascent()/2+0.2, 0, e.name)
			at += tickText.width(e.name) + entryGap
		}
	}
}
