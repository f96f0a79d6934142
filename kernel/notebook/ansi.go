package notebook

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ansiHTML renders terminal text: colours and styles (SGR) become spans, \r and \b do what
// they do on a terminal, other control sequences vanish.
func ansiHTML(text string) string {
	var b strings.Builder
	var st style
	open := ""
	for _, line := range strings.SplitAfter(text, "\n") {
		body, end := strings.CutSuffix(line, "\n")
		for _, run := range overtype(body, &st) {
			if run.class != open {
				closeSpan(&b, open)
				if open = run.class; open != "" {
					b.WriteString(`<span class="` + open + `">`)
				}
			}
			b.WriteString(html.EscapeString(run.text))
		}
		if end {
			b.WriteByte('\n')
		}
	}
	closeSpan(&b, open)
	return b.String()
}

func closeSpan(b *strings.Builder, open string) {
	if open != "" {
		b.WriteString("</span>")
	}
}

// style is the present rendition. Colours are 0 for the default, else 1 + the index into
// the sixteen of the page's style sheet.
type style struct {
	fg, bg                       int
	bold, dim, italic, underline bool
}

func (s style) class() string {
	var c []string
	if s.fg > 0 {
		c = append(c, "f"+strconv.Itoa(s.fg-1))
	}
	if s.bg > 0 {
		c = append(c, "b"+strconv.Itoa(s.bg-1))
	}
	for _, f := range []struct {
		on   bool
		name string
	}{{s.bold, "bold"}, {s.dim, "dim"}, {s.italic, "ital"}, {s.underline, "under"}} {
		if f.on {
			c = append(c, f.name)
		}
	}
	return strings.Join(c, " ")
}

type glyph struct {
	r     rune
	class string
}

type textRun struct{ text, class string }

// overtype lays one line out as a terminal would and returns its runs of equal style.
func overtype(line string, st *style) []textRun {
	var cells []glyph
	at := 0
	for rest := line; rest != ""; {
		if seq, after, ok := escape(rest); ok {
			if strings.HasSuffix(seq, "m") {
				st.apply(seq)
			} else if seq == "\x1b[K" || seq == "\x1b[0K" {
				cells = cells[:min(at, len(cells))]
			} else if seq == "\x1b[2K" {
				cells = cells[:0]
			}
			rest = after
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		switch {
		case r == '\r':
			at = 0
		case r == '\b':
			at = max(0, at-1)
		case r < ' ' && r != '\t':
		default:
			for len(cells) < at {
				cells = append(cells, glyph{' ', ""})
			}
			g := glyph{r, st.class()}
			if at < len(cells) {
				cells[at] = g
			} else {
				cells = append(cells, g)
			}
			at++
		}
	}
	return runs(cells)
}

func runs(cells []glyph) []textRun {
	var out []textRun
	for i := 0; i < len(cells); {
		var b strings.Builder
		class := cells[i].class
		for ; i < len(cells) && cells[i].class == class; i++ {
			b.WriteRune(cells[i].r)
		}
		out = append(out, textRun{b.String(), class})
	}
	return out
}

// escape splits a control sequence off the beginning of s: ESC [ ... letter, or ESC ] ... BEL.
func escape(s string) (seq, rest string, ok bool) {
	if len(s) < 2 || s[0] != 0x1b {
		return "", s, false
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if c := s[i]; c >= 0x40 && c <= 0x7e {
				return s[:i+1], s[i+1:], true
			}
		}
		return s, "", true
	case ']':
		for i := 2; i < len(s); i++ {
			if s[i] == 7 || s[i] == '\\' && s[i-1] == 0x1b {
				return s[:i+1], s[i+1:], true
			}
		}
		return s, "", true
	}
	return s[:2], s[2:], true
}

// apply follows one SGR sequence. Colours of the 256 palette are taken to the nearest of
// the first sixteen when they are among them, and ignored otherwise.
func (s *style) apply(seq string) {
	nums := strings.Split(strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b["), "m"), ";")
	for i := 0; i < len(nums); i++ {
		n, _ := strconv.Atoi(nums[i])
		switch {
		case n == 0:
			*s = style{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.dim = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.underline = true
		case n == 22:
			s.bold, s.dim = false, false
		case n == 23:
			s.italic = false
		case n == 24:
			s.underline = false
		case n >= 30 && n <= 37:
			s.fg = n - 29
		case n == 39:
			s.fg = 0
		case n >= 40 && n <= 47:
			s.bg = n - 39
		case n == 49:
			s.bg = 0
		case n >= 90 && n <= 97:
			s.fg = n - 81
		case n >= 100 && n <= 107:
			s.bg = n - 91
		case n == 38 || n == 48:
			i += s.extended(n, nums[i+1:])
		}
	}
}

// extended reads 5;N or 2;R;G;B behind 38 or 48 and returns how many numbers it took.
func (s *style) extended(n int, rest []string) int {
	if len(rest) == 0 {
		return 0
	}
	if rest[0] != "5" {
		return min(4, len(rest))
	}
	if len(rest) < 2 {
		return 1
	}
	if c, err := strconv.Atoi(rest[1]); err == nil && c >= 0 && c < 16 {
		if n == 38 {
			s.fg = c + 1
		} else {
			s.bg = c + 1
		}
	}
	return 2
}
