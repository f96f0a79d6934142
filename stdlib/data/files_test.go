package data

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/andor-kernel/andor/stdlib/tensor"
)

// mixed has every format, two folders, numbers to be ordered by value, litter, labels
// and bad files.
func mixed(t testing.TB) map[string][]byte {
	red := color.NRGBA{200, 100, 50, 255}
	m := plainImage(20, 20, red)
	jpg := encode(t, "jpg", m)
	return map[string][]byte{
		"b/img10.png":        encode(t, "png", m),
		"b/img9.jpg":         jpg,
		"b/img2.gif":         encode(t, "gif", m),
		"a/1.bmp":            encode(t, "bmp", m),
		"a/2.TIF":            encode(t, "tif", m),
		"a/3.webp":           webpImage(20, 20, red),
		"a/4.png":            jpg, // a JPEG by its bytes
		"a/.hidden.png":      jpg,
		"__MACOSX/a/._1.png": []byte("litter"),
		"labels.txt":         []byte("1 red"),
		"b/img3.png":         nil,
		"b/img4.jpg":         jpg[:len(jpg)/3],
		"c.jpg":              []byte("<html>not found</html>"),
	}
}

// TestHidden: what is hidden is not read, and is spoken of where nothing else is there; a hidden
// folder that is named itself is read.
func TestHidden(t *testing.T) {
	jpg := encode(t, "jpg", plainImage(12, 12, color.NRGBA{200, 100, 50, 255}))
	dir := folder(t, map[string][]byte{".images/0.jpg": jpg, ".images/1.jpg": jpg, "b.jpg.1": jpg, "noending": jpg})
	_, err := Open(context.Background(), Spec{From: dir, H: 8, W: 8}, nil)
	if err == nil || !strings.Contains(err.Error(), "only 2 files of other kinds; what has a name that begins with a dot (1 entry) is never read") {
		t.Errorf("got error %v", err)
	}
	if s := open(t, Spec{From: filepath.Join(dir, ".images"), H: 8, W: 8}); s.Len() != 2 {
		t.Errorf("got %d images of the hidden folder, want 2", s.Len())
	}
}

func TestOpenMixedFolder(t *testing.T) {
	s := open(t, Spec{From: folder(t, mixed(t)), H: 8, W: 8})
	want := "[a/1.bmp a/2.TIF a/3.webp a/4.png b/img2.gif b/img9.jpg b/img10.png]"
	if got := fmt.Sprint(s.Names); got != want {
		t.Errorf("got names %s, want %s", got, want)
	}
	for i := range s.Len() {
		for c, want := range []float64{200, 100, 50} {
			got := (float64(s.Images.Row(i).Data[c]) + 1) * 127.5
			if math.Abs(got-want) > 8 { // JPEG and the palette of GIF
				t.Errorf("%s: got channel %d = %v, want %v", s.Names[i], c, got, want)
			}
		}
	}
	var skipped []string
	for _, k := range s.Skipped {
		skipped = append(skipped, k.File)
		if k.Reason == "" {
			t.Errorf("%s was skipped without a reason", k.File)
		}
	}
	if got, want := fmt.Sprint(skipped), "[b/img3.png b/img4.jpg c.jpg]"; got != want {
		t.Errorf("got skipped %s, want %s", got, want)
	}
	if text := s.String(); !strings.HasPrefix(text, "7 images of 8x8x3 from ") || !strings.Contains(text, "3 files skipped (b/img3.png: is 0 bytes long, ...)") {
		t.Errorf("got %q", text)
	}
}

// TestFolderAndZipAgree, also by number of processors and by where the bad files are.
func TestFolderAndZipAgree(t *testing.T) {
	files := mixed(t)
	dir := folder(t, files)
	var entries []entry
	for name, b := range files {
		entries = append(entries, entry{"set/" + name, b})
	}
	archive := zipFile(t, entries...)
	want := open(t, Spec{From: dir, H: 8, W: 8, Take: 6})
	if want.Len() != 6 {
		t.Fatalf("got %d images, want 6: bad files do not count", want.Len())
	}
	for _, from := range []string{archive, archive + "/set", dir + "/."} {
		for _, processors := range []int{1, 4} {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
			got := open(t, Spec{From: from, H: 8, W: 8, Take: 6})
			if fmt.Sprint(got.Images.Data) != fmt.Sprint(want.Images.Data) {
				t.Errorf("%s with %d processors: got other images than from the folder", filepath.Base(from), processors)
			}
		}
	}
	if s := open(t, Spec{From: archive + "/set/a", H: 8, W: 8}); s.Len() != 4 {
		t.Errorf("a folder inside the zip file: got %d images, want 4", s.Len())
	}
}

