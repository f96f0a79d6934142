package plots

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// SVG renders a figure as a self-contained SVG document: images are inside as data,
// nothing is fetched. Tree nodes carry a <title>, which browsers show on hover.
// It fails where the figure's data cannot be drawn.
func SVG(f Figure) ([]byte, error) {
	f, white := onGround(f)
	if err := check(f); err != nil {
		return nil, err
	}
	w, h := f.Size()
	c := newSVG(w, h)
	if white {
		c.line(`<rect width="%s" height="%s" fill="#ffffff"/>`, num(w.Points()), num(h.Points()))
	}
	f.Draw(draw.NewCanvas(c, w, h))
	return c.document(), nil
}

// svgCanvas writes SVG. gonum's own (vgsvg) repeats styles on every element, labels
// its images as JPEG, smooths them, and has no groups or titles; this one writes plain
// absolute coordinates rounded to 0.01 points, so that files are small and can be
// compared as text, and keeps the figure's structure for hover and later scripts.
type svgCanvas struct {
	w, h  vg.Length
	buf   bytes.Buffer
	state svgState
	stack []svgState
	depth int    // open groups, for indentation
	extra string // markup that follows the drawing of the present group
}

type svgState struct {
	m      affine // to page coordinates: y downwards, points
	color  color.Color
	width  vg.Length
	dashes []vg.Length
	offset vg.Length
}

// fontStack names Liberation Sans, then families with the same widths, then some that have
// Chinese, Japanese and Korean.
const fontStack = `'Liberation Sans',Arial,Helvetica,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Yu Gothic','Malgun Gothic',sans-serif`

func newSVG(w, h vg.Length) *svgCanvas {
	c := &svgCanvas{w: w, h: h, depth: 1}
	c.state.m = affine{1, 0, 0, -1, 0, float64(h)}
	vg.Initialize(c)
	return c
}

// document is the whole file. It has no XML prolog, so that it can also stand inside
// an HTML page. Width and height are CSS pixels.
func (c *svgCanvas) document() []byte {
	var b bytes.Buffer
	w, h := c.w.Points(), c.h.Points()
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" font-family="%s">`+"\n",
		num(w*96/72), num(h*96/72), num(w), num(h), fontStack)
	b.Write(c.buf.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (c *svgCanvas) line(format string, args ...any) {
	c.buf.WriteString(strings.Repeat("  ", c.depth))
	fmt.Fprintf(&c.buf, format, args...)
	c.buf.WriteByte('\n')
}

// begin opens an element that groups what follows. attrs are pairs of name and value;
// names become data-NAME, pairs with an empty value are left out.
func (c *svgCanvas) begin(class, title string, attrs ...string) {
	var b strings.Builder
	fmt.Fprintf(&b, `<g class="%s"`, escape(class))
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			fmt.Fprintf(&b, ` data-%s="%s"`, attrs[i], escape(attrs[i+1]))
		}
	}
	b.WriteString(">")
	c.line("%s", b.String())
	c.depth++
	if title != "" {
		c.line("<title>%s</title>", escape(title))
	}
}

// end closes a group; what was attached goes in last, so that a script finds all before it.
func (c *svgCanvas) end() {
	if c.depth == 2 && c.extra != "" {
		c.buf.WriteString(c.extra)
		c.extra = ""
	}
	c.depth--
	c.line("</g>")
}

// attach adds markup to the outermost open group; inside of another one it does nothing.
func (c *svgCanvas) attach(markup string) {
	if c.depth == 2 {
		c.extra = markup
	}
}

func (c *svgCanvas) SetLineWidth(w vg.Length) { c.state.width = w }
func (c *svgCanvas) SetLineDash(d []vg.Length, offset vg.Length) {
	c.state.dashes, c.state.offset = d, offset
}
func (c *svgCanvas) SetColor(col color.Color) { c.state.color = col }
func (c *svgCanvas) Rotate(rad float64)       { c.state.m = c.state.m.rotate(rad) }
func (c *svgCanvas) Translate(p vg.Point) {
	c.state.m = c.state.m.translate(float64(p.X), float64(p.Y))
}
func (c *svgCanvas) Scale(x, y float64) { c.state.m = c.state.m.scale(x, y) }
func (c *svgCanvas) Push()              { c.stack = append(c.stack, c.state) }
func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) Stroke(p vg.Path) {
	if c.state.width <= 0 {
		return
	}
	var dash string
	if len(c.state.dashes) > 0 {
		var ds []string
		for _, d := range c.state.dashes {
			ds = append(ds, num(d.Points()))
		}
		dash = fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(ds, " "))
		if c.state.offset != 0 {
			dash += fmt.Sprintf(` stroke-dashoffset="%s"`, num(c.state.offset.Points()))
		}
	}
	c.line(`<path d="%s" fill="none"%s stroke-width="%s"%s/>`, c.path(p), c.paint("stroke"), num(c.state.width.Points()), dash)
}

