package plots

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func sample() *Grid {
	return &Grid{Title: `A <title> & "more"`, Rows: [][]image.Image{{flat(8, 8), flat(8, 8)}}, Captions: []string{"one", "<two>"}}
}

func TestPNG(t *testing.T) {
	b, err := PNG(sample())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("pHYs"))
	if at < 0 || at > 64 {
		t.Fatalf("got pHYs at %d, want it right after the header", at)
	}
	if ppm, unit := binary.BigEndian.Uint32(b[at+4:]), b[at+12]; ppm != 7559 || unit != 1 {
		t.Errorf("got %d pixels to unit %d, want 7559 to the metre (192 dpi)", ppm, unit)
	}
	img, err := png.Decode(bytes.NewReader(b)) // checks the chunk's checksum too
	if err != nil {
		t.Fatal(err)
	}
	w, h := sample().Size()
	if got, want := img.Bounds().Size(), image.Pt(round(float64(w/px)), round(float64(h/px))); got != want {
		t.Errorf("got %v pixels, want %v", got, want)
	}
	if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		t.Error("got a picture that is not opaque")
	}
	if c := color.NRGBAModel.Convert(img.At(0, 0)); c != paper {
		t.Errorf("got ground %v, want white", c)
	}
}

// TestTransparent: without its ground a figure is drawn as before, upon nothing.
func TestTransparent(t *testing.T) {
	on, err := rasterize(sample())
	if err != nil {
		t.Fatal(err)
	}
	clear, err := rasterize(Transparent(Transparent(sample())))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, a := clear.At(0, 0).RGBA(); a != 0 {
		t.Errorf("got opacity %d of the ground, want 0", a)
	}
	back := image.NewRGBA(clear.Bounds())
	stddraw.Draw(back, back.Rect, image.White, image.Point{}, stddraw.Src)
	stddraw.Draw(back, back.Rect, clear, image.Point{}, stddraw.Over)
	for i, v := range back.Pix {
		if d := int(v) - int(on.Pix[i]); d < -3 || d > 3 {
			t.Fatalf("upon white, byte %d: got %d, want %d as on the ground", i, v, on.Pix[i])
		}
	}
	for _, c := range []struct {
		name   string
		render func(Figure) ([]byte, error)
	}{{"SVG", SVG}, {"PDF", PDF}} {
		with, err := c.render(sample())
		without, err2 := c.render(Transparent(sample()))
		if err != nil || err2 != nil || len(without) >= len(with) {
			t.Errorf("%s: got %d bytes without ground and %d with it, errors %v and %v", c.name, len(without), len(with), err2, err)
		}
		if _, err := c.render(Transparent(&Heat{})); err == nil {
			t.Errorf("%s: got no error for a figure without data", c.name)
		}
	}
}

// TestTilesAreSharp finds the sample's tile in the PNG and compares it pixel by pixel
// with the image enlarged by its whole factor.
func TestTilesAreSharp(t *testing.T) {
	src := flat(8, 8).(*image.NRGBA)
	img, err := rasterize(sample())
	if err != nil {
		t.Fatal(err)
	}
	p := probeFigure(sample())
	box := p.tiles[0].box
	x0, y1 := float64(box.Min.X/px), float64(img.Bounds().Dy())-float64(box.Max.Y/px)
	side := float64(box.Size().X / px)
	scale := round(side) / 8
	for y := range round(side) {
		for x := range round(side) {
			got := color.NRGBAModel.Convert(img.At(round(x0)+x, round(y1)+y))
			want := opaque(src.NRGBAAt(x/scale, y/scale))
			if got != want {
				t.Fatalf("pixel (%d, %d) of the tile: got %v, want %v", x, y, got, want)
			}
		}
	}
}

// opaque is c upon white, as image/draw composes it.
func opaque(c color.NRGBA) color.NRGBA {
	one := image.NewRGBA(image.Rect(0, 0, 1, 1))
	one.Set(0, 0, color.White)
	r, g, b, a := c.RGBA()
	mix := func(v uint32) uint8 { return uint8((v + 0xffff*(0xffff-a)/0xffff) >> 8) }
	return color.NRGBA{mix(r), mix(g), mix(b), 0xff}
}

func TestPNGTooLarge(t *testing.T) {
	_, err := PNG(&Grid{Rows: [][]image.Image{{image.NewGray(image.Rect(0, 0, 20000, 20000))}}})
	if err == nil || !strings.Contains(err.Error(), "pixels, want at most") {
		t.Errorf("got error %v, want one about the number of pixels", err)
	}
}

