package dsl

import (
	"fmt"
	"slices"
	"strings"
)

// Completion is one proposal for the word at the cursor.
type Completion struct {
	Text      string
	Kind      string // layer, stage, argument, field, value, net, data, number
	Signature string // as in Word; empty for names
	Doc       string
	Start     int // the bytes Start..End of the source are replaced by Text
	End       int
}

// Complete proposes what may stand at a byte offset, by the state of the grammar there:
// layers after a stage's name, fields not given yet in a data or train block, nets and
// data of the right kind as their values, k for topk from the shape at that place. It
// returns false if the offset is not inside a block; inside strings, comments and new
// names it returns true and nothing.
func Complete(src Source, offset int, env Env) ([]Completion, bool) {
	p, ok := locate(src, offset, env)
	if !ok {
		return nil, false
	}
	c := &completer{place: p, offset: offset, start: offset, end: offset}
	for c.start > p.piece.start && partOfWord(p.text[c.start-1]) {
		c.start--
	}
	for c.end < len(p.text) && partOfWord(p.text[c.end]) {
		c.end++
	}
	from := p.piece.next
	if p.piece.kind != "let" {
		from = p.piece.open + 1
	}
	if p.piece.kind != "let" && p.piece.open < 0 || c.start < from || p.piece.kind == "let" && (p.piece.form != strict || c.start <= p.piece.next) {
		return nil, true
	}
	if c.silent(from) {
		return nil, true
	}
	c.tokens = scan(p.text, span{from, c.start}, func(string, span, string, string, string) {})
	c.tokens = c.tokens[:len(c.tokens)-1]
	switch c.block().Kind {
	case "net":
		c.net()
	case "data", "train":
		c.fields()
	case "let":
		c.numbers()
	}
	return c.matching(), true
}

func partOfWord(b byte) bool {
	return b == '_' || b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b >= 0x80
}

type completer struct {
	place
	offset, start, end int // of the cursor and of the word at it
	tokens             []lexeme
	out                []Completion
}

// silent says whether the cursor stands in a comment or a string.
func (c *completer) silent(from int) bool {
	line := c.text[max(from, strings.LastIndexByte(c.text[:c.start], '\n')+1):c.start]
	quotes := false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quotes:
			i++
		case line[i] == '"':
			quotes = !quotes
		case !quotes && strings.HasPrefix(line[i:], "//"):
			return true
		}
	}
	return quotes
}

func (c *completer) add(kind, text, signature, doc string) {
	c.out = append(c.out, Completion{Text: text, Kind: kind, Signature: signature, Doc: doc, Start: c.start, End: c.end})
}

func (c *completer) addWord(kind string, w *Word) { c.add(kind, w.Name, w.Signature, w.Doc) }

// matching keeps the proposals that begin with what is typed.
func (c *completer) matching() []Completion {
	typed := strings.ToLower(c.text[c.start:c.offset])
	return slices.DeleteFunc(c.out, func(x Completion) bool { return !strings.HasPrefix(strings.ToLower(x.Text), typed) })
}

// net proposes within a stage's line.
func (c *completer) net() {
	line := c.tokens
	if i := lastIndex(line, func(t lexeme) bool { return t.kind == tokNewline }); i >= 0 {
		line = line[i+1:]
	}
	first := !slices.ContainsFunc(c.tokens[:len(c.tokens)-len(line)], func(t lexeme) bool { return t.kind == tokIdent })
	open := lastIndex(line, func(t lexeme) bool { return t.is("(") })
	shut := lastIndex(line, func(t lexeme) bool { return t.is(")") })
	switch {
	case len(line) == 0:
		c.stageNames()
	case open > shut && open > 0:
		c.args(line, open)
	case first:
		for _, l := range layers {
			if l.begins != "" {
				c.addWord("layer", &l.Word)
			}
		}
	case slices.ContainsFunc(line[1:], func(t lexeme) bool { return t.text == "topk" }):
	default:
		for _, l := range layers {
			if l.begins == "" && (l != &topkLayer || len(line) > 1) {
				c.addWord("layer", &l.Word)
			}
		}
	}
}

func lastIndex(ts []lexeme, f func(lexeme) bool) int {
	for i := len(ts) - 1; i >= 0; i-- {
		if f(ts[i]) {
			return i
		}
	}
	return -1
}

// stageNames proposes the next of the usual names: those of [P]'s hierarchy, or e2, e3.
func (c *completer) stageNames() {
	net := c.netUpTo(c.start)
	used := map[string]bool{}
	for _, s := range net.Stages {
		used[s.Name] = true
	}
	usual := []string{"z", "y"}
	switch net.Kind {
	case Generator:
		usual = []string{"object", "part", "subpart", "prim", "pixel", "image"}
	case Energy:
		usual = []string{fmt.Sprintf("e%d", len(net.Stages)+1), "energy"}
	}
	for _, name := range usual {
		if !used[name] {
			c.add("stage", name, "", "a usual name for the next stage")
		}
	}
}

