package interpret

import (
	"fmt"
	"math"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// [P] calls its lowest-level basis functions wavelet-like primitives. How much of one a Gabor
// function explains does not settle that: with its eight numbers it explains a smooth blob as
// well. So it is held against rivals that know no direction to oscillate in: a blob, the
// elliptical Gaussian, with six numbers, and a centre with a surround, the difference of two
// elliptical Gaussians of one centre, direction and aspect (Rodieck 1965), with eight. A basis
// function is like a wavelet where the wave leaves much less of it than they do.
//
// A basis function (h, w, c) is first reduced to the one colour direction that holds most of
// its energy; what lies in the others counts as not explained, for all. Around zero, since
// zero is "no change". The fits are separable (Golub and Pereyra 1973): for given place, width,
// direction and frequency the best amplitudes of the even and the odd wave are linear least
// squares, so Levenberg and Marquardt's method moves six numbers only. It starts from eight
// waves (two frequencies, four directions) at the energy's centre and keeps the best end; the
// rivals start from four and eight of their kind.

// Gabor is a plane wave under a Gaussian,
//
//	exp(-(u/SigmaU)^2/2 - (v/SigmaV)^2/2) * Amplitude * cos(2 pi Frequency u + Phase)
//
// with u along the wave and v along its crests, in pixels from (X, Y).
type Gabor struct {
	X, Y             float64 // centre, in pixels of the template; (0, 0) is the middle of its first pixel
	SigmaU, SigmaV   float64 // pixels
	Orientation      float64 // of the wave's direction, radians in [0, pi), from x towards y (downwards)
	Frequency        float64 // cycles a pixel, in [0, 0.5]
	Phase, Amplitude float64 // radians in (-pi, pi]; pixel units

	// Explained is the share of the template's energy, over all colours, that the wave
	// accounts for, in [0, 1]; Blob the same for the best elliptical Gaussian, Surround for the
	// best difference of two. Colour is the most that any of them could: the share of the
	// energy that lies along one direction of colour.
	Explained, Blob, Surround, Colour float64
}

// Aspect is the length of the crests over the width across them.
func (g Gabor) Aspect() float64 { return g.SigmaV / g.SigmaU }

// Cycles is how many waves fit between one standard deviation to either side.
func (g Gabor) Cycles() float64 { return 2 * g.SigmaU * g.Frequency }

// What makes a basis function wavelet-like.
const (
	waveletExplained = 0.7
	waveletLeft      = 0.5
)

// Left is what the wave leaves unexplained of the template along its colour, as a share of what
// the better of its rivals leaves: 1 says that a wave is no better than a blob or a centre with
// a surround, 0 that it is all there is. It is 1 where there is nothing to choose, the rival
// leaving less than a thousandth of the energy.
func (g Gabor) Left() float64 {
	rival := g.Colour - max(g.Blob, g.Surround)
	if rival < 1e-3 {
		return 1
	}
	return max(0, g.Colour-g.Explained) / rival
}

// Wavelet says whether the basis function is like a wavelet: the wave explains at least 0.7 of
// it, and leaves at most half of what a blob or a centre with a surround leave.
func (g Gabor) Wavelet() bool {
	return g.Explained >= waveletExplained && g.Left() <= waveletLeft
}

// FitGabor fits a basis function (h, w, c); one that is zero, or smaller than 3x3 pixels, is
// an error.
func FitGabor(t *tensor.Tensor) (Gabor, error) {
	if t == nil || len(t.Shape) != 3 || t.Len() != len(t.Data) || t.Shape[0] < 3 || t.Shape[1] < 3 || t.Shape[2] < 1 {
		var got []int
		if t != nil {
			got = t.Shape
		}
		return Gabor{}, fmt.Errorf("interpret: gabor: got a basis function of shape %v, want (h, w, c) with at least 3x3 pixels", got)
	}
	p := &gaborFit{h: t.Shape[0], w: t.Shape[1]}
	for _, v := range t.Data {
		if v-v != 0 {
			return Gabor{}, fmt.Errorf("interpret: gabor: got %v in the basis function, want finite numbers", v)
		}
		p.energy += float64(v) * float64(v)
	}
	if p.energy == 0 {
		return Gabor{}, fmt.Errorf("interpret: gabor: the basis function is zero")
	}
	p.reduce(t)
	cx, cy, spread := p.moments()
	p.top = float64(max(p.h, p.w)) / 2

	best, bestLeft := Gabor{}, math.Inf(1)
	for _, cycles := range []float64{0.5, 1.2} {
		for d := range 4 {
			start := [6]float64{cx, cy, math.Log(spread), math.Log(spread), float64(d) * math.Pi / 4, cycles / (2 * spread)}
			at, a, b, left := p.solve(start, wave)
			if left < bestLeft*(1-1e-9) {
				best, bestLeft = p.gabor(at, a, b), left
			}
		}
	}
	best.Explained = max(0, 1-bestLeft/p.energy)
	blobLeft, surroundLeft := math.Inf(1), math.Inf(1)
	for _, k := range []float64{0.6, 1} {
		for d := range 2 { // round, and longer one way or the other
			s := math.Log(spread * k)
			start := [6]float64{cx, cy, s - 0.3, s + 0.3, float64(d) * math.Pi / 4, 0}
			_, _, _, left := p.solve(start, blob)
			blobLeft = min(blobLeft, left)
			for _, ratio := range []float64{1.4, 2.5} {
				start[5] = math.Log(ratio)
				_, _, _, left := p.solve(start, surround)
				surroundLeft = min(surroundLeft, left)
			}
		}
	}
	best.Blob = max(0, 1-blobLeft/p.energy)
	best.Surround = max(best.Blob, 1-surroundLeft/p.energy) // a blob is one with an empty surround
	best.Explained = max(best.Explained, best.Blob)         // and a wave of no frequency
	best.Colour = p.along / p.energy
	return best, nil
}

// shape is a function to fit.
type shape int

const (
	wave     shape = iota // q[5] is the frequency
	blob                  // q[5] is 0
	surround              // q[5] is the logarithm of the surround's width over the centre's
)

// gaborFit is the pixels to fit.
type gaborFit struct {
	h, w   int
	pixels []float64 // (h, w): along the colour of most energy
	energy float64   // of all colours
	along  float64   // of the pixels
	top    float64   // the largest standard deviation
}

// reduce projects the pixels on the first principal direction of their colours about zero.
func (p *gaborFit) reduce(t *tensor.Tensor) {
	c := t.Shape[2]
	m := make([]float64, c*c)
	for i := 0; i < len(t.Data); i += c {
		for a := range c {
			for b := range c {
				m[a*c+b] += float64(t.Data[i+a]) * float64(t.Data[i+b])
			}
		}
	}
	axis := make([]float64, c)
	widest := 0
	for a := range c {
		if m[a*c+a] > m[widest*c+widest] {
			widest = a
		}
	}
	copy(axis, m[widest*c:][:c])
	for range 100 { // power iteration
		next, norm := make([]float64, c), 0.0
		for a := range c {
			for b := range c {
				next[a] += m[a*c+b] * axis[b]
			}
			norm += next[a] * next[a]
		}
		for a := range c {
			axis[a] = next[a] / math.Sqrt(norm)
		}
	}
	p.pixels = make([]float64, p.h*p.w)
	for i := range p.pixels {
		for a := range c {
			p.pixels[i] += axis[a] * float64(t.Data[i*c+a])
		}
		p.along += p.pixels[i] * p.pixels[i]
	}
}

// moments is the centre of the energy and its standard deviation, kept to what fits.
func (p *gaborFit) moments() (cx, cy, spread float64) {
	var sum, square float64
	for i, v := range p.pixels {
		e := v * v
		sum, cx, cy = sum+e, cx+e*float64(i%p.w), cy+e*float64(i/p.w)
	}
	if sum == 0 {
		return float64(p.w-1) / 2, float64(p.h-1) / 2, 1
	}
	cx, cy = cx/sum, cy/sum
	for i, v := range p.pixels {
		x, y := float64(i%p.w)-cx, float64(i/p.w)-cy
		square += v * v * (x*x + y*y) / 2
	}
	// The energy of a Gaussian is narrower than the Gaussian, by the root of 2.
	return cx, cy, max(0.7, math.Sqrt(2*square/sum))
}

// held keeps parameters where a fit means something.
func (p *gaborFit) held(q [6]float64, as shape) [6]float64 {
	q[0], q[1] = max(-1, min(float64(p.w), q[0])), max(-1, min(float64(p.h), q[1]))
	q[2], q[3] = max(math.Log(0.4), min(math.Log(p.top), q[2])), max(math.Log(0.4), min(math.Log(p.top), q[3]))
	switch as {
	case wave:
		q[5] = max(0, min(0.5, q[5]))
	case blob:
		q[5] = 0
	case surround:
		q[5] = max(math.Log(1.1), min(math.Log(4), q[5]))
	}
	return q
}

// waves writes the even and the odd wave at q, or the centre and the surround.
func (p *gaborFit) waves(q [6]float64, as shape, even, odd []float64) {
	sin, cos := math.Sincos(q[4])
	su, sv, f := math.Exp(-q[2]), math.Exp(-q[3]), 2*math.Pi*q[5]
	narrower := math.Exp(-2 * q[5])
	for i := range even {
		x, y := float64(i%p.w)-q[0], float64(i/p.w)-q[1]
		u, v := cos*x+sin*y, cos*y-sin*x
		g := math.Exp(-(u*u*su*su + v*v*sv*sv) / 2)
		if as == surround {
			even[i], odd[i] = g, math.Pow(g, narrower)
			continue
		}
		s, c := math.Sincos(f * u)
		even[i], odd[i] = g*c, g*s
	}
}

// residual writes the pixels less the best mixture of the waves at q, and gives the amplitudes
// and the energy that is left, with that of other colours.
func (p *gaborFit) residual(q [6]float64, as shape, even, odd, out []float64) (a, b, left float64) {
	p.waves(q, as, even, odd)
	var ee, eo, oo, ep, op, pp float64
	for i, v := range p.pixels {
		e, o := even[i], odd[i]
		ee, eo, oo, ep, op, pp = ee+e*e, eo+e*o, oo+o*o, ep+e*v, op+o*v, pp+v*v
	}
	det := ee*oo - eo*eo
	switch {
	case as == blob || det <= 1e-9*ee*ee: // no odd wave to speak of
		if ee > 0 {
			a = ep / ee
		}
	default:
		a, b = (ep*oo-op*eo)/det, (op*ee-ep*eo)/det
	}
	rest := 0.0
	for i, v := range p.pixels {
		out[i] = v - a*even[i] - b*odd[i]
		rest += out[i] * out[i]
	}
	return a, b, rest + max(0, p.energy-pp)
}

// solve is Levenberg's and Marquardt's method from a start.
func (p *gaborFit) solve(q [6]float64, as shape) (at [6]float64, a, b, left float64) {
	const steps = 40
	n := len(p.pixels)
	free := 6
	if as == blob {
		free = 5
	}
	even, odd, r, moved := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	jacobian := make([][]float64, free)
	for k := range jacobian {
		jacobian[k] = make([]float64, n)
	}
	q = p.held(q, as)
	a, b, left = p.residual(q, as, even, odd, r)
	damping := 1e-2
	for range steps {
		for k := range free {
			h := 1e-5
			t := q
			t[k] += h
			if p.held(t, as) != t {
				t[k], h = q[k]-h, -h
			}
			p.residual(t, as, even, odd, moved)
			for i, v := range moved {
				jacobian[k][i] = (v - r[i]) / h
			}
		}
		improved := false
		for damping < 1e8 {
			next := q
			for k, d := range normalStep(jacobian, r, damping) {
				next[k] -= d
			}
			next = p.held(next, as)
			na, nb, nl := p.residual(next, as, even, odd, moved)
			if nl < left {
				improved = left-nl > 1e-7*p.energy
				q, a, b, left = next, na, nb, nl
				copy(r, moved)
				damping = max(1e-9, damping/5)
				break
			}
			damping *= 4
		}
		if !improved {
			break
		}
	}
	return q, a, b, left
}

// normalStep solves (J'J + damping diag J'J) d = J'r by elimination; a parameter that moves
// nothing stays.
func normalStep(jacobian [][]float64, r []float64, damping float64) []float64 {
	n := len(jacobian)
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n+1)
		for k := range n {
			for j, v := range jacobian[i] {
				m[i][k] += v * jacobian[k][j]
			}
		}
		for j, v := range jacobian[i] {
			m[i][n] += v * r[j]
		}
		m[i][i] += damping*m[i][i] + 1e-12
	}
	for i := range n {
		for k := i + 1; k < n; k++ { // positive definite: no pivoting
			f := m[k][i] / m[i][i]
			for j := i; j <= n; j++ {
				m[k][j] -= f * m[i][j]
			}
		}
	}
	d := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		d[i] = m[i][n]
		for k := i + 1; k < n; k++ {
			d[i] -= m[i][k] * d[k]
		}
		d[i] /= m[i][i]
	}
	return d
}

