package golden

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// picture is a small figure: a slanted anti-aliased edge at offset (pixels) and a grey
// label at (x, y).
func picture(offset float64, x, y int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 160, 80))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for py := range 80 {
		for px := range 160 {
			d := (float64(py) - 0.3*float64(px) - offset) / 1.04 // distance below the edge
			if cover := math.Min(1, math.Max(0, d+0.5)); cover > 0 {
				img.SetRGBA(px, py, color.RGBA{uint8(255 * (1 - cover)), 200, 255, 255})
			}
		}
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.Gray{0x59}), Face: basicfont.Face7x13,
		Dot: fixed.P(x, y)}
	d.DrawString("label")
	return img
}

func noisy(img *image.RGBA, levels int) *image.RGBA {
	r := rand.New(rand.NewSource(1))
	out := image.NewRGBA(img.Rect)
	for i, v := range img.Pix {
		out.Pix[i] = uint8(min(255, max(0, int(v)+r.Intn(2*levels+1)-levels)))
	}
	return out
}

func TestCompare(t *testing.T) {
	base := picture(20, 90, 20)
	for _, c := range []struct {
		name string
		got  image.Image
		ok   bool
	}{
		{"the same", picture(20, 90, 20), true},
		{"an edge rounded differently", picture(20.01, 90, 20), true},
		{"an edge moved by a pixel", picture(21, 90, 20), false},
		{"a label moved right by a pixel", picture(20, 91, 20), false},
		{"a label moved down by a pixel", picture(20, 90, 21), false},
		{"a label moved far", picture(20, 60, 12), false},
		{"no label", picture(20, 400, 20), false},
		{"every value off by four levels", noisy(base, 8), false},
		{"another size", image.NewRGBA(image.Rect(0, 0, 160, 81)), false},
	} {
		err := Compare(c.got, base)
		if (err == nil) != c.ok {
			t.Errorf("%s: got error %v, want ok %v", c.name, err, c.ok)
		}
	}
	// The origin of the bounds does not matter.
	big := image.NewRGBA(image.Rect(-5, -5, 200, 200))
	draw.Draw(big, base.Rect.Add(image.Pt(11, 7)), base, image.Point{}, draw.Src)
	if err := Compare(big.SubImage(base.Rect.Add(image.Pt(11, 7))), base); err != nil {
		t.Errorf("a part of a larger image: %v", err)
	}
}

// recorder is a testing.TB that notes failures instead of failing.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func encode(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPNGAndText(t *testing.T) {
	if Updating() {
		t.Skip("this test makes its own golden files and wants them compared")
	}
	t.Setenv("TMPDIR", t.TempDir())
	dir := t.TempDir()
	pic, txt := filepath.Join(dir, "a.png"), filepath.Join(dir, "a.svg")
	write := func(path string, b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(pic, encode(t, picture(20, 90, 20)))
	write(txt, []byte("one\r\ntwo\n"))
	for _, c := range []struct {
		name string
		run  func(t testing.TB)
		want string // part of the failure, "" for none
	}{
		{"png equal", func(t testing.TB) { PNG(t, pic, encode(t.(*recorder).TB.(*testing.T), picture(20, 90, 20))) }, ""},
		{"png moved", func(t testing.TB) { PNG(t, pic, encode(t.(*recorder).TB.(*testing.T), picture(20, 92, 20))) }, "in the block at"},
		{"png broken", func(t testing.TB) { PNG(t, pic, []byte("no")) }, "is no PNG"},
		{"png absent", func(t testing.TB) { PNG(t, filepath.Join(dir, "b.png"), nil) }, "-update"},
		{"text equal", func(t testing.TB) { Text(t, txt, []byte("one\ntwo\n")) }, ""},
		{"text other", func(t testing.TB) { Text(t, txt, []byte("one\ntoo\n")) }, "line 2"},
		{"text shorter", func(t testing.TB) { Text(t, txt, []byte("one")) }, "(end)"},
	} {
		r := &recorder{TB: t}
		c.run(r)
		got := strings.Join(r.failures, "\n")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got failures %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRewrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "a.png")
	first := encode(t, picture(20, 90, 20))
	rounded := encode(t, picture(20.01, 90, 20))
	moved := encode(t, picture(20, 95, 20))
	for _, c := range []struct {
		name      string
		got, want []byte
	}{
		{"new file", first, first},
		{"rounding keeps the old file", rounded, first},
		{"a change replaces it", moved, moved},
	} {
		if err := rewrite(path, c.got); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, c.want) {
			t.Errorf("%s: got another file (%v)", c.name, err)
		}
	}
}

func TestSVG(t *testing.T) {
	if Updating() {
		t.Skip("this test makes its own golden files and wants them compared")
	}
	t.Setenv("TMPDIR", t.TempDir())
	embed := func(img image.Image, level png.CompressionLevel) string {
		var b bytes.Buffer
		e := png.Encoder{CompressionLevel: level}
		if err := e.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return `<image href="data:image/png;base64,` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"/>`
	}
	pic := embed(picture(20, 90, 20), png.BestSpeed)
	base := "<path d=\"M10.25 20L-3 4\"/>\n<text x=\"5\">layer 3</text>\n" + pic
	path := filepath.Join(t.TempDir(), "a.svg")
	plain, err := pixelsOnly([]byte(base))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(plain), "base64") {
		t.Errorf("got an image left in the golden text: %s", plain)
	}
	if err := rewrite(path, plain); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, got, want string }{
		{"equal", base, ""},
		{"rounded otherwise", strings.Replace(base, "10.25", "10.26", 1), ""},
		{"a whole number rounded otherwise", strings.Replace(base, "L-3 4", "L-2.99 4", 1), ""},
		{"compressed otherwise", strings.Replace(base, pic, embed(picture(20, 90, 20), png.BestCompression), 1), ""},
		{"a moved label", strings.Replace(base, `x="5"`, `x="5.1"`, 1), "line 2"},
		{"another word", strings.Replace(base, "layer", "level", 1), "line 2"},
		{"another picture", strings.Replace(base, pic, embed(picture(20, 91, 20), png.BestSpeed), 1), "line 3"},
		{"a line more", base + "\n</svg>", "(end)"},
		{"a broken picture", strings.Replace(base, "base64,i", "base64,x", 1), "no PNG"},
	} {
		r := &recorder{TB: t}
		SVG(r, path, []byte(c.got))
		got := strings.Join(r.failures, "\n")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got failures %q, want %q", c.name, got, c.want)
		}
	}
}
