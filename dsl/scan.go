package dsl

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind says what a token is; punctuation is its own kind.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokNewline
	tokIdent
	tokNumber // 64, 0.3, 1e-4
	tokShape  // 4x4x3200
	tokString // "path", with its value in text
	tokRange  // ..
	tokPunct  // one of ( ) { } , : = + - * / ; -> in text
	tokComment
)

// lexeme is one word of a block. text is what the parser compares: for a look-alike the
// ASCII form, for a string its value.
type lexeme struct {
	kind  tokenKind
	text  string
	doubt bool // reported, and perhaps not what was meant: no further mistake rests on it
	span
}

func (t lexeme) is(punct string) bool { return t.kind == tokPunct && t.text == punct }

// describe names the token in a message: "end of line", `"conv"`.
func (t lexeme) describe() string {
	switch t.kind {
	case tokEOF:
		return "the end"
	case tokNewline:
		return "the end of the line"
	case tokComment:
		return "a comment"
	case tokString:
		return "the string " + strconv.Quote(t.text)
	}
	return quote(t.text)
}

// scanner turns the text of one block into tokens. Bad characters are reported and left
// out, or read as what they look like, so that one of them costs one diagnostic.
type scanner struct {
	text   string // of the whole source
	pos    int
	end    int
	tokens []lexeme
	report func(code string, at span, message, reason, help string)
}

func scan(text string, at span, report func(code string, at span, message, reason, help string)) []lexeme {
	s := &scanner{text: text, pos: at.start, end: at.end, report: report}
	s.tokens = make([]lexeme, 0, (at.end-at.start)/3)
	for s.pos < s.end {
		s.next()
	}
	s.add(tokEOF, s.end, "")
	return s.tokens
}

// add appends the token from s.pos to end and moves on.
func (s *scanner) add(kind tokenKind, end int, text string) {
	s.tokens = append(s.tokens, lexeme{kind: kind, text: text, span: span{s.pos, end}})
	s.pos = end
}

func (s *scanner) peek(n int) byte {
	if s.pos+n < s.end {
		return s.text[s.pos+n]
	}
	return 0
}

func (s *scanner) next() {
	switch c := s.text[s.pos]; {
	case c == '\n':
		s.add(tokNewline, s.pos+1, "\n")
	case c == ' ' || c == '\t' || c == '\r':
		s.pos++
	case c == '/' && s.peek(1) == '/':
		end := min(lineEnd(s.text, s.pos), s.end)
		s.add(tokComment, end, strings.TrimRight(s.text[s.pos:end], " \t\r"))
	case c == '/' && s.peek(1) == '*':
		s.foreignComment("/* */", "a comment begins with // and ends with its line")
	case c == '#':
		s.foreignComment(`"#"`, "a comment begins with //")
	case c == '"' || c == '`':
		s.str(c)
	case c >= '0' && c <= '9':
		s.number()
	case c == '.' && s.peek(1) == '.':
		s.dots()
	case c == '-' && s.peek(1) == '>':
		s.add(tokPunct, s.pos+2, "->")
	case strings.IndexByte("(){},:=+-*/;", c) >= 0:
		s.add(tokPunct, s.pos+1, s.text[s.pos:s.pos+1])
	case isLetter(s.text, s.pos):
		s.ident()
	default:
		s.strange()
	}
}

// foreignComment reports a comment of another style and skips it within its line.
func (s *scanner) foreignComment(style, help string) {
	end := min(lineEnd(s.text, s.pos), s.end)
	if s.text[s.pos] == '/' {
		end = min(end, after(s.text, s.pos+2, "*/"))
	}
	text := strings.TrimRight(s.text[s.pos:end], " \t\r")
	s.report(codeComment, span{s.pos, s.pos + len(text)}, style+" does not make a comment here", "blocks have line comments only", help)
	s.pos = end
}

