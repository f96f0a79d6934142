package dsl

import "strings"

// net parses the stages of a net block, one a line.
func (p *parser) net() {
	for {
		for p.peek().kind == tokNewline {
			p.next()
		}
		if p.peek().kind == tokEOF {
			return
		}
		s := &stage{line: p.line(p.peek())}
		p.blk.stages = append(p.blk.stages, s)
		mistakes := len(p.diags)
		p.try(func() { p.stage(s) })
		s.broken = len(p.diags) > mistakes
		for t := p.peek(); t.kind != tokNewline && t.kind != tokEOF; t = p.peek() {
			p.next()
		}
	}
}

// stage parses "name op op topk(...)".
func (p *parser) stage(s *stage) {
	t := p.peek()
	if t.kind != tokIdent {
		p.unexpected(t, "the name of a stage", "each line of a net is a stage: its name, then its layers", "part up(2) conv(512) relu")
	}
	s.name = name{t.text, t.span}
	if p.ahead(1).is("(") {
		help := "for instance part " + p.lineText(t)
		if t.text == "topk" {
			help = "if it ends the stage above, put it at the end of that line"
		}
		p.report(codeStageName, t.span, "the stage has no name", "a line begins with the stage's name; "+quote(t.text)+" is followed by an argument, so it is a layer", help)
		s.name = name{"", span{t.start, t.start}}
	} else {
		p.next()
		p.separator("a stage's layers follow its name")
	}
	for !p.atEnd() {
		if o := p.op(); o != nil {
			s.ops = append(s.ops, o)
		}
	}
	if t := p.peek(); t.is("}") {
		p.unexpected(t, "a layer or the end of the line", "net blocks hold no braces", "remove it")
	}
}

// lineText is the source line of t from t on, cut to a handy length.
func (p *parser) lineText(t lexeme) string {
	text := p.file.Source.Text
	return short(strings.TrimSpace(text[t.start:lineEnd(text, t.start)]))
}

// separator reports and skips a colon or an equals sign that separates nothing here.
func (p *parser) separator(reason string) {
	if t := p.peek(); t.is(":") || t.is("=") {
		p.report(codeSeparator, t.span, "got "+quote(t.text)+" after the name", reason+" after a space", "remove it")
		p.next()
	}
}

// op parses one layer; it returns nil for punctuation that it has reported.
func (p *parser) op() *op {
	t := p.next()
	switch {
	case t.kind == tokIdent:
	case t.is("->") || t.is(",") || t.is(";") || t.is("+") || t.is("-") || t.is("*") || t.is("/") || t.kind == tokRange:
		p.report(codeSeparator, t.span, "got "+quote(t.text)+" between layers", "layers are separated by spaces", "remove it")
		return nil
	case t.is(")"):
		p.fail(codeParen, t.span, `this ")" closes nothing`, "each layer's arguments stand in one pair of parentheses", "remove it")
	case t.kind == tokNumber || t.kind == tokShape:
		p.fail(codeUnexpected, t.span, "got "+t.describe()+", want a layer", "a number is an argument and stands in parentheses", "for instance conv("+t.text+")")
	default:
		p.fail(codeUnexpected, t.span, "got "+t.describe()+", want a layer", "a stage's line holds layers, and topk at its end", "for instance conv(512) relu topk(1/4)")
	}
	o := &op{word: name{t.text, t.span}, span: t.span}
	if p.peek().is("(") {
		p.args(o)
	} else if next := p.peek(); next.kind == tokNumber || next.kind == tokShape {
		p.bareArg(o)
	}
	return o
}

// bareArg reads an argument that stands without parentheses: conv 512.
func (p *parser) bareArg(o *op) {
	w := layerWord(o.word.text)
	if w == nil || len(w.Params) == 0 {
		return
	}
	t := p.peek()
	p.report(codeParen, t.span, "the argument of "+quote(o.word.text)+" stands without parentheses", w.Signature, o.word.text+"("+t.text+")")
	o.args, o.parens = append(o.args, p.arg()), true
	o.span = o.span.to(o.args[0].span)
}

// args parses "(" [ arg { "," arg } ] ")".
func (p *parser) args(o *op) {
	open := p.next()
	o.parens = true
	for !p.peek().is(")") {
		if p.atEnd() {
			p.fail(codeParen, open.span, quote(o.word.text)+` has no closing ")"`, "arguments end on the line they begin", p.closed(open))
		}
		if p.peek().is(",") {
			p.fail(codeUnexpected, p.peek().span, `got ",", want an argument`, "commas stand between two arguments", "remove it")
		}
		o.args = append(o.args, p.arg())
		if t := p.peek(); t.is(",") {
			p.next()
			if p.peek().is(")") {
				p.report(codeUnexpected, p.peek().span, `got ")" after a comma, want an argument`, "commas stand between two arguments", "remove the comma")
			}
		} else if !t.is(")") && !p.atEnd() {
			p.betweenArgs(o, t)
		}
	}
	o.span = o.span.to(p.next().span)
}

// betweenArgs explains a lexeme that follows an argument and is neither "," nor ")".
func (p *parser) betweenArgs(o *op, t lexeme) {
	help := `"," before the next argument, or ")"`
	switch {
	case layerWord(t.text) != nil:
		given := strings.TrimSpace(p.file.Source.Text[o.word.end:t.start])
		p.fail(codeParen, o.word.span, quote(o.word.text)+` has no closing ")"`, "the next layer, "+quote(t.text)+", begins inside it", o.word.text+short(given)+") "+t.text)
	case strings.HasPrefix(t.text, "x") && t.kind == tokIdent:
		help = "a shape is written without spaces: 64x64x3"
	case t.is("*"):
		help = "the sides of a shape are numbers; with an expression give them apart: fc(4, 4, 64*c)"
	}
	p.unexpected(t, `"," or ")"`, "arguments of "+quote(o.word.text)+" are separated by commas", help)
}

// closed is the line's text from a word's parenthesis on with ")" where it likely belongs.
func (p *parser) closed(open lexeme) string {
	text := p.file.Source.Text
	body := text[open.end:p.peek().start]
	body, _, _ = strings.Cut(body, "//")
	first, rest, found := strings.Cut(strings.TrimSpace(body), " ")
	if found && !strings.HasSuffix(first, ",") {
		return `put ")" after ` + quote(short(first)) + `, before ` + quote(short(strings.TrimSpace(rest)))
	}
	return `put ")" at the end of the arguments`
}

// arg parses [ ident ":" ] value.
func (p *parser) arg() *arg {
	t := p.peek()
	a := &arg{span: t.span}
	if t.kind == tokIdent && (p.ahead(1).is(":") || p.ahead(1).is("=")) {
		a.label = &name{t.text, t.span}
		p.next()
		if sign := p.next(); sign.is("=") {
			p.report(codeSeparator, sign.span, `got "=" after an argument's name, want ":"`, "named arguments are written name: value", t.text+": …")
		}
	}
	a.value = p.value("")
	a.span = a.span.to(a.value.span)
	return a
}
