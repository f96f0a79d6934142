package dsl

import (
	"go/token"
	"slices"
	"strings"
)

// Splitting a cell into Go and blocks.
//
// A block begins a line, outside all Go brackets, with `net NAME {` (or data, train) or
// `let NAME =`. No Go statement has that form: two identifiers in a row need a keyword
// first. So the splitter need not understand Go; it must only know, at each line start,
// that it is not inside a string, a comment or brackets, and that is lexical. It reads
// strings, runes, raw strings and comments as Go does (an interpreted string or rune
// ends at the line's end at the latest, so one missing quote spoils one line), and keeps
// a stack of open brackets.
//
// Two cases need more than that. `var a,\n data T` is Go although its second line looks
// like the start of a malformed block; so malformed headers count only where Go would
// have ended the statement before. And inside brackets a well-formed header is still
// impossible in Go; it is reported there (a closing brace is missing above, or the block
// stands in a func), but stays Go text.
//
// A block ends at the line of its matching brace. If that is missing, a well-formed
// header of the next block ends it, or, at the end of the text, the first line that is
// indented no deeper than the header and can only be Go.

// piece is one chunk of a source: Go text (header.form == noHeader) or one block.
type piece struct {
	span
	header
	open   int // offset of the opening brace, -1 if there is none
	close  int // offset of the matching one, -1 if there is none
	braces int // opening braces without a partner where the block ended
	atEOF  bool
}

type form int

const (
	noHeader form = iota
	loose         // begins like a block but is malformed: `net {`, `net G`, `let k 3`
	strict        // `net NAME {`, `let NAME =`
	unknown       // `nett NAME {`
	likeGo        // `net: NAME {`, `NAME := net {`
)

// header is the start of a block's first line.
type header struct {
	form form
	kind string // net, data, train, let; for unknown the word as written
	word span   // of the kind's word
	name span   // empty if there is none
	next int    // offset just past what was read: the brace, "=" or the rest
}

// splitter walks over a source once. report may be nil.
type splitter struct {
	text   string
	pieces []piece
	report func(code string, at span, message, reason, help string)
	opened []int // offsets of the Go brackets that are open
	prev   token.Token

	loose   span // where looseClose has looked last, and what it found
	looseAt int
}

// split cuts text into pieces that concatenate to it.
func split(text string, report func(code string, at span, message, reason, help string)) []piece {
	s := &splitter{text: text, report: report}
	from, i := 0, 0
	for i < len(text) {
		// i is at a line start outside strings and comments.
		begin := skipBlank(text, i)
		h := readHeader(text, begin)
		if s.begins(h) {
			if i > from {
				s.pieces = append(s.pieces, piece{span: span{from, i}, open: -1, close: -1})
			}
			p := s.block(i, h)
			s.pieces = append(s.pieces, p)
			from, i = p.end, p.end
			s.prev = token.RBRACE
			continue
		}
		i = s.goLine(i)
	}
	if len(text) > from {
		s.pieces = append(s.pieces, piece{span: span{from, len(text)}, open: -1, close: -1})
	}
	return s.pieces
}

// begins decides whether a header starts a block here, and reports one that stands
// inside Go brackets.
func (s *splitter) begins(h header) bool {
	keyword := token.IsKeyword(s.text[h.name.start:h.name.end])
	if len(s.opened) > 0 {
		if h.form == strict && !keyword {
			s.nested(h)
		}
		return false
	}
	switch h.form {
	case strict:
		return !keyword || s.statementEnded()
	case loose, unknown, likeGo:
		return s.statementEnded()
	}
	return false
}

func (s *splitter) nested(h header) {
	if s.report == nil {
		return
	}
	opener := s.opened[len(s.opened)-1]
	line := 1
	for _, c := range s.text[:opener] {
		if c == '\n' {
			line++
		}
	}
	name := s.text[h.name.start:h.name.end]
	s.report(codeNested, h.word.to(h.name),
		h.kind+" "+quote(name)+" begins inside Go brackets",
		"the "+quote(s.text[opener:opener+1])+" on line "+itoa(line)+" of this text is still open",
		"close it above, or move the block out of the Go code; a block stands on its own")
}

// midLine reports a header behind the semicolon of a statement.
func (s *splitter) midLine(h header) {
	if s.report == nil || h.form != strict || token.IsKeyword(s.text[h.name.start:h.name.end]) {
		return
	}
	s.report(codeNested, h.word.to(h.name), h.kind+" "+quote(s.text[h.name.start:h.name.end])+" begins in the middle of a line",
		"a block begins a line of its own", "put it on a new line")
}

// statementEnded says whether Go would have ended the statement before this line.
func (s *splitter) statementEnded() bool {
	switch s.prev {
	case token.ILLEGAL, token.IDENT, token.INT, token.STRING, token.RPAREN, token.RBRACK, token.RBRACE,
		token.SEMICOLON, token.INC, token.BREAK, token.CONTINUE, token.FALLTHROUGH, token.RETURN:
		return true
	}
	return false
}

