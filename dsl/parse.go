package dsl

import (
	"go/token"
	"strings"

	"github.com/andor-kernel/andor/internal/spell"
)

// Parse cuts a cell into Go text and blocks and parses the blocks by grammar.txt. It
// goes on after a mistake, at the next line or field, and so reports all of them, in
// the order of the text. The file is usable even then: Check looks at what parsed.
// Parse never panics, and src need not be valid in any sense.
func Parse(src Source) (*File, Diagnostics) {
	f := &File{Source: src}
	f.lines = newLines(&f.Source)
	p := &parser{file: f}
	for _, piece := range split(src.Text, p.report) {
		c := Chunk{Pos: f.lines.pos(piece.start), Text: src.Text[piece.start:piece.end]}
		if piece.form != noHeader {
			c.Block = p.block(piece)
		}
		f.Chunks = append(f.Chunks, c)
	}
	p.diags.Sort()
	return f, p.diags
}

// parser reads the lexemes of one block after another.
type parser struct {
	file   *File
	diags  Diagnostics
	tokens []lexeme
	i      int
	depth  int    // of nested parentheses and groups
	blk    *Block // the block at hand
}

// bail is what a parse function panics with once it has reported a mistake it cannot
// read on from; only try recovers it.
type bail struct{}

func (p *parser) report(code string, at span, message, reason, help string) {
	p.diags = append(p.diags, p.file.diagnostic(code, at, message, reason, help))
	if p.blk != nil {
		p.blk.Broken = true
	}
}

// diagnostic places a finding in the file's source.
func (f *File) diagnostic(code string, at span, message, reason, help string) Diagnostic {
	return Diagnostic{
		Code: code, Source: &f.Source, Pos: f.lines.pos(at.start), End: f.lines.pos(max(at.end, at.start)),
		Message: message, Reason: reason, Help: help,
	}
}

func (p *parser) fail(code string, at span, message, reason, help string) {
	p.report(code, at, message, reason, help)
	panic(bail{})
}

// try runs a parse function and says whether it came through.
func (p *parser) try(parse func()) (ok bool) {
	depth := p.depth
	defer func() {
		if r := recover(); r != nil {
			if _, mine := r.(bail); !mine {
				panic(r)
			}
			p.depth, ok = depth, false
		}
	}()
	parse()
	return true
}

func (p *parser) peek() lexeme { return p.tokens[p.i] }

// ahead is the lexeme n places after the next one.
func (p *parser) ahead(n int) lexeme { return p.tokens[min(p.i+n, len(p.tokens)-1)] }

func (p *parser) next() lexeme {
	t := p.tokens[p.i]
	if t.kind != tokEOF {
		p.i++
	}
	return t
}

// atEnd says whether the line, the group or the text is over.
func (p *parser) atEnd() bool {
	t := p.peek()
	return t.kind == tokNewline || t.kind == tokEOF || t.kind == tokComment || t.is("}")
}

// line is the index, from 0, of the source line of a lexeme.
func (p *parser) line(t lexeme) int { return p.file.lines.line(t.start) }

// block parses one piece. What it reports marks the block as broken.
func (p *parser) block(c piece) *Block {
	text := p.file.Source.Text
	b := &Block{Kind: c.kind, word: c.word, name: c.name, Name: text[c.name.start:c.name.end], close: span{c.close, c.close}, closing: -1}
	end := c.word.start + len(strings.TrimRight(text[c.word.start:c.end], " \t\r\n"))
	b.Pos, b.End = p.file.lines.pos(c.word.start), p.file.lines.pos(end)
	p.blk = b
	defer func() { p.blk = nil }()

	body := c.end
	if c.close >= 0 {
		b.close.end = c.close + 1
		b.closing = p.file.lines.line(c.close)
		b.End = p.file.lines.pos(c.close + 1)
		body = c.close
	}
	p.header(c)
	from := c.next
	if c.open >= 0 {
		from = c.open + 1
	}
	p.tokens, p.i, p.depth = scan(text, span{from, max(body, from)}, p.report), 0, 0
	p.comments()
	switch b.Kind {
	case "net":
		p.net()
	case "data", "train":
		b.group = &fieldGroup{path: b.Kind, span: span{from, body}, open: p.file.lines.line(max(c.open, c.word.start)), close: b.closing}
		p.fields(b.group)
	case "let":
		p.let(c)
	}
	if c.close >= 0 {
		p.rest(c)
	}
	return b
}

