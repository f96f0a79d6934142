package interpret

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// coloured is a grey picture times a colour.
func coloured(t *tensor.Tensor, colour ...float32) *tensor.Tensor {
	out := tensor.New(t.Shape[0], t.Shape[1], len(colour))
	for i, v := range t.Data {
		for c, k := range colour {
			out.Data[i*len(colour)+c] = k * v
		}
	}
	return out
}

// TestFitGaborRecovers: Gabor functions that were drawn come back with their numbers.
func TestFitGaborRecovers(t *testing.T) {
	for _, want := range []Gabor{
		{X: 5, Y: 5.5, SigmaU: 2, SigmaV: 3, Orientation: 0.3, Frequency: 0.2, Phase: 0.5, Amplitude: 0.8},
		{X: 6, Y: 4, SigmaU: 1.6, SigmaV: 2.4, Orientation: 2.5, Frequency: 0.25, Phase: -1.2, Amplitude: 1},
		{X: 5.2, Y: 5.2, SigmaU: 2.5, SigmaV: 2, Orientation: 1.6, Frequency: 0.12, Phase: math.Pi / 2, Amplitude: 0.3},
	} {
		got, err := FitGabor(coloured(want.Draw(11, 12), 0.5, -1, 0.2))
		if err != nil {
			t.Fatal(err)
		}
		turn := math.Mod(got.Orientation-want.Orientation+1.5*math.Pi, math.Pi) - math.Pi/2
		if got.Explained < 0.999 || math.Abs(turn) > 0.02 || math.Abs(got.Frequency-want.Frequency) > 0.01 || math.Abs(got.Aspect()-want.Aspect()) > 0.05 || !got.Wavelet() {
			t.Errorf("got %+v, want %+v", got, want)
		}
		// The sign of the colour is free; with it the phase turns by pi.
		phase := math.Mod(got.Phase-want.Phase+3*math.Pi, math.Pi)
		if math.Min(phase, math.Pi-phase) > 0.05 {
			t.Errorf("got phase %g, want %g or its opposite", got.Phase, want.Phase)
		}
		if got.Blob > 0.75 {
			t.Errorf("a wave: got %g explained by a blob", got.Blob)
		}
		again, _ := FitGabor(coloured(want.Draw(11, 12), 0.5, -1, 0.2))
		if again != got {
			t.Errorf("the same fit twice: got %+v and %+v", got, again)
		}
	}
}

// TestFitGaborTellsBlobs: a blob is explained by a blob and is no wavelet, noise is neither,
// and what lies in a second colour counts as missing.
func TestFitGaborTellsBlobs(t *testing.T) {
	blob := Gabor{X: 4, Y: 5, SigmaU: 1.5, SigmaV: 2.2, Orientation: 0.7, Amplitude: -0.4}.Draw(10, 10)
	got, err := FitGabor(coloured(blob, 1, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	if got.Blob < 0.999 || got.Wavelet() {
		t.Errorf("blob: got %+v, %g explained by a blob", got, got.Blob)
	}
	r := rand.New(rand.NewPCG(1, 2))
	noise := tensor.New(10, 10, 3)
	for i := range noise.Data {
		noise.Data[i] = float32(r.NormFloat64())
	}
	if got, _ := FitGabor(noise); got.Explained > 0.4 || got.Wavelet() {
		t.Errorf("noise: got %+v", got)
	}
	// Half of the energy in a colour of its own, elsewhere.
	two := coloured(blob, 1, 0)
	for i := range 100 {
		two.Data[i*2+1] = blob.Data[(i+50)%100] * 0.9
	}
	if got, _ := FitGabor(two); got.Explained > 0.7 {
		t.Errorf("two colours: got %g explained by one", got.Explained)
	}
	for _, bad := range []*tensor.Tensor{nil, tensor.New(2, 8, 3), tensor.New(8, 8, 3), tensor.From([]float32{float32(math.NaN()), 0, 0, 0, 0, 0, 0, 0, 0}, 3, 3, 1)} {
		if _, err := FitGabor(bad); err == nil {
			t.Errorf("%v: got no error", bad)
		}
	}
}

// TestFitGaborTellsSurrounds: a centre with a surround is no wavelet, though a wave explains
// most of it, and an edge is one, though it hardly oscillates.
func TestFitGaborTellsSurrounds(t *testing.T) {
	centre := Gabor{X: 4.5, Y: 4.5, SigmaU: 1.2, SigmaV: 1.4, Amplitude: 1}.Draw(10, 10)
	around := Gabor{X: 4.5, Y: 4.5, SigmaU: 2.4, SigmaV: 2.8, Amplitude: 0.3}.Draw(10, 10)
	for i, v := range around.Data {
		centre.Data[i] -= v
	}
	got, err := FitGabor(coloured(centre, 1, 0.5, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got.Surround < 0.999 || got.Wavelet() || got.Left() != 1 || got.Explained < 0.7 || math.Abs(got.Colour-1) > 1e-6 {
		t.Errorf("centre with surround: got %+v, left %g", got, got.Left())
	}
	edge := Gabor{X: 4.5, Y: 4.5, SigmaU: 1.5, SigmaV: 2.5, Orientation: 0.4, Frequency: 0.03, Phase: math.Pi / 2, Amplitude: 5}.Draw(10, 10)
	if got, _ := FitGabor(edge); !got.Wavelet() || got.Left() > 0.1 {
		t.Errorf("edge: got %+v, left %g", got, got.Left())
	}
}

func BenchmarkFitGabor(b *testing.B) {
	g := Gabor{X: 5, Y: 5.5, SigmaU: 2, SigmaV: 3, Orientation: 0.3, Frequency: 0.2, Phase: 0.5, Amplitude: 0.8}
	x := coloured(g.Draw(8, 8), 0.5, -1, 0.2)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range x.Data {
		x.Data[i] += 0.1 * float32(r.NormFloat64())
	}
	for b.Loop() {
		if _, err := FitGabor(x); err != nil {
			b.Fatal(err)
		}
	}
}
