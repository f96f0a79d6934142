package plots

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func TestBars(t *testing.T) {
	testFigure(t, NewBars, map[string]Bars{
		"bars extreme": {Groups: []string{"a", "b"}, Series: []BarSeries{{Y: []float64{-1e300, 1e300}}}, Values: true},
		"bars":         {Groups: []string{"a", long, "c"}, Series: []BarSeries{{Y: []float64{1, -2, 3}, Err: []float64{.5, .5, .5}}}, Values: true},
		"bars many":    {Title: long, YLabel: long, Groups: names(30, "group %d"), Series: []BarSeries{{Name: long, Y: make([]float64, 30)}, {Name: "b", Y: make([]float64, 30)}}},
		"bars below":   {Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{-1e-5}}}, Values: true},
		"bars of one":  {Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1}}}},
	}, []refusal[Bars]{
		{"bar too large", Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{-2e300}}}}, "want numbers up to 1e+300"},
		{"no bars", Bars{Groups: []string{"a"}}, "1 groups and 0 series"},
		{"bar values", Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1, 2}}}}, "2 values for 1 groups"},
		{"bar NaN", Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{nan}}}}, "NaN"},
		{"bar errors", Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1}, Err: []float64{-1}}}}, "at least 0"},
		{"bar errors short", Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1}, Err: []float64{}}}}, "0 errors for 1 values"},
	})
}

// TestBarHeights reads the bars back from where they were drawn:
// proportional to the values, from the line of zero, up or down.
func TestBarHeights(t *testing.T) {
	b := &Bars{Groups: []string{"a", "b", "c"}, Series: []BarSeries{{Y: []float64{1, -2, 4}}}}
	pl := b.groups().axes(200)
	p := &probe{m: identity}
	c := draw.NewCanvas(p, 300, 200)
	barPlotter{b}.Plot(c, pl)
	_, y := pl.Transforms(&c)
	var bars []vg.Rectangle
	for i := 0; i+3 < len(p.ink) && len(bars) < 3; i += 4 { // the corners of each filled bar
		lo, hi := p.ink[i].box.Min, p.ink[i].box.Max
		for _, q := range p.ink[i : i+4] {
			lo.Y, hi.Y = min(lo.Y, q.box.Min.Y), max(hi.Y, q.box.Max.Y)
			lo.X, hi.X = min(lo.X, q.box.Min.X), max(hi.X, q.box.Max.X)
		}
		bars = append(bars, vg.Rectangle{Min: lo, Max: hi})
	}
	for i, v := range b.Series[0].Y {
		lo, hi := min(y(0), y(v)), max(y(0), y(v))
		if got := bars[i]; math.Abs(float64(got.Min.Y-lo)) > 1e-6 || math.Abs(float64(got.Max.Y-hi)) > 1e-6 {
			t.Errorf("bar %d of %g: got %v to %v, want %v to %v", i, v, got.Min.Y, got.Max.Y, lo, hi)
		}
		if i > 0 && bars[i].Min.X <= bars[i-1].Max.X {
			t.Errorf("bars %d and %d touch", i-1, i)
		}
	}
}

// TestBarRange: the axis holds 0, every bar and every error bar.
func TestBarRange(t *testing.T) {
	for _, c := range []struct {
		y, err []float64
		lo, hi float64
	}{
		{[]float64{1, 5}, nil, 0, 5.2},
		{[]float64{-1, -5}, nil, -5.2, 0},
		{[]float64{2}, []float64{3}, -1.24, 5.24},
		{[]float64{0}, nil, 0, 0.04},
	} {
		b := &Bars{Groups: names(len(c.y), "g%d"), Series: []BarSeries{{Y: c.y, Err: c.err}}}
		if pl := b.groups().axes(100); math.Abs(pl.Y.Min-c.lo) > 1e-9 || math.Abs(pl.Y.Max-c.hi) > 1e-9 {
			t.Errorf("bars %v ± %v: got %g to %g, want %g to %g", c.y, c.err, pl.Y.Min, pl.Y.Max, c.lo, c.hi)
		}
	}
}

// TestBarsValuesFit: without a width asked for, bars are as wide as the numbers over them, so
// that neighbours of like height do not run into each other.
func TestBarsValuesFit(t *testing.T) {
	b, err := NewBars(Bars{Groups: []string{"a", "b", "c", "d", "e"}, Values: true, Series: []BarSeries{
		{Name: "sparse", Y: []float64{0.705, 0.395, 0.389, 0.284, 0.324}}, {Name: "dense", Y: []float64{0.698, 0.267, 0.613, 0.243, -0.162}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if bar, want := b.groups().frame().w/5*columnShare/2, tickText.width(short(-0.162))+valueGap; bar < want-1e-6 {
		t.Errorf("got bars of %.1f points, want at least %.1f", bar, want)
	}
}

// TestBarValues: the numbers over the bars of one figure have the same decimals, where that
// leaves something of each.
func TestBarValues(t *testing.T) {
	for _, c := range []struct {
		y    []float64
		want string
	}{
		{[]float64{0.305, 0.33, 0.495, 0.124}, "0.305 0.330 0.495 0.124"},
		{[]float64{0.512, -0.037, 0.00465, 0}, "0.512 −0.037 0.005 0"},
		{[]float64{0.61, 0.5, 1}, "0.61 0.50 1.00"},
		{[]float64{3, 17}, "3 17"},
		{[]float64{12.34, 5.678}, "12.3 5.7"},
		{[]float64{120, 0.001}, "120 0.001"},
		{[]float64{1.5e7, 2}, "1.5e+07 2"},
		{[]float64{0}, "0"},
	} {
		write := (&Bars{Series: []BarSeries{{Y: c.y}}}).values()
		got := ""
		for _, v := range c.y {
			got += " " + write(v)
		}
		if got[1:] != c.want {
			t.Errorf("%v: got %s, want %s", c.y, got[1:], c.want)
		}
	}
}
