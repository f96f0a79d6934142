package plots

import (
	"image"
	"image/color"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/andor-kernel/andor/internal/golden"
)

// mover is a canvas that sets one of its texts a little aside.
type mover struct {
	*raster
	which, seen int
	by          vg.Point
}

func (m *mover) FillString(f font.Face, at vg.Point, s string) {
	if m.seen == m.which {
		at = at.Add(m.by)
	}
	m.seen++
	m.raster.FillString(f, at, s)
}

// TestMovedLabel: whichever text of a figure moves by three pixels of its PNG, sideways or down,
// the comparison of golden files sees it; what another machine rounds otherwise, a 64th of a
// pixel, it does not.
func TestMovedLabel(t *testing.T) {
	const labels = 3 // of each figure, evenly over all
	for name, f := range map[string]Figure{
		"bars": &Bars{Title: "Matching score", YLabel: "NCC", Groups: []string{"faces", "cars"}, Values: true,
			Series: []BarSeries{{Name: "sparse", Y: []float64{0.61, 0.54}}, {Name: "dense", Y: []float64{0.22, 0.25}}}},
		"grid": &Grid{Title: "basis", Rows: [][]image.Image{flats(3, 8, 8)}, RowLabels: []string{"unit"}, Captions: []string{"1", "2 (0, 7)", ""}},
		"tree": smallTree(),
	} {
		w, h := f.Size()
		render := func(which int, by vg.Point) (image.Image, int) {
			m := &mover{raster: newRaster(w, h, color.White), which: which, by: by}
			f.Draw(draw.NewCanvas(m, w, h))
			return m.img, m.seen
		}
		want, n := render(-1, vg.Point{})
		for k := range labels {
			i := k * (n - 1) / (labels - 1)
			for _, by := range []vg.Point{{X: 3 * px}, {Y: -3 * px}} {
				if got, _ := render(i, by); golden.Compare(got, want) == nil {
					t.Errorf("%s: text %d of %d moved by %v: got no difference", name, i, n, by)
				}
			}
			if got, _ := render(i, vg.Point{X: px / 64, Y: -px / 64}); golden.Compare(got, want) != nil {
				t.Errorf("%s: text %d of %d moved by a 64th of a pixel: got %v", name, i, n, golden.Compare(got, want))
			}
		}
	}
}
