package interpret

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// stageOf fills 200 activations of a 2x2 stage of 3 channels, and a truth of 4x4 pixels
// with two parts that alternate at random at the upper left and stand still elsewhere:
// part 1 at the upper right, nothing below.
func stageOf(unit func(r *rand.Rand, part int) (channel int, v float32)) (*tensor.Tensor, [][]int) {
	r := rand.New(rand.NewPCG(1, 1))
	a := tensor.New(200, 2, 2, 3)
	truth := make([][]int, 200)
	for i := range truth {
		part := r.IntN(2)
		truth[i] = []int{
			part, part, 1, 1,
			part, -1, 1, 1,
			-1, -1, -1, -1,
			-1, -1, -1, -1}
		c, v := unit(r, part)
		a.Row(i).Data[c] = v
		a.Row(i).Data[3+2] = 1 // the upper right always has channel 2
		a.Row(i).Data[6] = 100 // on background: must not count
	}
	return a, truth
}

func score(t *testing.T, unit func(r *rand.Rand, part int) (int, float32)) AgreementScore {
	t.Helper()
	a, truth := stageOf(unit)
	g := NewAgreement([]string{"eye", "mouth"})
	for i := 0; i < 200; i += 50 {
		if err := g.Add(tensor.From(a.Data[i*12:(i+50)*12], 50, 2, 2, 3), 4, 4, truth[i:i+50]); err != nil {
			t.Fatal(err)
		}
	}
	return g.Score()
}

func TestAgreementOfPureUnits(t *testing.T) {
	s := score(t, func(_ *rand.Rand, part int) (int, float32) { return part, -2 })
	if s.Purity != 1 || s.ChannelPurity != 1 || s.ClearPurity != 1 {
		t.Errorf("got purity %g, %g and %g, want 1", s.Purity, s.ChannelPurity, s.ClearPurity)
	}
	if s.Information < 0.9 || s.Entropy < 0.49 || s.Entropy > 0.53 { // one bit at one of two places
		t.Errorf("got information %g of %g bits, want nearly all of half a bit", s.Information, s.Entropy)
	}
	if len(s.Channels) != 3 || s.Channels[0].Part != "eye" || s.Channels[1].Part != "mouth" {
		t.Errorf("got channels %+v", s.Channels)
	}
}

// Units that fire whatever is seen are as pure as chance, and tell nothing: also where
// each fires so rarely that it looks pure on the images it was judged by.
func TestAgreementOfChance(t *testing.T) {
	s := score(t, func(r *rand.Rand, _ int) (int, float32) { return r.IntN(2), 1 })
	if s.Purity < 0.65 || s.Purity > 0.85 || s.Chance < 0.65 || s.Chance > 0.85 {
		t.Errorf("got purity %g and chance %g, want both near (1/2 + 1)/2", s.Purity, s.Chance)
	}
	if s.Information > 0.05 {
		t.Errorf("got information %g, want none", s.Information)
	}
}

// A place that a part covers by nine pixels of sixteen counts for that part, and not as clear.
func TestAgreementAtClearPlaces(t *testing.T) {
	g := NewAgreement([]string{"eye", "mouth"})
	for i := range 40 {
		truth := make([]int, 16) // an eye
		if i%4 > 1 {
			for p := range 9 {
				truth[p] = 1
			}
		}
		if err := g.Add(tensor.From([]float32{1}, 1, 1, 1, 1), 4, 4, [][]int{truth}); err != nil {
			t.Fatal(err)
		}
	}
	if s := g.Score(); s.ChannelPurity != 0.5 || s.ClearPurity != 1 || s.ClearChance != 1 {
		t.Errorf("got purity %g anywhere and %g at clear places, where chance is %g; want 0.5, 1 and 1", s.ChannelPurity, s.ClearPurity, s.ClearChance)
	}
}

func TestAgreementErrors(t *testing.T) {
	g := NewAgreement([]string{"eye"})
	a := tensor.New(1, 2, 2, 3)
	good := [][]int{make([]int, 16)}
	for _, tt := range []struct {
		a     *tensor.Tensor
		h     int
		truth [][]int
		want  string
	}{
		{a, 4, nil, "want one truth for each activation"},
		{a, 5, good, "a whole number of pixels"},
		{a, 4, [][]int{make([]int, 15)}, "got the truth of 15 pixels, want 16"},
		{a, 4, [][]int{{7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}, "got part 7, want -1..0"},
		{tensor.New(2, 2, 3), 4, good, "want (N, H, W, C)"},
	} {
		if err := g.Add(tt.a, tt.h, 4, tt.truth); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got error %v, want %q", err, tt.want)
		}
	}
	if s := g.Score(); s.Purity != 0 || len(s.Channels) != 0 {
		t.Errorf("no images: got %+v", s)
	}
	if err := g.Add(a, 4, 4, good); err != nil {
		t.Fatal(err)
	}
	if err := g.Add(tensor.New(1, 2, 2, 4), 4, 4, good); err == nil || !strings.Contains(err.Error(), "want 2x2x3 as before") {
		t.Errorf("got error %v", err)
	}
}
