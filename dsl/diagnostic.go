package dsl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Diagnostic is one finding: where, what was expected, what to do.
type Diagnostic struct {
	Code    string // AO012; Explain tells more
	Source  *Source
	Pos     Pos    // of the first rune of the subject
	End     Pos    // just past it
	Message string // "topk keeps 100 of 64 positions"
	Reason  string // `stage "part" is 8x8x512 (object 4x4, then up(2))`
	Help    string // "topk(8*8/4), or as a ratio topk(1/4)"
}

// Diagnostics is a list of findings; it is an error when not empty.
type Diagnostics []Diagnostic

// Error is the whole list as plain text, in the form of Diagnostic.Text, with a blank
// line between two findings.
func (ds Diagnostics) Error() string {
	texts := make([]string, len(ds))
	for i, d := range ds {
		texts[i] = d.Text()
	}
	return strings.Join(texts, "\n\n")
}

// Err is ds as an error: nil when ds is empty.
func (ds Diagnostics) Err() error {
	if len(ds) == 0 {
		return nil
	}
	return ds
}

// Sort puts the findings in the order of their places in the text.
func (ds Diagnostics) Sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int { return a.Pos.Offset - b.Pos.Offset })
}

// Error is the finding in one line, "cell 3:4:9: AO012: topk keeps 100 of 64 positions".
func (d Diagnostic) Error() string {
	name := ""
	if d.Source != nil && d.Source.Name != "" {
		name = d.Source.Name + ":"
	}
	return fmt.Sprintf("%s%d:%d: %s: %s", name, d.Pos.Line, d.Pos.Col, d.Code, d.Message)
}

// Text is the finding as plain text: message, place, the line of the source with a
// caret under the subject, reason and help. It does not end in a newline.
func (d Diagnostic) Text() string { return d.render(plain) }

// ANSI is Text in the colours of a terminal.
func (d Diagnostic) ANSI() string { return d.render(coloured) }

// palette holds the escape sequences of each part of a diagnostic; all are empty in
// plain text.
type palette struct{ code, message, place, caret, help, reset string }

var (
	plain    = palette{}
	coloured = palette{
		code: "\x1b[1;31m", message: "\x1b[1m", place: "\x1b[34m",
		caret: "\x1b[1;31m", help: "\x1b[32m", reset: "\x1b[0m",
	}
)

func (d Diagnostic) render(p palette) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%serror %s:%s %s%s%s\n", p.code, d.Code, p.reset, p.message, visible(d.Message), p.reset)
	if d.Source == nil {
		b.WriteString(d.notes("", p))
		return strings.TrimSuffix(b.String(), "\n")
	}
	if d.Source.Name != "" {
		fmt.Fprintf(&b, " %s%s, line %d%s\n", p.place, d.Source.Name, d.Pos.Line, p.reset)
	} else {
		fmt.Fprintf(&b, " %sline %d%s\n", p.place, d.Pos.Line, p.reset)
	}
	number := fmt.Sprint(d.Pos.Line)
	gutter := strings.Repeat(" ", len(number)+2)
	before, subject, after := d.excerpt()
	fmt.Fprintf(&b, " %s%s |%s %s\n", p.place, number, p.reset, strings.TrimRight(visible(before+subject+after), " \t"))
	carets := strings.Repeat("^", max(1, width(visible(subject))))
	fmt.Fprintf(&b, "%s%s|%s %s%s%s%s\n", gutter, p.place, p.reset, blank(visible(before)), p.caret, carets, p.reset)
	b.WriteString(d.notes(gutter, p))
	return strings.TrimSuffix(b.String(), "\n")
}

func (d Diagnostic) notes(gutter string, p palette) string {
	var b strings.Builder
	if d.Reason != "" {
		fmt.Fprintf(&b, "%s%s=%s %s\n", gutter, p.place, p.reset, visible(d.Reason))
	}
	if d.Help != "" {
		fmt.Fprintf(&b, "%s%shelp:%s %s\n", gutter, p.help, p.reset, visible(d.Help))
	}
	return b.String()
}

// excerptWidth is how many runes of a source line a diagnostic shows at most; longer
// lines are cut around the subject.
const excerptWidth = 140

// excerpt is the subject's first line in three parts: before, at and after the subject.
// It converts no more of the line than it shows: one long line may have thousands of
// findings.
func (d Diagnostic) excerpt() (before, subject, after string) {
	line := d.Source.lineText(d.Pos.Line)
	n := utf8.RuneCountInString(line)
	from := d.Pos.Col - 1
	if d.Pos.Line == d.Source.firstLine() {
		from -= d.Source.firstCol() - 1
	}
	from = min(max(from, 0), n)
	to := n
	if d.End.Line == d.Pos.Line {
		to = min(max(from+d.End.Col-d.Pos.Col, from), n)
	}
	first, last := 0, n
	if n > excerptWidth {
		first = max(0, min(from-excerptWidth/2, n-excerptWidth))
		last = min(n, first+excerptWidth)
		to = min(to, last)
	}
	before, rest := cutRunes(line[skipRunes(line, first):], from-first)
	subject, rest = cutRunes(rest, to-from)
	after, _ = cutRunes(rest, last-to)
	if first > 0 {
		before = "…" + before
	}
	if last < n {
		after += "…"
	}
	return before, subject, after
}

// skipRunes is the offset in bytes of the rune with index n, or the length of s.
func skipRunes(s string, n int) int {
	for i := range s {
		if n--; n < 0 {
			return i
		}
	}
	return len(s)
}

func cutRunes(s string, n int) (head, tail string) {
	i := skipRunes(s, n)
	return s[:i], s[i:]
}

// visible replaces runes that would move the cursor or hide text, but not tabs.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r == utf8.RuneError, r < ' ', unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
			return '·'
		}
		return r
	}, s)
}

// blank is white space as wide as s: tabs stay tabs, so that a caret below s lines up
// whatever the reader's tab stops are.
func blank(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r == '\t' {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", runeWidth(r)))
	}
	return b.String()
}

// width is the number of columns s takes in a fixed-width font.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// wide are the blocks whose signs take two columns: Hangul, CJK, full-width forms, emoji.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x2e80, Hi: 0xa4cf, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff01, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1f300, Hi: 0x1faff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1}},
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// MarshalJSON writes the finding flat, for tools: code, file, line, column, the end of
// the subject, message, reason and help.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	flat := struct {
		Code      string `json:"code"`
		File      string `json:"file"`
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		EndLine   int    `json:"end_line"`
		EndColumn int    `json:"end_column"`
		Message   string `json:"message"`
		Reason    string `json:"reason,omitempty"`
		Help      string `json:"help,omitempty"`
	}{d.Code, "", d.Pos.Line, d.Pos.Col, d.End.Line, d.End.Col, d.Message, d.Reason, d.Help}
	if d.Source != nil {
		flat.File = d.Source.Name
	}
	return json.Marshal(flat)
}
