package data

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/tiff"
)

// decodeTIFF decodes the first picture of a TIFF file.
//
// x/image/tiff v0.25.0 inverts a fax (compression 3 or 4) whose tag 262 is 1, BlackIsZero, which
// TIFF 6.0 lets stand for "0 is black" whatever the compression. TestFaxPolarity notices when that
// is mended there.
func decodeTIFF(r io.Reader) (image.Image, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	img, err := tiff.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	const compression, photometric, blackIsZero = 259, 262, 1
	if c := tiffTag(b, compression); (c == 3 || c == 4) && tiffTag(b, photometric) == blackIsZero {
		if grey, ok := img.(*image.Gray); ok {
			for i, v := range grey.Pix {
				grey.Pix[i] = 255 - v
			}
		}
	}
	return img, nil
}

// firstFrame decodes the first frame of a GIF file on its canvas. What the frame leaves free is
// transparent if the frame has a transparent colour, else it has the first colour, as Pillow shows it.
func firstFrame(r io.Reader) (image.Image, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	frame, err := gif.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	whole := image.Rect(0, 0, c.Width, c.Height)
	if err != nil || frame.Bounds() == whole {
		return frame, err
	}
	var ground color.Color = color.Transparent
	opaque, ok := frame.(*image.Paletted)
	if palette, has := c.ColorModel.(color.Palette); has && ok && opaque.Opaque() && len(palette) > 0 {
		ground = palette[0]
	}
	canvas := image.NewNRGBA(whole)
	draw.Draw(canvas, whole, image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(canvas, frame.Bounds(), frame, frame.Bounds().Min, draw.Src)
	return canvas, nil
}