// dots reads ".."; a third dot is somebody's ellipsis.
func (s *scanner) dots() {
	end := s.pos + 2
	for end < s.end && s.text[end] == '.' {
		end++
	}
	if end > s.pos+2 {
		s.report(codeUnexpected, span{s.pos, end}, "got "+quote(s.text[s.pos:end])+`, want ".."`, "a range has two dots", "for instance -1..1")
	}
	s.add(tokRange, end, "..")
}

func (s *scanner) ident() {
	end := min(wordEnd(s.text, s.pos), s.end)
	word := s.text[s.pos:end]
	if plain := skeleton(word); plain != word {
		s.report(codeLookAlike, span{s.pos, end}, "the name "+quote(word)+" has letters that only look like ASCII ones",
			lookAlikes(word), "type it anew: "+plain)
		word = plain
	}
	s.add(tokIdent, end, word)
	if word == "from" {
		s.path()
	}
}

// path reads a path that stands without quotes after "from". Read word for word it would
// give a mistake at every dot and slash.
func (s *scanner) path() {
	from := skipBlank(s.text, s.pos)
	end := from
	for end < s.end && strings.IndexByte(" \t\r\n{}(),;\"`'", s.text[end]) < 0 {
		end++
	}
	path := s.text[min(from, s.end):max(end, min(from, s.end))]
	first, _ := utf8.DecodeRuneInString(path)
	if _, curly := lookAlike[first]; curly || !strings.ContainsAny(path, `./\`) || strings.HasPrefix(path, "//") || end < s.end && s.text[end] == '(' || end < s.end && s.text[end] == '"' {
		return
	}
	s.pos = from
	s.report(codeString, span{from, end}, "the path "+quote(path)+" stands without quotes", "a path is a string", "from "+quote(path))
	s.add(tokString, end, path)
}

func (s *scanner) digits(i int) int {
	for i < s.end && (s.text[i] >= '0' && s.text[i] <= '9' || s.text[i] == '_') {
		i++
	}
	return i
}

func (s *scanner) digitAt(i int) bool { return i < s.end && s.text[i] >= '0' && s.text[i] <= '9' }

// number reads a number or a shape. Letters that hang on are part of the mistake.
func (s *scanner) number() {
	end := s.digits(s.pos)
	if sides := s.shape(end); sides > 0 {
		return
	}
	if end < s.end && s.text[end] == '.' && s.digitAt(end+1) {
		end = s.digits(end + 1)
	}
	if end < s.end && (s.text[end] == 'e' || s.text[end] == 'E') {
		exp := end + 1
		if exp < s.end && (s.text[exp] == '+' || s.text[exp] == '-') {
			exp++
		}
		if s.digitAt(exp) {
			end = s.digits(exp)
		}
	}
	if end < s.end && s.text[end] == '.' && !(end+1 < s.end && s.text[end+1] == '.') {
		s.badNumber(end+1, s.text[s.pos:end], "a dot needs a digit after it", "write "+s.text[s.pos:end])
		return
	}
	if end < s.end && isLetter(s.text, end) {
		s.suffix(end)
		return
	}
	s.add(tokNumber, end, s.text[s.pos:end])
}

// badNumber reports the text up to end and goes on with the number that was likely meant.
func (s *scanner) badNumber(end int, value, reason, help string) {
	s.report(codeNumber, span{s.pos, end}, "malformed number "+quote(s.text[s.pos:end]), reason, help)
	s.add(tokNumber, end, value)
}

func (s *scanner) suffix(end int) {
	number := s.text[s.pos:end]
	stop := min(wordEnd(s.text, end), s.end)
	switch unit := s.text[end:stop]; unit {
	case "k", "K":
		s.badNumber(stop, number+"e3", "numbers take no suffix", "write "+number+"000 or "+number+"e3")
	case "m", "M":
		s.badNumber(stop, number+"e6", "numbers take no suffix", "write "+number+"e6")
	default:
		s.badNumber(stop, number, "the letters "+quote(unit)+" hang on the digits", "write "+number+"; units are fixed by the word before it")
	}
}

// shape reads the rest of 4x4x3200 after its first side, which ends at i. It returns 0
// if there is no shape here.
func (s *scanner) shape(i int) int {
	sides, at, doubt := 1, i, false
	for at < s.end {
		n, ok := s.cross(at)
		if !ok {
			break
		}
		if !s.digitAt(at + n) {
			if at+n < s.end && isLetter(s.text, at+n) || sides > 1 {
				s.badShape(at, n)
				return sides
			}
			break
		}
		if s.text[at:at+n] != "x" && !doubt {
			doubt = true
			s.report(codeLookAlike, span{at, at + n}, "got "+quote(s.text[at:at+n])+`, want the letter "x"`, "the sides of a shape are joined by it", "type x; to multiply, type *")
		}
		sides++
		at = s.digits(at + n)
	}
	if sides == 1 {
		return 0
	}
	if at < s.end && (isLetter(s.text, at) || s.text[at] == '.' && s.digitAt(at+1)) {
		s.badShape(at, 0)
		return sides
	}
	text := strings.Map(func(r rune) rune {
		if r == 'X' || r == '×' || r == 'х' || r == '✕' {
			return 'x'
		}
		return r
	}, s.text[s.pos:at])
	s.add(tokShape, at, text)
	s.tokens[len(s.tokens)-1].doubt = doubt
	return sides
}

// cross is the length of an "x", or of something that looks like it, at i.
func (s *scanner) cross(i int) (int, bool) {
	r, n := utf8.DecodeRuneInString(s.text[i:s.end])
	switch r {
	case 'x', 'X', '×', 'х', '✕':
		return n, true
	}
	return 0, false
}

func (s *scanner) badShape(i, n int) {
	end := max(min(wordEnd(s.text, i+n), s.end), i+n)
	if end < s.end && s.text[end] == '.' && s.digitAt(end+1) {
		end = s.digits(end + 1)
	}
	got := s.text[s.pos:end]
	s.report(codeNumber, span{s.pos, end}, "malformed shape "+quote(got), "the sides of a shape are whole numbers",
		"for instance 4x4x512; with names, give the sides apart: fc(4, 4, 8*c)")
	s.add(tokShape, end, "")
}

func (s *scanner) str(mark byte) {
	end := min(lineEnd(s.text, s.pos), s.end)
	stop := min(quoted(s.text, s.pos), end)
	if mark == '`' {
		stop = min(after(s.text, s.pos+1, "`"), end)
	}
	text := s.text[s.pos:stop]
	if len(text) < 2 || text[len(text)-1] != mark {
		text = strings.TrimRight(s.text[s.pos:end], " \t\r")
		s.report(codeString, span{s.pos, s.pos + len(text)}, "the string has no closing "+quote(string(mark)),
			"a string ends on the line it begins", text+string(mark))
		s.add(tokString, end, strings.TrimRight(text[1:], " }"))
		return
	}
	value, err := strconv.Unquote(text)
	if err != nil {
		s.report(codeString, span{s.pos, stop}, "the string holds a malformed escape", `a backslash begins an escape: \\ is one backslash`,
			"in back quotes nothing is an escape: `"+text[1:len(text)-1]+"`")
		value = text[1 : len(text)-1]
	}
	if i := strings.IndexFunc(value, unicode.IsControl); i >= 0 && err == nil && mark == '"' {
		s.report(codeString, span{s.pos, stop}, "the string holds the control character "+codePoint(rune(value[i])),
			`a backslash begins an escape: \\ is one backslash`, "in back quotes nothing is an escape: `"+text[1:len(text)-1]+"`")
	}
	s.add(tokString, stop, value)
}

