package data

import (
	"fmt"
	"image"
	"math"
)

// copies is the pictures of a source, each followed by its random crops and its mirror image. It is
// how augmentation looks here: the copies are images of their own, the same in every epoch, so that
// each may have a latent of its own.
//
// Which crops there are depends on the seed, the picture's name and the number of the crop alone.
// So a file more moves no other's crops, and neither does the order in which pictures are read.
type copies struct {
	pictures
	crops int
	side  float64 // of a crop, as a share of what the cropper gives
	flip  bool
	seed  uint64
}

// withCopies returns the pictures with the copies that s asks for, or src itself.
func withCopies(src pictures, s Spec) pictures {
	if !s.Flip && s.Crops == 0 {
		return src
	}
	return copies{src, s.Crops, s.CropSide, s.Flip, s.Seed}
}

// copiesOf returns how many pictures in a row are made of one of the source.
func copiesOf(src pictures) int {
	if c, ok := src.(copies); ok {
		return c.per()
	}
	return 1
}

func (c copies) per() int {
	if c.flip {
		return 2 * (1 + c.crops)
	}
	return 1 + c.crops
}

func (c copies) len() int { return c.per() * c.pictures.len() }

// view says what picture i is: which crop of its original, 0 for none, and whether it is mirrored.
func (c copies) view(i int) (crop int, mirrored bool) {
	i %= c.per()
	if c.flip {
		return i / 2, i%2 == 1
	}
	return i, false
}

func (c copies) name(i int) string {
	name := c.pictures.name(i / c.per())
	switch crop, mirrored := c.view(i); {
	case crop > 0 && mirrored:
		return fmt.Sprintf("%s (crop %d, mirrored)", name, crop)
	case crop > 0:
		return fmt.Sprintf("%s (crop %d)", name, crop)
	case mirrored:
		return name + " (mirrored)"
	}
	return name
}

func (c copies) label(i int) string { return labelOf(c.pictures, i/c.per()) }

// within returns crop number n of the part r of the picture called name.
func (c copies) within(r image.Rectangle, name string, n int) image.Rectangle {
	if n == 0 {
		return r
	}
	d := dice{c.seed, uint64(n)}
	part := func(side int) int { return max(1, int(math.Round(float64(side)*c.side))) }
	w, h := part(r.Dx()), part(r.Dy())
	x := r.Min.X + d.below("crop x "+name, r.Dx()-w+1)
	y := r.Min.Y + d.below("crop y "+name, r.Dy()-h+1)
	return image.Rect(x, y, x+w, y+h)
}

// original decodes what picture i of src is made of.
func original(src pictures, i int) (image.Image, error) {
	if c, ok := src.(copies); ok {
		return c.pictures.picture(i / c.per())
	}
	return src.picture(i)
}

// fileOf names what picture i of src is made of.
func fileOf(src pictures, i int) string {
	if c, ok := src.(copies); ok {
		return c.pictures.name(i / c.per())
	}
	return src.name(i)
}

// cut crops and resizes a decoded picture to what picture i of src shows: packed RGB.
func cut(src pictures, i int, img image.Image, s Spec, crop cropper) ([]uint8, error) {
	r, err := crop(img.Bounds().Dx(), img.Bounds().Dy())
	if err != nil {
		return nil, err
	}
	c, ok := src.(copies)
	if !ok {
		return rasterise(img, r, s.W, s.H, filters[s.Filter]), nil
	}
	number, mirrored := c.view(i)
	rgb := rasterise(img, c.within(r, c.pictures.name(i/c.per()), number), s.W, s.H, filters[s.Filter])
	if mirrored {
		mirror(rgb, s.W)
	}
	return rgb, nil
}

// mirror turns packed RGB of the given width left to right.
func mirror(rgb []uint8, w int) {
	for row := 0; row < len(rgb); row += 3 * w {
		for l, r := row, row+3*(w-1); l < r; l, r = l+3, r-3 {
			for c := range 3 {
				rgb[l+c], rgb[r+c] = rgb[r+c], rgb[l+c]
			}
		}
	}
}
