package plots

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"
)

func flat(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(0x80 + i%7)
	}
	img.SetNRGBA(0, 0, color.NRGBA{255, 0, 0, 255})
	return img
}

func flats(n, w, h int) []image.Image {
	out := make([]image.Image, n)
	for i := range out {
		out[i] = flat(w, h)
	}
	return out
}

func names(n int, format string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(format, i)
	}
	return out
}

// bush is a tree whose node of depth d has fan[d] children.
func bush(kind NodeKind, label string, fan ...int) *TreeNode {
	n := &TreeNode{Kind: kind, Label: label, Level: fmt.Sprintf("level %d", len(fan)), Share: 0.5}
	if len(fan) == 0 {
		n.Kind = Terminal
		n.Image = flat(8, 8)
		return n
	}
	for i := range fan[0] {
		n.Children = append(n.Children, bush(1-kind, fmt.Sprintf("c%d", i), fan[1:]...))
	}
	return n
}

const long = "a label that goes on and on, past every reasonable width, because someone had much to say"

// TestPages puts figures with awkward content through the checks of checkPage: nothing
// clipped, nothing overlapping.
func TestPages(t *testing.T) {
	ramp := []float64{1, 2, 3, 5, 8}
	huge := []float64{1e7, 2e7, 3.3e7, 4e7, 5e7}
	tiny := []float64{1e-7, 2e-7, 5e-7, 4e-7, 3e-7}
	placed := bush(And, "root", 3, 2)
	for i, k := range placed.Children {
		k.Place = image.Rect(10*i, 10, 10*i+12, 22)
	}
	figures := map[string]Figure{
		"curves":             &Curves{Series: []Series{{Y: ramp}}},
		"curves long labels": &Curves{Title: long, XLabel: long, YLabel: long, Series: []Series{{Name: long, Y: ramp}, {Name: long, Y: huge}}},
		"curves narrow":      &Curves{Title: long, XLabel: "iteration", YLabel: "value", Width: 100, Height: 70, Series: []Series{{Name: "a", Y: tiny}, {Name: "b", Y: tiny}}},
		"curves many":        &Curves{Title: "t", Series: manySeries(20)},
		"curves log":         &Curves{LogX: true, LogY: true, XLabel: "x", YLabel: "y", Series: []Series{{X: huge, Y: tiny}}},
		"curves cut":         &Curves{YMin: 2, YMax: 4, Series: []Series{{Y: ramp, Lo: ramp, Hi: huge}}},
		"curves one point":   &Curves{Series: []Series{{Y: []float64{0}}}},
		"polar":              &Polar{Title: long, RadiusLabel: long, Half: true, Series: []PolarSeries{{Name: long, Points: []PolarPoint{{Angle: 1, Radius: 3}}}}},
		"polar whole":        &Polar{Title: "t", RadiusLabel: "x", Series: []PolarSeries{{Points: []PolarPoint{{Angle: 5, Radius: 3}}}}},
		"curves CJK":         &Curves{Title: "重建误差 再構成誤差 복원 오차", XLabel: "反復", YLabel: "誤差", Series: []Series{{Name: "疎", Y: ramp}}},
		"panels mixed": &Panels{Title: long, Panels: []Curves{
			{Title: long, YLabel: long, Series: []Series{{Y: huge}}},
			{Title: "b", XLabel: "x", LogY: true, Series: manySeries(5)},
			{Series: []Series{{Y: tiny}}}, {YLabel: "last", Series: []Series{{Y: ramp}}}}},
		"panels shared": &Panels{ShareX: true, Panels: []Curves{
			{YLabel: "a", Series: []Series{{Y: huge}}}, {YLabel: "b", XLabel: long, Series: []Series{{Y: ramp}}}}},
		"grid":             &Grid{Rows: [][]image.Image{flats(3, 64, 64)}},
		"grid one pixel":   &Grid{Title: long, Rows: [][]image.Image{flats(1, 1, 1)}, Captions: []string{long}},
		"grid captions":    &Grid{Rows: [][]image.Image{flats(40, 8, 8)}, Captions: names(40, "c%d (12, 13) is active in 4 %% of all images")},
		"grid tiny tiles":  &Grid{Scale: 1, Rows: [][]image.Image{flats(30, 4, 4)}, Captions: names(30, "%d")},
		"grid row labels":  &Grid{Rows: [][]image.Image{flats(30, 32, 32), nil, flats(29, 32, 16)}, RowLabels: []string{long, "empty", "重建"}, Columns: 7},
		"grid groups":      &Grid{Title: "t", Groups: []GridGroup{{Title: long, Rows: [][]image.Image{{flat(8, 8), nil, flat(4, 8)}}, RowLabels: []string{"a"}}, {Title: "b", Rows: [][]image.Image{flats(2, 8, 8)}}}},
		"grid large image": &Grid{Rows: [][]image.Image{flats(2, 700, 300)}},
		"tree leaf":        &Tree{Root: &TreeNode{}},
		"tree chain":       &Tree{Title: long, Root: bush(Or, long, 1, 1, 1, 1, 1)},
		"tree wide":        &Tree{Root: bush(And, "root", 60)},
		"tree bushy":       &Tree{Root: bush(Or, "root", 3, 3, 3, 2)},
		"tree uneven":      &Tree{Root: &TreeNode{Label: long, Children: []*TreeNode{bush(Or, long, 9), {Label: long}, bush(And, "重建", 2, 3)}}},
		"tree placed":      &Tree{Root: placed, Whole: flat(48, 48)},
		"bars":             &Bars{Groups: []string{"a", long, "c"}, Series: []BarSeries{{Y: []float64{1, -2, 3}, Err: []float64{.5, .5, .5}}}, Values: true},
		"bars many":        &Bars{Title: long, YLabel: long, Groups: names(30, "group %d"), Series: []BarSeries{{Name: long, Y: make([]float64, 30)}, {Name: "b", Y: make([]float64, 30)}}},
		"bars below":       &Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: []float64{-1e-5}}}, Values: true},
		"heat":             &Heat{Values: [][]float64{{1, 2}, {3, 4}}},
		"heat one":         &Heat{Title: long, Values: [][]float64{{1}}, XLabel: long, YLabel: long, BarLabel: long, Numbers: true},
		"heat labels":      &Heat{Values: square(9), RowLabels: names(9, "a long row name %d"), ColLabels: names(9, long+"%d"), XLabel: "x", YLabel: "y", Signed: true},
		"heat large":       &Heat{Values: square(300), RowLabels: names(300, "%d"), ColLabels: names(300, "%d")},
		"progress":         &Progress{Title: long, Done: 10, Total: 1234567, Text: long, Curves: []Curves{{Title: long}, {Title: "b", Series: manySeries(9)}}, Rows: [][]image.Image{flats(3, 32, 32)}, RowLabels: []string{long}},
		"progress bare":    &Progress{Text: "x"},
		"layout":           &Layout{Title: long, Columns: 2, Figures: []Figure{&Grid{Rows: [][]image.Image{flats(2, 8, 8)}}, &Tree{Title: "t", Root: bush(And, "r", 2)}, &Heat{Values: square(2)}, &Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: ramp[:1]}}}, &Curves{Series: manySeries(2)}}},
	}
	for name, f := range figures {
		if err := check(f); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkPage(t, name, f)
	}
}

func manySeries(n int) []Series {
	out := make([]Series, n)
	for i := range out {
		out[i] = Series{Name: "series " + strings.Repeat("x", i), Y: []float64{float64(i + 1), 3, float64(2*i + 1)}}
	}
	return out
}

func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		for j := range out[i] {
			out[i][j] = float64(i-j) / float64(n)
		}
	}
	return out
}
