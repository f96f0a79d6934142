package plots

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The embedded font has Latin, Greek and Cyrillic letters; a font with Chinese, Japanese and
// Korean would be larger than the whole program. An SVG keeps text as text, and viewers find
// the letters elsewhere. PNG and PDF show the font's box, and a line under the figure says
// what it stands for.

const boxNote = "□ stands for a character that the font of this picture lacks; saved as .svg the figure shows it."

// noted is a figure with boxNote under it.
type noted struct{ Figure }

// withNote is f, with a note if a letter of it would come out as a box.
func withNote(f Figure) Figure {
	var p glyphProbe
	w, h := f.Size()
	f.Draw(draw.NewCanvas(&p, w, h))
	if p.missing {
		return noted{f}
	}
	return f
}

func (n noted) lines() []string {
	w, _ := n.Figure.Size()
	return noteText.wrap(boxNote, w-2*margin, 12)
}

func (n noted) room() vg.Length {
	return snapUp(vg.Length(len(n.lines()))*noteText.line() + margin)
}

// Size implements [Figure].
func (n noted) Size() (w, h vg.Length) {
	w, h = n.Figure.Size()
	return w, h + n.room()
}

// Draw implements [Figure].
func (n noted) Draw(dc draw.Canvas) {
	noteText.drawLines(dc, dc.Min.X+margin, dc.Min.Y+n.room()-noteText.ascent(), 0, n.lines())
	dc.Min.Y += n.room()
	n.Figure.Draw(dc)
}

// glyphProbe is a canvas that draws nothing and notes whether the font has all letters.
type glyphProbe struct{ missing bool }

func (p *glyphProbe) FillString(f font.Face, _ vg.Point, str string) {
	for _, r := range str {
		if !hasGlyph(f, r) {
			p.missing = true
		}
	}
}

func (p *glyphProbe) SetLineWidth(vg.Length)              {}
func (p *glyphProbe) SetLineDash([]vg.Length, vg.Length)  {}
func (p *glyphProbe) SetColor(color.Color)                {}
func (p *glyphProbe) Rotate(float64)                      {}
func (p *glyphProbe) Translate(vg.Point)                  {}
func (p *glyphProbe) Scale(x, y float64)                  {}
func (p *glyphProbe) Push()                               {}
func (p *glyphProbe) Pop()                                {}
func (p *glyphProbe) Stroke(vg.Path)                      {}
func (p *glyphProbe) Fill(vg.Path)                        {}
func (p *glyphProbe) DrawImage(vg.Rectangle, image.Image) {}
