package plots

import (
	"bytes"
	"fmt"
	"image"
	"image/color"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"
)

// PDF renders a figure as a one-page PDF. Text is drawn as outlines, so it looks the same
// in every viewer and needs no font; it cannot be searched ([SVG] keeps text as text).
// It fails where the figure's data cannot be drawn.
func PDF(f Figure) ([]byte, error) {
	f, white := onGround(f)
	if err := check(f); err != nil {
		return nil, err
	}
	f = withNote(f)
	w, h := f.Size()
	c := pdfCanvas{vgpdf.New(w, h)}
	dc := draw.NewCanvas(c, w, h)
	if white {
		fillRect(dc, dc.Rectangle, paper)
	}
	f.Draw(dc)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("plots: write PDF: %w", err)
	}
	return b.Bytes(), nil
}

// pdfCanvas mends four things in gonum's PDF canvas (v0.16): colours with opacity come
// out darkened, since premultiplied values are taken as plain ones; of several fonts only
// the first is embedded, and in Windows-1252, so that bold text or a minus sign come out
// wrong; images stand on their heads; and small images are smoothed by viewers.
type pdfCanvas struct{ *vgpdf.Canvas }

// unmultiplied hands out plain colour values where premultiplied ones are expected,
// which is what vgpdf passes on to the PDF.
type unmultiplied color.NRGBA

func (u unmultiplied) RGBA() (r, g, b, a uint32) {
	return uint32(u.R) * 0x101, uint32(u.G) * 0x101, uint32(u.B) * 0x101, uint32(u.A) * 0x101
}

func (c pdfCanvas) SetColor(col color.Color) {
	c.Canvas.SetColor(unmultiplied(color.NRGBAModel.Convert(orBlack(col)).(color.NRGBA)))
}

// FillString fills the outlines of the glyphs.
func (c pdfCanvas) FillString(f font.Face, at vg.Point, str string) {
	if p := outline(f, at, str); len(p) > 0 {
		c.Fill(p)
	}
}

// DrawImage enlarges img pixel by pixel and turns it over, for vgpdf draws it in a page
// whose vertical axis is flipped.
func (c pdfCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	w, h := max(1, round(float64(r.Size().X/px))), max(1, round(float64(r.Size().Y/px)))
	src := nearest(img, w, h)
	dst := image.NewNRGBA(src.Rect)
	for y := range h {
		copy(dst.Pix[y*dst.Stride:(y+1)*dst.Stride], src.Pix[(h-1-y)*src.Stride:])
	}
	c.Canvas.DrawImage(r, dst)
}

// outline is str as a path, its baseline starting at a point. Widths are those of
// advance: a rune that the font lacks becomes the font's box, one em wide.
func outline(f font.Face, at vg.Point, str string) vg.Path {
	var (
		buf  sfnt.Buffer
		em   = fixed.Int26_6(f.Face.UnitsPerEm())
		unit = f.Font.Size / vg.Length(em) // of a font unit
		path vg.Path
		prev sfnt.GlyphIndex
	)
	for _, r := range str {
		g, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			g = 0
		}
		if prev != 0 && g != 0 {
			if k, err := f.Face.Kern(&buf, prev, g, em, xfont.HintingNone); err == nil {
				at.X += vg.Length(k) * unit
			}
		}
		if segments, err := f.Face.LoadGlyph(&buf, g, em, nil); err == nil {
			path = appendGlyph(path, segments, at, unit)
		}
		step := em
		if a, err := f.Face.GlyphAdvance(&buf, g, em, xfont.HintingNone); err == nil && g != 0 {
			step = a
		}
		at.X += vg.Length(step) * unit
		prev = g
	}
	return path
}

// appendGlyph adds one glyph's contours; the font's vertical axis points down. Quadratic
// curves are raised to cubics, for vgpdf writes them as something else.
func appendGlyph(path vg.Path, segments sfnt.Segments, at vg.Point, unit vg.Length) vg.Path {
	pt := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: at.X + vg.Length(p.X)*unit, Y: at.Y - vg.Length(p.Y)*unit}
	}
	var pen vg.Point
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			pen = pt(s.Args[0])
			path.Move(pen)
		case sfnt.SegmentOpLineTo:
			pen = pt(s.Args[0])
			path.Line(pen)
		case sfnt.SegmentOpQuadTo:
			mid, end := pt(s.Args[0]), pt(s.Args[1])
			path.CubeTo(pen.Add(mid.Sub(pen).Scale(2.0/3)), end.Add(mid.Sub(end).Scale(2.0/3)), end)
			pen = end
		case sfnt.SegmentOpCubeTo:
			pen = pt(s.Args[2])
			path.CubeTo(pt(s.Args[0]), pt(s.Args[1]), pen)
		}
	}
	if len(segments) > 0 {
		path.Close()
	}
	return path
}
