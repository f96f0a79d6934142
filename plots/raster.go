package plots

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/png"
	"math"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// PNG renders a figure at 192 dots per inch, which the pHYs chunk says, on an opaque white
// ground unless it is [Transparent].
// It fails where the figure's data cannot be drawn or the picture would exceed 2^27
// pixels.
func PNG(f Figure) ([]byte, error) {
	img, err := rasterize(f)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("plots: encode PNG: %w", err)
	}
	return withPHYs(buf.Bytes(), dpi), nil
}

func rasterize(f Figure) (*image.RGBA, error) {
	f, white := onGround(f)
	if err := check(f); err != nil {
		return nil, err
	}
	f = withNote(f)
	w, h := f.Size()
	w, h = snapUp(w), snapUp(h)
	if a := float64(w/px) * float64(h/px); a > maxPixels {
		return nil, fmt.Errorf("plots: got a figure of %.0f x %.0f pixels, want at most %d in all; show fewer tiles or nodes",
			float64(w/px), float64(h/px), maxPixels)
	}
	ground := color.Color(color.White)
	if !white {
		ground = color.Transparent
	}
	c := newRaster(w, h, ground)
	f.Draw(draw.NewCanvas(c, w, h))
	return c.img, nil
}

// withPHYs puts a resolution after the header chunk of a PNG file.
func withPHYs(file []byte, dotsPerInch float64) []byte {
	const header = 8 + 4 + 4 + 13 + 4 // signature, then IHDR: length, type, data, checksum
	perMetre := uint32(math.Round(dotsPerInch / 0.0254))
	chunk := make([]byte, 0, 21)
	chunk = binary.BigEndian.AppendUint32(chunk, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := make([]byte, 0, len(file)+len(chunk))
	out = append(out, file[:header]...)
	out = append(out, chunk...)
	return append(out, file[header:]...)
}

// raster is gonum's image canvas with text and images of our own: vgimg sends both
// through a bilinear transform, which softens tiles and makes a new font face for each
// string. Here tiles land on whole pixels, and faces are kept while a figure is drawn.
type raster struct {
	*vgimg.Canvas
	img   *image.RGBA
	m     affine // user space to user space of the page (y up, points)
	color color.Color
	stack []rasterState
	faces map[font.Font]xfont.Face
}

type rasterState struct {
	m     affine
	color color.Color
}

func newRaster(w, h vg.Length, ground color.Color) *raster {
	c := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(ground))
	return &raster{
		Canvas: c,
		img:    c.Image().(*image.RGBA),
		m:      identity,
		color:  color.Black,
		faces:  make(map[font.Font]xfont.Face),
	}
}

func (r *raster) SetColor(c color.Color) {
	if c == nil {
		c = color.Black
	}
	r.color = c
	r.Canvas.SetColor(c)
}

func (r *raster) Push() {
	r.stack = append(r.stack, rasterState{r.m, r.color})
	r.Canvas.Push()
}

func (r *raster) Pop() {
	top := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	r.m, r.color = top.m, top.color
	r.Canvas.Pop()
}

func (r *raster) Rotate(rad float64) {
	r.m = r.m.rotate(rad)
	r.Canvas.Rotate(rad)
}

func (r *raster) Translate(p vg.Point) {
	r.m = r.m.translate(float64(p.X), float64(p.Y))
	r.Canvas.Translate(p)
}

func (r *raster) Scale(x, y float64) {
	r.m = r.m.scale(x, y)
	r.Canvas.Scale(x, y)
}

// FillString sets text upright or reading upwards; other angles are left to vgimg.
func (r *raster) FillString(f font.Face, at vg.Point, str string) {
	if f.Font.Size <= 0 || str == "" {
		return
	}
	x, y := r.m.apply(float64(at.X), float64(at.Y))
	x, y = x*dpi/72, float64(r.img.Bounds().Dy())-y*dpi/72
	switch {
	case r.m.linearNear(1, 0, 0, 1):
		r.setText(r.img, f, x, y, str)
	case r.m.linearNear(0, -1, 1, 0):
		r.setTextUp(f, x, y, str)
	default:
		r.Canvas.FillString(f, at, str)
	}
}

// setText draws str on dst with the pen at (x, y) in pixels, y downwards.
func (r *raster) setText(dst stddraw.Image, f font.Face, x, y float64, str string) {
	face := r.face(f)
	em := fixed.Int26_6(f.Font.Size.Points() * dpi / 72 * 64)
	d := xfont.Drawer{Dst: dst, Src: image.NewUniform(r.color), Face: face,
		Dot: fixed.Point26_6{X: fixed.Int26_6(math.Round(x * 64)), Y: fixed.Int26_6(math.Round(y)) * 64}}
	prev := rune(-1)
	for _, ch := range str {
		start := d.Dot.X
		known := hasGlyph(f, ch)
		if prev >= 0 && known {
			d.Dot.X += face.Kern(prev, ch)
		}
		d.DrawString(string(ch))
		prev = ch
		if !known { // the box that stands for a missing glyph takes one em
			d.Dot.X, prev = start+em, -1
		}
	}
}

// setTextUp draws text turned a quarter to the left: set level on a strip of its own,
// then copied pixel by pixel.
func (r *raster) setTextUp(f font.Face, x, y float64, str string) {
	size := f.Font.Size.Points() * dpi / 72
	up, down := int(size*1.2)+1, int(size*0.4)+1
	long := int(advance(f, str)*dpi/72) + 3
	strip := image.NewRGBA(image.Rect(0, 0, long, up+down))
	r.setText(strip, f, 1, float64(up), str)
	turned := image.NewRGBA(image.Rect(0, 0, up+down, long))
	for j := range up + down {
		for i := range long {
			turned.SetRGBA(j, long-1-i, strip.RGBAAt(i, j))
		}
	}
	at := image.Pt(int(math.Round(x))-up, int(math.Round(y))-long+1)
	stddraw.Draw(r.img, turned.Bounds().Add(at), turned, image.Point{}, stddraw.Over)
}

func (r *raster) face(f font.Face) xfont.Face {
	if face, ok := r.faces[f.Font]; ok {
		return face
	}
	face := f.FontFace(dpi)
	r.faces[f.Font] = face
	return face
}

// DrawImage puts img into rect by nearest neighbour. Pictures are never turned here;
// a turned canvas leaves them to vgimg.
func (r *raster) DrawImage(rect vg.Rectangle, img image.Image) {
	if !r.m.linearNear(1, 0, 0, 1) {
		r.Canvas.DrawImage(rect, img)
		return
	}
	x0, y0 := r.m.apply(float64(rect.Min.X), float64(rect.Min.Y))
	x1, y1 := r.m.apply(float64(rect.Max.X), float64(rect.Max.Y))
	h := float64(r.img.Bounds().Dy())
	to := image.Rect(round(x0*dpi/72), round(h-y1*dpi/72), round(x1*dpi/72), round(h-y0*dpi/72))
	if to.Empty() || img.Bounds().Empty() {
		return
	}
	stddraw.Draw(r.img, to, nearest(img, to.Dx(), to.Dy()), image.Point{}, stddraw.Over)
}
