package data

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// Bounds is the size after turning: orientations 5 to 8 swap the sides.
func (t *turned) Bounds() image.Rectangle {
	if t.o >= 5 {
		return image.Rect(0, 0, t.h, t.w)
	}
	return image.Rect(0, 0, t.w, t.h)
}

// At looks up the stored pixel shown at (x, y).
func (t *turned) At(x, y int) color.Color {
	u, v := t.stored(x, y)
	o := t.Image.Bounds().Min
	return t.Image.At(o.X+u, o.Y+v)
}

// stored is the place, counted from the stored picture's corner, of the pixel shown at
// (x, y).
func (t *turned) stored(x, y int) (u, v int) {
	switch t.o {
	case 2:
		u, v = t.w-1-x, y
	case 3:
		u, v = t.w-1-x, t.h-1-y
	case 4:
		u, v = x, t.h-1-y
	case 5:
		u, v = y, x
	case 6:
		u, v = y, t.h-1-x
	case 7:
		u, v = t.w-1-y, t.h-1-x
	case 8:
		u, v = t.w-1-y, x
	}
	return u, v
}

// cropper answers which part of a picture of the given size is used.
type cropper func(w, h int) (image.Rectangle, error)

// cropper of a Spec: its own crop, the whole picture, or the largest centred part.
func (s Spec) cropper() cropper {
	if len(s.Crop) == 4 {
		want := image.Rect(s.Crop[0], s.Crop[1], s.Crop[2], s.Crop[3])
		return func(w, h int) (image.Rectangle, error) {
			if !want.In(image.Rect(0, 0, w, h)) {
				return want, fmt.Errorf("is %dx%d pixels, the crop %d, %d, %d, %d does not fit",
					w, h, want.Min.X, want.Min.Y, want.Max.X, want.Max.Y)
			}
			return want, nil
		}
	}
	if s.CropBy == "whole" {
		return func(w, h int) (image.Rectangle, error) { return image.Rect(0, 0, w, h), nil }
	}
	return func(w, h int) (image.Rectangle, error) { return centred(image.Rect(0, 0, w, h), s.W, s.H), nil }
}

// centred is the largest rectangle of the aspect w:h in the middle of r.
func centred(r image.Rectangle, w, h int) image.Rectangle {
	cw, ch := r.Dx(), r.Dy()
	if cw*h > ch*w {
		cw = max(1, (ch*w+h/2)/h)
	} else {
		ch = max(1, (cw*h+w/2)/w)
	}
	x, y := r.Min.X+(r.Dx()-cw)/2, r.Min.Y+(r.Dy()-ch)/2
	return image.Rect(x, y, x+cw, y+ch)
}

// rasterise cuts crop out of img and resizes it to w x h, returning packed 8-bit RGB.
//
// A turned picture is resized as it is stored and its small copy turned. The filter is
// Catmull-Rom's, widened when shrinking so that every source pixel
// counts (no aliasing). What is transparent shows white. A crop that already has the
// right size is copied unchanged.
func rasterise(img image.Image, crop image.Rectangle, w, h int) []uint8 {
	small := resize(img, crop, w, h)
	out := make([]uint8, 0, w*h*3)
	for p := 0; p < len(small.Pix); p += 4 {
		out = append(out, small.Pix[p:p+3]...)
	}
	return out
}

func resize(img image.Image, crop image.Rectangle, w, h int) *image.RGBA {
	canvas := image.NewRGBA(image.Rect(0, 0, w, h))
	if t, ok := img.(*turned); ok {
		sw, sh := w, h
		if t.o >= 5 {
			sw, sh = h, w
		}
		u0, v0 := t.stored(crop.Min.X, crop.Min.Y)
		u1, v1 := t.stored(crop.Max.X-1, crop.Max.Y-1)
		inner := image.Rect(min(u0, u1), min(v0, v1), max(u0, u1)+1, max(v0, v1)+1)
		draw.Draw(canvas, canvas.Bounds(), upright(resize(t.Image, inner, sw, sh), t.o), image.Point{}, draw.Src)
		return canvas
	}
	src := crop.Add(img.Bounds().Min)
	if opaque, ok := img.(interface{ Opaque() bool }); !ok || !opaque.Opaque() {
		draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	}
	if src.Dx() == w && src.Dy() == h {
		draw.Draw(canvas, canvas.Bounds(), img, src.Min, draw.Over)
	} else {
		draw.CatmullRom.Scale(canvas, canvas.Bounds(), img, src, draw.Over, nil)
	}
	return canvas
}
