package metric

import (
	"context"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// TestSurrogate: mean, energy, products of channels and the whole power spectrum stay, the
// image does not.
func TestSurrogate(t *testing.T) {
	for _, size := range [][2]int{{8, 8}, {5, 7}, {6, 9}} {
		x := noise(rand.New(rand.NewPCG(7, 8)), 3, size[0], size[1], 2)
		y, err := Surrogate(x, 1)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Surrogate(tensor.From(x.Data[:size[0]*size[1]*2], 1, size[0], size[1], 2), 1)
		moved := 0.0
		for i := range 3 {
			a, b := moments(x.Row(i)), moments(y.Row(i))
			for k, v := range a {
				if math.Abs(v-b[k]) > 1e-4*(1+math.Abs(v)) {
					t.Errorf("%v, image %d: moment %d is %g, was %g", size, i, k, b[k], v)
				}
			}
			p, q := powers(x.Row(i)), powers(y.Row(i))
			for k := range p {
				if math.Abs(p[k]-q[k]) > 1e-4*(1+p[k]) {
					t.Fatalf("%v, image %d: power %d is %g, was %g", size, i, k, q[k], p[k])
				}
			}
		}
		for k, v := range x.Data {
			moved += math.Abs(float64(v - y.Data[k]))
		}
		if moved/float64(len(x.Data)) < 0.1 {
			t.Errorf("%v: the surrogates differ by %g a pixel, want other images", size, moved/float64(len(x.Data)))
		}
		for k, v := range again.Data {
			if v != y.Data[k] {
				t.Fatalf("%v: image 0 depends on the others", size)
			}
		}
	}
	if _, err := Surrogate(tensor.New(3, 3), 1); err == nil {
		t.Error("a matrix: got no error")
	}
}

// moments are the sums and products of an image's two channels.
func moments(x *tensor.Tensor) (m [5]float64) {
	for k := 0; k < len(x.Data); k += 2 {
		a, b := float64(x.Data[k]), float64(x.Data[k+1])
		for i, v := range [5]float64{a, b, a * a, a * b, b * b} {
			m[i] += v
		}
	}
	return m
}

// powers is the power spectrum of an image's first channel.
func powers(x *tensor.Tensor) []float64 {
	h, w := x.Shape[0], x.Shape[1]
	p := plane{h, w, fourier.NewCmplxFFT(w), fourier.NewCmplxFFT(h), make([]complex128, max(h, w))}
	a := make([]complex128, h*w)
	for k := range a {
		a[k] = complex(float64(x.Data[2*k]), 0)
	}
	p.forward(a)
	out := make([]float64, h*w)
	for k, v := range a {
		out[k] = cmplx.Abs(v) * cmplx.Abs(v)
	}
	return out
}

// TestExcess: a blob matches surrogates of images of edges about as well as the images, an
// edge matches the images better. That is what the excess is for.
func TestExcess(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	x := tensor.New(40, 24, 24, 1)
	for i := range 40 {
		at, v := 6+r.IntN(12), float32(1)
		for k := range x.Row(i).Data { // a vertical step somewhere, and weak noise
			if k%24 >= at {
				v = 1
			} else {
				v = -1
			}
			x.Row(i).Data[k] = v + 0.05*float32(r.NormFloat64())
		}
	}
	y, err := Surrogate(x, 3)
	if err != nil {
		t.Fatal(err)
	}
	edge, blob := tensor.New(9, 9, 1), tensor.New(9, 9, 1)
	for k := range edge.Data {
		edge.Data[k] = 1
		if k%9 < 4 {
			edge.Data[k] = -1
		}
		dx, dy := float64(k%9-4), float64(k/9-4)
		blob.Data[k] = float32(math.Exp(-(dx*dx + dy*dy) / 8))
	}
	m, err := NewMatcher([]*tensor.Tensor{edge, blob}, 24, 24, 1)
	if err != nil {
		t.Fatal(err)
	}
	real, err := m.MatchAll(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	null, err := m.MatchAll(context.Background(), y)
	if err != nil {
		t.Fatal(err)
	}
	excess := func(k int) float64 { return real.Templates[k].Mean - null.Templates[k].Mean }
	if excess(0) < 0.1 || excess(1) > excess(0)/2 {
		t.Errorf("got an excess of %.3f for the edge and %.3f for the blob, want the edge's far larger", excess(0), excess(1))
	}
}
