package plots

import (
	"bytes"
	"image/png"
	"testing"
)

// TestMissingLettersAreExplained: a PNG with letters that the font lacks is taller by a line
// that says so; Greek and Latin are not lacking, and an SVG keeps the letters.
func TestMissingLettersAreExplained(t *testing.T) {
	height := func(title string) int {
		b, err := PNG(&Curves{Title: title, Series: []Series{{Y: []float64{1, 2}}}})
		if err != nil {
			t.Fatal(err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		return c.Height
	}
	plain := height("reconstruction")
	if got := height("reconstruction, α ± ≤ µ é Ж"); got != plain {
		t.Errorf("letters of the font: got a height of %d, want %d", got, plain)
	}
	if got := height("重建误差"); got <= plain {
		t.Errorf("letters the font lacks: got a height of %d, want more than %d, with a note", got, plain)
	}
	c := &Curves{Title: "重建误差", Series: []Series{{Y: []float64{1, 2}}}}
	if b, err := SVG(c); err != nil || !bytes.Contains(b, []byte("重建误差")) || bytes.Contains(b, []byte("□")) {
		t.Errorf("SVG: %v, want the letters themselves and no note", err)
	}
	if b, err := PDF(c); err != nil || len(b) == 0 {
		t.Error(err)
	}
	checkPage(t, "CJK with its note", noted{c})
}
