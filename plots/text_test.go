package plots

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"gonum.org/v1/plot/vg"
)

func TestElide(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  float64
		want string
	}{
		{"short", 100, "short"},
		{"reconstruction error", 40, "reconstruc…"},
		{"two words", 22, "two…"},
		{"anything", 1, "…"},
		{"", 0, ""},
		{"tab\tand\nline", 500, "tab and line"},
		{"bad \xff byte", 500, "bad \uFFFD byte"},
	} {
		got := tickText.elide(c.in, vgLen(c.max))
		if got != c.want {
			t.Errorf("elide(%q, %g): got %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		max   float64
		lines int
		want  string
	}{
		{"c12 (3, 4) 25.0\u00a0%", 44, 2, "c12 (3, 4)|25.0\u00a0%"},
		{"one two three four", 36, 2, "one two|three four"},
		{"one two three four five six", 36, 2, "one two|three fou…"},
		{"incomprehensibilities", 30, 3, "incompre|hensibiliti|es"},
		{"", 30, 3, ""},
		{"(never closed and longer than one line of this width)", 60, 4, "(never closed and|longer than one|line of this width)"},
	} {
		got := tickText.wrap(c.in, vgLen(c.max), c.lines)
		if strings.Join(got, "|") != c.want {
			t.Errorf("wrap(%q, %g, %d): got %q, want %q", c.in, c.max, c.lines, strings.Join(got, "|"), c.want)
		}
	}
}

// TestTextFits: whatever goes in, what comes out is valid, fits, and loses nothing but
// its end.
func TestTextFits(t *testing.T) {
	for _, in := range []string{long, "重建误差再構成誤差복원오차", "a\x00b\xffc", strings.Repeat("W", 400), "mixed 重建 text (with, brackets) and a verylongwordthatneverends"} {
		for max := 12.0; max < 200; max += 13 {
			for _, lines := range []int{1, 2, 5} {
				got := labelText.wrap(in, vgLen(max), lines)
				if len(got) > lines {
					t.Errorf("wrap(%.20q, %g, %d): got %d lines", in, max, lines, len(got))
				}
				for _, l := range got {
					if !utf8.ValidString(l) || labelText.width(l) > vgLen(max)+1e-6 {
						t.Errorf("wrap(%.20q, %g, %d): got line %q of width %.1f", in, max, lines, l, labelText.width(l))
					}
				}
			}
		}
	}
}

// TestAdvance: known letters take what the font says, unknown ones an em.
func TestAdvance(t *testing.T) {
	// Liberation Sans has Arial's widths: digits are 0.556 em, W 0.944.
	for in, want := range map[string]float64{"0": 0.556, "W": 0.944, "重": 1, "重建": 2, "": 0} {
		if got := float64(labelText.width(in) / labelText.size); math.Abs(got-want) > 1e-3 {
			t.Errorf("width of %q: got %.4f em, want %.3f", in, got, want)
		}
	}
	if av, apart := labelText.width("AV"), labelText.width("A")+labelText.width("V"); av >= apart {
		t.Errorf("width of AV: got %.2f, want it kerned below %.2f", av, apart)
	}
}

func vgLen(x float64) vg.Length { return vg.Length(x) }