// goLine reads Go from a line start to the next line start outside strings and comments.
// s.prev becomes the last token's kind, as far as the end of a statement needs it.
func (s *splitter) goLine(i int) int {
	text := s.text
	for i < len(text) {
		c := text[i]
		switch {
		case c == '\n':
			return i + 1
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case c == '/' && i+1 < len(text) && text[i+1] == '/':
			i = lineEnd(text, i)
		case c == '/' && i+1 < len(text) && text[i+1] == '*':
			i = after(text, i+2, "*/")
		case c == '`':
			i = after(text, i+1, "`")
			s.prev = token.STRING
		case c == '"' || c == '\'':
			i = quoted(text, i)
			s.prev = token.STRING
		case c == '(' || c == '[' || c == '{':
			s.opened = append(s.opened, i)
			s.prev = token.LBRACE
			i++
		case c == ')' || c == ']' || c == '}':
			s.closing(i)
			s.prev = token.RBRACE
			i++
		case isLetter(text, i):
			end := wordEnd(text, i)
			if s.prev == token.SEMICOLON && i > 0 && len(s.opened) == 0 {
				s.midLine(readHeader(text, i))
			}
			s.prev = token.Lookup(text[i:end])
			i = end
		case c >= '0' && c <= '9':
			s.prev = token.INT
			i++
		case (c == '+' || c == '-') && i+1 < len(text) && text[i+1] == c:
			s.prev = token.INC
			i += 2
		case c == ';':
			s.prev = token.SEMICOLON
			i++
		default:
			s.prev = token.ADD // any operator: the statement goes on
			i++
		}
	}
	return i
}

// closing pops the stack of open brackets. A brace too many right after a block is a
// mistake of the block; one in Go code is left to the Go side.
func (s *splitter) closing(i int) {
	if n := len(s.opened); n > 0 {
		s.opened = s.opened[:n-1]
		return
	}
	if n := len(s.pieces); n > 0 && s.report != nil && s.text[i] == '}' && skipSpace(s.text, s.pieces[n-1].end) == i {
		p := s.pieces[n-1]
		s.report(codeStrayBrace, span{i, i + 1}, `this "}" closes nothing`,
			"the "+p.kind+" block above it is closed already", "remove it")
	}
}

// block finds the extent of the block whose first line starts at i.
func (s *splitter) block(i int, h header) piece {
	text := s.text
	p := piece{span: span{i, nextLine(text, h.next)}, header: h, open: -1, close: -1}
	if h.kind == "let" {
		return p
	}
	p.open = findOpen(text, h)
	if p.open < 0 {
		if i := s.looseClose(p.end); i >= 0 {
			p.close, p.end = i, nextLine(text, i)
		}
		return p
	}
	s.braces(&p)
	if p.close < 0 && p.atEOF {
		if cut := goResumes(text, p); cut > 0 {
			p.end, p.atEOF = cut, false
		}
	}
	return p
}

// findOpen is the offset of the block's opening brace: on the first line, or at the
// start of the next line with text.
func findOpen(text string, h header) int {
	for i := h.word.end; i < len(text) && text[i] != '\n'; i++ {
		if text[i] == '{' {
			return i
		}
		if text[i] == '/' {
			break
		}
	}
	if i := skipSpace(text, lineEnd(text, h.next)); i < len(text) && text[i] == '{' {
		return i
	}
	return -1
}

// looseClose is the offset of the brace that ends a block whose opening brace is missing:
// the first line from i that begins with one, unless Go or another brace comes before.
//
// Each line decides for itself, so every line of a stretch that was walked has its answer:
// it is kept, or a text of nothing but loose headers would be walked once for each.
func (s *splitter) looseClose(from int) int {
	if from >= s.loose.start && from < s.loose.end {
		return s.looseAt
	}
	text := s.text
	s.loose, s.looseAt = span{from, len(text)}, -1
	for i := from; i < len(text); i = nextLine(text, i) {
		begin := skipBlank(text, i)
		closes := begin < len(text) && text[begin] == '}'
		if closes {
			s.looseAt = begin
		}
		if closes || looksGo(text, begin) || readHeader(text, begin).form == strict || strings.ContainsAny(text[i:lineEnd(text, i)], "{}") {
			s.loose.end = i + 1
			break
		}
	}
	return s.looseAt
}

// braces walks from the opening brace to its partner and sets close, end and braces.
func (s *splitter) braces(p *piece) {
	text := s.text
	p.braces = 1
	for i := p.open + 1; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			i = quoted(text, i)
		case c == '`':
			i = min(after(text, i+1, "`"), lineEnd(text, i))
		case c == '/' && i+1 < len(text) && text[i+1] == '/':
			i = lineEnd(text, i)
		case c == '{':
			p.braces++
			i++
		case c == '}':
			if p.braces--; p.braces == 0 {
				p.close, p.end = i, nextLine(text, i)
				return
			}
			i++
		case c == '\n':
			h := readHeader(text, skipBlank(text, i+1))
			if h.form == strict && !token.IsKeyword(text[h.name.start:h.name.end]) {
				p.end = i + 1
				return
			}
			i++
		default:
			i++
		}
	}
	p.end, p.atEOF = len(text), true
}

