package plots

import (
	"strconv"

	"gonum.org/v1/plot/vg"
)

// placedNode is a tree node with its place on the page.
type placedNode struct {
	*TreeNode
	id       string // "0", "0.2", "0.2.1": the way from the root
	parent   *placedNode
	children []*placedNode
	depth    int
	number   int // in its level, from 1; 0 where it has no place in the whole image
	x        vg.Length
	row      int        // in its parent's block, from 0
	lines    []string   // the label, wrapped
	block    *leafBlock // the children stand in rows instead of side by side
}

// leafBlock is a frame in which many leaves of one parent stand in rows, so that a wide
// tree stays readable.
type leafBlock struct {
	columns, rows int
	x, w          vg.Length // middle and width
}

// treeLevel is one horizontal band.
type treeLevel struct {
	name        []string // wrapped
	nodes       []*placedNode
	body        vg.Length // side of the thumbnails
	labelWidth  vg.Length
	shares      bool // some node prints a percentage above it
	labelHeight vg.Length
	nodeWidth   vg.Length // of the widest node with its label
	rows        int       // 1, or more where leaves stand in blocks
	top, bottom vg.Length // of the band, downwards from the page's top
	bodyTop     vg.Length
	where       bool // some node has a place in the whole image
}

type treeLayout struct {
	root          *placedNode
	levels        []*treeLevel
	side          vg.Length // width of the column of level names and places
	whole         vg.Length // side of the place pictures; 0 for none
	legend        legend
	width, height vg.Length
	sheet         *sheet // the patches, where the canvas can show them; nil for none
}

const (
	treeWidth   = vg.Length(600)
	bodyMax     = vg.Length(51)
	bodyMin     = vg.Length(24)
	bodyBare    = vg.Length(30) // of a level without pictures
	framePad    = 4 * px        // between a thumbnail and its frame
	nodeGap     = vg.Length(7)
	bandPad     = vg.Length(5)
	levelGap    = vg.Length(24) // between bands: room for the edges
	sideMax     = vg.Length(84)
	wholeTarget = vg.Length(72)
	placeGap    = vg.Length(7) // between a level's name and its place picture: room for the numbers of small boxes
	labelRows   = 2
	blockRows   = 6 // at most
	blockPad    = vg.Length(3)
)

func (t *Tree) layout() treeLayout {
	var l treeLayout
	l.root = l.add(t.Root, nil, "0", 0)
	for _, v := range l.levels {
		l.measureSide(t, v)
	}
	want := t.Width
	if want <= 0 {
		want = treeWidth
	}
	for _, v := range l.levels {
		v.size(want-l.side-2*margin, len(v.nodes))
	}
	treeW := l.fit(want - l.side - 2*margin - 2*bandPad)
	l.width = snapUp(2*margin + l.side + treeW + 2*bandPad)
	l.width = max(l.width, snapUp(head{title: t.Title}.pageWidth(0)))
	l.legend = newLegend(t.legendEntries(), l.width-2*margin)
	l.stack(t)
	return l
}

// add collects the nodes by level, in order.
func (l *treeLayout) add(n *TreeNode, parent *placedNode, id string, depth int) *placedNode {
	p := &placedNode{TreeNode: n, id: id, parent: parent, depth: depth}
	if depth == len(l.levels) {
		l.levels = append(l.levels, &treeLevel{})
	}
	v := l.levels[depth]
	v.nodes = append(v.nodes, p)
	v.shares = v.shares || (n.Share > 0 && parent != nil)
	for i, k := range n.Children {
		p.children = append(p.children, l.add(k, p, id+"."+strconv.Itoa(i), depth+1))
	}
	return p
}

// measureSide finds the level's name and whether its places are shown, and widens the
// side column for them.
func (l *treeLayout) measureSide(t *Tree, v *treeLevel) {
	for _, n := range v.nodes {
		if len(v.name) == 0 && n.Level != "" {
			v.name = headText.wrap(n.Level, sideMax, 2)
		}
		if t.Whole != nil && !n.Place.Empty() && !t.Whole.Bounds().In(n.Place) {
			v.where = true // a level that explains the whole image needs no picture of it
		}
	}
	number := 0
	for _, n := range v.nodes {
		if v.where && !n.Place.Empty() {
			number++
			n.number = number
		}
	}
	for _, line := range v.name {
		l.side = max(l.side, headText.width(line)+12)
	}
	if v.where {
		b := t.Whole.Bounds()
		side := max(b.Dx(), b.Dy(), 1)
		l.whole = vg.Length(wholeScale(side, wholeTarget)*side) * px
		l.side = max(l.side, l.whole+14)
	}
	l.side = snapUp(l.side)
}

// size chooses the thumbnails' side so that so many nodes fit width if they can, and wraps
// the labels to what that leaves.
func (v *treeLevel) size(width vg.Length, columns int) {
	n := vg.Length(columns)
	largest := bodyBare
	for _, p := range v.nodes {
		if p.Image != nil {
			largest = bodyMax
		}
	}
	v.body = snap(min(largest, max(bodyMin, width/n-2*framePad-nodeGap)))
	v.labelHeight, v.nodeWidth = 0, 0
	v.labelWidth = max(v.body+2*framePad, min(64, width/n-nodeGap))
	for _, p := range v.nodes {
		p.lines = tickText.wrap(p.Label, v.labelWidth, labelRows)
		v.labelHeight = max(v.labelHeight, vg.Length(len(p.lines))*tickText.line())
		v.nodeWidth = max(v.nodeWidth, v.widthOf(p))
	}
}

