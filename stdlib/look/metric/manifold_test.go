package metric

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

func euclid(a, b []float32) float64 {
	s := 0.0
	for i, v := range a {
		s += (float64(v) - float64(b[i])) * (float64(v) - float64(b[i]))
	}
	return math.Sqrt(s)
}

// TestNearest holds the search against sorting all distances, far from the origin.
func TestNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	y := features(r, 300, 6, 1, 500)
	x := features(r, 20, 6, 1, 500)
	copy(x.Row(3).Data, y.Row(77).Data)
	for _, tt := range []struct {
		name string
		x    *tensor.Tensor
	}{{"others", x}, {"itself", y}} {
		got, err := Nearest(t.Context(), tt.x, y, 4)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range got {
			var all []int
			for j := range y.Shape[0] {
				if tt.x != y || i != j {
					all = append(all, j)
				}
			}
			slices.SortStableFunc(all, func(a, b int) int {
				return cmp.Compare(euclid(tt.x.Row(i).Data, y.Row(a).Data), euclid(tt.x.Row(i).Data, y.Row(b).Data))
			})
			if !slices.Equal(n.Index, all[:4]) {
				t.Fatalf("%s: row %d: got neighbours %v, want %v", tt.name, i, n.Index, all[:4])
			}
			for k, j := range n.Index {
				if want := euclid(tt.x.Row(i).Data, y.Row(j).Data); math.Abs(n.Distance[k]-want) > 1e-5*(want+1) {
					t.Errorf("%s: row %d: distance %d is %g, want %g", tt.name, i, k, n.Distance[k], want)
				}
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Nearest(ctx, x, y, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	for _, tt := range []struct {
		x, y *tensor.Tensor
		k    int
		want string
	}{
		{y, y, 300, "metric: got 300 neighbours to find among 299 rows, want 1 to 299"},
		{x, tensor.New(3, 2), 1, "metric: got 6 and 2 features, want as many in both"},
		{tensor.New(0, 6), y, 1, "metric: got features of shape [0 6], want (N, d)"},
	} {
		if _, err := Nearest(t.Context(), tt.x, tt.y, tt.k); err == nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// TestPrecisionRecall checks the counts by hand on a line: images at 0, 1, 2, 3 have balls of
// radius 1 (k = 1), syntheses at 2.5, 2.75, 9 of radius 0.25, 0.25, 6.25.
func TestPrecisionRecall(t *testing.T) {
	images := tensor.From([]float32{0, 1, 2, 3}, 4, 1)
	syntheses := tensor.From([]float32{2.5, 2.75, 9}, 3, 1)
	got, err := NewPrecisionRecall(t.Context(), images, syntheses, 1)
	want := PrecisionRecall{Precision: 2 / 3.0, Recall: 1 / 4.0, K: 1, N: 4, M: 3} // 9 reaches down to 2.75 and 3; 2.75 reaches 3
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	r := rand.New(rand.NewPCG(9, 9))
	all := features(r, 200, 5, 1, 0)
	half := tensor.From(all.Data[:100*5], 100, 5)
	far := features(r, 100, 5, 1, 1000)
	for _, tt := range []struct {
		name string
		y    *tensor.Tensor
		ok   func(p PrecisionRecall) bool
	}{
		{"the same", all, func(p PrecisionRecall) bool { return p.Precision == 1 && p.Recall == 1 }},
		{"a half", half, func(p PrecisionRecall) bool { return p.Precision == 1 && p.Recall >= 0.5 && p.Recall < 1 }},
		{"elsewhere", far, func(p PrecisionRecall) bool { return p.Precision == 0 && p.Recall == 0 }},
	} {
		if p, err := NewPrecisionRecall(t.Context(), all, tt.y, 3); err != nil || !tt.ok(p) {
			t.Errorf("%s: got %+v, %v", tt.name, p, err)
		}
	}
	if _, err := NewPrecisionRecall(t.Context(), images, syntheses, 3); err == nil || !strings.Contains(err.Error(), "want 1 to 2") {
		t.Errorf("got %v", err)
	}
}

func TestKID(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	x, y := features(r, 7, 3, 1, 0), features(r, 7, 3, 1, 0.3)
	// Equation 4 of Binkowski et al., term by term.
	kernel := func(a, b []float32) float64 {
		s := 0.0
		for i, v := range a {
			s += float64(v) * float64(b[i]) / 3
		}
		return math.Pow(s+1, 3)
	}
	want := 0.0
	for i := range 7 {
		for j := range 7 {
			if i != j {
				want += (kernel(x.Row(i).Data, x.Row(j).Data) + kernel(y.Row(i).Data, y.Row(j).Data)) / 42
			}
			want -= 2 * kernel(x.Row(i).Data, y.Row(j).Data) / 49
		}
	}
	order := []int{0, 1, 2, 3, 4, 5, 6}
	if got := discrepancy(rows(x, order), rows(y, order)); math.Abs(got-want) > 1e-10*math.Abs(want) {
		t.Errorf("got %.12g, want %.12g", got, want)
	}

	// The interval of two sets of one distribution covers 0 about 19 times of 20; of two that
	// differ it does not.
	covered := 0
	for range 100 {
		k, err := NewKID(t.Context(), features(r, 200, 4, 1, 0), features(r, 220, 4, 1, 0), 1)
		if err != nil || k.Blocks != 10 || k.Size != 20 {
			t.Fatalf("got %+v, %v, want 10 blocks of 20", k, err)
		}
		if math.Abs(k.Mean) <= k.Half {
			covered++
		}
	}
	if covered < 88 {
		t.Errorf("the interval covers 0 in %d of 100 cases, want about 95", covered)
	}
	a, b := features(r, 400, 4, 1, 0), features(r, 400, 4, 1, 2)
	k, err := NewKID(t.Context(), a, b, 1)
	if err != nil || k.Mean-k.Half <= 0 {
		t.Errorf("two distributions: got %g +- %g, %v, want above 0", k.Mean, k.Half, err)
	}
	if again, _ := NewKID(t.Context(), a, b, 1); again != k {
		t.Errorf("the same seed: got %+v, then %+v", k, again)
	}
	if _, err := NewKID(t.Context(), x, y, 1); err == nil || err.Error() != "metric: kid: got 7 and 7 rows of features, want at least 20 of each" {
		t.Errorf("got %v", err)
	}
}