// goResumes looks for the line of an unclosed block from which the text can only be Go.
func goResumes(text string, p piece) int {
	indent := skipBlank(text, p.start) - p.start
	for i := nextLine(text, p.open); i < len(text); i = nextLine(text, i) {
		begin := skipBlank(text, i)
		if begin-i <= indent && looksGo(text, begin) {
			return i
		}
	}
	return 0
}

// looksGo says whether a line begins as Go does and no stage or field can: a keyword,
// or a name followed by an operator, a selector, or the parenthesis of a call.
func looksGo(text string, i int) bool {
	if i >= len(text) || !isLetter(text, i) {
		return false
	}
	end := wordEnd(text, i)
	word := text[i:end]
	if token.IsKeyword(word) {
		return true
	}
	next := skipBlank(text, end)
	if next >= len(text) {
		return false
	}
	switch text[next] {
	case '.', '=', '[', ',', '<', '&', '|', '+', '-':
		return true
	case ':':
		return next+1 < len(text) && text[next+1] == '='
	case '(':
		return next == end && layerWord(word) == nil
	}
	return false
}

// readHeader reads a possible block header at i, the first non-blank of a line.
func readHeader(text string, i int) header {
	h := header{}
	if i >= len(text) || !isLetter(text, i) {
		return h
	}
	end := wordEnd(text, i)
	h.kind, h.word, h.next = text[i:end], span{i, end}, end
	h.name = span{end, end}
	if g, ok := readLikeGo(text, i); ok {
		return g
	}
	known := slices.Contains(blockKinds, h.kind)
	j := skipBlank(text, end)
	if j == end || j >= len(text) {
		return h
	}
	if text[j] == '{' && known && h.kind != "let" {
		h.form, h.next = loose, j
		return h
	}
	if !isLetter(text, j) {
		// `net "G" {`, `net 3 {`, `let 3 = 4`: a name was meant. A dot or operator is Go.
		if known && (text[j] == '"' || text[j] >= '0' && text[j] <= '9') {
			h.form = loose
		}
		return h
	}
	h.name = span{j, wordEnd(text, j)}
	h.next = h.name.end
	k := skipBlank(text, h.name.end)
	switch {
	case h.kind == "let" && k < len(text) && text[k] == '=' && (k+1 >= len(text) || text[k+1] != '='):
		h.form, h.next = strict, k
	case known && h.kind != "let" && k < len(text) && text[k] == '{':
		h.form, h.next = strict, k
	case known:
		h.form = loose
	case k < len(text) && text[k] == '{' && !token.IsKeyword(h.kind) && !token.IsKeyword(text[j:h.name.end]):
		h.form, h.next = unknown, k
	}
	return h
}

// readLikeGo reads a header with the punctuation of Go: a label, `net: NAME {`, or an
// assignment, `NAME := net {`, whose next line has two names in a row, as a stage and a
// field do and no element of a Go literal does.
func readLikeGo(text string, i int) (header, bool) {
	first := span{i, wordEnd(text, i)}
	j := skipBlank(text, first.end)
	assigned := strings.HasPrefix(text[j:], ":=") || strings.HasPrefix(text[j:], "=")
	if !assigned && (!strings.HasPrefix(text[j:], ":") || !bracedKind(text[first.start:first.end])) {
		return header{}, false
	}
	j = skipBlank(text, j+len(text[j:])-len(strings.TrimLeft(text[j:], ":=")))
	if j >= len(text) || !isLetter(text, j) {
		return header{}, false
	}
	second := span{j, wordEnd(text, j)}
	brace := skipBlank(text, second.end)
	if brace >= len(text) || text[brace] != '{' {
		return header{}, false
	}
	if !assigned {
		h := header{form: likeGo, kind: text[first.start:first.end], word: first, name: second, next: brace}
		return h, !token.IsKeyword(text[second.start:second.end])
	}
	h := header{form: likeGo, kind: text[second.start:second.end], word: second, name: first, next: brace}
	begin := skipSpace(text, brace+1)
	return h, bracedKind(h.kind) && begin >= nextLine(text, brace) && twoNames(text, begin)
}

// bracedKind says whether a word begins a block with braces.
func bracedKind(word string) bool { return word != "let" && slices.Contains(blockKinds, word) }

func twoNames(text string, i int) bool {
	if i >= len(text) || !isLetter(text, i) || token.IsKeyword(text[i:wordEnd(text, i)]) {
		return false
	}
	j := skipBlank(text, wordEnd(text, i))
	return j > wordEnd(text, i) && j < len(text) && isLetter(text, j)
}

// blockKinds are the words a block begins with.
var blockKinds = []string{"net", "data", "train", "let"}
