package plots

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Size implements [Figure].
func (t *Tree) Size() (w, h vg.Length) {
	l := t.layout()
	return l.width, l.height
}

// Draw implements [Figure].
func (t *Tree) Draw(dc draw.Canvas) {
	end := group(dc, "andor-tree", "")
	defer end()
	l := t.layout()
	if s := structured(dc); s != nil {
		l.sheet = newSheet(t.Root)
		s.attach(l.sheet.markup() + treeScript)
	}
	// The layout counts from the left edge; a canvas that is part of a larger one may not.
	dc.Push()
	defer dc.Pop()
	dc.Translate(vg.Point{X: dc.Min.X})
	dc.Max.X, dc.Min.X = dc.Max.X-dc.Min.X, 0
	l.draw(dc, t)
}

func (l treeLayout) draw(dc draw.Canvas, t *Tree) {
	top := snap(dc.Max.Y)
	head{title: t.Title}.draw(dc, margin, top-margin, l.width-2*margin)
	for _, v := range l.levels {
		l.drawBand(dc, t, v, top)
	}
	l.drawEdges(dc, l.root, top)
	for _, v := range l.levels {
		for _, n := range v.nodes {
			l.drawNode(dc, v, n, top)
		}
	}
	l.legend.draw(dc, margin, dc.Min.Y+margin+l.legend.height())
}

// drawBand draws a level's ground, its name and the picture of its places.
func (l treeLayout) drawBand(dc draw.Canvas, t *Tree, v *treeLevel, top vg.Length) {
	dc.SetColor(band)
	dc.Fill(roundRect(rect(margin, top-v.bottom, l.width-2*margin, v.bottom-v.top), 3))
	if len(v.name) == 0 && !v.where {
		return
	}
	y := top - (v.top+v.bottom)/2 + l.sideHeight(v)/2
	x := snap(margin + bandPad)
	headText.drawLines(dc, x, y-headText.ascent(), 0, v.name)
	if !v.where {
		return
	}
	y = snap(y - vg.Length(len(v.name))*headText.line() - placeGap)
	r := drawTile(dc, rect(x, y-l.whole, l.whole, l.whole), t.Whole)
	drawPlaces(dc, r, t.Whole.Bounds(), v.nodes)
}

// bodyRect is the frame of a node.
func (l treeLayout) bodyRect(n *placedNode, top vg.Length) vg.Rectangle {
	v := l.levels[n.depth]
	side := v.body + 2*framePad
	return rect(snap(n.x-side/2), top-v.bodyTop-v.body-framePad-vg.Length(n.row)*v.pitch(), side, side)
}

// drawEdges joins n to its children: dashed under an OR node, as wide as the share.
func (l treeLayout) drawEdges(dc draw.Canvas, n *placedNode, top vg.Length) {
	v := l.levels[n.depth]
	from := vg.Point{X: n.x, Y: top - v.bodyTop - v.body - framePad - 1}
	if len(n.lines) > 0 {
		from.Y -= 2 + vg.Length(len(n.lines))*tickText.line()
	}
	if n.block != nil {
		l.drawBlock(dc, n, from, top)
		return
	}
	for _, k := range n.children {
		w := l.levels[k.depth]
		to := vg.Point{X: k.x, Y: top - w.bodyTop + framePad + 1}
		if w.shares {
			to.Y += tickText.line()
		}
		end := group(dc, "edge", "", "from", n.id, "to", k.id)
		dc.SetLineStyle(edgeStyle(n.Kind, k.Share))
		dc.Stroke(edgePath(from, to, top-v.bottom))
		end()
		l.drawEdges(dc, k, top)
	}
}

