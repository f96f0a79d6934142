package text

import (
	"go/token"
	"strings"

	"github.com/andor-kernel/andor/dsl"
)

// IsComplete says whether code can be run as it stands ("complete"), goes on in a next
// line ("incomplete", with the indentation of that line), or has a syntax error
// ("invalid").
func IsComplete(code string, magic func(string) (string, error)) (status, indent string) {
	src := &Source{Code: code, Name: "input", Magic: magic}
	if more, indent := dsl.Incomplete(dsl.Source{Text: code}); more {
		return "incomplete", indent
	}
	f, found := dsl.Parse(dsl.Source{Text: code})
	from, invalid := 0, len(found) > 0
	for i, c := range f.Chunks {
		if c.Block == nil {
			if i == len(f.Chunks)-1 {
				if depth, open := openGo(c.Text); open {
					return "incomplete", strings.Repeat("\t", depth)
				}
			}
			fset := token.NewFileSet()
			if _, bad := parseGo(fset, src, from, from+len(c.Text)); len(bad) > 0 {
				invalid = true
			}
		}
		from += len(c.Text)
	}
	if invalid {
		return "invalid", ""
	}
	return "complete", ""
}

// openGo says whether Go text stops in the middle of something that more lines can end:
// brackets, a raw string, a comment, or after an operator; and how deep in brackets.
func openGo(text string) (depth int, open bool) {
	toks, magic := Lex(text)
	if magic >= 0 {
		rest := text[magic:]
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			return openGo(rest[i:])
		}
		return 0, false
	}
	for _, t := range toks {
		switch t.Tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
	}
	if depth > 0 {
		return depth, true
	}
	if i := strings.LastIndex(text, "/*"); i >= 0 && !strings.Contains(text[i:], "*/") && (len(toks) == 0 || toks[len(toks)-1].pos < i) {
		return 0, true
	}
	if len(toks) == 0 {
		return 0, false
	}
	last := toks[len(toks)-1]
	if n := len(toks); n > 1 && last.Tok == token.SEMICOLON && last.lit == "\n" {
		last = toks[n-2]
		if last.Tok != token.STRING {
			return 0, false
		}
	}
	if last.Tok == token.STRING && strings.HasPrefix(last.lit, "`") && (len(last.lit) == 1 || !strings.HasSuffix(last.lit, "`")) {
		return 0, true
	}
	switch last.Tok {
	case token.SEMICOLON, token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING, token.BREAK, token.CONTINUE,
		token.FALLTHROUGH, token.RETURN, token.INC, token.DEC, token.RPAREN, token.RBRACK, token.RBRACE, token.ILLEGAL, token.PERIOD:
		return 0, last.Tok == token.PERIOD
	}
	return 0, true
}