// gabor puts the numbers of a solution in their ranges.
func (p *gaborFit) gabor(q [6]float64, a, b float64) Gabor {
	g := Gabor{X: q[0], Y: q[1], SigmaU: math.Exp(q[2]), SigmaV: math.Exp(q[3]), Frequency: q[5], Amplitude: math.Hypot(a, b), Phase: math.Atan2(-b, a)}
	turns := math.Floor(q[4] / math.Pi)
	g.Orientation = q[4] - turns*math.Pi
	if int(turns)%2 != 0 { // the direction is reversed, and with it the odd wave
		g.Phase = -g.Phase
	}
	if g.Orientation >= math.Pi {
		g.Orientation = 0
	}
	return g
}

// Draw is the fitted function on the template's pixels, (h, w, 1).
func (g Gabor) Draw(h, w int) *tensor.Tensor {
	out := tensor.New(h, w, 1)
	sin, cos := math.Sincos(g.Orientation)
	for i := range out.Data {
		x, y := float64(i%w)-g.X, float64(i/w)-g.Y
		u, v := cos*x+sin*y, cos*y-sin*x
		e := math.Exp(-(u*u/(g.SigmaU*g.SigmaU) + v*v/(g.SigmaV*g.SigmaV)) / 2)
		out.Data[i] = float32(e * g.Amplitude * math.Cos(2*math.Pi*g.Frequency*u+g.Phase))
	}
	return out
}
