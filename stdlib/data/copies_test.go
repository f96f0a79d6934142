package data

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// placed is a picture whose red and green say where a pixel is: ten times its column and row.
func placed(w, h int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.NRGBA{uint8(10 * x), uint8(10 * y), 0, 255})
		}
	}
	return m
}

// corner reads where a crop of placed was cut: the place of its first pixel, after it has checked that
// all the others follow it, to the left if it is mirrored.
func corner(t *testing.T, x *tensor.Tensor, mirrored bool) image.Point {
	t.Helper()
	h, w := x.Shape[0], x.Shape[1]
	level := func(col, row, c int) int { return int(x.Data[3*(row*w+col)+c] + .5) }
	left, step := 0, 1
	if mirrored {
		left, step = w-1, -1
	}
	p := image.Pt(level(left, 0, 0)/10, level(0, 0, 1)/10)
	for row := range h {
		for k := range w {
			if r, g := level(left+step*k, row, 0), level(left+step*k, row, 1); r != 10*(p.X+k) || g != 10*(p.Y+row) {
				t.Fatalf("pixel %d, %d of the crop at %v: got red %d, green %d", k, row, p, r, g)
			}
		}
	}
	return p
}

// TestCrops: behind each image stand its crops, each a part of the picture of the size asked for, cut
// out of what crop gives, and mirrored if that is asked for too.
func TestCrops(t *testing.T) {
	files := map[string][]byte{"a/0.png": []byte("damaged")}
	for i := 1; i < 9; i++ {
		files[fmt.Sprintf("%c/%d.png", 'a'+i%2, i)] = encode(t, "png", placed(20, 10))
	}
	dir := folder(t, files)
	s := Spec{From: dir, H: 8, W: 8, Take: 6, Crops: 3, CropSide: 4. / 5, Flip: true, Lo: 0, Hi: 255, Seed: 5}
	names, labels, places := cropped(t, s)
	if got := fmt.Sprint(names[:8], labels[:8]); got != "[a/2.png a/2.png (mirrored) a/2.png (crop 1) a/2.png (crop 1, mirrored) a/2.png (crop 2) a/2.png (crop 2, mirrored) "+
		"a/2.png (crop 3) a/2.png (crop 3, mirrored)] [a a a a a a a a]" || len(names) != 48 {
		t.Errorf("got %d images, the first %s", len(names), got)
	}
	seen := map[image.Point]int{}
	for i, p := range places {
		if i%8 < 2 {
			continue // the whole image, made smaller
		}
		if i%2 == 1 && p != places[i-1] {
			t.Errorf("%s is of %v, want that of the one before, %v", names[i], p, places[i-1])
		}
		if !p.In(image.Rect(5, 0, 8, 3)) { // the middle 10x10 of the picture is what crop gives
			t.Errorf("%s was cut at %v, want 5..7 across and 0..2 down", names[i], p)
		}
		seen[p]++
	}
	if len(seen) < 7 {
		t.Errorf("18 crops at %v, want them spread over nine places", seen)
	}
	streamed := s
	streamed.Memory = 1
	streamed.Class = "b" // a streaming set puts the next image in place of a damaged one
	_, _, again := cropped(t, streamed)
	if from := slices.Index(names, "b/1.png"); !slices.Equal(again[:16], places[from:from+16]) {
		t.Errorf("streamed, and of one class: got %v, want %v", again[:16], places[from:from+16])
	}
	other := s
	other.Seed++
	if _, _, p := cropped(t, other); slices.Equal(p, places) {
		t.Error("two seeds give the same crops")
	}
	if set := open(t, s); len(set.Skipped) != 1 {
		t.Errorf("skipped %v, want the damaged file once", set.Skipped)
	}
	for _, tt := range []struct {
		spec Spec
		want string
	}{
		{Spec{From: "scenes", Crops: 2, CropSide: .5}, "no mirror images and no crops"},
		{Spec{From: dir, Crops: 2}, "got 2 crops of side 0"},
		{Spec{From: dir, Crops: 101, CropSide: .5}, "want at most 100"},
	} {
		tt.spec.H, tt.spec.W = 32, 32
		if _, err := Open(t.Context(), tt.spec, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: got %v, want %q", tt.spec, err, tt.want)
		}
	}
}

// cropped opens a set of pictures like placed, and says where each of its crops was cut.
func cropped(t *testing.T, s Spec) (names, labels []string, places []image.Point) {
	t.Helper()
	set := open(t, s)
	x := tensor.New(set.Len(), s.H, s.W, 3)
	index := identity(set.Len())
	if err := set.Batch(index, x); err != nil {
		t.Fatal(err)
	}
	places = make([]image.Point, set.Len())
	for i, name := range set.Names {
		if strings.Contains(name, "crop") {
			places[i] = corner(t, x.Row(i), strings.Contains(name, "mirrored"))
		}
	}
	return set.Names, set.Labels, places
}

// TestCropsStayInTheirPart: an image and its crops are in the same part of a set.
func TestCropsStayInTheirPart(t *testing.T) {
	dir := pets(t)
	of := map[string]int{}
	for part, s := range []Spec{{TakeShare: .8}, {SkipShare: .8}} {
		s.From, s.H, s.W, s.Shuffle, s.Crops, s.CropSide = dir, 4, 4, true, 2, .5
		for _, name := range open(t, s).Names {
			file, _, _ := strings.Cut(name, " ")
			if was, ok := of[file]; ok && was != part {
				t.Errorf("%s is in both parts", name)
			}
			of[file] = part
		}
	}
	if len(of) != 11 {
		t.Errorf("got images of %d files, want 11", len(of))
	}
}

// TestFlip: each image is followed by its mirror image, of the same crop, streamed or not.
func TestFlip(t *testing.T) {
	m := plainImage(6, 4, color.Black)
	for y := range 4 {
		m.Set(1, y, color.White) // left in the crop
		m.Set(5, y, color.White) // outside of it
	}
	dir := folder(t, map[string][]byte{"a/1.png": encode(t, "png", m), "b/2.png": encode(t, "png", m), "b/3.png": []byte("damaged"), "b/4.png": encode(t, "png", m)})
	for _, memory := range []int64{0, 1} {
		s := open(t, Spec{From: dir, H: 4, W: 4, Crop: []int{0, 0, 4, 4}, Take: 2, Flip: true, Lo: 0, Hi: 1, Memory: memory})
		if got := fmt.Sprint(s.Names, s.Labels); got != "[a/1.png a/1.png (mirrored) b/2.png b/2.png (mirrored)] [a a b b]" {
			t.Errorf("memory %d: got %s", memory, got)
			continue
		}
		x := tensor.New(4, 4, 4, 3)
		if err := s.Batch([]int{0, 1, 2, 3}, x); err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			for c, want := range [][]float32{{0, 1, 0, 0}, {0, 0, 1, 0}}[i%2] {
				if got := x.Row(i).Data[3*c]; got != want {
					t.Errorf("memory %d, image %d, column %d: got %g, want %g", memory, i, c, got, want)
				}
			}
		}
	}
}
