package andor

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/engine/nn"
)

// TestEdit holds edits against the network run by hand.
func TestEdit(t *testing.T) {
	r := trained(t, "6")
	z := r.Latent(3)
	plain, err := r.Edit(z).Images()
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.run.Reconstruct([]int{3})
	if err != nil || !slices.Equal(plain.Data, want.Data) {
		t.Fatalf("an edit of nothing: got another image than g(z), %v", err)
	}

	// The busiest object channel of the image, off: against a tail run on the activation
	// with that channel cleared by hand.
	f, err := nn.NewForward(r.g, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Run(r.run.Latent([]int{3})); err != nil {
		t.Fatal(err)
	}
	a, _ := f.Activation("object")
	mass := make([]float64, a.Shape[3])
	for i, v := range a.Data {
		mass[i%a.Shape[3]] += math.Abs(float64(v))
	}
	c := largest(mass, 1)[0]
	for i := c; i < len(a.Data); i += a.Shape[3] {
		a.Data[i] = 0
	}
	tail, _ := nn.NewTail(r.g, "object", 1)
	off, _ := tail.Run(a)
	got, err := r.Edit(z).Off("object", c).Scale("part", 2, 1).Images()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Row(0).Data, plain.Data) || !slices.Equal(got.Row(1).Data, off.Data) || !slices.Equal(got.Row(2).Data, off.Data) {
		t.Error("Off: the rows are not g(z), the image without the channel, and that again")
	}
	if slices.Equal(off.Data, plain.Data) {
		t.Error("the busiest channel changes nothing when it is off")
	}

	// Swapping twice brings everything back, but for rounding.
	twice, err := r.Edit(z).Swap("object", c, (c+1)%16).Swap("object", c, (c+1)%16).last()
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range twice.Data {
		if math.Abs(float64(v-plain.Data[i])) > 1e-5 {
			t.Fatalf("two swaps: got %v at %d, want %v as before", v, i, plain.Data[i])
		}
	}
	moved := slices.Clone(z)
	moved[2] = 1.5
	a1, _ := r.Edit(z).Z(2, 1.5).last()
	a2, _ := r.Edit(moved).last()
	if !slices.Equal(a1.Data, a2.Data) {
		t.Error("Z sets another number than the z says")
	}
	one, _ := r.Edit(z).Off("object", c, At(1, 2)).last()
	if slices.Equal(one.Data, off.Data) {
		t.Error("Off at one place: the channel is off everywhere")
	}
	for name, f := range map[string]*Figure{
		"Edit": r.Edit(z).Off("part", 1).Swap("object", 2, 3, At(0, 0), At(1, 1)).Z(0, 2).Figure(), "Interpolate": r.Interpolate(0, 5, 7),
		"Maximise": r.Maximise("object", c), "Explore": r.Explore(3, "part").Figure(),
	} {
		if _, err := f.PNG(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEditRefuses: what has no answer says what would have one.
func TestEditRefuses(t *testing.T) {
	r := trained(t, "2")
	z := r.Latent(0)
	for _, tt := range []struct {
		name string
		got  interface{ Err() error }
		want string
	}{
		{"untrained", NewRun("run1", tiny(), nil, Scenes(8, 32, 1), "batch 4").Edit(z), "call run1.Train() first"},
		{"short z", r.Edit(z[:3]), "want 8; Latent(i)"},
		{"no such stage", r.Edit(z).Off("prat", 1), `did you mean "part"`},
		{"no such channel", r.Edit(z).Off("part", 8).Z(0, 1), "want 0 to 7"},
		{"no such place", r.Edit(z).Swap("part", 1, 2, At(8, 0)), "grid of 8x8"},
		{"no such number of z", r.Edit(z).Z(8, 0), "index in 0..7"},
		{"one image on the way", r.Interpolate(0, 1, 1), "2 to 256 steps"},
		{"no such channel to climb", r.Maximise("part", -1), "want 0 to 7"},
		{"no such image to explore", r.Explore(24, "part"), "want 0 to 23"},
	} {
		if err := tt.got.Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	if r.Latent(24) != nil {
		t.Error("Latent(24) of 24 images: got a z")
	}
}

// TestArc: the ends are the ends, and the length changes evenly in between.
func TestArc(t *testing.T) {
	a, b, dst := []float32{3, 0}, []float32{0, 1}, make([]float32, 2)
	for at, want := range map[float64][2]float64{0: {3, 0}, 1: {0, 1}, 0.5: {math.Sqrt2, math.Sqrt2}} {
		arc(dst, a, b, at)
		if math.Abs(float64(dst[0])-want[0]) > 1e-6 || math.Abs(float64(dst[1])-want[1]) > 1e-6 {
			t.Errorf("at %g: got %v, want %v", at, dst, want)
		}
	}
	if arc(dst, a, []float32{1, 0}, 0.5); dst[0] != 2 || dst[1] != 0 {
		t.Errorf("between parallel ends: got %v, want (2, 0)", dst)
	}
}
