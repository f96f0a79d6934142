package data

import "math"

// shape is a region of the plane, known by its signed distance: negative inside. Away
// from the edge the distance may be an estimate, so long as its sign is right and it
// is not much too long near the edge.
type shape interface {
	distance(x, y float64) float64
	bounds() (x0, y0, x1, y1 float64)
}

// ellipse with centre and half axes.
type ellipse struct{ cx, cy, rx, ry float64 }

func disc(cx, cy, r float64) ellipse { return ellipse{cx, cy, r, r} }

func (e ellipse) bounds() (float64, float64, float64, float64) {
	return e.cx - e.rx, e.cy - e.ry, e.cx + e.rx, e.cy + e.ry
}

// distance is the first-order estimate f/|grad f| of f = |(x/rx, y/ry)| - 1.
func (e ellipse) distance(x, y float64) float64 {
	u, v := (x-e.cx)/e.rx, (y-e.cy)/e.ry
	r := length(u, v)
	if r < 1e-9 {
		return -min(e.rx, e.ry)
	}
	return (r - 1) * r / length(u/e.rx, v/e.ry)
}

// bar is a rectangle with corners rounded by radius r.
type bar struct{ x0, y0, x1, y1, r float64 }

func (b bar) bounds() (float64, float64, float64, float64) { return b.x0, b.y0, b.x1, b.y1 }

func (b bar) distance(x, y float64) float64 {
	dx := math.Abs(x-(b.x0+b.x1)/2) - (b.x1-b.x0)/2 + b.r
	dy := math.Abs(y-(b.y0+b.y1)/2) - (b.y1-b.y0)/2 + b.r
	out := length(max(dx, 0), max(dy, 0))
	return out + min(max(dx, dy), 0) - b.r
}

// polygon by its corners, x and y in turn, either way round.
type polygon []float64

func (p polygon) bounds() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = p[0], p[1], p[0], p[1]
	for i := 2; i < len(p); i += 2 {
		x0, x1 = min(x0, p[i]), max(x1, p[i])
		y0, y1 = min(y0, p[i+1]), max(y1, p[i+1])
	}
	return
}

// distance to the nearest edge, with the sign of the even-odd rule.
func (p polygon) distance(x, y float64) float64 {
	best, sign := math.Inf(1), 1.0
	for i, j := 0, len(p)-2; i < len(p); i, j = i+2, i {
		best = min(best, segment(x, y, p[j], p[j+1], p[i], p[i+1]))
		if (p[i+1] > y) != (p[j+1] > y) && x < (p[j]-p[i])*(y-p[i+1])/(p[j+1]-p[i+1])+p[i] {
			sign = -sign
		}
	}
	return sign * best
}

// stroke is a line of width w with round ends.
type stroke struct{ x0, y0, x1, y1, w float64 }

func (s stroke) bounds() (float64, float64, float64, float64) {
	r := s.w / 2
	return min(s.x0, s.x1) - r, min(s.y0, s.y1) - r, max(s.x0, s.x1) + r, max(s.y0, s.y1) + r
}

func (s stroke) distance(x, y float64) float64 {
	return segment(x, y, s.x0, s.y0, s.x1, s.y1) - s.w/2
}

// segment is the distance from (x, y) to the line from (x0, y0) to (x1, y1).
func segment(x, y, x0, y0, x1, y1 float64) float64 {
	ax, ay, bx, by := x-x0, y-y0, x1-x0, y1-y0
	t := 0.0
	if n := bx*bx + by*by; n > 0 {
		t = min(1, max(0, (ax*bx+ay*by)/n))
	}
	return length(ax-t*bx, ay-t*by)
}

// ring is the edge of a shape, w wide.
type ring struct {
	of shape
	w  float64
}

func (r ring) bounds() (float64, float64, float64, float64) {
	x0, y0, x1, y1 := r.of.bounds()
	h := r.w / 2
	return x0 - h, y0 - h, x1 + h, y1 + h
}

func (r ring) distance(x, y float64) float64 { return math.Abs(r.of.distance(x, y)) - r.w/2 }

// within is the part of a shape inside a rectangle: half discs, arcs, cut roofs.
type within struct {
	of   shape
	clip bar
}

func (w within) bounds() (float64, float64, float64, float64) {
	x0, y0, x1, y1 := w.of.bounds()
	return max(x0, w.clip.x0), max(y0, w.clip.y0), min(x1, w.clip.x1), min(y1, w.clip.y1)
}

func (w within) distance(x, y float64) float64 {
	return max(w.of.distance(x, y), w.clip.distance(x, y))
}

// upper and lower are the halves of a shape above and below the line y.
func upper(s shape, y float64) shape {
	x0, y0, x1, _ := s.bounds()
	return within{s, bar{x0, y0, x1, y, 0}}
}

func lower(s shape, y float64) shape {
	x0, _, x1, y1 := s.bounds()
	return within{s, bar{x0, y, x1, y1, 0}}
}

// grown is a shape with r added all round: a polygon with round corners.
type grown struct {
	of shape
	r  float64
}

func (g grown) bounds() (float64, float64, float64, float64) {
	x0, y0, x1, y1 := g.of.bounds()
	return x0 - g.r, y0 - g.r, x1 + g.r, y1 + g.r
}

func (g grown) distance(x, y float64) float64 { return g.of.distance(x, y) - g.r }

// kind is the word for a shape in a parse tree.
func kind(s shape) string {
	switch s := s.(type) {
	case ellipse:
		return "disc"
	case bar, stroke:
		return "bar"
	case ring:
		return "ring"
	case grown:
		return kind(s.of)
	case polygon:
		if len(s) == 6 {
			return "triangle"
		}
		return "polygon"
	case within:
		if _, ok := s.of.(ring); ok {
			return "arc"
		}
		return "half " + kind(s.of)
	}
	return "shape"
}

// length of the vector (x, y); drawings need no guard against overflow.
func length(x, y float64) float64 { return math.Sqrt(x*x + y*y) }
