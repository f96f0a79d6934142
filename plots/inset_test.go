package plots

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

func TestInset(t *testing.T) {
	flat := func(w, h int, c color.Color) image.Image {
		m := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		return m
	}
	red, blue, white := color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{255, 255, 255, 255}
	got := Inset(flat(8, 6, red), flat(8, 6, blue))
	if size := got.Bounds().Size(); size != image.Pt(64, 48) {
		t.Fatalf("got %v, want every pixel of the place 8 times", size)
	}
	for _, tt := range []struct {
		x, y int
		want color.RGBA
	}{{0, 0, red}, {63, 47, red}, {0, 47, blue}, {31, 24, blue}, {32, 30, white}, {10, 23, white}, {40, 20, red}} {
		if c := color.RGBAModel.Convert(got.At(tt.x, tt.y)); c != tt.want {
			t.Errorf("(%d, %d): got %v, want %v", tt.x, tt.y, c, tt.want)
		}
	}
	Inset(flat(2, 2, red), flat(30, 1, blue)) // a basis function that the place does not hold is cut
}