// header checks a block's first line up to its brace.
func (p *parser) header(c piece) {
	b, text := p.blk, p.file.Source.Text
	form := c.kind + " NAME {"
	switch {
	case c.form == unknown:
		b.Kind = blockKind(c.kind)
		help := "a block begins with net, data, train or let"
		if b.Kind != "" {
			help = b.Kind + " " + b.Name + " {"
		}
		p.report(codeBlockWord, c.word, "unknown block "+quote(c.kind), "two names and a brace are no Go either", help)
	case c.form == likeGo && c.name.start > c.word.start:
		p.report(codeHeader, span{c.word.end, c.word.end + 1}, `got ":" after `+quote(c.kind), "nothing but a space stands between the word and the name", c.kind+" "+b.Name+" {")
	case c.form == likeGo:
		at := skipBlank(text, c.name.end)
		p.report(codeHeader, span{at, at + len(text[at:]) - len(strings.TrimLeft(text[at:], ":="))}, "a "+c.kind+" block is no value", "it declares its name itself", c.kind+" "+b.Name+" {")
	case c.kind == "let":
		if b.Name == "" {
			p.report(codeHeader, c.word, "let without a name", "a let block gives a name to a value", "let k = 1/4")
		}
		return
	case b.Name == "":
		at := c.word
		if end := strings.TrimRight(text[c.word.end:lineEnd(text, c.word.end)], " \t\r{"); strings.TrimSpace(end) != "" {
			at = span{skipBlank(text, c.word.end), c.word.end + len(end)}
		}
		p.report(codeHeader, at, c.kind+" without a name", "the name becomes a variable of the session; it is a Go identifier, without quotes", form)
	case c.open < 0:
		p.report(codeHeader, c.name, c.kind+" "+quote(b.Name)+" has no opening brace", "the block's lines stand between { and }", c.kind+" "+b.Name+" {")
	case p.file.lines.line(c.open) != p.file.lines.line(c.word.start):
		p.report(codeHeader, span{c.open, c.open + 1}, "the opening brace stands on a line of its own", "a block begins as Go's do, with the brace on its first line", c.kind+" "+b.Name+" {")
	case strings.TrimSpace(text[c.name.end:c.open]) != "":
		extra := text[c.name.end:c.open]
		from := skipBlank(text, c.name.end)
		p.report(codeHeader, span{from, c.name.end + len(strings.TrimRight(extra, " \t"))}, "got "+quote(strings.TrimSpace(extra))+" between name and brace",
			"nothing stands between them", c.kind+" "+b.Name+" {")
	}
	p.usable(c)
	if c.open >= 0 && c.close < 0 {
		p.report(codeUnclosed, span{c.open, c.open + 1}, c.kind+" "+quote(b.Name)+" has no closing brace",
			"its block ends where "+p.unclosedBy(c), `put "}" on a line of its own after the block's last line`)
	}
}

func (p *parser) unclosedBy(c piece) string {
	if c.end >= len(p.file.Source.Text) {
		return "the text ends"
	}
	return "line " + itoa(p.file.lines.pos(c.end).Line) + " begins something else"
}

