package text

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode/utf8"
)

// Splitting Go text into items.
//
// A cell's Go is not a Go file: imports, declarations and statements follow each other
// freely. go/parser cannot read that, so the text is cut into items that it can read one
// by one: an item ends at a semicolon, written or inserted by the scanner at a line's
// end, outside all brackets. Two cases need more care. The semicolons in the header of
// `for`, `if` and `switch` end nothing: such an item ends only at a semicolon that
// follows a closing brace. And a func item at the top is a declaration if a name
// follows `func` or the receiver, and a function literal otherwise.
//
// The cut may be wrong for a header that holds a composite literal before its first
// semicolon; then the piece does not parse, and parse.go joins it with the next.

type itemKind int

const (
	StmtItem    itemKind = iota // statements
	importItem                  // import ...
	DeclItem                    // func F, func (r T) M, type, const
	VarItem                     // var ..., which keeps its place among the statements
	PackageItem                 // package main
	MagicItem                   // a line that begins with % or !
)

// Item is a piece of Go text, by byte offsets into the cell's code.
type Item struct {
	Kind       itemKind
	Start, End int    // of its text, without surrounding space and the semicolon
	Semicolon  bool   // a written semicolon follows
	Loose      bool   // parse what can be parsed, for completion
	Text       string // Go that stands for this piece of the cell, if it is not Go itself
}

type lexeme struct {
	Tok token.Token
	pos int
	lit string
}

// SplitGo cuts code[from:to] into items. It never fails: text that is not Go ends up in
// items that do not parse. A line that begins with % or ! where a statement could begin
// is an item of its own; it is not Go, so the scanner starts anew behind it.
func SplitGo(code string, from, to int) []Item {
	var items []Item
	for from < to {
		toks, magic := Lex(code[from:to])
		items = cut(items, code, from, toks)
		if magic < 0 {
			break
		}
		start := from + magic
		end := to
		if i := strings.IndexByte(code[start:to], '\n'); i >= 0 {
			end = start + i
		}
		text := strings.TrimRight(code[start:end], " \t\r")
		items = append(items, Item{Kind: MagicItem, Start: start, End: start + len(text)})
		from = end
	}
	return items
}

// cut groups tokens into items.
func cut(items []Item, code string, from int, toks []lexeme) []Item {
	for i := 0; i < len(toks); {
		if toks[i].Tok == token.SEMICOLON {
			if len(items) > 0 && toks[i].lit == ";" {
				items[len(items)-1].Semicolon = true
			}
			i++
			continue
		}
		j := itemEnd(toks, i)
		last := toks[j-1]
		it := Item{Kind: classify(toks[i:j]), Start: from + toks[i].pos, End: min(from+last.pos+last.width(), len(code))}
		if j < len(toks) && toks[j].Tok == token.SEMICOLON && toks[j].lit == ";" {
			it.Semicolon = true
		}
		items = append(items, it)
		i = j
	}
	return items
}

func (l lexeme) width() int {
	if l.lit != "" {
		return len(l.lit)
	}
	return len(l.Tok.String())
}

// Lex reads the tokens of Go text up to its end or a magic line, whose offset it returns
// (else -1). Errors are left for the parser to find.
func Lex(text string) (toks []lexeme, magic int) {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, 0)
	depth := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return toks, -1
		}
		at := file.Offset(pos)
		fresh := len(toks) == 0 || toks[len(toks)-1].Tok == token.SEMICOLON
		switch tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.REM, token.REM_ASSIGN, token.NOT, token.NEQ:
			if depth <= 0 && fresh && strings.TrimSpace(text[strings.LastIndexByte(text[:at], '\n')+1:at]) == "" {
				return toks, at
			}
		case token.SEMICOLON:
			if lit == "\n" && fresh {
				continue
			}
		}
		if tok.IsKeyword() || tok.IsOperator() && tok != token.SEMICOLON {
			lit = ""
		}
		toks = append(toks, lexeme{tok, at, rawLiteral(text, at, tok, lit)})
	}
}

// rawLiteral is a literal as it stands in the text: the scanner drops carriage returns,
// and gives a replacement character, three bytes, for a byte that is no UTF-8.
func rawLiteral(text string, at int, tok token.Token, lit string) string {
	if tok == token.ILLEGAL && strings.HasPrefix(lit, "\uFFFD") {
		_, size := utf8.DecodeRuneInString(text[at:])
		return text[at : at+size]
	}
	if tok != token.STRING || len(lit) == 0 || lit[0] != '`' {
		return lit
	}
	for i := at + 1; i < len(text); i++ {
		if text[i] == '`' {
			return text[at : i+1]
		}
	}
	return text[at:]
}

// itemEnd is the index of the semicolon that ends the item at i, or len(toks).
func itemEnd(toks []lexeme, i int) int {
	depth := 0
	control := controlHeader(toks[i:])
	for j := i; j < len(toks); j++ {
		switch toks[j].Tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.SEMICOLON:
			if depth <= 0 && (!control || toks[j-1].Tok == token.RBRACE || toks[j].lit == "\n" && j == len(toks)-1) {
				return j
			}
		}
	}
	return len(toks)
}

// controlHeader says whether a statement begins that may have semicolons in its header.
func controlHeader(toks []lexeme) bool {
	i := 0
	if len(toks) > 2 && toks[0].Tok == token.IDENT && toks[1].Tok == token.COLON {
		i = 2
		for i < len(toks) && toks[i].Tok == token.SEMICOLON {
			i++
		}
	}
	if i >= len(toks) {
		return false
	}
	switch toks[i].Tok {
	case token.FOR, token.IF, token.SWITCH, token.SELECT:
		return true
	}
	return false
}

func classify(toks []lexeme) itemKind {
	switch toks[0].Tok {
	case token.PACKAGE:
		return PackageItem
	case token.IMPORT:
		return importItem
	case token.TYPE, token.CONST:
		return DeclItem
	case token.VAR:
		return VarItem
	case token.FUNC:
		if declaresFunc(toks) {
			return DeclItem
		}
	}
	return StmtItem
}

// declaresFunc says whether an item that begins with func is a declaration: a name
// follows the keyword, or a name and a parenthesis follow the receiver.
func declaresFunc(toks []lexeme) bool {
	if len(toks) < 2 {
		return false
	}
	if toks[1].Tok == token.IDENT {
		return true
	}
	depth := 0
	for i := 1; i < len(toks); i++ {
		switch toks[i].Tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
			if depth == 0 {
				return i+2 < len(toks) && toks[i+1].Tok == token.IDENT && toks[i+2].Tok == token.LPAREN
			}
		}
	}
	return false
}
