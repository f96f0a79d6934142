package plots

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestGrid(t *testing.T) {
	testFigure(t, NewGrid, map[string]Grid{
		"grid":             {Rows: [][]image.Image{flats(3, 64, 64)}},
		"grid one pixel":   {Title: long, Rows: [][]image.Image{flats(1, 1, 1)}, Captions: []string{long}},
		"grid captions":    {Rows: [][]image.Image{flats(40, 8, 8)}, Captions: names(40, "c%d (12, 13) is active in 4 %% of all images")},
		"grid tiny tiles":  {Scale: 1, Rows: [][]image.Image{flats(30, 4, 4)}, Captions: names(30, "%d")},
		"grid row labels":  {Rows: [][]image.Image{flats(30, 32, 32), nil, flats(29, 32, 16)}, RowLabels: []string{long, "empty", "重建"}, Columns: 7},
		"grid groups":      {Title: "t", Groups: []GridGroup{{Title: long, Rows: [][]image.Image{{flat(8, 8), nil, flat(4, 8)}}, RowLabels: []string{"a"}}, {Title: "b", Rows: [][]image.Image{flats(2, 8, 8)}}}},
		"grid large image": {Rows: [][]image.Image{flats(2, 700, 300)}},
		"grid with a gap":  {Rows: [][]image.Image{{flat(1, 1), nil}}, Captions: []string{"a", ""}},
	}, []refusal[Grid]{
		{"no images", Grid{Rows: [][]image.Image{{nil}, {}}}, "no images"},
		{"empty images", Grid{Rows: [][]image.Image{{image.NewGray(image.Rectangle{})}}}, "no images"},
		{"captions", Grid{Rows: [][]image.Image{flats(3, 2, 2)}, Captions: []string{"a"}}, "1 captions for 3 tiles"},
		{"row labels", Grid{Rows: [][]image.Image{flats(3, 2, 2)}, RowLabels: []string{"a", "b"}}, "2 row labels for 1 rows"},
		{"columns", Grid{Rows: [][]image.Image{flats(3, 2, 2)}, Columns: -1}, "-1 columns"},
	})
}

// sized makes images whose width tells them apart: 10, 11, 12, ...
func sized(from, n int) []image.Image {
	var out []image.Image
	for i := range n {
		out = append(out, flat(from+i, 20))
	}
	return out
}

// pageOrder lists the widths of the tiles as they stand on the page, a line a row.
func pageOrder(f Figure) string {
	var rows []string
	last := vg.Length(-1)
	for _, tile := range probeFigure(f).tiles {
		var w, h int
		if _, err := fmt.Sscanf(tile.text, "(0,0)-(%d,%d)", &w, &h); err != nil {
			return err.Error()
		}
		if y := tile.box.Max.Y; y != last {
			rows, last = append(rows, ""), y
		}
		rows[len(rows)-1] += fmt.Sprint(w, " ")
	}
	return strings.Join(rows, "| ")
}

