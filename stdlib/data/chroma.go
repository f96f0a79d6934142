package data

import "image"

// smooth turns a picture with chroma at half the size into RGB with chroma interpolated as
// libjpeg's and libwebp's decoders do by default ("fancy upsampling"): a sample lies between
// four of the small plane, and takes 9/16 of the nearest, 3/16 of two and 1/16 of the last.
// Go's own types repeat the nearest, which shows as steps of colour at edges.

// plane is one channel at full size.
type plane struct {
	pix    []uint8
	stride int
}

func (p plane) at(x, y int) int { return int(p.pix[y*p.stride+x]) }

// chroma is both chroma planes of m at full size, from m's first pixel.
func chroma(m *image.YCbCr) (cb, cr plane) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	at := m.COffset(m.Rect.Min.X, m.Rect.Min.Y)
	cb, cr = plane{m.Cb[at:], m.CStride}, plane{m.Cr[at:], m.CStride}
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
		return doubled(cb, w, h), doubled(cr, w, h)
	case image.YCbCrSubsampleRatio422:
		return wider(cb, w, h), wider(cr, w, h)
	case image.YCbCrSubsampleRatio440:
		return taller(cb, w, h), taller(cr, w, h)
	case image.YCbCrSubsampleRatio444:
		return cb, cr
	}
	return repeated(m, m.Cb), repeated(m, m.Cr)
}

// repeated gives every pixel its nearest sample: for the rare ratios that libjpeg repeats too.
func repeated(m *image.YCbCr, c []uint8) plane {
	p := plane{make([]uint8, m.Rect.Dx()*m.Rect.Dy()), m.Rect.Dx()}
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			p.pix[y*p.stride+x] = c[m.COffset(m.Rect.Min.X+x, m.Rect.Min.Y+y)]
		}
	}
	return p
}

// wider doubles the width: libjpeg's h2v1_fancy_upsample.
func wider(c plane, w, h int) plane {
	out, small := plane{make([]uint8, w*h), w}, (w+1)/2
	for y := range h {
		for x := range w {
			i := x / 2
			if x%2 == 0 {
				out.pix[y*w+x] = uint8((3*c.at(i, y) + c.at(max(i-1, 0), y) + 1) >> 2)
			} else {
				out.pix[y*w+x] = uint8((3*c.at(i, y) + c.at(min(i+1, small-1), y) + 2) >> 2)
			}
		}
	}
	return out
}

// taller doubles the height: libjpeg-turbo's h1v2_fancy_upsample.
func taller(c plane, w, h int) plane {
	out, small := plane{make([]uint8, w*h), w}, (h+1)/2
	for y := range h {
		i, j, bias := y/2, max(y/2-1, 0), 1
		if y%2 == 1 {
			j, bias = min(i+1, small-1), 2
		}
		for x := range w {
			out.pix[y*w+x] = uint8((3*c.at(x, i) + c.at(x, j) + bias) >> 2)
		}
	}
	return out
}

// doubled doubles both: libjpeg's h2v2_fancy_upsample.
func doubled(c plane, w, h int) plane {
	out, smallW, smallH := plane{make([]uint8, w*h), w}, (w+1)/2, (h+1)/2
	sum := make([]int, smallW) // of a row and its neighbour, times four
	for y := range h {
		i, j := y/2, max(y/2-1, 0)
		if y%2 == 1 {
			j = min(i+1, smallH-1)
		}
		for x := range sum {
			sum[x] = 3*c.at(x, i) + c.at(x, j)
		}
		row := out.pix[y*w:][:w]
		for x := range row {
			k := x / 2
			if x%2 == 0 {
				row[x] = uint8((3*sum[k] + sum[max(k-1, 0)] + 8) >> 4)
			} else {
				row[x] = uint8((3*sum[k] + sum[min(k+1, smallW-1)] + 7) >> 4)
			}
		}
	}
	return out
}

// smoothJPEG turns the YCbCr of a JPEG file into RGB, by JFIF's full range of levels and libjpeg's
// rounding; other pictures stay as they are.
func smoothJPEG(img image.Image) image.Image {
	m, ok := img.(*image.YCbCr)
	if !ok {
		return img
	}
	const half = 1 << 15
	cbs, crs := chroma(m)
	out := image.NewNRGBA(m.Rect)
	for y := range m.Rect.Dy() {
		luma := m.Y[m.YOffset(m.Rect.Min.X, m.Rect.Min.Y+y):]
		to := out.Pix[y*out.Stride:]
		for x := range m.Rect.Dx() {
			l, cb, cr := int(luma[x]), cbs.at(x, y)-128, crs.at(x, y)-128
			p := to[4*x : 4*x+4 : 4*x+4]
			p[0] = limited(l + (91881*cr+half)>>16)
			p[1] = limited(l + (-22554*cb-46802*cr+half)>>16)
			p[2] = limited(l + (116130*cb+half)>>16)
			p[3] = 255
		}
	}
	return out
}

func limited(v int) uint8 { return uint8(min(max(v, 0), 255)) }