// strange handles a character that begins no token.
func (s *scanner) strange() {
	r, n := utf8.DecodeRuneInString(s.text[s.pos:s.end])
	at := span{s.pos, s.pos + n}
	plain, known := lookAlike[r]
	switch {
	case r == utf8.RuneError && n <= 1:
		s.report(codeCharacter, at, "the text is not valid UTF-8", "a byte here belongs to no character", "save the file as UTF-8")
	case known && plain == "":
		s.report(codeLookAlike, at, "an invisible character, "+codePoint(r), "it comes along when text is pasted from a page", "delete it")
	case known && plain == " ":
		// One report for a run of them: pasted text has dozens.
		for {
			r, m := utf8.DecodeRuneInString(s.text[at.end:s.end])
			if lookAlike[r] != " " {
				break
			}
			at.end += m
		}
		s.report(codeLookAlike, at, "a space that is not the ordinary one, "+codePoint(r), "it comes along when text is pasted from a page", "type a space")
	case known && plain == `"`:
		s.curlyString(r, n)
		return
	case known:
		s.report(codeLookAlike, at, "got "+quote(string(r))+", want "+quote(plain), codePoint(r)+" only looks like it", "type "+plain)
		s.replaced(plain, at.end)
		return
	case r == '[' || r == ']':
		s.bracket(r, at)
		return
	case strings.ContainsRune("<>", r):
		s.report(codeCharacter, at, "the character "+quote(string(r))+" has no use in a block", "arguments stand in ( ), groups in { }", "use ( ) or { }")
	case r == '.':
		s.report(codeNumber, at, "a number begins with a digit", `".5" is written 0.5`, "put a 0 before the dot")
	case r == '%':
		s.report(codeCharacter, at, `the character "%" has no use in a block`, "a share is written as a ratio", "1/4 for 25 %")
	default:
		s.report(codeCharacter, at, "the character "+quote(string(r))+" has no use in a block", "blocks are made of words, numbers, strings and ( ) { } , : + - * / ..", "remove it")
	}
	s.pos = at.end
}