func TestGridWraps(t *testing.T) {
	for _, c := range []struct {
		name string
		in   Grid
		want string
	}{
		{"one row flows", Grid{Rows: [][]image.Image{sized(10, 5)}, Columns: 2}, "10 11 | 12 13 | 14 "},
		{"rows stay over each other", Grid{Rows: [][]image.Image{sized(10, 3), sized(15, 3)}, Columns: 2}, "10 11 | 15 16 | 12 | 17 "},
		{"a shorter row ends first", Grid{Rows: [][]image.Image{sized(10, 3), sized(15, 1)}, Columns: 2}, "10 11 | 15 | 12 "},
		{"nil leaves a hole", Grid{Rows: [][]image.Image{{flat(10, 20), nil, flat(12, 20)}}}, "10 12 "},
		{"groups follow", Grid{Rows: [][]image.Image{sized(10, 1)}, Groups: []GridGroup{{Title: "g", Rows: [][]image.Image{sized(15, 2)}}}}, "10 | 15 16 "},
	} {
		if got := pageOrder(&c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestGridPage: the figure is as large as its rows need, and no wider than the page
// unless columns are asked for.
func TestGridPage(t *testing.T) {
	size := func(g Grid) (w, h vg.Length) { return g.Size() }
	w1, h1 := size(Grid{Rows: [][]image.Image{flats(4, 32, 32)}})
	w2, h2 := size(Grid{Rows: [][]image.Image{flats(4, 32, 32), flats(4, 32, 32)}})
	if cell := 4 * 32 * px; w1 != snapUp(2*margin+4*cell+3*tileGap) || h1 != snapUp(2*margin+cell) || w2 != w1 || h2 != snapUp(h1+cell+tileGap) {
		t.Errorf("got %v x %v and %v x %v for one and two rows of four", w1, h1, w2, h2)
	}
	if w, _ := size(Grid{Rows: [][]image.Image{flats(500, 32, 32)}}); w > textWidth {
		t.Errorf("got %v points for 500 tiles, want at most %v", w, textWidth)
	}
	if w, _ := size(Grid{Rows: [][]image.Image{flats(500, 32, 32)}, Columns: 40}); w < 40*128*px {
		t.Errorf("got %v points for 40 columns", w)
	}
}

// TestTileScale: tiles are enlarged by whole factors, reduced only when they must be.
func TestTileScale(t *testing.T) {
	for _, c := range []struct{ w, h, cellW, cellH, wantW, wantH int }{
		{8, 8, 100, 100, 96, 96},
		{8, 4, 100, 100, 96, 48},
		{64, 64, 64, 64, 64, 64},
		{64, 64, 100, 100, 64, 64},
		{200, 100, 100, 100, 100, 50},
		{1, 1000, 100, 100, 1, 100},
	} {
		p := &probe{m: identity}
		r := drawTile(canvasOf(p), rect(0, 0, vg.Length(c.cellW)*px, vg.Length(c.cellH)*px), flat(c.w, c.h))
		if w, h := round(float64(r.Size().X/px)), round(float64(r.Size().Y/px)); w != c.wantW || h != c.wantH {
			t.Errorf("%d x %d in %d x %d: got %d x %d, want %d x %d", c.w, c.h, c.cellW, c.cellH, w, h, c.wantW, c.wantH)
		}
	}
}

// TestNearest: every source pixel becomes a block of one colour.
func TestNearest(t *testing.T) {
	src := flat(3, 2).(*image.NRGBA)
	sub := image.NewNRGBA(image.Rect(-4, -4, 9, 9)) // an image inside another, off the origin
	for y := range 2 {
		for x := range 3 {
			sub.SetNRGBA(5+x, 6+y, src.NRGBAAt(x, y))
		}
	}
	for _, img := range []image.Image{src, sub.SubImage(image.Rect(5, 6, 8, 8))} {
		got := nearest(img, 12, 8)
		for y := range 8 {
			for x := range 12 {
				if got.NRGBAAt(x, y) != src.NRGBAAt(x/4, y/4) {
					t.Fatalf("pixel (%d, %d): got %v, want %v", x, y, got.NRGBAAt(x, y), src.NRGBAAt(x/4, y/4))
				}
			}
		}
	}
}

// TestCaptionBreaks: captions break where they say, whatever their length; what follows a
// second break is left out.
func TestCaptionBreaks(t *testing.T) {
	tile := image.NewGray(image.Rect(0, 0, 8, 8))
	g, err := NewGrid(Grid{Rows: [][]image.Image{{tile, tile, tile}}, Captions: []string{"9 (0, 6)\n10 %", "46 (3, 4)\n20 %", "a\nb\nc"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{{"9 (0, 6)", "10 %"}, {"46 (3, 4)", "20 %"}, {"a", "b"}} {
		if got := g.layout().rows[0].captions[i]; !slices.Equal(got, want) {
			t.Errorf("caption %d: got lines %q, want %q", i, got, want)
		}
	}
}
