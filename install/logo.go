//go:build ignore

// Logo draws andor's mark, an AND-OR tree with the chosen branch lit, as SVG and as PNG from
// the same list of shapes.
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log"
	"math"
	"os"
	"strings"

	"golang.org/x/image/vector"
)

// shape is a circle (w == 0), a box with round corners, or a line, on a 64 x 64 field.
type shape struct {
	kind          string // circle, box, line
	x, y, w, h, r float64
	fill          color.NRGBA
}

var (
	ground = color.NRGBA{0x14, 0x2b, 0x45, 0xff}
	or     = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	and    = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	leaf   = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	edge   = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	faint  = color.NRGBA{0x5b, 0x71, 0x8a, 0xff}
)

func mark() []shape {
	line := func(x1, y1, x2, y2, width float64, c color.NRGBA) shape {
		return shape{"line", x1, y1, x2, y2, width, c}
	}
	box := func(x, y, side float64, c color.NRGBA) shape {
		return shape{"box", x - side/2, y - side/2, side, side, side / 6, c}
	}
	return []shape{
		{"box", 0, 0, 64, 64, 13, ground},
		line(32, 15, 47, 33, 2.6, faint), line(47, 33, 41, 51, 2.6, faint), line(47, 33, 54, 51, 2.6, faint),
		box(47, 33, 10, faint), box(41, 51, 7, faint), box(54, 51, 7, faint),
		line(32, 15, 19, 33, 3.6, edge), line(19, 33, 10, 51, 3.6, edge), line(19, 33, 28, 51, 3.6, edge),
		box(19, 33, 13, and), box(10, 51, 9, leaf), box(28, 51, 9, leaf),
		{"circle", 32, 15, 0, 0, 8, or},
	}
}

func main() {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64" role="img" aria-label="andor">` + "\n")
	for _, s := range mark() {
		hex := fmt.Sprintf("#%02x%02x%02x", s.fill.R, s.fill.G, s.fill.B)
		switch s.kind {
		case "circle":
			fmt.Fprintf(&b, `<circle cx="%g" cy="%g" r="%g" fill="%s"/>`, s.x, s.y, s.r, hex)
		case "line":
			fmt.Fprintf(&b, `<path d="M%g %gL%g %g" stroke="%s" stroke-width="%g"/>`, s.x, s.y, s.w, s.h, hex, s.r)
		default:
			fmt.Fprintf(&b, `<rect x="%g" y="%g" width="%g" height="%g" rx="%.3g" fill="%s"/>`, s.x, s.y, s.w, s.h, s.r, hex)
		}
		b.WriteByte('\n')
	}
	b.WriteString("</svg>\n")
	if err := os.WriteFile("logo-svg.svg", []byte(b.String()), 0o644); err != nil {
		log.Fatal(err)
	}
	for _, size := range []int{32, 64} {
		if err := write(size); err != nil {
			log.Fatal(err)
		}
	}
}

func write(size int) error {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	k := float64(size) / 64
	for _, s := range mark() {
		z := vector.NewRasterizer(size, size)
		for i, p := range outline(s) {
			if x, y := float32(p[0]*k), float32(p[1]*k); i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
		z.DrawOp = draw.Over
		z.Draw(img, img.Bounds(), image.NewUniform(s.fill), image.Point{})
	}
	f, err := os.Create(fmt.Sprintf("logo-%dx%d.png", size, size))
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		return err
	}
	return f.Close()
}

// outline is a shape as a polygon.
func outline(s shape) [][2]float64 {
	arc := func(pts [][2]float64, cx, cy, r, from, to float64) [][2]float64 {
		for i := 0; i <= 16; i++ {
			a := from + (to-from)*float64(i)/16
			pts = append(pts, [2]float64{cx + r*math.Cos(a), cy + r*math.Sin(a)})
		}
		return pts
	}
	switch s.kind {
	case "circle":
		return arc(arc(nil, s.x, s.y, s.r, 0, math.Pi), s.x, s.y, s.r, math.Pi, 2*math.Pi)
	case "line":
		dx, dy := s.w-s.x, s.h-s.y
		n := math.Hypot(dx, dy)
		ox, oy := -dy/n*s.r/2, dx/n*s.r/2
		return [][2]float64{{s.x + ox, s.y + oy}, {s.w + ox, s.h + oy}, {s.w - ox, s.h - oy}, {s.x - ox, s.y - oy}}
	}
	pts := arc(nil, s.x+s.w-s.r, s.y+s.h-s.r, s.r, 0, math.Pi/2)
	pts = arc(pts, s.x+s.r, s.y+s.h-s.r, s.r, math.Pi/2, math.Pi)
	pts = arc(pts, s.x+s.r, s.y+s.r, s.r, math.Pi, 3*math.Pi/2)
	return arc(pts, s.x+s.w-s.r, s.y+s.r, s.r, 3*math.Pi/2, 2*math.Pi)
}
