package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// probe is a canvas that notes where text and images go, so that tests can ask whether
// anything is clipped or covers something else.
type probe struct {
	m     affine
	stack []affine
	texts []probed
	tiles []probed
	ink   []probed // bounds of fills and strokes
}

type probed struct {
	text string
	size vg.Length
	box  vg.Rectangle
}

func (p *probe) box(x0, y0, x1, y1 float64) vg.Rectangle {
	b := vg.Rectangle{Min: vg.Point{X: vg.Inch * 1e6, Y: vg.Inch * 1e6}, Max: vg.Point{X: -vg.Inch * 1e6, Y: -vg.Inch * 1e6}}
	for _, c := range [][2]float64{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}} {
		x, y := p.m.apply(c[0], c[1])
		b.Min.X, b.Max.X = min(b.Min.X, vg.Length(x)), max(b.Max.X, vg.Length(x))
		b.Min.Y, b.Max.Y = min(b.Min.Y, vg.Length(y)), max(b.Max.Y, vg.Length(y))
	}
	return b
}

func (p *probe) SetLineWidth(vg.Length)             {}
func (p *probe) SetLineDash([]vg.Length, vg.Length) {}
func (p *probe) SetColor(color.Color)               {}
func (p *probe) Rotate(r float64)                   { p.m = p.m.rotate(r) }
func (p *probe) Translate(t vg.Point)               { p.m = p.m.translate(float64(t.X), float64(t.Y)) }
func (p *probe) Scale(x, y float64)                 { p.m = p.m.scale(x, y) }
func (p *probe) Push()                              { p.stack = append(p.stack, p.m) }
func (p *probe) Pop()                               { p.m, p.stack = p.stack[len(p.stack)-1], p.stack[:len(p.stack)-1] }
func (p *probe) Stroke(path vg.Path)                { p.note(path) }
func (p *probe) Fill(path vg.Path)                  { p.note(path) }

func (p *probe) note(path vg.Path) {
	for _, c := range path {
		if c.Type == vg.MoveComp || c.Type == vg.LineComp {
			x, y := float64(c.Pos.X), float64(c.Pos.Y)
			p.ink = append(p.ink, probed{box: p.box(x, y, x, y)})
		}
	}
}

func (p *probe) FillString(f font.Face, at vg.Point, s string) {
	x, y, z := float64(at.X), float64(at.Y), float64(f.Font.Size)
	p.texts = append(p.texts, probed{s, f.Font.Size, p.box(x, y-0.2*z, x+advance(f, s), y+0.72*z)})
}

func (p *probe) DrawImage(r vg.Rectangle, img image.Image) {
	b := p.box(float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y))
	p.tiles = append(p.tiles, probed{text: fmt.Sprint(img.Bounds()), box: b})
}

func probeFigure(f Figure) *probe {
	p := &probe{m: identity}
	w, h := f.Size()
	f.Draw(draw.NewCanvas(p, w, h))
	return p
}

// checkPage fails if text, tiles or lines leave the page, or if texts cover each other
// or a tile. Badges, smaller than 7 points, stand on tiles by design.
func checkPage(t *testing.T, name string, f Figure) {
	t.Helper()
	w, h := f.Size()
	p := probeFigure(f)
	if len(p.texts)+len(p.tiles) == 0 {
		t.Errorf("%s: got a figure without text and images", name)
	}
	const slack = 0.31 // half an axis line
	out := func(b vg.Rectangle) bool {
		return b.Min.X < -slack || b.Min.Y < -slack || b.Max.X > w+slack || b.Max.Y > h+slack
	}
	var texts []probed
	for _, x := range p.texts {
		if out(x.box) {
			t.Errorf("%s: text %q at %v leaves the page of %.1f x %.1f", name, x.text, x.box, w, h)
		}
		if x.size >= 7 {
			texts = append(texts, x)
		}
	}
	for _, x := range append(p.tiles, p.ink...) {
		if out(x.box) {
			t.Errorf("%s: tile or line %v leaves the page of %.1f x %.1f", name, x.box, w, h)
		}
	}
	for i, a := range texts {
		for _, b := range texts[:i] {
			if overlap(a.box, b.box) {
				t.Errorf("%s: texts %q at %v and %q at %v overlap", name, a.text, a.box, b.text, b.box)
			}
		}
		for _, b := range p.tiles {
			if overlap(a.box, b.box) && a.box.Size().Y < b.box.Size().Y && !inside(a.box, b.box) {
				t.Errorf("%s: text %q at %v runs into the tile at %v", name, a.text, a.box, b.box)
			}
		}
	}
}

func overlap(a, b vg.Rectangle) bool {
	const slack = 0.3
	return a.Min.X+slack < b.Max.X && b.Min.X+slack < a.Max.X && a.Min.Y+slack < b.Max.Y && b.Min.Y+slack < a.Max.Y
}

func inside(a, b vg.Rectangle) bool {
	return a.Min.X >= b.Min.X && a.Max.X <= b.Max.X && a.Min.Y >= b.Min.Y && a.Max.Y <= b.Max.Y
}

// TestProbe shows that the checks of this file can fail.
func TestProbe(t *testing.T) {
	bad := fakeFigure(func(c draw.Canvas) {
		labelText.draw(c, 95, 50, 0, "leaves the page")
		labelText.draw(c, 10, 20, 0, "one")
		labelText.draw(c, 12, 22, 0, "two")
	})
	p := probeFigure(bad)
	if p.texts[0].box.Max.X <= 100 || !overlap(p.texts[1].box, p.texts[2].box) || overlap(p.texts[0].box, p.texts[1].box) {
		t.Errorf("got boxes %v", p.texts)
	}
	up := fakeFigure(func(c draw.Canvas) { labelText.drawUp(c, 50, 50, "upwards") })
	if s := probeFigure(up).texts[0].box.Size(); s.Y < 2*s.X || math.Abs(float64(s.Y-labelText.width("upwards"))) > 1e-6 {
		t.Errorf("text set upwards: got a box of %v", s)
	}
}

// fakeFigure is a page of 100 x 100 points.
type fakeFigure func(draw.Canvas)

func (f fakeFigure) Size() (w, h vg.Length) { return 100, 100 }
func (f fakeFigure) Draw(c draw.Canvas)     { f(c) }

func newCanvas() draw.Canvas { return canvasOf(&probe{m: identity}) }

func canvasOf(p *probe) draw.Canvas { return draw.NewCanvas(p, 600, 600) }
