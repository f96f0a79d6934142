package data

import "math"

// rgb is a colour, 0xRRGGBB.
type rgb uint32

func (c rgb) channels() [3]float64 {
	return [3]float64{float64(c >> 16 & 255), float64(c >> 8 & 255), float64(c & 255)}
}

// blend is the colour t of the way from c to d.
func (c rgb) blend(d rgb, t float64) rgb {
	a, b := c.channels(), d.channels()
	var v rgb
	for i := range a {
		v = v<<8 | rgb(math.Round(a[i]+t*(b[i]-a[i])))
	}
	return v
}

// light and dark are c moved towards white and towards a warm black.
func (c rgb) light(t float64) rgb { return c.blend(0xffffff, t) }
func (c rgb) dark(t float64) rgb  { return c.blend(0x1d1a22, t) }

// Box is a rectangle of pixels: X0 <= x < X1, Y0 <= y < Y1.
type Box struct {
	X0 int `json:"x0"`
	Y0 int `json:"y0"`
	X1 int `json:"x1"`
	Y1 int `json:"y1"`
}

// Empty says whether b holds no pixel.
func (b Box) Empty() bool { return b.X0 >= b.X1 || b.Y0 >= b.Y1 }

// Union is the smallest box around b and o.
func (b Box) Union(o Box) Box {
	if b.Empty() {
		return o
	}
	if o.Empty() {
		return b
	}
	return Box{min(b.X0, o.X0), min(b.Y0, o.Y0), max(b.X1, o.X1), max(b.Y1, o.Y1)}
}

// Contains says whether o lies within b.
func (b Box) Contains(o Box) bool {
	return o.X0 >= b.X0 && o.Y0 >= b.Y0 && o.X1 <= b.X1 && o.Y1 <= b.Y1
}

// canvas is a square picture whose drawing coordinates are 0..1 to the right and
// down, moved by (dx, dy) and scaled about the centre: the jitter of the object.
type canvas struct {
	size         int
	pix          []float64 // size*size*3, 0..255
	dx, dy, zoom float64
}

func newCanvas(size int) *canvas {
	return &canvas{size: size, pix: make([]float64, size*size*3), zoom: 1}
}

// samples per side of a pixel on an edge: 16 levels of coverage.
const samples = 4

// paint lays shape over the picture in a colour that runs from top to bottom, and
// returns the box of pixels it touches. Pixels well inside or outside are settled by
// one look at the distance; only those on the edge are sampled.
func (c *canvas) paint(s shape, top, bottom rgb) Box {
	x0, y0, x1, y1 := s.bounds()
	px0, px1 := c.clip(c.toPixel(x0, c.dx), c.toPixel(x1, c.dx))
	py0, py1 := c.clip(c.toPixel(y0, c.dy), c.toPixel(y1, c.dy))
	a, b := top.channels(), bottom.channels()
	var box Box
	for py := py0; py < py1; py++ {
		t := 0.0
		if y1 > y0 {
			t = min(1, max(0, (c.fromPixel(float64(py)+0.5, c.dy)-y0)/(y1-y0)))
		}
		for px := px0; px < px1; px++ {
			cover := c.coverage(s, px, py)
			if cover == 0 {
				continue
			}
			box = box.Union(Box{px, py, px + 1, py + 1})
			p := c.pix[(py*c.size+px)*3:]
			for i := range a {
				p[i] += cover * (a[i] + t*(b[i]-a[i]) - p[i])
			}
		}
	}
	return box
}

// coverage is the share of pixel (px, py) inside s.
func (c *canvas) coverage(s shape, px, py int) float64 {
	reach := 1.5 / (c.zoom * float64(c.size)) // more than half a diagonal: distances of ellipses are estimates
	d := s.distance(c.fromPixel(float64(px)+0.5, c.dx), c.fromPixel(float64(py)+0.5, c.dy))
	if d > reach {
		return 0
	}
	if d < -reach {
		return 1
	}
	in := 0
	for j := 0; j < samples; j++ {
		y := c.fromPixel(float64(py)+(float64(j)+0.5)/samples, c.dy)
		for i := 0; i < samples; i++ {
			if s.distance(c.fromPixel(float64(px)+(float64(i)+0.5)/samples, c.dx), y) <= 0 {
				in++
			}
		}
	}
	return float64(in) / (samples * samples)
}

func (c *canvas) toPixel(v, shift float64) float64 {
	return ((v-0.5)*c.zoom + 0.5 + shift) * float64(c.size)
}

func (c *canvas) fromPixel(p, shift float64) float64 {
	return (p/float64(c.size)-0.5-shift)/c.zoom + 0.5
}

// clip turns an interval of pixels into the indices it touches.
func (c *canvas) clip(lo, hi float64) (int, int) {
	n := float64(c.size)
	return int(min(n, max(0, math.Floor(lo)))), int(min(n, max(0, math.Ceil(hi))))
}

// bytes are the picture rounded to 8 bits: the same on every machine, whether or not
// its compiler fuses a multiplication with an addition.
func (c *canvas) bytes(dst []uint8) {
	for i, v := range c.pix {
		dst[i] = uint8(math.Round(v))
	}
}
