package train

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// told is the warnings of a quantity that a run gives until its end.
func told(t *testing.T, r *Run, quantity string) []Warning {
	t.Helper()
	var out []Warning
	if err := r.Train(context.Background(), func(e Event) {
		if w, ok := e.(Warning); ok && w.Quantity == quantity {
			out = append(out, w)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDiverges: a rate far too high is named once, within the first iterations and at no other
// time; a run that learns is left in peace.
func TestDiverges(t *testing.T) {
	wild := tinyRun(t, tinyImages(), false, 700)
	wild.set.Rate.Actor = 0.1
	wild.set.Langevin.Step, wild.set.Langevin.Sigma = 1.9, 0.001
	got := told(t, wild, "divergence")
	if len(got) != 1 || got[0].Index > 60 || !strings.Contains(got[0].Text, "try a smaller actor rate than 0.1") {
		t.Errorf("a wild run: got %+v, want one warning by iteration 60", got)
	}
	if w := told(t, tinyRun(t, tinyImages(), false, 700), "divergence"); len(w) > 0 {
		t.Errorf("a run that learns: got %+v", w)
	}
}

// TestMeanImageSeen compares the error of the mean image, from batches as they come, with that
// over the whole set.
func TestMeanImageSeen(t *testing.T) {
	r := tinyRun(t, tinyImages(), false, 400)
	if err := r.Train(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	m, err := r.MSE(context.Background())
	if got := r.seen.meanImage(); err != nil || math.Abs(got/m.MeanImage-1) > 0.02 {
		t.Errorf("got %g, %v, want %g", got, err, m.MeanImage)
	}
}

func TestSaturates(t *testing.T) {
	r := &Run{history: make([]Iteration, divergesFrom)}
	half, full := tensor.From([]float32{0, 0.5, 1, 0.2}, 1, 2, 2, 1), tensor.From([]float32{1, -1, 1, 0}, 1, 2, 2, 1)
	for _, tt := range []struct {
		name       string
		made, real *tensor.Tensor
		want       bool
	}{{"grey", half, half, false}, {"saturated", full, half, true}, {"as the images are", full, full, false}} {
		w := r.watch.pictures(r, Sampled{Reconstructions: tt.made, Originals: tt.real})
		if (len(w) == 1) != tt.want {
			t.Errorf("%s: got %+v", tt.name, w)
		}
	}
	if w := r.watch.pictures(r, Sampled{Reconstructions: full, Originals: half}); len(w) > 0 {
		t.Errorf("a second time: got %+v", w)
	}
}
