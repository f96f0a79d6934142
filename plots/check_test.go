package plots

import (
	"image"
	"math"
	"strings"
	"testing"
)

// TestConstructors asks every constructor to refuse what cannot be drawn, with a
// sentence that says what is wrong.
func TestConstructors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	cyclic := &TreeNode{}
	cyclic.Children = []*TreeNode{cyclic}
	ok := Series{Y: []float64{1, 2}}
	curves := func(c Curves) error { _, err := NewCurves(c); return err }
	panels := func(p Panels) error { _, err := NewPanels(p); return err }
	grid := func(g Grid) error { _, err := NewGrid(g); return err }
	tree := func(n *TreeNode) error { _, err := NewTree(Tree{Root: n}); return err }
	bars := func(b Bars) error { _, err := NewBars(b); return err }
	heat := func(h Heat) error { _, err := NewHeat(h); return err }
	progress := func(p Progress) error { _, err := NewProgress(p); return err }
	layout := func(f ...Figure) error { _, err := NewLayout(Layout{Figures: f}); return err }
	for _, c := range []struct {
		name string
		err  error
		want string // part of the message; "" for no error
	}{
		{"curves", curves(Curves{Series: []Series{ok}}), ""},
		{"no series", curves(Curves{}), "no series"},
		{"no points", curves(Curves{Series: []Series{{Name: "a"}}}), `series "a": got no points`},
		{"NaN", curves(Curves{Series: []Series{{Y: []float64{1, nan}}}}), "y: got NaN at index 1"},
		{"Inf in x", curves(Curves{Series: []Series{{X: []float64{inf}, Y: []float64{1}}}}), "x: got +Inf at index 0"},
		{"lengths", curves(Curves{Series: []Series{{X: []float64{1}, Y: []float64{1, 2}}}}), "1 x values for 2 y"},
		{"half a band", curves(Curves{Series: []Series{{Y: []float64{1}, Lo: []float64{0}}}}), "both Lo and Hi"},
		{"short band", curves(Curves{Series: []Series{{Y: []float64{1, 2}, Lo: []float64{0}, Hi: []float64{3}}}}), "band of 1 and 1 values for 2"},
		{"log of zero", curves(Curves{LogY: true, Series: []Series{{Y: []float64{1, 0}}}}), "above 0"},
		{"log of x", curves(Curves{LogX: true, Series: []Series{ok}}), "above 0"},
		{"log of a band", curves(Curves{LogY: true, Series: []Series{{Y: []float64{1}, Lo: []float64{-1}, Hi: []float64{2}}}}), "Lo: got -1"},
		{"range", curves(Curves{YMin: 2, YMax: 1, Series: []Series{ok}}), "YMin below YMax"},
		{"log range", curves(Curves{YMin: -2, YMax: 1, LogY: true, Series: []Series{ok}}), "YMin -2"},
		{"no panels", panels(Panels{}), "no panels"},
		{"a bad panel", panels(Panels{Panels: []Curves{{}}}), "no series"},
		{"axes of two kinds", panels(Panels{ShareX: true, Panels: []Curves{{Series: []Series{ok}}, {LogX: true, Series: []Series{{X: []float64{1, 2}, Y: []float64{1, 2}}}}}}), "one kind"},
		{"grid", grid(Grid{Rows: [][]image.Image{{flat(1, 1), nil}}, Captions: []string{"a", ""}}), ""},
		{"no images", grid(Grid{Rows: [][]image.Image{{nil}, {}}}), "no images"},
		{"empty images", grid(Grid{Rows: [][]image.Image{{image.NewGray(image.Rectangle{})}}}), "no images"},
		{"captions", grid(Grid{Rows: [][]image.Image{flats(3, 2, 2)}, Captions: []string{"a"}}), "1 captions for 3 tiles"},
		{"row labels", grid(Grid{Rows: [][]image.Image{flats(3, 2, 2)}, RowLabels: []string{"a", "b"}}), "2 row labels for 1 rows"},
		{"columns", grid(Grid{Rows: [][]image.Image{flats(3, 2, 2)}, Columns: -1}), "-1 columns"},
		{"tree", tree(&TreeNode{}), ""},
		{"no root", tree(nil), "no root"},
		{"nil child", tree(&TreeNode{Children: []*TreeNode{nil}}), "nil child at depth 1"},
		{"cycle", tree(cyclic), "its own descendant"},
		{"share", tree(&TreeNode{Label: "n", Share: 1.5}), `node "n": got share 1.5`},
		{"share rounded", tree(&TreeNode{Share: 1 + 1e-9, Children: []*TreeNode{{Share: -1e-9}}}), ""},
		{"share NaN", tree(&TreeNode{Share: nan}), "share NaN"},
		{"activation", tree(&TreeNode{Activation: inf}), "got +Inf"},
		{"many nodes", tree(bush(And, "", 200, 200)), "20000 nodes"},
		{"bars", bars(Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1}}}}), ""},
		{"no bars", bars(Bars{Groups: []string{"a"}}), "1 groups and 0 series"},
		{"bar values", bars(Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1, 2}}}}), "2 values for 1 groups"},
		{"bar NaN", bars(Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{nan}}}}), "NaN"},
		{"bar errors", bars(Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1}, Err: []float64{-1}}}}), "at least 0"},
		{"bar errors short", bars(Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{1}, Err: []float64{}}}}), "0 errors for 1 values"},
		{"heat", heat(Heat{Values: [][]float64{{1}}}), ""},
		{"no heat", heat(Heat{}), "no values"},
		{"ragged", heat(Heat{Values: [][]float64{{1, 2}, {1}}}), "1 values in row 1"},
		{"heat NaN", heat(Heat{Values: [][]float64{{1}, {nan}}}), "row 1: got NaN"},
		{"heat labels", heat(Heat{Values: [][]float64{{1}}, ColLabels: []string{"a", "b"}}), "2 column labels"},
		{"heat range", heat(Heat{Values: [][]float64{{1}}, Min: 1}), "Min below Max"},
		{"progress", progress(Progress{Curves: []Curves{{Series: []Series{{Y: []float64{nan, inf}}}}}}), ""},
		{"too far", progress(Progress{Done: 3, Total: 2}), "3 of 2"},
		{"many panels", progress(Progress{Curves: make([]Curves, 5)}), "5 curve panels"},
		{"progress lengths", progress(Progress{Curves: []Curves{{Series: []Series{{X: []float64{}, Y: []float64{1}}}}}}), "0 x values"},
		{"no figures", layout(), "no figures"},
		{"nil figure", layout(nil), "no figure"},
		{"a bad figure", layout(&Heat{}), "no values"},
	} {
		switch {
		case c.want == "" && c.err != nil:
			t.Errorf("%s: got error %v, want none", c.name, c.err)
		case c.want != "" && (c.err == nil || !strings.Contains(c.err.Error(), c.want) || !strings.HasPrefix(c.err.Error(), "plots: ")):
			t.Errorf("%s: got error %v, want plots: ... %q", c.name, c.err, c.want)
		}
	}
}