// usable reports names that Go, to which a block is lowered, could not carry.
func (p *parser) usable(c piece) {
	name := p.blk.Name
	switch {
	case name == "_":
		p.report(codeBadName, c.name, `"_" is not a name`, "Go reads it as no name at all", "choose a word, such as "+map[string]string{"net": "G", "data": "faces", "train": "run1", "let": "k"}[p.blk.Kind])
	case token.IsKeyword(name):
		p.report(codeBadName, c.name, quote(name)+" is a keyword of Go", "the name becomes a Go variable", "choose another, such as "+name+"1")
	case name == "andor":
		p.report(codeBadName, c.name, `"andor" is the package that cells use`, "a variable of that name would hide it", "choose another, such as andor1")
	case name != skeleton(name):
		p.report(codeLookAlike, c.name, "the name "+quote(name)+" has letters that only look like ASCII ones", lookAlikes(name), "type it anew: "+skeleton(name))
		p.blk.Name = skeleton(name)
	}
}

// blockKind guesses which block an unknown word stands for, "" if there is no telling.
func blockKind(word string) string {
	switch strings.ToLower(word) {
	case "network", "model", "generator", "energy", "actor", "critic":
		return "net"
	case "dataset", "images", "set":
		return "data"
	case "run", "training", "fit", "optimize", "learn":
		return "train"
	}
	return spell.Nearest(word, []string{"net", "data", "train"})
}

// comments moves the comments out of the lexemes into the block.
func (p *parser) comments() {
	kept := p.tokens[:0]
	last := p.file.lines.line(p.blk.word.start) // the line of the last lexeme
	for _, t := range p.tokens {
		line := p.line(t)
		if t.kind == tokComment {
			p.blk.comments = append(p.blk.comments, comment{t.text, line, line != last})
			continue
		}
		if t.kind != tokNewline {
			last = line
		}
		kept = append(kept, t)
	}
	p.tokens = kept
}

// rest looks at what follows the closing brace on its line: nothing or a comment.
func (p *parser) rest(c piece) {
	text := p.file.Source.Text
	from := skipBlank(text, c.close+1)
	to := min(lineEnd(text, from), c.end)
	if from >= to || text[from] == '\r' {
		return
	}
	tail := strings.TrimRight(text[from:to], " \t\r")
	if strings.HasPrefix(tail, "//") {
		p.blk.comments = append(p.blk.comments, comment{tail, p.blk.closing, false})
		return
	}
	help := "put it on a line of its own"
	if tail == ";" || tail == "}" {
		help = "remove it"
	}
	p.report(codeAfterBlock, span{from, from + len(tail)}, "got "+quote(short(tail))+" after the block's closing brace", "a block ends with its line", help)
}

// short cuts a text that is quoted in a message.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// let parses the rest of a let: "=" expr.
func (p *parser) let(c piece) {
	b := p.blk
	if b.Name == "" {
		return
	}
	p.usable(c)
	example := "let " + b.Name + " = 1/4"
	p.try(func() {
		p.assign(example)
		if p.atEnd() {
			p.fail(codeNoValue, c.name, "let "+quote(b.Name)+" has no value", "the line ends where its value should stand", example)
		}
		b.value = p.expr()
		if !p.atEnd() {
			p.unexpected(p.peek(), "an operator or the end of the line", "a let holds one expression of numbers and names", example)
		}
	})
}

func (p *parser) assign(example string) {
	t := p.peek()
	switch {
	case t.is("=") && p.ahead(1).is("="):
		p.report(codeSeparator, t.span.to(p.ahead(1).span), `got "==", want "="`, "a let is no comparison", example)
		p.i += 2
	case t.is("="):
		p.next()
	case t.is(":") && p.ahead(1).is("="):
		p.report(codeSeparator, t.span.to(p.ahead(1).span), `got ":=", want "="`, "a let is no Go statement; its value is an exact constant", example)
		p.i += 2
	default:
		p.report(codeHeader, t.span, "got "+t.describe()+` after the name, want "="`, "a let gives a name to a value", example)
	}
}

// unexpected reports the lexeme t where something else was wanted, and bails out.
func (p *parser) unexpected(t lexeme, want, reason, help string) {
	at := t.span
	if t.kind == tokNewline || t.kind == tokEOF {
		at = span{t.start, t.start}
	}
	p.fail(codeUnexpected, at, "got "+t.describe()+", want "+want, reason, help)
}
