package cell

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// problem is one finding about a cell's Go text.
type problem struct {
	place
	text string
	help string // what to do, empty if that is plain
}

// colours of a traceback, those of the DSL's diagnostics.
const (
	red   = "\x1b[1;31m"
	bold  = "\x1b[1m"
	blue  = "\x1b[34m"
	green = "\x1b[32m"
	reset = "\x1b[0m"
)

// render shows a problem with its line and a caret, as the DSL shows its own.
func (q problem) render() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%serror:%s %s%s%s\n", red, reset, bold, q.text, reset)
	fmt.Fprintf(&b, " %s%s, line %d%s\n", blue, q.src.name, q.line, reset)
	b.WriteString(q.excerpt())
	if q.help != "" {
		fmt.Fprintf(&b, "%s %shelp:%s %s\n", strings.Repeat(" ", len(fmt.Sprint(q.line))+1), green, reset, q.help)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// excerpt is the line of the problem with a caret under it.
func (q problem) excerpt() string {
	text := q.src.text(q.line)
	number := fmt.Sprint(q.line)
	col := min(max(q.col-1, 0), len(text))
	before := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, text[:col])
	width := max(1, utf8.RuneCountInString(subject(text[col:])))
	return fmt.Sprintf(" %s%s |%s %s\n %s%s |%s %s%s%s%s\n", blue, number, reset, strings.TrimRight(text, " \t\r"),
		blue, strings.Repeat(" ", len(number)), reset, before, red, strings.Repeat("^", width), reset)
}

// subject is the word at the start of a text.
func subject(s string) string {
	for i, r := range s {
		if !isWord(r) {
			return s[:i]
		}
	}
	return s
}

// text is line n of a source, from 1.
func (s *source) text(n int) string {
	lines := strings.Split(s.code, "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// marked shows a line with its neighbours.
func (s *source) marked(line int) []string {
	var out []string
	last := min(line+1, 1+strings.Count(s.code, "\n"))
	width := len(fmt.Sprint(last))
	for n := max(1, line-1); n <= last; n++ {
		arrow, colour := "   ", ""
		if n == line {
			arrow, colour = red+"-->"+reset, bold
		}
		out = append(out, fmt.Sprintf("%s %s%*d |%s %s%s%s", arrow, blue, width, n, reset, colour, strings.TrimRight(s.text(n), " \t\r"), reset))
	}
	return out
}

// assigns says whether a name stands at the place and is assigned to, as in languages that
// need no declarations.
func (p place) assigns(name string) bool {
	text := p.src.text(p.line)
	if p.col < 1 || p.col > len(text) {
		return false
	}
	rest, ok := strings.CutPrefix(text[p.col-1:], name)
	rest = strings.TrimLeft(rest, " \t")
	return ok && strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==")
}
