package plots

import (
	"image"
	"testing"
)

func TestLayout(t *testing.T) {
	testFigure(t, NewLayout, map[string]Layout{
		"layout": {Title: long, Columns: 2, Figures: []Figure{&Grid{Rows: [][]image.Image{flats(2, 8, 8)}}, &Tree{Title: "t", Root: bush(And, "r", 2)}, &Heat{Values: square(2)}, &Bars{Groups: []string{"a"}, Series: []BarSeries{{Y: ramp[:1]}}}, &Curves{Series: manySeries(2)}}},
	}, []refusal[Layout]{
		{"no figures", Layout{}, "no figures"},
		{"nil figure", Layout{Figures: []Figure{nil}}, "no figure"},
		{"a bad figure", Layout{Figures: []Figure{&Heat{}}}, "no values"},
	})
}

// TestLayoutPlaces: figures of a row are level at their upper edge, columns do not
// overlap, and each figure is drawn exactly as it would be alone.
func TestLayoutPlaces(t *testing.T) {
	small := &Grid{Rows: [][]image.Image{flats(1, 16, 16)}}
	large := &Grid{Rows: [][]image.Image{flats(3, 16, 16), flats(3, 16, 16)}}
	l := &Layout{Figures: []Figure{small, large, large, small}, Columns: 2}
	w, h := l.Size()
	sw, sh := small.Size()
	lw, lh := large.Size()
	if w != lw+lw+layoutGap || h != lh+lh+layoutGap {
		t.Errorf("got %v x %v, want the largest of each row and column", w, h)
	}
	if sw >= lw || sh >= lh {
		t.Fatalf("the small figure is not small: %v x %v", sw, sh)
	}
	tiles := probeFigure(l).tiles
	if len(tiles) != 14 {
		t.Fatalf("got %d tiles, want 14", len(tiles))
	}
	if tiles[0].box.Max.Y != tiles[1].box.Max.Y {
		t.Errorf("got upper edges %v and %v in one row", tiles[0].box.Max.Y, tiles[1].box.Max.Y)
	}
	alone := probeFigure(small).tiles[0].box
	if got := tiles[0].box; got.Min.X != alone.Min.X || h-got.Max.Y != sh-alone.Max.Y {
		t.Errorf("got the first tile at %v of %v, alone at %v of %v", got, h, alone, sh)
	}
	if second := tiles[1].box.Min.X; second != lw+layoutGap+margin {
		t.Errorf("got the second column's tiles at %v, want %v", second, lw+layoutGap+margin)
	}
}
