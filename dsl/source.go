package dsl

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Source is a text and where it stands in what the user sees: lines and columns of
// diagnostics are counted from FirstLine and FirstCol (both 1 when zero). FirstCol
// shifts the first line only.
type Source struct {
	Name      string // "cell 3", "faces.andor"
	Text      string
	FirstLine int
	FirstCol  int
}

// Pos is a place in a Source: 1-based line and column, columns count runes.
// Offset is in bytes from the start of Source.Text.
type Pos struct {
	Line, Col, Offset int
}

// span is a stretch of a source's text in bytes: [start, end).
type span struct{ start, end int }

// to is the stretch from s to the end of t.
func (s span) to(t span) span { return span{s.start, max(s.end, t.end)} }

// firstLine and firstCol read the zero value as 1.
func (s *Source) firstLine() int { return max(s.FirstLine, 1) }
func (s *Source) firstCol() int  { return max(s.FirstCol, 1) }

// lines finds positions in one source. The table of line starts is made once: a cell of
// a thousand wrong lines asks a thousand times.
type lines struct {
	src    *Source
	starts []int // offset of the first byte of each line
	ascii  bool  // no rune is longer than a byte: a column is a difference of offsets
}

func newLines(src *Source) *lines {
	l := &lines{src: src, starts: []int{0}, ascii: true}
	for i := 0; i < len(src.Text); i++ {
		if src.Text[i] >= utf8.RuneSelf {
			l.ascii = false
		}
		if src.Text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// line is the index, from 0, of the line that holds the byte at offset.
func (l *lines) line(offset int) int {
	return sort.Search(len(l.starts), func(i int) bool { return l.starts[i] > offset }) - 1
}

// pos is the position of the byte at offset, which is clamped to the text.
func (l *lines) pos(offset int) Pos {
	offset = min(max(offset, 0), len(l.src.Text))
	n := l.line(offset)
	col := offset - l.starts[n]
	if !l.ascii {
		col = utf8.RuneCountInString(l.src.Text[l.starts[n]:offset])
	}
	p := Pos{Line: l.src.firstLine() + n, Col: 1 + col, Offset: offset}
	if n == 0 {
		p.Col = l.src.firstCol() + col
	}
	return p
}

// lineText is the text of the line numbered as the user sees it, without its end.
func (s *Source) lineText(line int) string {
	rest := s.Text
	for n := s.firstLine(); n < line; n++ {
		_, after, found := strings.Cut(rest, "\n")
		if !found {
			return ""
		}
		rest = after
	}
	text, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSuffix(text, "\r")
}
