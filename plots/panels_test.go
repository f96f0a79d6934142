package plots

import (
	"testing"
)

func TestPanels(t *testing.T) {
	ok := Series{Y: []float64{1, 2}}
	testFigure(t, NewPanels, map[string]Panels{
		"panels mixed": {Title: long, Panels: []Curves{
			{Title: long, YLabel: long, Series: []Series{{Y: huge}}},
			{Title: "b", XLabel: "x", LogY: true, Series: manySeries(5)},
			{Series: []Series{{Y: tiny}}}, {YLabel: "last", Series: []Series{{Y: ramp}}}}},
		"panels shared": {ShareX: true, Panels: []Curves{
			{YLabel: "a", Series: []Series{{Y: huge}}}, {YLabel: "b", XLabel: long, Series: []Series{{Y: ramp}}}}},
	}, []refusal[Panels]{
		{"no panels", Panels{}, "no panels"},
		{"a bad panel", Panels{Panels: []Curves{{}}}, "no series"},
		{"axes of two kinds", Panels{ShareX: true, Panels: []Curves{{Series: []Series{ok}}, {LogX: true, Series: []Series{{X: []float64{1, 2}, Y: []float64{1, 2}}}}}}, "one kind"},
	})
}

func TestPanelsShape(t *testing.T) {
	c := Curves{Title: "t", Series: []Series{{Name: "a", Y: []float64{1, 2}}}}
	other := c
	other.Series = []Series{{Name: "b", Y: []float64{1, 2}}}
	for _, k := range []struct {
		name          string
		in            Panels
		columns, rows int
		shared        int // rows of the common legend
	}{
		{"one", Panels{Panels: []Curves{c}}, 1, 1, 0},
		{"two", Panels{Panels: []Curves{c, c}}, 2, 1, 1},
		{"five", Panels{Panels: []Curves{c, c, c, c, c}}, 3, 2, 1},
		{"five in two", Panels{Panels: []Curves{c, c, c, c, c}, Columns: 2}, 2, 3, 1},
		{"more columns than panels", Panels{Panels: []Curves{c, c}, Columns: 9}, 2, 1, 1},
		{"shared axis", Panels{Panels: []Curves{c, c}, ShareX: true}, 1, 2, 1},
		{"different series", Panels{Panels: []Curves{c, other}}, 2, 1, 0},
	} {
		l := k.in.charts().layout()
		if l.columns != k.columns || l.rows != k.rows || len(l.shared.rows) != k.shared {
			t.Errorf("%s: got %d columns, %d rows, %d common legend rows, want %d, %d, %d",
				k.name, l.columns, l.rows, len(l.shared.rows), k.columns, k.rows, k.shared)
		}
	}
}

// TestShareX: panels over one axis have one range, and only the lowest is labelled.
func TestShareX(t *testing.T) {
	p := &Panels{ShareX: true, Panels: []Curves{
		{XLabel: "iteration", Series: []Series{{X: []float64{0, 10}, Y: []float64{1, 2}}}},
		{XLabel: "iteration", Series: []Series{{X: []float64{5, 40}, Y: []float64{1, 2}}}},
	}}
	l := p.charts().layout()
	for i, pl := range l.plots {
		if pl.X.Min > 0 || pl.X.Max < 40 || pl.X.Min != l.plots[0].X.Min || pl.X.Max != l.plots[0].X.Max {
			t.Errorf("panel %d: got range %g to %g", i, pl.X.Min, pl.X.Max)
		}
		if got := labels(pl.X.Tick.Marker.Ticks(0, 40)) != ""; got != (i == 1) {
			t.Errorf("panel %d: got labels %v, want them under the lowest only", i, got)
		}
	}
	n := 0
	for _, x := range probeFigure(p).texts {
		if x.text == "iteration" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("got the axis label %d times, want once", n)
	}
}
