package data

import (
	"fmt"
	"image"
	"image/color"
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
	if s.CropBy == "pad" {
		return func(w, h int) (image.Rectangle, error) {
			r := around(w, h, s.W, s.H)
			if int64(r.Dx())*int64(r.Dy()) > maxPixels {
				return r, fmt.Errorf("is %dx%d pixels, which padded to the aspect %d:%d are more than %d million; write crop centre or crop whole", w, h, s.W, s.H, maxPixels>>20)
			}
			return r, nil
		}
	}
	if s.CropBy == "whole" {
		return func(w, h int) (image.Rectangle, error) { return image.Rect(0, 0, w, h), nil }
	}
	return func(w, h int) (image.Rectangle, error) { return centred(image.Rect(0, 0, w, h), s.W, s.H), nil }
}

// around is the smallest rectangle of the aspect w:h with a picture of the given size in its middle.
func around(imageW, imageH, w, h int) image.Rectangle {
	pw, ph := imageW, imageH
	if pw*h < ph*w {
		pw = (ph*w + h/2) / h
	} else {
		ph = (pw*h + w/2) / w
	}
	x, y := -(pw-imageW)/2, -(ph-imageH)/2
	return image.Rect(x, y, x+pw, y+ph)
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

// rasterise cuts crop out of img and resizes it to w x h by the filter, returning packed 8-bit RGB.
//
// A turned picture is resized as it is stored and its small copy turned. What is transparent, and
// what lies outside of the picture, shows white. A crop that already has the right size is copied
// unchanged.
func rasterise(img image.Image, crop image.Rectangle, w, h int, f filter) []uint8 {
	t, ok := img.(*turned)
	if !ok {
		return resample(opaque(img, crop.Add(img.Bounds().Min)), crop.Dx(), crop.Dy(), w, h, f)
	}
	sw, sh := w, h
	if t.o >= 5 {
		sw, sh = h, w
	}
	u0, v0 := t.stored(crop.Min.X, crop.Min.Y)
	u1, v1 := t.stored(crop.Max.X-1, crop.Max.Y-1)
	inner := image.Rect(min(u0, u1), min(v0, v1), max(u0, u1)+1, max(v0, v1)+1)
	small := rasterise(t.Image, inner, sw, sh, f)
	back := turned{o: t.o, w: sw, h: sh}
	out := make([]uint8, 0, w*h*3)
	for y := range h {
		for x := range w {
			u, v := back.stored(x, y)
			out = append(out, small[3*(v*sw+u):][:3]...)
		}
	}
	return out
}

// opaque is the rectangle r of an image as 8-bit RGB on white.
func opaque(img image.Image, r image.Rectangle) []uint8 {
	out := make([]uint8, r.Dx()*r.Dy()*3)
	in := r.Intersect(img.Bounds())
	if in != r {
		for i := range out {
			out[i] = 255
		}
	}
	row := func(y int) []uint8 { return out[3*((y-r.Min.Y)*r.Dx()+in.Min.X-r.Min.X):][:3*in.Dx()] }
	for y := in.Min.Y; y < in.Max.Y; y++ {
		to := row(y)
		switch m := img.(type) {
		case *image.NRGBA:
			from := m.Pix[m.PixOffset(in.Min.X, y):]
			for i := 0; i < len(to); i, from = i+3, from[4:] {
				for c := range 3 {
					to[i+c] = onWhite(from[c], from[3])
				}
			}
		case *image.Gray:
			for i, v := range m.Pix[m.PixOffset(in.Min.X, y):][:in.Dx()] {
				to[3*i], to[3*i+1], to[3*i+2] = v, v, v
			}
		default:
			for x := in.Min.X; x < in.Max.X; x++ {
				cr, cg, cb, ca := img.At(x, y).RGBA() // 16 bits, premultiplied
				i := 3 * (x - in.Min.X)
				to[i], to[i+1], to[i+2] = byteOf(cr+0xffff-ca), byteOf(cg+0xffff-ca), byteOf(cb+0xffff-ca)
			}
		}
	}
	return out
}

// onWhite is a level under an alpha, on white, rounded.
func onWhite(v, alpha uint8) uint8 {
	if alpha == 255 {
		return v
	}
	return uint8((int(v)*int(alpha) + 255*(255-int(alpha)) + 127) / 255)
}

// byteOf rounds a 16-bit level to 8 bits.
func byteOf(v uint32) uint8 { return uint8((min(v, 0xffff)*255 + 0x7fff) / 0xffff) }
