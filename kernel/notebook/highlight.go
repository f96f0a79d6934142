package notebook

import (
	"go/scanner"
	"go/token"
	"html"
	"regexp"
	"strings"
)

// blockWords begin the blocks that andor's cells may hold between the Go.
var blockWords = []string{"net", "data", "train", "let"}

// shapeRest is what follows the first number of a shape such as 32x32x3.
var shapeRest = regexp.MustCompile(`^(?:x[0-9]+)+\b`)

// highlight renders a cell's source as HTML: Go's comments, strings, numbers and keywords,
// and the words that begin blocks. Everything else stays as it is; source that is not Go
// is only coloured less.
func highlight(source string) string {
	src := []byte(source)
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var s scanner.Scanner
	s.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	done := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		at := file.Offset(pos)
		class := classOf(tok, lit, source, at)
		if class == "" || at < done {
			continue
		}
		end := at + length(source, at, tok, lit)
		if class == "n" {
			end += len(shapeRest.FindString(source[end:]))
		}
		b.WriteString(html.EscapeString(source[done:at]))
		b.WriteString(`<span class="` + class + `">` + html.EscapeString(source[at:end]) + `</span>`)
		done = end
	}
	b.WriteString(html.EscapeString(source[done:]))
	return b.String()
}

// length is the token's extent in the source; the scanner drops \r from its literals.
func length(source string, at int, tok token.Token, lit string) int {
	n := len(lit)
	if tok.IsKeyword() {
		n = len(tok.String())
	}
	if strings.Contains(source, "\r") && (tok == token.COMMENT || tok == token.STRING) {
		for seen, i := 0, at; i < len(source); i++ {
			if source[i] != '\r' {
				if seen++; seen == n {
					return i + 1 - at
				}
			}
		}
	}
	return min(n, len(source)-at)
}

func classOf(tok token.Token, lit, source string, at int) string {
	switch {
	case tok == token.COMMENT:
		return "c"
	case tok == token.STRING || tok == token.CHAR:
		return "s"
	case tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
		return "n"
	case tok.IsKeyword():
		return "k"
	case tok == token.IDENT && beginsLine(source, at):
		for _, w := range blockWords {
			if lit == w && strings.HasPrefix(source[at+len(lit):], " ") {
				return "k"
			}
		}
	}
	return ""
}

func beginsLine(source string, at int) bool { return at == 0 || source[at-1] == '\n' }
