package dsl

import (
	"strings"
)

// maxDepth bounds the nesting of parentheses and braces, so that no input exhausts the
// stack.
const maxDepth = 50

// fields parses the fields of g up to its closing brace, or to the end of the block.
func (p *parser) fields(g *fieldGroup) {
	for {
		t := p.peek()
		switch {
		case t.kind == tokNewline:
			p.next()
		case t.kind == tokEOF || t.is("}") && p.depth > 0:
			return
		case t.is("}"):
			p.report(codeStrayBrace, t.span, `this "}" closes nothing`, "no group is open here", "remove it")
			p.next()
		case t.is(",") || t.is(";"):
			p.report(codeSeparator, t.span, "got "+quote(t.text)+" between fields", "fields are separated by spaces or new lines", "remove it")
			p.next()
		default:
			f := &field{line: p.line(t)}
			if !p.try(func() { p.field(g, f) }) {
				p.skipField(g.path)
			}
			if f.name.text != "" {
				g.fields = append(g.fields, f)
			}
		}
	}
}

// skipField moves to where the next field can begin: a known field's name, the end of
// the line or of the group. Groups opened on the way are skipped whole.
func (p *parser) skipField(path string) {
	for depth := 0; ; p.next() {
		t := p.peek()
		switch {
		case t.kind == tokEOF:
			return
		case t.is("{"):
			depth++
		case t.is("}") && depth > 0:
			depth--
		case t.is("}") || depth == 0 && t.kind == tokNewline:
			return
		case depth == 0 && t.kind == tokIdent && fieldWord(path, t.text) != nil:
			return
		}
	}
}

// field parses "name value".
func (p *parser) field(g *fieldGroup, f *field) {
	t := p.next()
	if t.kind != tokIdent {
		p.fail(codeUnexpected, t.span, "got "+t.describe()+", want the name of a field", "each field is a name and its value", p.example(g.path))
	}
	f.name = name{t.text, t.span}
	if sign := p.peek(); sign.is("=") || sign.is(":") {
		p.separator("a field's value follows its name")
		if p.peek().is("=") { // ":="
			p.next()
		}
	}
	if p.atEnd() || p.valueMissing(g.path) {
		if fieldWord(g.path, t.text) == nil {
			message, reason, help := unknownField(p.blk, g.path, t.text)
			p.report(codeField, t.span, message, reason, help)
			return
		}
		p.report(codeNoValue, t.span, "field "+quote(t.text)+" has no value", "its value stands on the same line", p.fieldExample(g.path, t.text))
		return
	}
	f.value = p.value(g.path + "." + t.text)
}

// valueMissing says whether the next lexeme is not a value but the next field's name:
// `sigma  batch 64`. A name that is also a field's, as in `data data`, is read as a
// value if no value of its own follows it.
func (p *parser) valueMissing(path string) bool {
	t := p.peek()
	if t.kind != tokIdent || fieldWord(path, t.text) == nil {
		return false
	}
	switch u := p.ahead(1); u.kind {
	case tokNewline, tokEOF, tokComment:
		return false
	case tokPunct:
		return u.is("{") || u.is("-") || u.is("=") || u.is(":")
	case tokIdent:
		return fieldWord(path, u.text) == nil
	}
	return true
}

func (p *parser) example(path string) string {
	if w := wordsIn(path); len(w) > 0 {
		return "for instance " + w[0].Example
	}
	return "remove it"
}

func (p *parser) fieldExample(path, word string) string {
	if w := fieldWord(path, word); w != nil {
		return w.Example
	}
	return word + " 1"
}

// value parses an expression, shape, string, range, loader call or group. path names
// the group whose value this is; "" where none is possible, in a layer's arguments.
func (p *parser) value(path string) *value {
	t := p.peek()
	v := &value{span: t.span}
	switch {
	case t.kind == tokShape:
		p.next()
		v.kind, v.text, v.sides, v.doubt = shapeValue, t.text, sides(t.text), t.doubt || t.text == ""
	case t.kind == tokString:
		p.next()
		v.kind, v.text = stringValue, t.text
	case t.is("{") && path != "":
		p.wantsGroup(path, t)
		p.group(v, path)
	case t.kind == tokIdent && p.ahead(1).is("("):
		p.call(v)
	default:
		v.expr = p.expr()
		v.span = v.expr.span
		if arrow := p.peek(); arrow.is("->") {
			p.report(codeSeparator, arrow.span, `got "->" between two values`, "from the first value to the last is a range", `write ".."`)
			p.tokens[p.i].kind = tokRange
		}
		if p.peek().kind == tokRange {
			p.next()
			v.kind, v.last = rangeValue, p.expr()
			v.span = v.span.to(v.last.span)
		}
		p.apart(path, v)
	}
	return v
}

// wantsGroup reports braces after a field that takes no group.
func (p *parser) wantsGroup(path string, open lexeme) {
	i := strings.LastIndexByte(path, '.')
	w := fieldWord(path[:i], path[i+1:])
	if w != nil && w.kind != groupField && w.kind != cropField && w.kind != pairField {
		p.i--
		p.skipGroup()
		p.fail(codeValueKind, open.span, "field "+quote(w.Name)+" is a group in braces", w.Signature, w.Example)
	}
}

// skipGroup moves past the braces that follow the next lexeme.
func (p *parser) skipGroup() {
	for depth := 0; ; {
		t := p.next()
		switch {
		case t.kind == tokEOF:
			return
		case t.is("{"):
			depth++
		case t.is("}"):
			if depth--; depth <= 0 {
				return
			}
		}
	}
}