// drawBlock draws the frame around the children of n that stand in rows, and one edge
// to it.
func (l treeLayout) drawBlock(dc draw.Canvas, n *placedNode, from vg.Point, top vg.Length) {
	v, w := l.levels[n.depth], l.levels[n.depth+1]
	b := n.block
	upper := top - w.bodyTop + framePad + blockPad
	if w.shares {
		upper += tickText.line()
	}
	height := blockPad + vg.Length(b.rows)*w.pitch()
	end := group(dc, "edge", "", "from", n.id, "to", n.id+".*")
	defer end()
	var share float64
	for _, k := range n.children {
		share += k.Share
	}
	frame := roundRect(rect(b.x-b.w/2, upper-height, b.w, height), 3)
	dc.SetColor(paper)
	dc.Fill(frame)
	dc.SetLineStyle(draw.LineStyle{Color: hairline, Width: 0.6})
	dc.Stroke(frame)
	dc.SetLineStyle(edgeStyle(n.Kind, min(1, share)))
	dc.Stroke(edgePath(from, vg.Point{X: b.x, Y: upper}, top-v.bottom))
}

// edgeStyle is dashed under an OR node, and as wide as the share.
func edgeStyle(parent NodeKind, share float64) draw.LineStyle {
	s := draw.LineStyle{Color: edgeColor, Width: 0.5 + 2*vg.Length(share)}
	if parent == Or {
		s.Dashes = []vg.Length{3.5, 2.2}
	}
	return s
}

// edgePath runs straight down to the lower edge of the parent's band and from there in
// a curve that leaves and arrives upright, so that it crosses no neighbour's label.
func edgePath(from, to vg.Point, band vg.Length) vg.Path {
	var p vg.Path
	p.Move(from)
	knee := vg.Point{X: from.X, Y: min(from.Y, band+bandPad)}
	p.Line(knee)
	mid := (knee.Y + to.Y) / 2
	p.CubeTo(vg.Point{X: knee.X, Y: mid}, vg.Point{X: to.X, Y: mid}, to)
	return p
}

func (l treeLayout) drawNode(dc draw.Canvas, v *treeLevel, n *placedNode, top vg.Length) {
	end := group(dc, "node "+n.Kind.String(), n.hover(), n.data(n.id, l.sheet)...)
	defer end()
	r := l.bodyRect(n, top)
	dc.SetColor(paper)
	dc.Fill(roundRect(r, 2))
	if n.Image != nil && !n.Image.Bounds().Empty() {
		inner := r
		inner.Min = inner.Min.Add(vg.Point{X: framePad, Y: framePad})
		inner.Max = inner.Max.Sub(vg.Point{X: framePad, Y: framePad})
		drawTile(dc, inner, n.Image)
	} else {
		s := textStyle{size: 8, bold: true, color: borderStyle(n.Kind).Color}
		word := n.Kind.String()
		if n.Kind == Terminal {
			word = "•"
		}
		s.draw(dc, (r.Min.X+r.Max.X)/2, (r.Min.Y+r.Max.Y)/2-s.ascent()/2, 0.5, word)
	}
	border(dc, r, n.Kind)
	if n.Share > 0 && n.parent != nil {
		tickText.draw(dc, n.x, r.Max.Y+tickText.descent()+1, 0.5, percent(n.Share))
	}
	tickText.drawLines(dc, n.x, r.Min.Y-2-tickText.ascent(), 0.5, n.lines)
	if n.number > 0 {
		badge(dc, r.Min.X-1, r.Max.Y+1, strconv.Itoa(n.number), Color(n.number-1))
	}
	if n.Choices > 1 {
		s := "1/" + strconv.Itoa(n.Choices)
		badge(dc, r.Max.X-badgeText.width(s)-0.6, r.Min.Y+badgeText.ascent()+0.4, s, orBadge)
	}
}

// data returns the node's data attributes: everything that a script on the page needs.
func (n *TreeNode) data(id string, s *sheet) []string {
	attrs := []string{"id", id, "kind", n.Kind.String(), "unit", n.Unit.String()}
	if !n.Place.Empty() {
		p := n.Place
		attrs = append(attrs, "place", fmt.Sprintf("%d,%d,%d,%d", p.Min.X, p.Min.Y, p.Dx(), p.Dy()))
	}
	return append(attrs, "activation", plain(n.Activation), "contribution", plain(n.Contribution), "share", plain(n.Share), "patches", s.places(n))
}