// widthOf is the room that a node needs.
func (v *treeLevel) widthOf(p *placedNode) vg.Length {
	w := v.body + 2*framePad
	for _, line := range p.lines {
		w = max(w, tickText.width(line))
	}
	return w
}

// pitch is the height of a row of nodes.
func (v *treeLevel) pitch() vg.Length {
	h := v.body + 2*framePad + 4
	if v.shares {
		h += tickText.line()
	}
	if v.labelHeight > 0 {
		h += 2 + v.labelHeight
	}
	return snapUp(h)
}

// fit places the tree: side by side if that fits width, else with the leaves of one
// parent in blocks of more and more rows, those of few leaves last.
func (l *treeLayout) fit(width vg.Length) vg.Length {
	w := l.place(1, 0)
	for _, from := range []int{4, 2} {
		for rows := 2; rows <= blockRows && w > 1.15*width; rows++ {
			if w = l.place(rows, from); w > 1.15*width {
				continue
			}
			if larger := l.enlarge(rows, from, width); larger > 0 {
				return larger
			}
			return l.place(rows, from)
		}
	}
	return w
}

// enlarge gives thumbnails in rows the room that the rows leave them, and returns the tree's
// width, or 0 if it would not fit, all sizes as before.
func (l *treeLayout) enlarge(rows, from int, width vg.Length) vg.Length {
	resize := func(columns func(v *treeLevel) int) {
		for _, v := range l.levels {
			if v.rows > 1 {
				v.size(width, columns(v))
			}
		}
	}
	resize(func(v *treeLevel) int { return (len(v.nodes) + v.rows - 1) / v.rows })
	if w := l.place(rows, from); w <= 1.15*width {
		return w
	}
	resize(func(v *treeLevel) int { return len(v.nodes) })
	return 0
}

// place runs the tidy layout and returns the tree's width. Leaves of one parent, if they
// are at least from, stand in blocks of that many rows.
func (l *treeLayout) place(rows, from int) vg.Length {
	for _, v := range l.levels {
		v.rows = 1
	}
	all := map[*placedNode]*tidyNode{}
	var build func(p *placedNode) *tidyNode
	build = func(p *placedNode) *tidyNode {
		n := &tidyNode{w: l.levels[p.depth].widthOf(p) + nodeGap}
		all[p] = n
		if p.block = l.blockOf(p, rows, from); p.block != nil {
			n.children = []*tidyNode{{w: p.block.w + nodeGap}}
			return n
		}
		for _, k := range p.children {
			k.row = 0
			n.children = append(n.children, build(k))
		}
		return n
	}
	w := tidy(build(l.root))
	left := margin + l.side + bandPad
	for p, n := range all {
		p.x = left + n.x
		if b := p.block; b != nil {
			b.x = left + n.children[0].x
			cell := (b.w - 2*blockPad) / vg.Length(b.columns)
			for i, k := range p.children {
				k.row = i / b.columns
				k.x = b.x - b.w/2 + blockPad + (vg.Length(i%b.columns)+0.5)*cell
			}
		}
	}
	return w
}

// blockOf is the block for p's children if they are to stand in rows, else nil.
func (l *treeLayout) blockOf(p *placedNode, rows, from int) *leafBlock {
	if rows < 2 || len(p.children) < from {
		return nil
	}
	for _, k := range p.children {
		if len(k.children) > 0 {
			return nil
		}
	}
	v := l.levels[p.depth+1]
	b := &leafBlock{columns: (len(p.children) + rows - 1) / rows}
	b.rows = (len(p.children) + b.columns - 1) / b.columns
	b.w = vg.Length(b.columns)*(v.nodeWidth+nodeGap) - nodeGap + 2*blockPad + 4
	v.rows = max(v.rows, b.rows)
	return b
}

// stack puts the bands one below the other.
func (l *treeLayout) stack(t *Tree) {
	y := margin + snapUp(head{title: t.Title}.height())
	for i, v := range l.levels {
		if i > 0 {
			y += levelGap
		}
		v.top = snap(y)
		y += bandPad
		if v.shares {
			y += tickText.line()
		}
		v.bodyTop = snapUp(y + framePad)
		if v.rows > 1 {
			v.bodyTop += snapUp(blockPad)
		}
		y = v.bodyTop + v.body + framePad + vg.Length(v.rows-1)*v.pitch()
		if v.labelHeight > 0 {
			y += 2 + v.labelHeight
		}
		if v.rows > 1 {
			y += blockPad
		}
		y = max(y, v.top+bandPad+l.sideHeight(v)) + bandPad
		v.bottom = snapUp(y)
		y = v.bottom
	}
	if h := l.legend.height(); h > 0 {
		y += 8 + h
	}
	l.height = snapUp(y + margin)
}

// sideHeight is what the level's name and place picture need.
func (l *treeLayout) sideHeight(v *treeLevel) vg.Length {
	h := vg.Length(len(v.name)) * headText.line()
	if v.where {
		h += l.whole + placeGap
	}
	return h
}