// apart reports a shape whose sides stand apart: size 64 x 64.
func (p *parser) apart(path string, v *value) {
	x, next := p.peek(), p.ahead(1)
	if path != "data.size" || v.kind != exprValue || v.expr.op != '0' || x.text != "x" || next.kind != tokNumber && next.kind != tokShape {
		return
	}
	at := v.span.to(next.span)
	p.i += 2
	p.fail(codeNumber, at, "the sides of a shape stand apart", "a shape is one word", v.expr.text+"x"+next.text)
}

func (p *parser) group(v *value, path string) {
	open := p.next()
	g := &fieldGroup{path: path, open: p.line(open)}
	if p.depth++; p.depth > maxDepth {
		p.fail(codeUnexpected, open.span, "braces nested more than "+itoa(maxDepth)+" deep", "no group needs it", "remove it")
	}
	p.fields(g)
	p.depth--
	end := p.peek()
	if !end.is("}") {
		p.fail(codeUnclosed, open.span, `this "{" has no closing brace`, "the block ends inside the group", `put "}" after the group's last field`)
	}
	p.next()
	g.span = open.span.to(end.span)
	g.close = p.line(end)
	v.kind, v.group, v.span = groupValue, g, g.span
}

// call parses celeba("DIR"), or celeba(path) with a Go string of the session.
func (p *parser) call(v *value) {
	t := p.next()
	p.next() // (
	arg := p.peek()
	if arg.kind == tokIdent {
		v.expr = &expr{op: 'a', text: arg.text, span: arg.span}
	} else if arg.kind != tokString {
		p.fail(codeUnexpected, arg.span, "got "+arg.describe()+", want a string", "a loader takes the path of its folder or archive", t.text+`("DIR")`)
	}
	p.next()
	end := p.peek()
	if !end.is(")") {
		p.fail(codeParen, t.span, quote(t.text)+` has no closing ")"`, "a loader takes one path", (&value{kind: callValue, loader: name{text: t.text}, expr: v.expr, text: arg.text}).String())
	}
	p.next()
	v.kind, v.loader = callValue, name{t.text, t.span}
	if v.expr == nil {
		v.text = arg.text
	}
	v.span = t.span.to(end.span)
}

// sides splits a shape's text; nil for one the scanner has reported.
func sides(text string) []int {
	var out []int
	n := 0
	for i := 0; i <= len(text); i++ {
		switch {
		case text == "":
			return nil
		case i == len(text) || text[i] == 'x':
			out = append(out, n)
			n = 0
		case text[i] >= '0' && text[i] <= '9' && n < 1e9:
			n = 10*n + int(text[i]-'0')
		}
	}
	return out
}

// expr parses term { ("+"|"-") term }.
func (p *parser) expr() *expr {
	e := p.term()
	for n, t := 0, p.peek(); t.is("+") || t.is("-"); n, t = n+1, p.peek() {
		p.long(n, t)
		p.next()
		r := p.term()
		e = &expr{op: t.text[0], l: e, r: r, span: e.span.to(r.span)}
	}
	return e
}

// term parses factor { ("*"|"/") factor }.
func (p *parser) term() *expr {
	e := p.factor()
	for n, t := 0, p.peek(); t.is("*") || t.is("/"); n, t = n+1, p.peek() {
		p.long(n, t)
		p.next()
		r := p.factor()
		e = &expr{op: t.text[0], l: e, r: r, span: e.span.to(r.span)}
	}
	return e
}

// long bounds the length of an expression, as maxDepth does its depth.
func (p *parser) long(n int, t lexeme) {
	if n >= 1000 {
		p.fail(codeUnexpected, t.span, "an expression of more than 1000 terms", "no value needs it", "give parts of it names with let")
	}
}

// factor parses number | ident | "(" expr ")" | "-" factor.
func (p *parser) factor() *expr {
	if p.depth++; p.depth > maxDepth {
		p.fail(codeUnexpected, p.peek().span, "an expression nested more than "+itoa(maxDepth)+" deep", "no value needs it", "give parts of it names with let")
	}
	defer func() { p.depth-- }()
	t := p.peek()
	switch {
	case t.kind == tokNumber:
		p.next()
		return &expr{op: '0', text: t.text, span: t.span}
	case t.kind == tokIdent:
		p.next()
		return &expr{op: 'a', text: t.text, span: t.span}
	case t.is("-"):
		p.next()
		e := p.factor()
		return &expr{op: '~', l: e, span: t.span.to(e.span)}
	case t.is("("):
		p.next()
		e := p.expr()
		if end := p.peek(); end.is(",") {
			p.fail(codeSeparator, end.span, `got "," inside parentheses`, "parentheses hold one value here", "a range is written -1..1, a shape 64x64")
		} else if !end.is(")") {
			p.fail(codeParen, t.span, `this "(" has no closing ")"`, "got "+end.describe()+" instead", `put ")" after `+quote(e.String()))
		}
		return &expr{op: '(', l: e, span: t.span.to(p.next().span)}
	case t.kind == tokShape:
		p.fail(codeUnexpected, t.span, "got the shape "+quote(t.text)+", want a number", "a shape stands alone; it is not part of an expression", "multiply with *: "+timesText(t.text))
	}
	p.unexpected(t, "a value", "a number, a name or ( belongs here", "for instance 64")
	return nil
}

// timesText is a shape's text as a product.
func timesText(shape string) string {
	out := []byte(shape)
	for i := range out {
		if out[i] == 'x' {
			out[i] = '*'
		}
	}
	return string(out)
}
