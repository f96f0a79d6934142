package data

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// maxPixels bounds the size of a picture before it is decoded, 64 million: a file of
// a few kilobytes may claim to be 50,000 pixels wide.
const maxPixels = 64 << 20

// format is one kind of image file, told by its first bytes whatever its name.
type format struct {
	name   string
	magic  string // '?' stands for any byte
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// sniff finds the format of a file.
func sniff(b []byte) (format, bool) {
	for _, f := range [...]format{
		{"JPEG", "\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode},
		{"PNG", "\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
		{"GIF", "GIF8", gif.DecodeConfig, firstFrame},
		{"WebP", "RIFF????WEBP", webp.DecodeConfig, webp.Decode},
		{"BMP", "BM", bmp.DecodeConfig, bmp.Decode},
		{"TIFF", "II*\x00", tiff.DecodeConfig, decodeTIFF},
		{"TIFF", "MM\x00*", tiff.DecodeConfig, decodeTIFF},
	} {
		if startsLike(b, f.magic) {
			return f, true
		}
	}
	return format{}, false
}

func startsLike(b []byte, magic string) bool {
	if len(b) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != b[i] {
			return false
		}
	}
	return true
}

// decode turns the bytes of an image file into a picture, upright by its EXIF
// orientation. A decoder's panic on a damaged file is an error like any other.
func decode(b []byte) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			img, err = nil, fmt.Errorf("is damaged: %v", r)
		}
	}()
	if len(b) == 0 {
		return nil, errors.New("is 0 bytes long")
	}
	f, ok := sniff(b)
	if !ok {
		return nil, fmt.Errorf("is no JPEG, PNG, GIF, WebP, BMP or TIFF file: it starts with %q", b[:min(len(b), 8)])
	}
	if f.name == "WebP" && len(b) > 20 && string(b[12:16]) == "VP8X" && b[20]&2 != 0 {
		return nil, errors.New("is an animated WebP, want a still picture")
	}
	c, err := f.config(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if c.Width < 1 || c.Height < 1 {
		return nil, fmt.Errorf("is %dx%d pixels", c.Width, c.Height)
	}
	if int64(c.Width)*int64(c.Height) > maxPixels {
		return nil, fmt.Errorf("claims %dx%d pixels, more than %d million", c.Width, c.Height, maxPixels>>20)
	}
	img, err = f.decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	if img.Bounds().Empty() {
		return nil, errors.New("holds no pixels")
	}
	switch f.name {
	case "JPEG":
		img = smoothJPEG(img)
	case "WebP":
		img = studio(img)
	}
	return upright(img, orientationOf(f.name, b)), nil
}

// turned is an image seen under one of the eight EXIF orientations.
type turned struct {
	image.Image
	o    int
	w, h int // of the image as stored
}

func upright(img image.Image, o int) image.Image {
	if o <= 1 || o > 8 {
		return img
	}
	return &turned{img, o, img.Bounds().Dx(), img.Bounds().Dy()}
}