// bracketReach is how many bytes to each side a bracket's partner is looked for: a line of
// nothing but brackets must not be walked once for each.
const bracketReach = 256

// bracket reads [ ] around arguments as the parentheses that were meant, reported once.
func (s *scanner) bracket(r rune, at span) {
	line := s.text[max(0, s.pos-bracketReach):s.pos]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	rest := s.text[at.end:max(at.end, min(at.end+bracketReach, s.end))]
	rest, _, _ = strings.Cut(rest, "\n")
	opened := strings.Count(line, "[") > strings.Count(line, "]")
	pair := r == '[' && strings.ContainsRune(rest, ']') || r == ']' && (opened || strings.Count(line, "(") > strings.Count(line, ")"))
	if r == '[' || !opened {
		s.report(codeCharacter, at, "the character "+quote(string(r))+" has no use in a block", "arguments stand in ( ), groups in { }", "use ( ) or { }")
	}
	s.pos = at.start
	switch {
	case pair && r == '[':
		s.add(tokPunct, at.end, "(")
	case pair:
		s.add(tokPunct, at.end, ")")
	default:
		s.pos = at.end
	}
}

// replaced goes on with the token that was meant.
func (s *scanner) replaced(plain string, end int) {
	switch {
	case plain == "..":
		s.add(tokRange, end, plain)
	case plain[0] >= '0' && plain[0] <= '9':
		s.add(tokNumber, end, plain)
	default:
		s.add(tokPunct, end, plain)
	}
}

// curlyString reads a string between typographic quotes, reported once.
func (s *scanner) curlyString(open rune, n int) {
	end := min(lineEnd(s.text, s.pos), s.end)
	body := s.text[s.pos+n : end]
	i := strings.IndexFunc(body, func(r rune) bool { return lookAlike[r] == `"` || r == '"' })
	stop, value := end, strings.TrimRight(body, " \t\r}")
	if i >= 0 {
		_, m := utf8.DecodeRuneInString(body[i:])
		stop, value = s.pos+n+i+m, body[:i]
	}
	reason := codePoint(open) + " only looks like a double quote"
	if open == '\'' {
		reason = "single quotes do not make a string"
	}
	s.report(codeLookAlike, span{s.pos, stop}, "got "+quote(string(open))+` where a string begins, want a double quote`, reason, strconv.Quote(value))
	s.add(tokString, stop, value)
}
