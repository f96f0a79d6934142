package dsl

// fieldSet is a group's fields by name, after unknown and repeated ones are reported.
type fieldSet struct {
	path string
	at   span // where a missing field is reported
	by   map[string]*field
}

// group sorts out the fields of a group: unknown, repeated, missing.
func (c *checker) group(g *fieldGroup, at span) fieldSet {
	fs := fieldSet{path: g.path, at: at, by: map[string]*field{}}
	given := map[string]*field{}
	for _, f := range g.fields {
		w := fieldWord(g.path, f.name.text)
		if w == nil {
			if f.value != nil || !c.blk.Broken { // else Parse has reported it
				message, reason, help := unknownField(c.blk, g.path, f.name.text)
				c.report(codeField, f.name.span, message, reason, help)
			}
			if meant := near(f.name.text, names(wordsIn(g.path)), synonyms[f.name.text]); fieldWord(g.path, meant) != nil && given[meant] == nil {
				given[meant] = f // not missing, only misspelt
			}
			continue
		}
		if first := fs.by[f.name.text]; first != nil {
			c.report(codeFieldTwice, f.name.span, "field "+quote(f.name.text)+" is given twice", "it has a value on line "+itoa(c.file.lines.pos(first.name.start).Line)+" already", "remove one")
			continue
		}
		fs.by[f.name.text], given[f.name.text] = f, f
	}
	for _, w := range wordsIn(g.path) {
		if w.required && given[w.Name] == nil && !c.blk.Broken {
			c.report(codeFieldMissed, at, owner(c.blk, g.path)+" has no "+w.Name, w.Signature+": "+firstSentence(w.Doc), "add "+w.Example)
		}
	}
	return fs
}

// owner names a group in a message: train "run1", or "langevin".
func owner(b *Block, path string) string {
	if path == b.Kind {
		return path + " " + quote(b.Name)
	}
	return quote(groupName(path))
}

// groupName is the last word of a path: "langevin" of "train.langevin".
func groupName(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' {
			return path[i+1:]
		}
	}
	return path
}

func firstSentence(doc string) string {
	for i := 0; i+1 < len(doc); i++ {
		if doc[i] == '.' && doc[i+1] == ' ' {
			return doc[:i]
		}
	}
	if n := len(doc); n > 0 && doc[n-1] == '.' {
		return doc[:n-1]
	}
	return doc
}

// unknownField says that a group has no such field, and which was meant.
func unknownField(b *Block, path, word string) (message, reason, help string) {
	known := names(wordsIn(path))
	help = near(word, known, "")
	if meant := synonyms[word]; help == "" && fieldWord(path, meant) != nil {
		help = fieldWord(path, meant).Example
	}
	if help == "" {
		help = elsewhere(path, word)
	}
	if help == "" {
		help = "remove it"
	}
	reason = "its fields are " + phrase(known)
	if len(known) == 0 {
		reason = "it has no fields"
	}
	return owner(b, path) + " has no field " + quote(word), reason, help
}

// elsewhere says in which other group a field belongs.
func elsewhere(path, word string) string {
	for i := range words {
		if w := &words[i]; w.Role == FieldRole && w.Name == word && w.In != path {
			if inner := groupName(w.In); inner != w.In {
				return inner + " { " + w.Example + " }"
			}
			return "it belongs into a " + w.In + " block"
		}
	}
	return ""
}

// has says whether a field was given with a value.
func (fs fieldSet) has(name string) bool { return fs.by[name] != nil && fs.by[name].value != nil }

// kind reports a value that is not of one of the wanted kinds.
func (c *checker) kind(f *field, w *Word, wanted ...valueKind) bool {
	for _, k := range wanted {
		if f.value.kind == k {
			return true
		}
	}
	if f.value.doubt {
		return false // reported by the scanner
	}
	got := f.value.kind.String()
	if f.value.kind != groupValue {
		got += ", " + short(f.value.String())
	}
	c.report(codeValueKind, f.value.span, "field "+quote(w.Name)+" is "+got, w.Signature, w.Example)
	return false
}

// num is the value of a number field; given is false where the default holds or the
// value is wrong or pending.
func (c *checker) num(fs fieldSet, name string) (x number, given bool) {
	if !fs.has(name) {
		return number{}, false
	}
	f, w := fs.by[name], fieldWord(fs.path, name)
	if !c.kind(f, w, exprValue) {
		return number{}, false
	}
	return c.inRange(f.value.expr, w)
}

// inRange works out an expression and holds it against the limits of a word.
func (c *checker) inRange(e *expr, w *Word) (number, bool) {
	x, ok := c.eval(e)
	if !ok || x.pending {
		return number{}, false
	}
	if x.f < w.low || x.f > w.high || w.open && x.f == w.low || w.below && x.f == w.high || x.f != x.f {
		c.report(codeValueRange, e.span, w.Name+" is "+x.String()+", want "+between(w.low, w.high, w.open, w.below), firstSentence(w.Doc), w.Example)
		return number{}, false
	}
	return x, true
}

// count is the value of a whole-number field, or otherwise.
func (c *checker) countField(fs fieldSet, name string, otherwise int) int {
	x, given := c.num(fs, name)
	if !given {
		return otherwise
	}
	n, whole := x.whole()
	if !whole {
		c.report(codeValueRange, fs.by[name].value.span, name+" is "+x.String()+", want a whole number", firstSentence(fieldWord(fs.path, name).Doc), roundHelp(x))
		return otherwise
	}
	return int(n)
}

// realField is the value of a number field, or otherwise.
func (c *checker) realField(fs fieldSet, name string, otherwise float64) float64 {
	if x, given := c.num(fs, name); given {
		return x.f
	}
	return otherwise
}

// subgroup is a field's group in braces, empty if it is not given.
func (c *checker) subgroup(fs fieldSet, name string) fieldSet {
	empty := fieldSet{path: fs.path + "." + name, by: map[string]*field{}}
	if !fs.has(name) {
		return empty
	}
	f := fs.by[name]
	if !c.kind(f, fieldWord(fs.path, name), groupValue) {
		return empty
	}
	return c.group(f.value.group, f.name.span)
}

// word is a field's value as a bare name, "" if it is something else, which is reported.
func (c *checker) word(fs fieldSet, name string) string {
	if !fs.has(name) {
		return ""
	}
	f := fs.by[name]
	if f.value.kind != exprValue || f.value.expr.op != 'a' {
		w := fieldWord(fs.path, name)
		help := w.Example
		if f.value.kind == stringValue && wordLike(f.value.text) {
			help = name + " " + f.value.text + ", without quotes"
		}
		c.report(codeValueKind, f.value.span, "field "+quote(name)+" is "+short(f.value.String())+", want a name", w.Signature, help)
		return ""
	}
	return f.value.expr.text
}

func wordLike(s string) bool { return s != "" && isLetter(s, 0) && wordEnd(s, 0) == len(s) }
