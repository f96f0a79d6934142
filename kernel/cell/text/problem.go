package text

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/andor-kernel/andor/kernel/cell/names"
)

// Problem is one finding about a cell's Go text.
type Problem struct {
	Place
	Text string
	Help string // what to do, empty if that is plain
}

// colours of a traceback, those of the DSL's diagnostics.
const (
	Red   = "\x1b[1;31m"
	Bold  = "\x1b[1m"
	Blue  = "\x1b[34m"
	green = "\x1b[32m"
	Reset = "\x1b[0m"
)

// Render shows a problem with its line and a caret, as the DSL shows its own.
func (q Problem) Render() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%serror:%s %s%s%s\n", Red, Reset, Bold, q.Text, Reset)
	fmt.Fprintf(&b, " %s%s, line %d%s\n", Blue, q.Src.Name, q.Line, Reset)
	b.WriteString(q.excerpt())
	if q.Help != "" {
		fmt.Fprintf(&b, "%s %shelp:%s %s\n", strings.Repeat(" ", len(fmt.Sprint(q.Line))+1), green, Reset, q.Help)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// excerpt is the line of the problem with a caret under it.
func (q Problem) excerpt() string {
	text := q.Src.text(q.Line)
	number := fmt.Sprint(q.Line)
	col := min(max(q.Col-1, 0), len(text))
	before := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, text[:col])
	width := max(1, utf8.RuneCountInString(subject(text[col:])))
	return fmt.Sprintf(" %s%s |%s %s\n %s%s |%s %s%s%s%s\n", Blue, number, Reset, strings.TrimRight(text, " \t\r"),
		Blue, strings.Repeat(" ", len(number)), Reset, before, Red, strings.Repeat("^", width), Reset)
}

// subject is the word at the start of a text.
func subject(s string) string {
	for i, r := range s {
		if !names.IsWord(r) {
			return s[:i]
		}
	}
	return s
}

// text is line n of a source, from 1.
func (s *Source) text(n int) string {
	lines := strings.Split(s.Code, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// Marked shows a line with its neighbours.
func (s *Source) Marked(line int) []string {
	var out []string
	last := min(line+1, 1+strings.Count(s.Code, "\n"))
	width := len(fmt.Sprint(last))
	for n := max(1, line-1); n <= last; n++ {
		arrow, colour := "   ", ""
		if n == line {
			arrow, colour = Red+"-->"+Reset, Bold
		}
		out = append(out, fmt.Sprintf("%s %s%*d |%s %s%s%s", arrow, Blue, width, n, Reset, colour, strings.TrimRight(s.text(n), " \t\r"), Reset))
	}
	return out
}

// Assigns says whether a name stands at the place and is assigned to, as in languages that
// need no declarations.
func (p Place) Assigns(name string) bool {
	text := p.Src.text(p.Line)
	if p.Col < 1 || p.Col > len(text) {
		return false
	}
	rest, ok := strings.CutPrefix(text[p.Col-1:], name)
	rest = strings.TrimLeft(rest, " \t")
	return ok && strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==")
}
