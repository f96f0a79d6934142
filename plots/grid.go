package plots

import (
	"fmt"
	"image"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Grid is a figure of images in rows: samples, originals over reconstructions, basis
// functions. All cells have the size that the largest image needs; every image is
// enlarged by the largest whole factor that fits its cell, and stands in its middle.
//
// Rows wider than Columns are wrapped. Rows of one group stay together: a block of all
// rows' first tiles comes first, then a block of their next tiles, and so on, so that
// an original always stands over its reconstruction.
type Grid struct {
	Title string
	// Rows are the tiles from left to right, top to bottom. A nil image leaves its
	// cell empty; rows may differ in length.
	Rows [][]image.Image
	// RowLabels name the rows, at their left; none or one a row.
	RowLabels []string
	// Captions stand under the tiles: none, or one for each tile of all rows in
	// reading order ("" for no caption). A newline ends a line, so that all captions of a
	// figure break at one place; longer lines are wrapped, to two lines in all.
	Captions []string
	// Groups are further sets of rows, each under a title of its own. A figure may
	// have rows, groups or both.
	Groups []GridGroup
	// Columns is the largest number of tiles side by side; 0 fits the page.
	Columns int
	// Scale is the number of PNG pixels (192 to the inch) an image pixel takes in
	// each direction; 0 makes tiles about half an inch wide.
	Scale int
}

// GridGroup is a set of rows under one title. Its fields are those of [Grid].
type GridGroup struct {
	Title     string
	Rows      [][]image.Image
	RowLabels []string
	Captions  []string
}

// NewGrid checks that there are images and that labels and captions match them, and
// returns the figure.
func NewGrid(g Grid) (*Grid, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	return &g, nil
}

// groups are all sets of rows in order.
func (g *Grid) groups() []GridGroup {
	var all []GridGroup
	if len(g.Rows) > 0 {
		all = append(all, GridGroup{Rows: g.Rows, RowLabels: g.RowLabels, Captions: g.Captions})
	}
	return append(all, g.Groups...)
}

func (g *Grid) check() error {
	if g.Columns < 0 || g.Scale < 0 {
		return fmt.Errorf("plots: grid %q: got %d columns and scale %d, want neither below 0", g.Title, g.Columns, g.Scale)
	}
	images := 0
	for _, s := range g.groups() {
		tiles := 0
		for _, row := range s.Rows {
			tiles += len(row)
			for _, img := range row {
				if img != nil && !img.Bounds().Empty() {
					images++
				}
			}
		}
		if len(s.RowLabels) != 0 && len(s.RowLabels) != len(s.Rows) {
			return fmt.Errorf("plots: grid %q: got %d row labels for %d rows", g.Title, len(s.RowLabels), len(s.Rows))
		}
		if len(s.Captions) != 0 && len(s.Captions) != tiles {
			return fmt.Errorf("plots: grid %q: got %d captions for %d tiles", g.Title, len(s.Captions), tiles)
		}
	}
	if images == 0 {
		return fmt.Errorf("plots: grid %q: got no images, want at least one", g.Title)
	}
	return nil
}

const (
	tileTarget   = vg.Length(44) // the width a tile is brought near to
	tileGap      = 8 * px
	blockGap     = vg.Length(9) // between wrapped blocks of several rows
	groupGap     = vg.Length(11)
	rowLabelMax  = vg.Length(110)
	captionLines = 2
)

// gridRow is one line of tiles on the page.
type gridRow struct {
	label    string
	tiles    []image.Image
	full     []string   // captions; nil where the group has none
	captions [][]string // the same, wrapped
	caption  vg.Length  // height of the tallest
	above    vg.Length  // white above, at the start of a block or group
	title    string     // of the group that starts here
	indent   vg.Length  // room for row labels, if the group has any
}

// gridLayout is the whole page.
type gridLayout struct {
	rows           []gridRow
	cellW, cellH   vg.Length
	label          vg.Length // width of the row labels with their gap
	gap            vg.Length // between tiles
	columns        int
	width, height  vg.Length
	captionFigures bool
}

func (g *Grid) layout() gridLayout {
	var l gridLayout
	iw, ih := g.tileSize()
	scale := g.Scale
	if scale == 0 {
		scale = wholeScale(max(iw, ih), tileTarget)
	}
	l.cellW, l.cellH = vg.Length(iw*scale)*px, vg.Length(ih*scale)*px
	l.gap = tileGap
	widest := 0
	for _, s := range g.groups() {
		for _, label := range s.RowLabels {
			l.label = max(l.label, min(labelText.width(clean(label)), rowLabelMax)+6)
		}
		for _, row := range s.Rows {
			widest = max(widest, len(row))
		}
		for _, c := range s.Captions {
			if c != "" {
				l.captionFigures = true
			}
		}
	}
	l.label = snapUp(l.label)
	if l.captionFigures { // room for a few letters under small tiles
		l.gap = snapUp(max(tileGap, 4, min(34, g.captionWidth())-l.cellW+4))
	}
	l.columns = g.Columns
	if l.columns == 0 {
		l.columns = max(1, int((textWidth-2*margin-l.label+l.gap)/(l.cellW+l.gap)))
	}
	l.columns = min(l.columns, widest)
	for _, s := range g.groups() {
		l.rows = append(l.rows, s.wrap(l)...)
	}
	l.measure(g.Title)
	return l
}

// tileSize is the size of the largest image in image pixels.
func (g *Grid) tileSize() (w, h int) {
	for _, s := range g.groups() {
		for _, row := range s.Rows {
			for _, img := range row {
				if img != nil {
					w, h = max(w, img.Bounds().Dx()), max(h, img.Bounds().Dy())
				}
			}
		}
	}
	return max(w, 1), max(h, 1)
}

// captionWidth is the width of the widest caption.
func (g *Grid) captionWidth() vg.Length {
	var w vg.Length
	for _, s := range g.groups() {
		for _, c := range s.Captions {
			for line := range strings.SplitSeq(c, "\n") {
				w = max(w, noteText.width(clean(line)))
			}
		}
	}
	return w
}

// wrap breaks a group into the lines of the page.
func (s GridGroup) wrap(l gridLayout) []gridRow {
	longest := 0
	starts := make([]int, len(s.Rows)) // index of each row's first caption
	n := 0
	for i, row := range s.Rows {
		starts[i] = n
		n += len(row)
		longest = max(longest, len(row))
	}
	var out []gridRow
	for from := 0; from < longest; from += l.columns {
		for i, row := range s.Rows {
			if from >= len(row) {
				continue
			}
			to := min(from+l.columns, len(row))
			r := gridRow{tiles: row[from:to]}
			if len(s.RowLabels) > 0 {
				r.indent = l.label
			}
			if len(s.RowLabels) > 0 && (from == 0 || len(s.Rows) > 1) {
				r.label = s.RowLabels[i]
			}
			if len(s.Captions) > 0 {
				r.setCaptions(s.Captions[starts[i]+from:starts[i]+to], l.cellW+l.gap-3)
			}
			if i == 0 && from > 0 && len(s.Rows) > 1 {
				r.above = blockGap
			}
			out = append(out, r)
		}
	}
	if len(out) > 0 {
		out[0].title = s.Title
	}
	return out
}

func (r *gridRow) setCaptions(captions []string, width vg.Length) {
	r.full = captions
	for _, c := range captions {
		var lines []string
		for line := range strings.SplitSeq(c, "\n") {
			if left := captionLines - len(lines); left > 0 {
				lines = append(lines, noteText.wrap(line, width, left)...)
			}
		}
		r.captions = append(r.captions, lines)
		r.caption = max(r.caption, vg.Length(len(lines))*noteText.line())
	}
	if r.caption > 0 {
		r.caption = snapUp(r.caption + 2)
	}
}

// measure adds up the page.
func (l *gridLayout) measure(title string) {
	top := head{title: title}
	l.height = 2*margin + snapUp(top.height())
	for i := range l.rows {
		r := &l.rows[i]
		if r.title != "" {
			r.above = snapUp(headText.line() + 3)
			if i > 0 {
				r.above += groupGap
			}
		} else if i > 0 {
			r.above += l.rowGap(l.rows[i-1])
		}
		r.above = snapUp(r.above)
		l.height += r.above + l.cellH + r.caption
	}
	l.width = 2*margin + l.label + vg.Length(l.columns)*(l.cellW+l.gap) - l.gap
	if l.captionFigures {
		l.width += l.gap - tileGap // captions may be wider than the outer tiles
	}
	l.width = max(l.width, top.pageWidth(0))
	for _, r := range l.rows {
		l.width = max(l.width, min(textWidth, 2*margin+headText.width(clean(r.title))))
	}
	l.width, l.height = snapUp(l.width), snapUp(l.height)
}

func (l *gridLayout) rowGap(before gridRow) vg.Length {
	if before.caption > 0 {
		return 4
	}
	return tileGap
}

// Size implements [Figure].
func (g *Grid) Size() (w, h vg.Length) {
	l := g.layout()
	return l.width, l.height
}

// Draw implements [Figure].
func (g *Grid) Draw(dc draw.Canvas) {
	l := g.layout()
	left, y := snap(dc.Min.X+margin), snap(dc.Max.Y-margin)
	top := head{title: g.Title}
	top.draw(dc, left, y, l.width-2*margin)
	y -= snapUp(top.height())
	inset := vg.Length(0)
	if l.captionFigures {
		inset = snap((l.gap - tileGap) / 2)
	}
	for _, r := range l.rows {
		x0 := left + r.indent + inset
		y -= r.above
		if r.title != "" {
			headText.draw(dc, left, y+4, 0, headText.elide(r.title, l.width-2*margin))
		}
		y -= l.cellH
		if r.label != "" {
			lines := labelText.wrap(r.label, l.label-6, 3)
			mid := y + l.cellH/2 + vg.Length(len(lines)-1)*labelText.line()/2
			labelText.drawLines(dc, left+r.indent-6, mid-labelText.ascent()/2, 1, lines)
		}
		for i, img := range r.tiles {
			x := x0 + vg.Length(i)*(l.cellW+l.gap)
			var whole string
			if r.full != nil {
				whole = r.full[i]
			}
			end := group(dc, "tile", whole)
			drawTile(dc, rect(x, y, l.cellW, l.cellH), img)
			if r.captions != nil {
				noteText.drawLines(dc, x+l.cellW/2, y-2-noteText.ascent(), 0.5, r.captions[i])
			}
			end()
		}
		y -= r.caption
	}
}
