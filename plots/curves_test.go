package plots

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/andor-kernel/andor/internal/golden"
)

func TestCurves(t *testing.T) {
	ok := Series{Y: []float64{1, 2}}
	testFigure(t, NewCurves, map[string]Curves{
		"curves":               {Series: []Series{{Y: ramp}}},
		"curves long labels":   {Title: long, XLabel: long, YLabel: long, Series: []Series{{Name: long, Y: ramp}, {Name: long, Y: huge}}},
		"curves narrow":        {Title: long, XLabel: "iteration", YLabel: "value", Width: 100, Height: 70, Series: []Series{{Name: "a", Y: tiny}, {Name: "b", Y: tiny}}},
		"curves many":          {Title: "t", Series: manySeries(20)},
		"curves log":           {LogX: true, LogY: true, XLabel: "x", YLabel: "y", Series: []Series{{X: huge, Y: tiny}}},
		"curves cut":           {YMin: 2, YMax: 4, Series: []Series{{Y: ramp, Lo: ramp, Hi: huge}}},
		"curves one point":     {Series: []Series{{Y: []float64{0}}}},
		"curves CJK":           {Title: "重建误差 再構成誤差 복원 오차", XLabel: "反復", YLabel: "誤差", Series: []Series{{Name: "疎", Y: ramp}}},
		"curves of one series": {Series: []Series{ok}},
	}, []refusal[Curves]{
		{"too large", Curves{Series: []Series{{Y: []float64{math.MaxFloat64}}}}, "want numbers up to 1e+300"},
		{"no series", Curves{}, "no series"},
		{"no points", Curves{Series: []Series{{Name: "a"}}}, `series "a": got no points`},
		{"NaN", Curves{Series: []Series{{Y: []float64{1, nan}}}}, "y: got NaN at index 1"},
		{"Inf in x", Curves{Series: []Series{{X: []float64{inf}, Y: []float64{1}}}}, "x: got +Inf at index 0"},
		{"lengths", Curves{Series: []Series{{X: []float64{1}, Y: []float64{1, 2}}}}, "1 x values for 2 y"},
		{"half a band", Curves{Series: []Series{{Y: []float64{1}, Lo: []float64{0}}}}, "both Lo and Hi"},
		{"short band", Curves{Series: []Series{{Y: []float64{1, 2}, Lo: []float64{0}, Hi: []float64{3}}}}, "band of 1 and 1 values for 2"},
		{"log of zero", Curves{LogY: true, Series: []Series{{Y: []float64{1, 0}}}}, "above 0"},
		{"log of x", Curves{LogX: true, Series: []Series{ok}}, "above 0"},
		{"log of a band", Curves{LogY: true, Series: []Series{{Y: []float64{1}, Lo: []float64{-1}, Hi: []float64{2}}}}, "Lo: got -1"},
		{"range", Curves{YMin: 2, YMax: 1, Series: []Series{ok}}, "YMin below YMax"},
		{"log range", Curves{YMin: -2, YMax: 1, LogY: true, Series: []Series{ok}}, "YMin -2"},
	})
}

func TestCurvesSVG(t *testing.T) {
	b, err := SVG(&Curves{Title: "small", XLabel: "x", YLabel: "y",
		Series: []Series{{Name: "a & b", Y: []float64{0, 1, 4, 9}, Lo: []float64{0, 0, 3, 8}, Hi: []float64{1, 2, 5, 10}}, {Name: "c", Y: []float64{9, 3}, Dashed: true}}})
	if err != nil {
		t.Fatal(err)
	}
	golden.SVG(t, "testdata/small_curves.svg", b)
}

func TestRanges(t *testing.T) {
	for _, c := range []struct {
		name   string
		in     Curves
		yl, yh float64
	}{
		{"near zero starts at zero", Curves{Series: []Series{{Y: []float64{1, 10}}}}, 0, 10.45},
		{"far from zero does not", Curves{Series: []Series{{Y: []float64{9, 10}}}}, 8.95, 10.05},
		{"signed", Curves{Series: []Series{{Y: []float64{-1, 1}}}}, -1.1, 1.1},
		{"bands count", Curves{Series: []Series{{Y: []float64{9}, Lo: []float64{8}, Hi: []float64{10}}}}, 7.9, 10.1},
		{"one value", Curves{Series: []Series{{Y: []float64{5, 5}}}}, 4.5, 5.5},
		{"zero", Curves{Series: []Series{{Y: []float64{0}}}}, -0.5, 0.5},
		{"log", Curves{LogY: true, Series: []Series{{Y: []float64{1, 100}}}}, math.Pow(100, -0.05), math.Pow(100, 1.05)},
		{"log of one value", Curves{LogY: true, Series: []Series{{Y: []float64{2}}}}, 1, 4},
		{"fixed", Curves{YMin: -1, YMax: 2, Series: []Series{{Y: []float64{5}}}}, -1, 2},
	} {
		_, y := c.in.ranges()
		if math.Abs(y.lo-c.yl) > 1e-9 || math.Abs(y.hi-c.yh) > 1e-9 {
			t.Errorf("%s: got %v to %v, want %v to %v", c.name, y.lo, y.hi, c.yl, c.yh)
		}
	}
}

// TestColumns: many points become few, the mean runs through the middle and the shade
// reaches every extreme.
func TestColumns(t *testing.T) {
	var pts []vg.Point
	for i := range 100000 {
		y := vg.Length(50 + 10*math.Sin(float64(i)*0.7))
		if i == 31337 {
			y = 99
		}
		pts = append(pts, vg.Point{X: vg.Length(i) / 1000, Y: y})
	}
	line, envelope := columns(pts)
	if len(line) > 70 || len(envelope) != 2*len(line) {
		t.Fatalf("got %d and %d points over 100 points of width", len(line), len(envelope))
	}
	top := vg.Length(0)
	for _, p := range envelope {
		top = max(top, p.Y)
	}
	if top != 99 {
		t.Errorf("got a highest value of %v, want the spike at 99", top)
	}
	for _, p := range line {
		if math.Abs(float64(p.Y-50)) > 1 {
			t.Errorf("got mean %v at %v, want 50", p.Y, p.X)
		}
	}
}

// TestDataArea: the area in which data are drawn is where the panel wants it, so that
// panels line up.
func TestDataArea(t *testing.T) {
	p := &Panels{Panels: []Curves{
		{Series: []Series{{Y: []float64{1e6, 2e6}}}, LogY: true},
		{Series: []Series{{Y: []float64{-1, 2}}}, XLabel: "x"},
		{Series: []Series{{Y: []float64{1e-6, 2e-6}}}, Title: "t"},
	}}
	l := p.charts().layout()
	want := rect(100, 50, l.dataW, l.dataH)
	for i, pl := range l.plots {
		d := pl.DataCanvas(around(pl, newCanvas(), want)).Rectangle
		for _, off := range []vg.Length{d.Min.X - want.Min.X, d.Min.Y - want.Min.Y, d.Max.X - want.Max.X, d.Max.Y - want.Max.Y} {
			if math.Abs(float64(off)) > 0.05 {
				t.Errorf("panel %d: got data area %v, want %v", i, d, want)
			}
		}
	}
}

func BenchmarkCurvesPNG(b *testing.B) {
	y := make([]float64, 100000)
	for i := range y {
		y[i] = 2 + math.Sin(float64(i)/5000) + 0.1*math.Sin(float64(i))
	}
	c := &Curves{Title: "t", Series: []Series{{Y: y}}}
	for b.Loop() {
		if _, err := PNG(c); err != nil {
			b.Fatal(err)
		}
	}
}
