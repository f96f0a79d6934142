package data

import (
	"image"
)

// studio turns a lossy WebP picture into RGB.
//
// VP8 keeps luma in 16..235 and chroma in 16..240 (RFC 6386, section 9.2), and its decoder
// hands them out as they are in an image.YCbCr, whose colours Go takes to fill 0..255: left
// so, black would be grey and every colour paler.
func studio(img image.Image) image.Image {
	var y image.YCbCr
	var alpha func(i, j int) uint8
	switch m := img.(type) {
	case *image.YCbCr:
		y = *m
	case *image.NYCbCrA:
		y = m.YCbCr
		alpha = func(i, j int) uint8 { return m.A[m.AOffset(i, j)] }
	default:
		return img // lossless pictures are RGB
	}
	cbs, crs := chroma(&y)
	out := image.NewNRGBA(y.Rect)
	for j := y.Rect.Min.Y; j < y.Rect.Max.Y; j++ {
		for i := y.Rect.Min.X; i < y.Rect.Max.X; i++ {
			// BT.601 in 16-bit fixed point: 255/219 = 1.164, and the chroma's 255/224.
			luma := 76309 * (int32(y.Y[y.YOffset(i, j)]) - 16)
			cb, cr := int32(cbs.at(i-y.Rect.Min.X, j-y.Rect.Min.Y))-128, int32(crs.at(i-y.Rect.Min.X, j-y.Rect.Min.Y))-128
			p := out.Pix[out.PixOffset(i, j):]
			p[0] = clamp16(luma + 104597*cr)
			p[1] = clamp16(luma - 25675*cb - 53279*cr)
			p[2] = clamp16(luma + 132201*cb)
			p[3] = 255
			if alpha != nil {
				p[3] = alpha(i, j)
			}
		}
	}
	return out
}

// clamp16 rounds a fixed-point number to a byte.
func clamp16(v int32) uint8 {
	return uint8(min(max((v+1<<15)>>16, 0), 255))
}