func TestTake(t *testing.T) {
	files := map[string][]byte{}
	for i := range 10 {
		files[fmt.Sprintf("%d.png", i)] = encode(t, "png", plainImage(4, 4, color.Gray{uint8(i)}))
	}
	files["3.png"] = []byte("bad")
	dir := folder(t, files)
	s := open(t, Spec{From: dir, H: 4, W: 4, C: 1, Lo: 0, Hi: 255, Take: 4})
	for i, want := range []float32{0, 1, 2, 4} {
		if got := s.Images.Row(i).Data[0]; got != want {
			t.Errorf("image %d: got grey %v, want %v", i, got, want)
		}
	}
	s = open(t, Spec{From: dir, H: 4, W: 4, Take: 50})
	if s.Len() != 9 || !strings.Contains(s.String(), "50 asked for, the source has no more") {
		t.Errorf("got %q, want 9 images and a word on the 50 asked for", s)
	}
}

// TestCropAndResize looks at where the four colours of a picture end up.
func TestCropAndResize(t *testing.T) {
	dir := folder(t, map[string][]byte{"q.png": encode(t, "png", quarters(60, 40))})
	red, green, blue, white := [3]float32{1, -1, -1}, [3]float32{-1, 1, -1}, [3]float32{-1, -1, 1}, [3]float32{1, 1, 1}
	for _, c := range []struct {
		name string
		crop []int
		h, w int
		want [4][3]float32 // corners: upper left, upper right, lower left, lower right
	}{
		{"centre", nil, 8, 8, [4][3]float32{red, green, blue, white}},
		{"wide", nil, 8, 12, [4][3]float32{red, green, blue, white}},
		{"tall", nil, 12, 4, [4][3]float32{red, green, blue, white}},
		{"one to one", []int{26, 16, 34, 24}, 8, 8, [4][3]float32{red, green, blue, white}},
		{"one quarter", []int{30, 0, 60, 20}, 6, 6, [4][3]float32{green, green, green, green}},
		{"enlarged", []int{28, 22, 32, 26}, 16, 16, [4][3]float32{blue, white, blue, white}},
	} {
		s := open(t, Spec{From: dir, Crop: c.crop, H: c.h, W: c.w})
		p := s.Images.Row(0).Data
		for i, at := range []int{0, c.w - 1, (c.h - 1) * c.w, c.h*c.w - 1} {
			if got := [3]float32(p[3*at : 3*at+3]); got != c.want[i] {
				t.Errorf("%s: corner %d: got %v, want %v", c.name, i, got, c.want[i])
			}
		}
	}
}

// TestShrinkingDoesNotAlias: a fine chequerboard becomes grey, not stripes.
func TestShrinkingDoesNotAlias(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range m.Pix {
		if (i%64+i/64)%2 == 0 {
			m.Pix[i] = 255
		}
	}
	s := open(t, Spec{From: folder(t, map[string][]byte{"c.png": encode(t, "png", m)}), H: 16, W: 16})
	for i, v := range s.Images.Data {
		if math.Abs(float64(v)) > 0.05 {
			t.Fatalf("pixel %d: got %v, want mid grey, 0", i/3, v)
		}
	}
}

func TestColourAndGrey(t *testing.T) {
	grey := image.NewGray16(image.Rect(0, 0, 4, 4))
	for i := range grey.Pix {
		grey.Pix[i] = 0x40
	}
	clear := plainImage(4, 4, color.NRGBA{})
	paletted := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.NRGBA{0, 255, 0, 255}})
	dir := folder(t, map[string][]byte{
		"1.png": encode(t, "png", grey), "2.png": encode(t, "png", clear),
		"3.png": encode(t, "png", paletted), "4.jpg": encode(t, "jpg", grey),
	})
	for _, c := range []struct {
		channels int
		want     [4][]float64
	}{
		{3, [4][]float64{{64, 64, 64}, {255, 255, 255}, {0, 255, 0}, {64, 64, 64}}},
		{1, [4][]float64{{64}, {255}, {150}, {64}}},
	} {
		s := open(t, Spec{From: dir, H: 4, W: 4, C: c.channels, Lo: 0, Hi: 255})
		for i, want := range c.want {
			for j, v := range want {
				if got := float64(s.Images.Row(i).Data[j]); math.Abs(got-v) > 1.01 {
					t.Errorf("%s in %d channels: got %v in channel %d, want %v", s.Names[i], c.channels, got, j, v)
				}
			}
		}
	}
}

