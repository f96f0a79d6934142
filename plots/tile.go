package plots

import (
	"bytes"
	"fmt"
	"image"
	stddraw "image/draw"
	"image/png"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// nearest is img resized to w x h by nearest neighbour, as an image of its own.
func nearest(img image.Image, w, h int) *image.NRGBA {
	src := toNRGBA(img)
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	if w == sw && h == sh {
		copy(dst.Pix, src.Pix)
		return dst
	}
	from := make([]int, w)
	for x := range from {
		from[x] = (2*x + 1) * sw / (2 * w) * 4
	}
	last := -1
	for y := range h {
		row := dst.Pix[y*dst.Stride : (y+1)*dst.Stride]
		sy := (2*y + 1) * sh / (2 * h)
		if sy == last { // the same source line again: copy the one just made
			copy(row, dst.Pix[(y-1)*dst.Stride:y*dst.Stride])
			continue
		}
		last = sy
		line := src.Pix[sy*src.Stride:]
		for x, o := range from {
			copy(row[4*x:4*x+4], line[o:o+4])
		}
	}
	return dst
}

// toNRGBA is img with its origin at 0 and rows without gaps; img itself if it is so.
func toNRGBA(img image.Image) *image.NRGBA {
	b := img.Bounds()
	if n, ok := img.(*image.NRGBA); ok && b.Min == (image.Point{}) && n.Stride == 4*b.Dx() {
		return n
	}
	n := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	stddraw.Draw(n, n.Rect, img, b.Min, stddraw.Src)
	return n
}

// wholeScale is the number of device pixels to an image pixel that brings a side of
// n pixels nearest to target, at least 1.
func wholeScale(n int, target vg.Length) int {
	if n <= 0 {
		return 1
	}
	return max(1, round(float64(target/px)/float64(n)))
}

// drawTile puts img into the middle of the cell, enlarged by the largest whole factor
// that fits (or reduced, if even its own size is too large), and returns where.
// A nil image leaves the cell empty.
func drawTile(c draw.Canvas, cell vg.Rectangle, img image.Image) vg.Rectangle {
	if img == nil || img.Bounds().Empty() {
		return cell
	}
	cw, ch := round(float64(cell.Size().X/px)), round(float64(cell.Size().Y/px))
	iw, ih := img.Bounds().Dx(), img.Bounds().Dy()
	w, h := iw, ih
	if s := min(cw/iw, ch/ih); s >= 1 {
		w, h = s*iw, s*ih
	} else { // reduce, keeping the aspect
		w, h = min(cw, max(1, iw*ch/ih)), min(ch, max(1, ih*cw/iw))
	}
	r := rect(snap(cell.Min.X+vg.Length((cw-w)/2)*px), snap(cell.Min.Y+vg.Length((ch-h+1)/2)*px),
		vg.Length(w)*px, vg.Length(h)*px)
	c.DrawImage(r, img)
	return r
}

// encodePNG compresses an image as far as PNG does.
func encodePNG(img image.Image) []byte {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, img); err != nil {
		panic(fmt.Sprintf("plots: encode an image of %v: %v", img.Bounds(), err)) // only an empty image can do that
	}
	return b.Bytes()
}
