package plots

import (
	"bytes"
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestPDF(t *testing.T) {
	for name, f := range map[string]Figure{
		"grid":   sample(),
		"curves": &Curves{Title: "重建 − ×", Series: []Series{{Name: "a", Y: []float64{1, 2}, Lo: []float64{0, 1}, Hi: []float64{2, 3}}}},
		"tree":   &Tree{Root: bush(And, "root", 3)},
	} {
		b, err := PDF(f)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b, []byte("%%EOF")) {
			t.Errorf("%s: got %d bytes that are no PDF", name, len(b))
		}
		if bytes.Contains(b, []byte("/FontFile")) {
			t.Errorf("%s: got an embedded font, want outlines", name)
		}
	}
}

// TestOutline compares the extent of outlines with what the letters are known to be.
func TestOutline(t *testing.T) {
	const size = 100
	face := textStyle{size: size}.face()
	for _, c := range []struct {
		text        string
		w, top, low float64 // in em; Liberation Sans: capitals 0.69 high, p goes 0.21 down
	}{
		{"H", 0.722, 0.69, 0}, {"HH", 1.444, 0.69, 0}, {"p", 0.556, 0.54, -0.21}, {"−", 0.584, 0.37, 0.3}, {"重H", 1.722, 0.69, 0},
	} {
		x, y := newExtent(), newExtent()
		closes := 0
		for _, p := range outline(face, vg.Point{X: 10, Y: 20}, c.text) {
			if p.Type == vg.CloseComp {
				closes++
				continue
			}
			x.add(float64(p.Pos.X-10) / size)
			y.add(float64(p.Pos.Y-20) / size)
		}
		if closes == 0 || x.lo < 0 || x.hi > c.w || x.hi < c.w-0.15 || math.Abs(y.hi-c.top) > 0.08 || math.Abs(y.lo-c.low) > 0.08 {
			t.Errorf("%q: got %.2f..%.2f by %.2f..%.2f in %d contours, want within 0..%.2f, %.2f to %.2f",
				c.text, x.lo, x.hi, y.lo, y.hi, closes, c.w, c.low, c.top)
		}
	}
	if p := outline(face, vg.Point{}, " "); len(p) != 0 {
		t.Errorf("a space: got a path of %d parts", len(p))
	}
}
