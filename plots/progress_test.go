package plots

import (
	"image"
	"math"
	"testing"
)

func TestProgress(t *testing.T) {
	testFigure(t, NewProgress, map[string]Progress{
		"progress":            {Title: long, Done: 10, Total: 1234567, Text: long, Curves: []Curves{{Title: long}, {Title: "b", Series: manySeries(9)}}, Rows: [][]image.Image{flats(3, 32, 32)}, RowLabels: []string{long}},
		"progress bare":       {Text: "x"},
		"progress not finite": {Curves: []Curves{{Series: []Series{{Y: []float64{nan, inf}}}}}},
	}, []refusal[Progress]{
		{"too far", Progress{Done: 3, Total: 2}, "3 of 2"},
		{"many panels", Progress{Curves: make([]Curves, 5)}, "5 curve panels"},
		{"progress lengths", Progress{Curves: []Curves{{Series: []Series{{X: []float64{}, Y: []float64{1}}}}}}, "0 x values"},
	})
}

func fullProgress() *Progress {
	y := make([]float64, 5000)
	for i := range y {
		y[i] = 0.4*math.Exp(-float64(i)/700) + 0.02
	}
	strip := flats(12, 32, 32)
	return &Progress{Title: "run1", Done: 3000, Total: 5000, Text: "312 images/s",
		Curves: []Curves{{Title: "MSE", LogY: true, Series: []Series{{Y: y}}}, {Title: "energy", Series: []Series{{Name: "data", Y: y}, {Name: "synthesis", Y: y}}}},
		Rows:   [][]image.Image{strip, strip, strip}, RowLabels: []string{"original", "reconstruction", "sample"}}
}

// TestProgressKeepsItsSize: from the first step to the last, with and without values, the
// panel takes the same room, so that the notebook below it does not jump.
func TestProgressKeepsItsSize(t *testing.T) {
	full := fullProgress()
	w, h := full.Size()
	early := fullProgress()
	early.Done = 0
	early.Curves = []Curves{{Title: "MSE", LogY: true}, {Title: "energy", Series: []Series{{Name: "data"}}}}
	early.Rows = [][]image.Image{nil, flats(1, 32, 32), nil}
	broken := fullProgress()
	broken.Curves[0].Series[0].Y = []float64{math.NaN(), math.Inf(1), -1, 0, 0.5}
	for name, p := range map[string]*Progress{"early": early, "broken": broken} {
		if pw, ph := p.Size(); pw != w || ph != h {
			t.Errorf("%s: got %v x %v, want %v x %v", name, pw, ph, w, h)
		}
		if _, err := PNG(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checkPage(t, name, p)
	}
	// What cannot be drawn is left out; the rest stays.
	if s := broken.Curves[0].drawable().Series; len(s) != 1 || len(s[0].Y) != 1 || s[0].X[0] != 4 {
		t.Errorf("got %+v, want the one value at 4", s)
	}
}

// BenchmarkProgressPNG: a live panel must not cost the run its time; it is drawn at most four
// times a second.
func BenchmarkProgressPNG(b *testing.B) {
	p := fullProgress()
	for b.Loop() {
		if _, err := PNG(p); err != nil {
			b.Fatal(err)
		}
	}
}
