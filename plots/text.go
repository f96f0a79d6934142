package plots

import (
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// textStyle is a size, weight and colour of Liberation Sans.
type textStyle struct {
	size  vg.Length
	bold  bool
	color color.Color
}

const ellipsis = "…"

func (s textStyle) font() font.Font {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: s.size}
	if s.bold {
		f.Weight = xfont.WeightBold
	}
	return f
}

func (s textStyle) face() font.Face { return font.DefaultCache.Lookup(s.font(), s.size) }

// plotStyle is the same style for gonum/plot's own axes.
func (s textStyle) plotStyle(old text.Style) text.Style {
	old.Font, old.Color, old.Handler = s.font(), s.color, plot.DefaultTextHandler
	return old
}

// Line is the distance between baselines; ascent and descent are what a line of text
// takes above and below its baseline (descent is positive).
func (s textStyle) line() vg.Length    { return s.size * 1.2 }
func (s textStyle) ascent() vg.Length  { return s.size * 0.74 }
func (s textStyle) descent() vg.Length { return s.size * 0.22 }

// width is the length of a line of text.
func (s textStyle) width(str string) vg.Length {
	return vg.Length(advance(s.face(), str))
}

// draw sets one line with its baseline at y. align 0 puts the text's left edge at x,
// 0.5 its middle, 1 its right edge.
func (s textStyle) draw(c draw.Canvas, x, y vg.Length, align float64, str string) {
	str = clean(str)
	if str == "" {
		return
	}
	c.SetColor(s.color)
	c.FillString(s.face(), vg.Point{X: x - vg.Length(align)*s.width(str), Y: y}, str)
}

// drawUp sets one line that reads upwards, its middle at y and its baseline at x.
func (s textStyle) drawUp(c draw.Canvas, x, y vg.Length, str string) {
	c.Push()
	c.Translate(vg.Point{X: x, Y: y})
	c.Rotate(quarterTurn)
	s.draw(c, 0, 0, 0.5, str)
	c.Pop()
}

// drawLines sets lines downwards from a first baseline at y.
func (s textStyle) drawLines(c draw.Canvas, x, y vg.Length, align float64, lines []string) {
	for i, l := range lines {
		s.draw(c, x, y-vg.Length(i)*s.line(), align, l)
	}
}

// advance is the width of str in points. Runes that the font lacks are counted one em
// wide, which is what a viewer's fallback font gives Chinese, Japanese and Korean.
func advance(f font.Face, str string) float64 {
	var (
		buf   sfnt.Buffer
		em    = fixed.Int26_6(f.Face.UnitsPerEm())
		total fixed.Int26_6
		prev  sfnt.GlyphIndex
	)
	for _, r := range str {
		g, err := f.Face.GlyphIndex(&buf, r)
		if err != nil || g == 0 {
			total, prev = total+em, 0
			continue
		}
		if prev != 0 {
			if k, err := f.Face.Kern(&buf, prev, g, em, xfont.HintingNone); err == nil {
				total += k
			}
		}
		if a, err := f.Face.GlyphAdvance(&buf, g, em, xfont.HintingNone); err == nil {
			total += a
		}
		prev = g
	}
	return float64(total) / float64(em) * f.Font.Size.Points()
}

// clean makes any string safe to set on one line: control characters become spaces
// and broken UTF-8 the replacement character.
func clean(str string) string {
	if utf8.ValidString(str) && strings.IndexFunc(str, unicode.IsControl) < 0 {
		return str
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(str, "\uFFFD"))
}

// elide shortens str to fit max, ending it with an ellipsis if anything was cut.
func (s textStyle) elide(str string, max vg.Length) string {
	str = clean(str)
	if s.width(str) <= max {
		return str
	}
	runes := []rune(str)
	lo, hi := 0, len(runes)-1
	for lo < hi { // the longest prefix that fits together with the ellipsis
		mid := (lo + hi + 1) / 2
		if s.width(strings.TrimRight(string(runes[:mid]), " ")+ellipsis) <= max {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:lo]), " ") + ellipsis
}

// wrap breaks str at spaces (and inside words longer than a line) into at most lines
// lines no wider than max; the last is elided if text is left over. Lines are made about
// equally long.
func (s textStyle) wrap(str string, max vg.Length, lines int) []string {
	out, whole := s.fill(str, max, lines)
	if !whole || len(out) < 2 {
		return out
	}
	lo, hi := max/2, max // the narrowest column that takes no more lines
	for range 6 {
		mid := (lo + hi) / 2
		if better, ok := s.fill(str, mid, len(out)); ok {
			out, hi = better, mid
		} else {
			lo = mid
		}
	}
	return out
}

// fill fills line after line; whole tells that all text fitted without breaking a word.
func (s textStyle) fill(str string, max vg.Length, lines int) (out []string, whole bool) {
	words := s.words(str, max)
	whole = true
	for len(words) > 0 {
		if len(out) == lines-1 {
			rest := strings.Join(words, " ")
			last := s.elide(rest, max)
			return append(out, last), whole && last == rest
		}
		n := 1
		for n < len(words) && s.width(strings.Join(words[:n+1], " ")) <= max {
			n++
		}
		line := strings.Join(words[:n], " ")
		words = words[n:]
		if n == 1 && s.width(line) > max {
			var rest string
			line, rest = s.breakWord(line, max)
			if rest != "" {
				words = append([]string{rest}, words...)
				whole = false
			}
		}
		out = append(out, line)
	}
	return out, whole
}

// words splits str at spaces, but keeps what stands in brackets together where it fits
// on a line: "(3, 4)" is one word.
func (s textStyle) words(str string, max vg.Length) []string {
	var out []string
	for _, w := range strings.FieldsFunc(clean(str), func(r rune) bool { return r == ' ' }) {
		if n := len(out); n > 0 && strings.Count(out[n-1], "(") > strings.Count(out[n-1], ")") &&
			s.width(out[n-1]+" "+w) <= max {
			out[n-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// breakWord cuts a word after the last rune that fits, at least one.
func (s textStyle) breakWord(word string, max vg.Length) (head, rest string) {
	runes := []rune(word)
	n := 1
	for n < len(runes) && s.width(string(runes[:n+1])) <= max {
		n++
	}
	return string(runes[:n]), string(runes[n:])
}

// hasGlyph tells whether the font can draw r.
func hasGlyph(f font.Face, r rune) bool {
	var buf sfnt.Buffer
	g, err := f.Face.GlyphIndex(&buf, r)
	return err == nil && g != 0
}
