package plots

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestViolin(t *testing.T) {
	one := []ViolinSeries{{Y: [][]float64{ramp}}}
	outlier := append(make([]float64, 1000), 1e6)
	outlier[0] = -1e-6
	testFigure(t, NewViolin, map[string]Violin{
		"violin extreme": {Groups: []string{"a"}, Series: []ViolinSeries{{Y: [][]float64{{-1e300, 0, 1e300}}}}},
		"violin":         {Groups: []string{"a"}, Series: one},
		"violin long":    {Title: long, YLabel: long, Groups: []string{long}, Series: []ViolinSeries{{Name: long, Y: [][]float64{ramp}}}},
		"violin flat":    {Groups: []string{"a", "b"}, Series: []ViolinSeries{{Y: [][]float64{{3}, {0, 0}}}}},
		"violin far":     {Groups: []string{"a", "b"}, Series: []ViolinSeries{{Y: [][]float64{outlier, {-1, 1}}}}},
		"violin tiny":    {Groups: []string{"a", "b"}, Series: []ViolinSeries{{Y: [][]float64{tiny, {math.SmallestNonzeroFloat64, 0}}}}},
		"violin many":    {Groups: names(30, "group %d"), Series: []ViolinSeries{{Name: "a", Y: slices.Repeat([][]float64{ramp}, 30)}, {Name: "b", Y: slices.Repeat([][]float64{huge}, 30)}}},
		"violin narrow":  {Title: long, Width: 60, Height: 40, Groups: []string{"a", "b"}, Series: []ViolinSeries{{Y: [][]float64{ramp, ramp}}}},
	}, []refusal[Violin]{
		{"too large", Violin{Groups: []string{"a"}, Series: []ViolinSeries{{Y: [][]float64{{1e301}}}}}, "want numbers up to 1e+300"},
		{"no groups", Violin{Series: one}, "0 groups and 1 series"},
		{"no violins", Violin{Groups: []string{"a"}}, "1 groups and 0 series"},
		{"too few", Violin{Groups: []string{"a", "b"}, Series: one}, "1 sets of values for 2 groups"},
		{"empty", Violin{Groups: []string{"a"}, Series: []ViolinSeries{{Name: "s", Y: [][]float64{nil}}}}, `series "s": got no values in group "a"`},
		{"NaN", Violin{Groups: []string{"a"}, Series: []ViolinSeries{{Y: [][]float64{{1, nan}}}}}, "group a: got NaN at index 1"},
	})
}

// TestDensity: the density of many normal values has the shape of the normal curve.
func TestDensity(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	y := make([]float64, 200000)
	for i := range y {
		y[i] = 5 + 2*r.NormFloat64()
	}
	slices.Sort(y)
	at, share := density(y)
	for k, p := range at {
		d := (p - 5) / 2
		if want := math.Exp(-d * d / 2); math.Abs(share[k]-want) > 0.02 {
			t.Errorf("at %.2f: got density %.3f, want %.3f", p, share[k], want)
		}
	}
	for _, y := range [][]float64{{7}, {7, 7}, {-math.MaxFloat64, math.MaxFloat64}} {
		if _, share := density(y); len(share) != 2 || share[0] != 1 || share[1] != 1 {
			t.Errorf("%v: got density %v, want 1 from end to end", y, share)
		}
	}
}

// TestQuantile compares with the values that R and numpy give by default.
func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		sorted  []float64
		q, want float64
	}{
		{[]float64{4}, 0.25, 4},
		{[]float64{1, 2}, 0.5, 1.5},
		{[]float64{1, 2, 3, 4}, 0.25, 1.75},
		{[]float64{1, 2, 3, 4}, 0.75, 3.25},
		{[]float64{1, 2, 3, 4, 9}, 1, 9},
	} {
		if got := quantile(c.sorted, c.q); got != c.want {
			t.Errorf("quantile %g of %v: got %g, want %g", c.q, c.sorted, got, c.want)
		}
	}
}
