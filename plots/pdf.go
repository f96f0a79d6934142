package plots

import (
	"bytes"
	"fmt"
	"image"
	"image/color"

	"golang.org/x/text/encoding/charmap"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"
)

// PDF renders a figure as a one-page PDF with its font embedded. The font's encoding is
// Windows-1252: letters outside it (Greek, Chinese, ...) appear as question marks; use
// [SVG] for those. It fails where the figure's data cannot be drawn.
func PDF(f Figure) ([]byte, error) {
	if err := check(f); err != nil {
		return nil, err
	}
	w, h := f.Size()
	c := pdfCanvas{vgpdf.New(w, h)}
	dc := draw.NewCanvas(c, w, h)
	fillRect(dc, dc.Rectangle, paper)
	f.Draw(dc)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("plots: write PDF: %w", err)
	}
	return b.Bytes(), nil
}

// pdfCanvas mends four things in gonum's PDF canvas: colours with opacity come out
// darkened (premultiplied values are taken as plain ones), strings are written as
// UTF-8 where the font expects Windows-1252, bold fonts are not found, and small images
// are smoothed by viewers.
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

func (c pdfCanvas) FillString(f font.Face, at vg.Point, str string) {
	out := make([]byte, 0, len(str))
	for _, r := range str {
		if r == '−' {
			r = '–'
		}
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			b = '?'
		}
		out = append(out, b)
	}
	if f.Font.Weight > 0 { // vgpdf registers a bold face without its style, and then misses it
		f.Font.Variant += "Bold"
		f.Font.Weight = 0
	}
	c.Canvas.FillString(f, at, string(out))
}

func (c pdfCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	w, h := round(float64(r.Size().X/px)), round(float64(r.Size().Y/px))
	c.Canvas.DrawImage(r, nearest(img, max(w, 1), max(h, 1)))
}