func TestSVG(t *testing.T) {
	b, err := SVG(sample())
	if err != nil {
		t.Fatal(err)
	}
	s := string(b)
	if strings.HasPrefix(s, "<?xml") || !strings.HasPrefix(s, "<svg ") {
		t.Errorf("got a document that begins %.20q, want one that can stand in a page", s)
	}
	if n := strings.Count(s, "http"); n != 1 {
		t.Errorf("got %d addresses, want only that of the name space", n)
	}
	if n := strings.Count(s, `href="data:image/png;base64,`); n != 2 {
		t.Errorf("got %d embedded images, want 2", n)
	}
	var texts []string
	d := xml.NewDecoder(bytes.NewReader(b))
	for inText := false; ; {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			inText = tok.Name.Local == "text"
		case xml.CharData:
			if inText {
				texts = append(texts, string(tok))
			}
		case xml.EndElement:
			inText = false
		}
	}
	if got, want := strings.Join(texts, "|"), `A <title> & "more"|one|<two>`; got != want {
		t.Errorf("got texts %q, want %q", got, want)
	}
}

func TestSVGCanvas(t *testing.T) {
	c := newSVG(100, 100)
	dc := draw.NewCanvas(c, 100, 100)
	end := group(dc, "node", "a\nb \x01<c>", "id", "0.1", "unit", "")
	dc.SetLineStyle(draw.LineStyle{Color: color.NRGBA{255, 0, 0, 128}, Width: 0.6, Dashes: []vg.Length{2, 1}, DashOffs: 1})
	var p vg.Path
	p.Move(vg.Point{X: 60, Y: 50})
	p.Arc(vg.Point{X: 50, Y: 50}, 10, 0, quarterTurn)
	p.QuadTo(vg.Point{X: 45, Y: 60}, vg.Point{X: 40, Y: 50})
	p.Close()
	dc.Stroke(p)
	labelText.drawUp(dc, 20, 50, "up")
	end()
	got := string(c.document())
	for _, want := range []string{
		`<g class="node" data-id="0.1">`,
		"<title>a\nb &lt;c&gt;</title>",
		`d="M60 50L60 50C60 44.48 55.52 40 50 40Q45 40 40 50Z"`,
		`stroke="#ff0000" stroke-opacity="0.5" stroke-width="0.6" stroke-dasharray="2 1" stroke-dashoffset="1"`,
		`transform="rotate(-90 20 `,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant it to contain %s", got, want)
		}
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, magic, err string }{
		{"a.png", "\x89PNG", ""},
		{"A.SVG", "<svg", ""},
		{"a.pdf", "%PDF", ""},
		{"a.jpeg", "", `got extension ".jpeg"`},
		{"a", "", "want .png, .svg or .pdf"},
		{"made/for/it/a.png", "\x89PNG", ""},
		{"a.png/b.png", "", "a.png/b.png: not a directory"},
	} {
		path := filepath.Join(dir, c.name)
		err := Save(sample(), path)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got error %v, want %q", c.name, err, c.err)
			}
			continue
		}
		if b, rerr := os.ReadFile(path); err != nil || rerr != nil || !strings.HasPrefix(string(b), c.magic) {
			t.Errorf("%s: got %.8q (%v, %v), want %q", c.name, b, err, rerr, c.magic)
		}
	}
	// A figure that cannot be drawn leaves the old file alone, and nothing beside it.
	old := filepath.Join(dir, "a.png")
	before, _ := os.ReadFile(old)
	if err := Save(&Heat{}, old); err == nil {
		t.Error("saving an empty heat map: got no error")
	}
	after, _ := os.ReadFile(old)
	if !bytes.Equal(before, after) {
		t.Error("a failed save changed the old file")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 4 {
		t.Errorf("got %d files, want the 3 that were saved and a folder", len(entries))
	}
	if err := os.Symlink("a.png", filepath.Join(dir, "link.png")); err != nil {
		t.Skip(err)
	}
	if err := Save(Transparent(sample()), filepath.Join(dir, "link.png")); err != nil {
		t.Fatal(err)
	}
	if i, err := os.Lstat(filepath.Join(dir, "link.png")); err != nil || i.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v (%v)", i.Mode(), err)
	}
	if through, _ := os.ReadFile(old); bytes.Equal(through, before) {
		t.Error("saving through a link left the file that it names as it was")
	}
}