// TestOrientation: all eight give the same upright picture. The stored one is made from
// it by the inverse turn.
func TestOrientation(t *testing.T) {
	shown := quarters(32, 16)
	for o := 1; o <= 8; o++ {
		inverse := o
		if o == 6 || o == 8 {
			inverse = 14 - o
		}
		stored := encode(t, "jpg", upright(shown, inverse))
		for _, order := range []string{"MM", "II"} {
			s := open(t, Spec{From: folder(t, map[string][]byte{"x.jpg": withEXIF(stored, order, byte(o))}), H: 8, W: 16})
			p := s.Images.Row(0).Data
			for i, at := range []int{0, 15, 7 * 16, 8*16 - 1} {
				want := [4][3]float64{{1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}, {1, 1, 1}}[i]
				for c := range 3 {
					if math.Abs(float64(p[3*at+c])-want[c]) > 0.15 {
						t.Errorf("orientation %d, %s: corner %d: got %v, want %v", o, order, i, p[3*at:3*at+3], want)
						break
					}
				}
			}
		}
	}
}

func TestCelebA(t *testing.T) {
	face := image.NewNRGBA(image.Rect(0, 0, 178, 218))
	for y := range 218 {
		for x := range 178 {
			face.Set(x, y, color.NRGBA{uint8(x), uint8(y), 0, 255})
		}
	}
	b := encode(t, "png", face)
	dir := folder(t, map[string][]byte{
		"img_align_celeba/000001.jpg": b, "img_align_celeba/000002.jpg": b,
		"img_align_celeba/000003.jpg": encode(t, "png", plainImage(40, 40, color.White)),
		"other/1.jpg":                 encode(t, "png", plainImage(178, 218, color.White)), "readme.txt": []byte("x"),
	})
	archive := zipFile(t, entry{"x/img_align_celeba/000001.jpg", b}, entry{"x/img_align_celeba/000002.jpg", b}, entry{"x/1.jpg", b})
	for _, from := range []string{dir, filepath.Join(dir, "img_align_celeba"), archive} {
		s := open(t, Spec{Loader: "celeba", From: from, H: 128, W: 128, Lo: 0, Hi: 255})
		if s.Len() != 2 {
			t.Errorf("%s: got %v, want 2 images", from, s.Names)
			continue
		}
		if p := s.Images.Row(0).Data; p[0] != 24 || p[1] != 56 {
			t.Errorf("%s: got the corner of the crop at x %v, y %v, want 24, 56", from, p[0], p[1])
		}
	}
	_, err := Open(context.Background(), Spec{Loader: "celeba", From: filepath.Join(dir, "other"), H: 8, W: 8}, nil)
	if err == nil || !strings.Contains(err.Error(), "holds no images under img_align_celeba/") {
		t.Errorf("got error %v", err)
	}
}

