package plots

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"regexp"
	"testing"
)

// noise is a picture that compresses badly.
func noise(seed uint64, w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(seed, 1))
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.IntN(256)) | uint8(255*(i%4/3))
	}
	return img
}

var sheetData = regexp.MustCompile(`<image class="sheet" width="(\d+)" height="(\d+)" href="data:image/(png|jpeg);base64,([^"]*)"`)

// TestSheet: a patch that several nodes show is stored once, each can be found at the place
// that its node names, and a sheet that would be large is stored with loss.
func TestSheet(t *testing.T) {
	a, b, large := noise(1, 18, 18), noise(2, 40, 40), noise(3, 64, 48)
	part := image.NewGray(image.Rect(0, 0, 9, 9)).SubImage(image.Rect(4, 4, 9, 9)) // another type, another origin
	root := &TreeNode{Patches: []image.Image{a, b}, Children: []*TreeNode{
		{Patches: []image.Image{b, large, part}}, {Patches: []image.Image{nil, image.NewGray(image.Rectangle{})}}}}
	s := newSheet(root)
	for _, c := range []struct {
		n    *TreeNode
		want string
	}{
		{root, "0,0,18,18 32,0,40,40"},
		{root.Children[0], "32,0,40,40 80,0,32,24 112,0,5,5"},
		{root.Children[1], ""},
	} {
		if got := s.places(c.n); got != c.want {
			t.Errorf("got places %q, want %q", got, c.want)
		}
	}
	m := sheetData.FindStringSubmatch(s.markup())
	if m == nil || m[3] != "png" {
		t.Fatalf("got %.80s, want a PNG", s.markup())
	}
	raw, err := base64.StdEncoding.DecodeString(m[4])
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 18 {
		for x := range 18 {
			if got := color.NRGBAModel.Convert(img.At(x, y)); got != a.NRGBAAt(x, y) {
				t.Fatalf("pixel (%d, %d) of the first patch: got %v, want %v", x, y, got, a.NRGBAAt(x, y))
			}
		}
	}
	if newSheet(&TreeNode{Children: root.Children[1:]}) != nil || (*sheet)(nil).markup() != "" || (*sheet)(nil).places(root) != "" {
		t.Error("no patches: got a sheet")
	}
}

// TestSheetJPEG: no patch bleeds into its neighbour where the sheet is stored with loss.
func TestSheetJPEG(t *testing.T) {
	root := &TreeNode{}
	grey := func(v uint8) image.Image {
		img := image.NewNRGBA(image.Rect(0, 0, 18, 18))
		for i := range img.Pix {
			img.Pix[i] = v | uint8(255*(i%4/3))
		}
		return img
	}
	for i := range 30 {
		root.Patches = append(root.Patches, grey(uint8(255*(i%2))), noise(uint64(i), 38, 38))
	}
	s := newSheet(root)
	m := sheetData.FindStringSubmatch(s.markup())
	if m == nil || m[3] != "jpeg" {
		t.Fatalf("got %.80s, want a JPEG", s.markup())
	}
	raw, err := base64.StdEncoding.DecodeString(m[4])
	if err != nil {
		t.Fatal(err)
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range s.of[root] {
		if i%2 == 1 {
			continue
		}
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				got, want := color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y, uint8(255*(i/2%2))
				if math.Abs(float64(got)-float64(want)) > 2 {
					t.Fatalf("patch %d at %v: got %d at (%d, %d), want %d", i, r, got, x, y, want)
				}
			}
		}
	}
}
