package plots

import (
	"image/color"
	"math"
)

// viridis is the colour map of that name (Smith and van der Walt 2015) through nine of
// its colours: even to the eye, readable in grey and by colour-blind readers.
var viridis = [...]color.NRGBA{
	{0x44, 0x01, 0x54, 0xff}, {0x47, 0x2d, 0x7b, 0xff}, {0x3b, 0x52, 0x8b, 0xff},
	{0x2c, 0x72, 0x8e, 0xff}, {0x21, 0x90, 0x8c, 0xff}, {0x27, 0xad, 0x81, 0xff},
	{0x5d, 0xc8, 0x63, 0xff}, {0xaa, 0xdc, 0x32, 0xff}, {0xfd, 0xe7, 0x25, 0xff},
}

// diverging runs from the palette's blue over white to its vermillion.
var diverging = [...]color.NRGBA{
	{0x00, 0x3f, 0x73, 0xff}, {0x00, 0x72, 0xb2, 0xff}, {0x8c, 0xbf, 0xde, 0xff},
	{0xff, 0xff, 0xff, 0xff},
	{0xf0, 0xb4, 0x85, 0xff}, {0xd5, 0x5e, 0x00, 0xff}, {0x8a, 0x33, 0x00, 0xff},
}

// Viridis is the colour of x in [0, 1] for heat; values outside are clamped.
func Viridis(x float64) color.NRGBA { return along(viridis[:], x) }

// Diverging is the colour of x in [-1, 1] for signed values, 0 being white; values
// outside are clamped.
func Diverging(x float64) color.NRGBA { return along(diverging[:], (x+1)/2) }

// along interpolates between evenly spaced colours; NaN is taken as 0.
func along(stops []color.NRGBA, x float64) color.NRGBA {
	if !(x > 0) {
		return stops[0]
	}
	x = math.Min(x, 1) * float64(len(stops)-1)
	i := min(int(x), len(stops)-2)
	t := x - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-t) + float64(b)*t + 0.5) }
	a, b := stops[i], stops[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// readableOn is black or white, whichever stands out better from the ground.
func readableOn(ground color.NRGBA) color.NRGBA {
	if 0.299*float64(ground.R)+0.587*float64(ground.G)+0.114*float64(ground.B) > 140 {
		return ink
	}
	return paper
}
