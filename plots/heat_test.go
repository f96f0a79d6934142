package plots

import (
	"image/color"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestHeat(t *testing.T) {
	testFigure(t, NewHeat, map[string]Heat{
		"heat":        {Values: [][]float64{{1, 2}, {3, 4}}},
		"heat one":    {Title: long, Values: [][]float64{{1}}, XLabel: long, YLabel: long, BarLabel: long, Numbers: true},
		"heat labels": {Values: square(9), RowLabels: names(9, "a long row name %d"), ColLabels: names(9, long+"%d"), XLabel: "x", YLabel: "y", Signed: true},
		"heat large":  {Values: square(300), RowLabels: names(300, "%d"), ColLabels: names(300, "%d")},
		"heat of one": {Values: [][]float64{{1}}},
	}, []refusal[Heat]{
		{"no heat", Heat{}, "no values"},
		{"ragged", Heat{Values: [][]float64{{1, 2}, {1}}}, "1 values in row 1"},
		{"heat NaN", Heat{Values: [][]float64{{1}, {nan}}}, "row 1: got NaN"},
		{"heat labels", Heat{Values: [][]float64{{1}}, ColLabels: []string{"a", "b"}}, "2 column labels"},
		{"heat range", Heat{Values: [][]float64{{1}}, Min: 1}, "Min below Max"},
	})
}

// TestHeatCells reads the cells back from the PNG: first row on top, colours by value.
func TestHeatCells(t *testing.T) {
	h := &Heat{Values: [][]float64{{0, 1, 2}, {3, 4, 5}}, Cell: 12}
	img, err := rasterize(h)
	if err != nil {
		t.Fatal(err)
	}
	l, f := h.layout(), h.frame()
	for y, row := range h.Values {
		for x, v := range row {
			at := vg.Point{X: margin + f.left + (vg.Length(x)+0.5)*l.cell, Y: margin + f.under + f.h - (vg.Length(y)+0.5)*l.cell}
			got := color.NRGBAModel.Convert(img.At(round(float64(at.X/px)), img.Bounds().Dy()-round(float64(at.Y/px))))
			if want := Viridis(v / 5); got != want {
				t.Errorf("cell (%d, %d): got %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestHeatSpan(t *testing.T) {
	values := [][]float64{{-1, 3}}
	for _, c := range []struct {
		name   string
		in     Heat
		lo, hi float64
	}{
		{"data", Heat{Values: values}, -1, 3},
		{"signed", Heat{Values: values, Signed: true}, -3, 3},
		{"fixed", Heat{Values: values, Min: 0, Max: 1}, 0, 1},
		{"flat", Heat{Values: [][]float64{{2, 2}}}, 1.5, 2.5},
		{"signed zero", Heat{Values: [][]float64{{0}}, Signed: true}, -0.5, 0.5},
	} {
		if lo, hi := c.in.span(); lo != c.lo || hi != c.hi {
			t.Errorf("%s: got %g to %g, want %g to %g", c.name, lo, hi, c.lo, c.hi)
		}
	}
}

func TestColorMaps(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want color.NRGBA
	}{
		{"viridis 0", Viridis(0), color.NRGBA{0x44, 0x01, 0x54, 0xff}},
		{"viridis below", Viridis(-3), color.NRGBA{0x44, 0x01, 0x54, 0xff}},
		{"viridis 1", Viridis(1), color.NRGBA{0xfd, 0xe7, 0x25, 0xff}},
		{"viridis above", Viridis(9), color.NRGBA{0xfd, 0xe7, 0x25, 0xff}},
		{"viridis middle", Viridis(0.5), color.NRGBA{0x21, 0x90, 0x8c, 0xff}},
		{"diverging 0", Diverging(0), paper},
		{"palette", Color(0), color.NRGBA{0x00, 0x72, 0xb2, 0xff}},
		{"palette wraps", Color(7), Color(0)},
		{"palette wraps back", Color(-1), Color(6)},
		{"on yellow", readableOn(Viridis(1)), ink},
		{"on violet", readableOn(Viridis(0)), paper},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
	// Lighter all the way: that is what makes viridis readable in grey.
	last := -1.0
	for i := range 101 {
		v := Viridis(float64(i) / 100)
		if l := 0.2126*float64(v.R) + 0.7152*float64(v.G) + 0.0722*float64(v.B); l <= last {
			t.Fatalf("viridis at %d %%: got luma %.1f after %.1f, want it to rise", i, l, last)
		} else {
			last = l
		}
	}
}