// args proposes inside the parentheses that open at line[open].
func (c *completer) args(line []lexeme, open int) {
	w := layerWord(line[open-1].text)
	if w == nil {
		return
	}
	inside := line[open+1:]
	if n := len(inside); n >= 2 && inside[n-1].is(":") && inside[n-2].text == "per" {
		c.add("value", string(PerPosition), "per: position", "keep k channels at each position")
		c.add("value", string(PerChannel), "per: channel", "keep k positions in each channel")
		return
	}
	commas := 0
	for _, t := range inside {
		if t.is(",") {
			commas++
		}
	}
	if n := len(inside); commas > 0 && inside[n-1].is(",") {
		for _, p := range w.Params[min(1, len(w.Params)):] {
			c.add("argument", p.Name+": ", w.Signature, p.Doc)
		}
	}
	if commas == 0 && len(inside) == 0 && w.Name == "topk" {
		c.shares(line[open-1].start)
	}
	c.numbers()
}

// shares proposes a quarter of the group that topk at the offset chooses from.
func (c *completer) shares(topk int) {
	net := c.netUpTo(topk)
	if len(net.Stages) == 0 {
		return
	}
	s := net.Stages[len(net.Stages)-1]
	switch {
	case !s.Out.known():
	case defaultPer(s.Ops) == PerPosition:
		k := max(1, min(8, s.Out.C/4))
		c.add("value", itoa(k), "", fmt.Sprintf("%d of %d channels at each position", k, s.Out.C))
		return
	case s.Out.H*s.Out.W%4 == 0:
		c.add("value", fmt.Sprintf("%d*%d/4", s.Out.H, s.Out.W), "", fmt.Sprintf("a quarter of the %d positions in each channel", s.Out.H*s.Out.W))
	}
	c.add("value", "1/4", "", "a quarter")
}

// fields proposes in a data or train block: a field's name, or its value.
func (c *completer) fields() {
	path, given, pending := c.walk()
	if pending != "" {
		c.values(path, pending)
		return
	}
	if n := len(c.tokens); n > 0 && (c.tokens[n-1].kind == tokRange || c.tokens[n-1].kind == tokPunct && strings.Contains("+-*/(", c.tokens[n-1].text)) {
		c.numbers()
		return
	}
	for _, w := range wordsIn(path) {
		if !given[w.Name] {
			c.addWord("field", w)
		}
	}
}

// walk goes through the lexemes before the cursor: the group they end in, its fields so
// far, and the field whose value comes next, if any.
func (c *completer) walk() (path string, given map[string]bool, pending string) {
	path = c.block().Kind
	seen := map[string]map[string]bool{path: {}}
	for _, t := range c.tokens {
		switch {
		case t.is("{") && pending != "":
			path += "." + pending
			seen[path] = map[string]bool{}
			pending = ""
		case t.is("}"):
			path, pending = strings.TrimSuffix(path, "."+groupName(path)), ""
		case t.kind == tokIdent && pending == "" && fieldWord(path, t.text) != nil:
			pending = t.text
			seen[path][t.text] = true
		case t.is("=") || t.is(":"):
		default:
			pending = ""
		}
		if seen[path] == nil {
			seen[path] = map[string]bool{}
		}
	}
	return path, seen[path], pending
}

// values proposes what a field may be.
func (c *completer) values(path, field string) {
	w := fieldWord(path, field)
	for _, v := range valuesOf(path + "." + field) {
		text := strings.TrimPrefix(v.Example, field+" ")
		c.add("value", text, v.Signature, v.Doc)
	}
	switch w.kind {
	case netField:
		c.nets(Generator)
	case criticField:
		c.nets(Energy)
	case dataField:
		for _, name := range c.names("data") {
			c.add("data", name, "", "data of the session")
		}
	case sizeField, rangeField, spanField, groupField, cropField:
		c.add("value", strings.TrimPrefix(w.Example, field+" "), w.Signature, w.Doc)
	case countField, realField, pairField, rateField:
		if w.Default != "" && w.Default[0] >= '0' && w.Default[0] <= '9' && !strings.Contains(w.Default, " ") {
			c.add("value", w.Default, w.Signature, "the default")
		}
		c.numbers()
	}
}

// names lists the names of a kind once each, sorted.
func (c *completer) names(kind string) []string {
	out := c.checker.candidates(kind)
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" })
}

func (c *completer) nets(kind NetKind) {
	for _, name := range c.names("net") {
		m, ok := c.checker.lookup(name)
		if ok && (m.broken || m.net != nil && m.net.Kind == kind) {
			doc := ""
			if m.net != nil && len(m.net.Stages) > 0 {
				doc = fmt.Sprintf("%s, %s to %s", m.net.Kind, m.net.input(), m.net.output())
			}
			c.add("net", name, "", doc)
		}
	}
}

func (c *completer) numbers() {
	for _, name := range c.names("let") {
		if m, ok := c.checker.lookup(name); ok {
			doc := "= " + m.value.String()
			if m.value.pending || m.broken {
				doc = "a value of the session"
			}
			c.add("number", name, "", doc)
		}
	}
}
