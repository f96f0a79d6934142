package plots_test

import (
	"image"
	"image/color"
	"math"
)

// face is a drawn face of n x n pixels; the examples use it where a run would have a
// sample. Turn in [-1, 1] moves its features sideways, smile bends its mouth.
func face(n int, turn, smile float64) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			u := (float64(x)+0.5)/float64(n)*2 - 1
			v := (float64(y)+0.5)/float64(n)*2 - 1
			img.SetNRGBA(x, y, faceColor(u, v, turn*0.12, smile*0.25))
		}
	}
	return img
}

func faceColor(u, v, turn, smile float64) color.NRGBA {
	inside := func(x, y, rx, ry float64) bool {
		return (u-x)*(u-x)/(rx*rx)+(v-y)*(v-y)/(ry*ry) < 1
	}
	for _, e := range []float64{-0.26, 0.26} {
		if inside(e+turn*1.6, -0.15, 0.06, 0.07) {
			return color.NRGBA{40, 50, 60, 255}
		}
		if inside(e+turn, -0.15, 0.14, 0.08) {
			return color.NRGBA{250, 250, 250, 255}
		}
	}
	mouth := 0.42 - smile*(u-turn)*(u-turn)*8
	switch {
	case inside(turn*1.5, 0.1, 0.06, 0.16):
		return color.NRGBA{190, 140, 115, 255}
	case math.Abs(u-turn) < 0.24 && math.Abs(v-mouth) < 0.07:
		return color.NRGBA{180, 70, 75, 255}
	case inside(0, 0, 0.6, 0.84) && v > -0.55:
		s := uint8(math.Max(0, 30*(u+v)))
		return color.NRGBA{225 - s, 180 - s, 150 - s, 255}
	case v < -0.2 && inside(0, -0.1, 0.71, 0.95):
		return color.NRGBA{70, 45, 30, 255}
	}
	return color.NRGBA{90, 130, 160, 255}
}

// wavelet is a signed patch of n x n pixels like the basis functions of a low stage,
// grey where it is 0.
func wavelet(n int, angle, frequency, phase float64) image.Image {
	img := image.NewGray(image.Rect(0, 0, n, n))
	sin, cos := math.Sincos(angle)
	for y := range n {
		for x := range n {
			u := (float64(x)+0.5)/float64(n)*2 - 1
			v := (float64(y)+0.5)/float64(n)*2 - 1
			g := math.Exp(-2.5*(u*u+v*v)) * math.Cos(frequency*math.Pi*(u*cos+v*sin)+phase)
			img.SetGray(x, y, color.Gray{uint8(127.5 + 127*g)})
		}
	}
	return img
}