func TestBadInput(t *testing.T) {
	jpg := encode(t, "jpg", plainImage(20, 20, color.White))
	dir := folder(t, map[string][]byte{
		"faces/1.jpg": jpg, "faces/2.jpg": jpg, "text/readme.txt": []byte("x"), "bad/1.jpg": jpg,
		"bad/2.jpg": []byte("x"), "bad/3.jpg": nil, "bad/4.jpg": jpg[:60],
	})
	archive := zipFile(t, entry{"pictures/one/1.jpg", jpg}, entry{"pictures/two/1.jpg", jpg})
	whole, _ := os.ReadFile(archive)
	truncated := filepath.Join(dir, "half.zip")
	os.WriteFile(truncated, whole[:len(whole)/2], 0o644)
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{From: dir + "/face"}, `holds no "face"; did you mean "faces"?`},
		{Spec{From: dir + "/Faces/more"}, `holds no "Faces"; did you mean "faces"?`},
		{Spec{From: ""}, "got no place to read from"},
		{Spec{From: dir + "/text"}, "holds no image files (JPEG, PNG, GIF, WebP, BMP, TIFF), only 1 file of other kinds"},
		{Spec{From: dir + "/bad"}, `3 of 4 files could not be read, e.g. "2.jpg" is no JPEG`},
		{Spec{From: truncated}, "neither a folder nor a whole zip or tar file"},
		{Spec{From: archive + "/picture"}, `the archive has no folder "picture"; it has "pictures"`},
		{Spec{From: dir + "/faces", H: -1}, "got size -1x8"},
		{Spec{From: dir + "/faces", C: 2}, "got 2 channels, want 3 (colour) or 1 (grey)"},
		{Spec{From: dir + "/faces", Lo: 1, Hi: 1}, "got range 1..1"},
		{Spec{From: dir + "/faces", Lo: math.NaN(), Hi: 1}, "got range NaN..1"},
		{Spec{From: dir + "/faces", Take: -1}, "got take -1"},
		{Spec{From: dir + "/faces", Crop: []int{1, 2, 3}}, "got a crop of 3 numbers"},
		{Spec{From: dir + "/faces", Crop: []int{5, 5, 5, 9}}, "want x0 < x1"},
		{Spec{From: dir + "/faces", Crop: []int{0, 0, 30, 9}}, "is 20x20 pixels, the crop 0, 0, 30, 9 does not fit"},
		{Spec{From: dir + "/faces", Loader: "imagenet"}, `got loader "imagenet", want one of cars, celeba, cifar10, deepfashion, fashiongan, lsun, mnist, scenes`},
	} {
		if c.spec.H == 0 {
			c.spec.H = 8
		}
		c.spec.W = 8
		_, err := Open(context.Background(), c.spec, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
}

func TestHostileFilesAreSkipped(t *testing.T) {
	jpg := encode(t, "jpg", plainImage(9, 9, color.White))
	archive := zipFile(t, entry{"ok1.jpg", jpg}, entry{"../../evil.jpg", jpg}, entry{"/root.jpg", jpg},
		entry{"bomb.png", bomb(t)}, entry{"./ok2.jpg", jpg}, entry{"ok2.jpg", jpg}, entry{"ok3.jpg", jpg})
	s := open(t, Spec{From: archive, H: 8, W: 8})
	reasons := map[string]string{}
	for _, k := range s.Skipped {
		reasons[k.File] = k.Reason
	}
	for file, want := range map[string]string{
		"../../evil.jpg": "leads out of the archive", "/root.jpg": "leads out of the archive",
		"bomb.png": "claims 50000x50000 pixels", "ok2.jpg": "a file of this name already",
	} {
		if !strings.Contains(reasons[file], want) {
			t.Errorf("%s: got reason %q, want one with %q", file, reasons[file], want)
		}
	}
	if got := fmt.Sprint(s.Names); got != "[ok1.jpg ok2.jpg ok3.jpg]" {
		t.Errorf("got %s", got)
	}
}

// TestDamagedArchive: an entry whose bytes do not match its checksum is skipped, the
// rest is read.
func TestDamagedArchive(t *testing.T) {
	png := encode(t, "png", plainImage(30, 30, color.White))
	archive := zipFile(t, entry{"1.png", png}, entry{"2.png", png}, entry{"3.png", png})
	b, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	b[bytes.Index(b, []byte("2.png"))+5+20] ^= 0xff
	if err := os.WriteFile(archive, b, 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, Spec{From: archive, H: 8, W: 8})
	if s.Len() != 2 || len(s.Skipped) != 1 || s.Skipped[0].File != "2.png" {
		t.Errorf("got %v, skipped %v, want 2.png skipped", s.Names, s.Skipped)
	}
}

func TestUnreadableFiles(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may read everything")
	}
	jpg := encode(t, "jpg", plainImage(9, 9, color.White))
	dir := folder(t, map[string][]byte{"1.jpg": jpg, "2.jpg": jpg, "3.jpg": jpg, "closed/4.jpg": jpg})
	for _, name := range []string{"2.jpg", "closed"} {
		if err := os.Chmod(filepath.Join(dir, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(filepath.Join(dir, "closed"), 0o755)
	s := open(t, Spec{From: dir, H: 8, W: 8})
	if got := fmt.Sprint(s.Skipped); s.Len() != 2 || got != "[{2.jpg permission denied} {closed permission denied}]" {
		t.Errorf("got %d images, skipped %s", s.Len(), got)
	}
	_, err := Open(context.Background(), Spec{From: filepath.Join(dir, "closed"), H: 8, W: 8}, nil)
	if err == nil || !strings.Contains(err.Error(), "no permission to read") {
		t.Errorf("got error %v, want one about permission", err)
	}
}

func TestProgressAndCancel(t *testing.T) {
	dir := folder(t, mixed(t))
	last, total := 0, 0
	if _, err := Open(context.Background(), Spec{From: dir, H: 8, W: 8}, func(d, n int) { last, total = d, n }); err != nil {
		t.Fatal(err)
	}
	if last != 7 || total != 7 {
		t.Errorf("got %d of %d at the end, want 7 of 7", last, total)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, Spec{From: dir, H: 8, W: 8}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestBatch(t *testing.T) {
	s := Scenes(5, 32, 1)
	dst := tensor.New(3, 32, 32, 3)
	if err := s.Batch([]int{4, 0, 4}, dst); err != nil {
		t.Fatal(err)
	}
	for row, i := range []int{4, 0, 4} {
		if fmt.Sprint(dst.Row(row).Data) != fmt.Sprint(s.Image(i).Data) {
			t.Errorf("row %d is not image %d", row, i)
		}
	}
	for _, c := range []struct {
		index []int
		dst   *tensor.Tensor
		want  string
	}{
		{[]int{5}, dst, "got index 5, want 0..4"},
		{[]int{-1}, dst, "got index -1, want 0..4"},
		{[]int{0, 1, 2, 3}, dst, "want at least (4, 32, 32, 3)"},
		{[]int{0}, tensor.New(1, 32, 32, 1), "want at least (1, 32, 32, 3)"},
		{[]int{0}, nil, "got a destination of shape []"},
	} {
		if err := s.Batch(c.index, c.dst); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
}

func TestMeasure(t *testing.T) {
	s := &Set{Images: tensor.From([]float32{1, 5, 3, 5, 8, 5}, 3, 1, 2, 1), Names: make([]string, 3), shape: [3]int{1, 2, 1}}
	got, err := Measure(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	// The values 1, 3, 8 have mean 4 and variance (9 + 1 + 16)/3.
	if got.N != 3 || got.Mean.Data[0] != 4 || got.Mean.Data[1] != 5 || math.Abs(float64(got.Variance.Data[0])-26.0/3) > 1e-6 ||
		got.Variance.Data[1] != 0 || math.Abs(got.MeanSquare-13.0/3) > 1e-9 {
		t.Errorf("got %+v", got)
	}
	if _, err := Measure(context.Background(), Scenes(0, 32, 1)); err == nil {
		t.Error("got no error for an empty set")
	}
}

func TestNaturalOrder(t *testing.T) {
	ordered := []string{"a/2.jpg", "a/10.jpg", "a/z.jpg", "a-b/1.jpg", "b1", "b01", "b2", "b10x", "c", "c/d"}
	for i, a := range ordered {
		for j, b := range ordered {
			if a == "b1" && b == "b01" || a == "b01" && b == "b1" {
				continue // equal by value: the bytes decide
			}
			if got := naturalLess(a, b); got != (i < j) {
				t.Errorf("%q before %q: got %v, want %v", a, b, got, i < j)
			}
		}
	}
	if naturalLess("b1", "b01") == naturalLess("b01", "b1") {
		t.Error("b1 and b01 have no order")
	}
}

// TestRealSets reads the sets beside the repository, where they are.
func TestRealSets(t *testing.T) {
	shared := os.Getenv("ANDOR_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	for _, c := range []struct {
		file, loader, first string
		size                int
	}{
		{"celeba-first10k.zip", "celeba", "img_align_celeba/000001.jpg", 64},
		{"stanford-cars-train.zip", "", "cars_train/00001.jpg", 32},
		{"clothing.zip", "", "clothing/test/dress/3f844e1e-4a00-4b64-8c1d-3b847191bf11.jpg", 32},
		{"bedrooms-gray.zip", "", "bedroom/image_0001.jpg", 32},
	} {
		t.Run(c.file, func(t *testing.T) {
			from := filepath.Join(shared, "data", c.file)
			if _, err := os.Stat(from); err != nil {
				t.Skipf("%s is not here; set ANDOR_SHARED to the folder that holds data/", from)
			}
			s := open(t, Spec{Loader: c.loader, From: from, Take: 100, H: c.size, W: c.size})
			stats, err := Measure(context.Background(), s)
			if err != nil {
				t.Fatal(err)
			}
			if s.Len() != 100 || len(s.Skipped) != 0 || s.Names[0] != c.first || stats.MeanSquare < 0.1 || stats.MeanSquare > 0.6 {
				t.Errorf("got %s, first %s, variance %v", s, s.Names[0], stats.MeanSquare)
			}
		})
	}
}
