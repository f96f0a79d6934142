package plots

import "math"

const quarterTurn = math.Pi / 2

// affine is x' = a x + c y + e, y' = b x + d y + f: the order of SVG's matrix().
type affine struct{ a, b, c, d, e, f float64 }

var identity = affine{a: 1, d: 1}

func (m affine) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// mul is m after n: a point goes through n first.
func (m affine) mul(n affine) affine {
	return affine{
		a: m.a*n.a + m.c*n.b, b: m.b*n.a + m.d*n.b,
		c: m.a*n.c + m.c*n.d, d: m.b*n.c + m.d*n.d,
		e: m.a*n.e + m.c*n.f + m.e, f: m.b*n.e + m.d*n.f + m.f,
	}
}

func (m affine) translate(x, y float64) affine { return m.mul(affine{1, 0, 0, 1, x, y}) }
func (m affine) scale(x, y float64) affine     { return m.mul(affine{x, 0, 0, y, 0, 0}) }

func (m affine) rotate(rad float64) affine {
	sin, cos := math.Sincos(rad)
	return m.mul(affine{cos, sin, -sin, cos, 0, 0})
}

// linearNear reports whether the matrix without its translation has the rows
// (xx, xy) and (yx, yy), but for rounding.
func (m affine) linearNear(xx, xy, yx, yy float64) bool {
	const eps = 1e-9
	return math.Abs(m.a-xx) < eps && math.Abs(m.c-xy) < eps && math.Abs(m.b-yx) < eps && math.Abs(m.d-yy) < eps
}
