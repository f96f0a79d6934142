package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Colours of the two kinds of node; the dashes and the corners tell them apart too.
var (
	andColor      = okabeIto[0]
	orColor       = okabeIto[1]
	terminalColor = color.NRGBA{0x80, 0x80, 0x80, 0xff}
	orDashes      = []vg.Length{2.4, 1.6}
)

// edgeColor is that of all edges.
var edgeColor = color.NRGBA{0x6b, 0x75, 0x80, 0xff}

// borderStyle is the line around a node of that kind.
func borderStyle(k NodeKind) draw.LineStyle {
	switch k {
	case And:
		return draw.LineStyle{Color: andColor, Width: 1.1}
	case Or:
		return draw.LineStyle{Color: orColor, Width: 1.1, Dashes: orDashes}
	}
	return draw.LineStyle{Color: terminalColor, Width: 0.6}
}

// border draws a node's outline: square for AND, round for OR, thin for a terminal.
func border(c draw.Canvas, r vg.Rectangle, k NodeKind) {
	c.SetLineStyle(borderStyle(k))
	if k == Or {
		c.Stroke(roundRect(r, 5))
		return
	}
	c.Stroke(roundRect(r, 0.5))
}

// badgeText is smaller than the house's 7 points, and bold to make up for it.
var badgeText = textStyle{size: 6.5, bold: true, color: paper}

// badge is a number on a ground of its colour, its upper left corner at (x, y).
func badge(dc draw.Canvas, x, y vg.Length, str string, col color.NRGBA) {
	w, h := badgeSize(str)
	dc.SetColor(col)
	dc.Fill(roundRect(rect(x, y-h, w, h), 1))
	badgeText.draw(dc, x+0.8, y-h+0.75, 0, str)
}

func badgeSize(str string) (w, h vg.Length) {
	return badgeText.width(str) + 1.6, badgeText.ascent() + 1.4
}

// orBadge is the ground of the mark of a chosen alternative: the colour of OR nodes,
// darker, to carry white text.
var orBadge = color.NRGBA{0xa3, 0x5a, 0x00, 0xff}

// legendEntries explain the marks that occur in the tree.
func (t *Tree) legendEntries() []legendEntry {
	var kinds [3]bool
	shares, or, chosen := false, false, false
	var walk func(n *TreeNode)
	walk = func(n *TreeNode) {
		if n.Kind >= And && n.Kind <= Terminal {
			kinds[n.Kind] = true
		}
		chosen = chosen || n.Choices > 1
		for _, k := range n.Children {
			shares = shares || k.Share > 0
			or = or || (n.Kind == Or && k.Share > 0)
			walk(k)
		}
	}
	walk(t.Root)
	var entries []legendEntry
	for k, text := range []string{"AND: all parts together", "OR: one of the alternatives", "terminal"} {
		if !kinds[k] {
			continue
		}
		kind := NodeKind(k)
		entries = append(entries, legendEntry{text, func(c draw.Canvas, x, y vg.Length) {
			border(c, rect(x+(swatchWidth-8)/2, y-4, 8, 8), kind)
		}})
	}
	if chosen {
		entries = append(entries, legendEntry{"1/n: OR, one of n alternatives here", func(c draw.Canvas, x, y vg.Length) {
			badge(c, x+(swatchWidth-badgeText.width("1/n")-1.6)/2, y+badgeText.ascent()/2+0.7, "1/n", orBadge)
		}})
	}
	if shares {
		text := "width and %: share of the parent"
		if or {
			text += " (under OR: how often)"
		}
		if t.Shares != "" {
			text = t.Shares
		}
		entries = append(entries, legendEntry{text, func(c draw.Canvas, x, y vg.Length) {
			c.FillPolygon(edgeColor, []vg.Point{
				{X: x, Y: y - 0.3}, {X: x + swatchWidth, Y: y - 1.4}, {X: x + swatchWidth, Y: y + 1.4}, {X: x, Y: y + 0.3}})
		}})
	}
	return entries
}