func (c *svgCanvas) Fill(p vg.Path) {
	c.line(`<path d="%s"%s/>`, c.path(p), c.paint("fill"))
}

// paint is the current colour as an attribute, with its opacity where it has one.
func (c *svgCanvas) paint(what string) string {
	n := color.NRGBAModel.Convert(orBlack(c.state.color)).(color.NRGBA)
	s := fmt.Sprintf(` %s="#%02x%02x%02x"`, what, n.R, n.G, n.B)
	if n.A != 0xff {
		s += fmt.Sprintf(` %s-opacity="%s"`, what, num(float64(n.A)/255))
	}
	return s
}

func (c *svgCanvas) path(p vg.Path) string {
	var b strings.Builder
	to := func(cmd byte, pts ...vg.Point) {
		b.WriteByte(cmd)
		for i, pt := range pts {
			if i > 0 {
				b.WriteByte(' ')
			}
			x, y := c.state.m.apply(float64(pt.X), float64(pt.Y))
			b.WriteString(num(x) + " " + num(y))
		}
	}
	for _, comp := range p {
		switch comp.Type {
		case vg.MoveComp:
			to('M', comp.Pos)
		case vg.LineComp:
			to('L', comp.Pos)
		case vg.CurveComp:
			if len(comp.Control) == 1 {
				to('Q', comp.Control[0], comp.Pos)
			} else {
				to('C', comp.Control[0], comp.Control[1], comp.Pos)
			}
		case vg.ArcComp:
			start, cubics := arcCubics(comp)
			if b.Len() == 0 {
				to('M', start)
			} else {
				to('L', start)
			}
			for _, q := range cubics {
				to('C', q[0], q[1], q[2])
			}
		case vg.CloseComp:
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// arcCubics is an arc as cubics of at most a quarter turn each, which stay right under
// any transform.
func arcCubics(a vg.PathComp) (start vg.Point, cubics [][3]vg.Point) {
	n := max(1, int(math.Ceil(math.Abs(a.Angle)/quarterTurn-1e-9)))
	step := a.Angle / float64(n)
	k := vg.Length(4.0 / 3 * math.Tan(step/4))
	at := func(t float64) (p, tangent vg.Point) {
		sin, cos := math.Sincos(t)
		u := vg.Point{X: a.Radius * vg.Length(cos), Y: a.Radius * vg.Length(sin)}
		return a.Pos.Add(u), vg.Point{X: -u.Y, Y: u.X}
	}
	p, v := at(a.Start)
	start = p
	for i := range n {
		q, w := at(a.Start + float64(i+1)*step)
		cubics = append(cubics, [3]vg.Point{p.Add(v.Scale(k)), q.Sub(w.Scale(k)), q})
		p, v = q, w
	}
	return start, cubics
}

func (c *svgCanvas) FillString(f font.Face, at vg.Point, str string) {
	x, y := c.state.m.apply(float64(at.X), float64(at.Y))
	weight := ""
	if f.Font.Weight > 0 {
		weight = ` font-weight="bold"`
	}
	turn := ""
	if !c.state.m.linearNear(1, 0, 0, -1) {
		deg := math.Atan2(c.state.m.b, c.state.m.a) * 180 / math.Pi
		turn = fmt.Sprintf(` transform="rotate(%s %s %s)"`, num(deg), num(x), num(y))
	}
	c.line(`<text x="%s" y="%s" font-size="%s"%s%s%s>%s</text>`,
		num(x), num(y), num(f.Font.Size.Points()), weight, c.paint("fill"), turn, escape(str))
}

// DrawImage embeds img at its own resolution and asks for hard pixel edges.
func (c *svgCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	x, y := c.state.m.apply(float64(r.Min.X), float64(r.Max.Y))
	c.line(`<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,%s"/>`,
		num(x), num(y), num(r.Size().X.Points()), num(r.Size().Y.Points()), base64.StdEncoding.EncodeToString(encodePNG(toNRGBA(img))))
}

// num is a number rounded to two decimals, without trailing zeros or a negative zero.
func num(x float64) string {
	s := strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

// escape makes text safe inside XML, dropping what XML 1.0 cannot hold. Newlines stay,
// for titles of several lines.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

func orBlack(c color.Color) color.Color {
	if c == nil {
		return color.Black
	}
	return c
}

var _ vg.Canvas = (*svgCanvas)(nil)
