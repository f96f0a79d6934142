package dsl

import (
	"cmp"

	"github.com/andor-kernel/andor/internal/spell"
)

// lookup finds what a name means at this place; found is false if nothing here or above
// declares it.
func (c *checker) lookup(name string) (m meaning, found bool) {
	above, inFile := c.done[name]
	if c.whole && inFile {
		return above, true
	}
	if c.env != nil {
		num, den, value, pending, isNumber := c.env.Number(name)
		if isNumber && pending {
			// Go declares or assigns it in this cell: it may become anything, a net too.
			return meaning{kind: "let", value: number{pending: true}}, true
		}
		if n, ok := c.env.Net(name); ok && n != nil {
			return meaning{kind: "net", net: n}, true
		}
		if d, ok := c.env.Data(name); ok && d != nil {
			return meaning{kind: "data", data: d}, true
		}
		if isNumber {
			return meaning{kind: "let", value: envNumber(num, den, value)}, true
		}
	}
	if !inFile && !c.walked {
		c.walkAbove()
		above, inFile = c.done[name]
	}
	return above, inFile
}

// walkAbove files the names of the blocks above, for CheckBlock, where the session does
// not know a name. Their findings were reported at their own turn.
func (c *checker) walkAbove() {
	c.walked = true
	above := newChecker(c.file, c.env)
	above.walked = true
	for i := range c.at {
		if c.file.Chunks[i].Block != nil {
			above.block(i)
		}
	}
	c.done = above.done
}

func envNumber(num, den int64, value float64) number {
	if den > 0 {
		return rational(num, den)
	}
	x, ok := fromFloat(value)
	if !ok {
		return inexact(value)
	}
	return x
}

// below reports a name that a block further down declares, and says whether it did.
func (c *checker) below(at span, name string) bool {
	i, ok := c.first[name]
	if !ok || i < c.at {
		return false
	}
	b := c.file.Chunks[i].Block
	if i == c.at || b.Kind == "let" && c.blk.Kind == "let" && c.leadsTo(b, c.blk.Name, map[string]bool{}) {
		reason := "a let is worked out once, from what stands above it"
		if i != c.at {
			reason = quote(name) + ", on line " + itoa(b.Pos.Line) + ", leads back to it"
		}
		c.report(codeCycle, at, quote(c.blk.Name)+" is defined by itself", reason, "write its value as a number, or use another name")
		return true
	}
	c.report(codeBelow, at, quote(name)+" is declared further down", "a cell runs from top to bottom; "+b.Kind+" "+quote(name)+" stands on line "+itoa(b.Pos.Line), "move that block above this one")
	return true
}

// leadsTo follows the lets of the file from b and says whether they come to target.
func (c *checker) leadsTo(b *Block, target string, seen map[string]bool) bool {
	found := false
	b.value.names(func(e *expr) {
		if e.text == target {
			found = true
			return
		}
		i, ok := c.first[e.text]
		if ok && !seen[e.text] {
			seen[e.text] = true
			next := c.file.Chunks[i].Block
			found = found || next.Kind == "let" && c.leadsTo(next, target, seen)
		}
	})
	return found
}

// candidates are the names that may have been meant: those of blocks of the wanted
// kinds and, where the kind cannot be asked, of the session.
func (c *checker) candidates(kinds ...string) []string {
	var out []string
	for i := range c.at {
		if b := c.file.Chunks[i].Block; b != nil {
			for _, k := range kinds {
				if b.Kind == k {
					out = append(out, b.Name)
				}
			}
		}
	}
	if c.env == nil {
		return out
	}
	for _, name := range c.env.Names() {
		if m, ok := c.lookup(name); ok && containsKind(kinds, m.kind) {
			out = append(out, name)
		}
	}
	return out
}

func containsKind(kinds []string, kind string) bool {
	for _, k := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// near is `did you mean` in the form of a help text: the near name, or otherwise.
func near(word string, candidates []string, otherwise string) string {
	return cmp.Or(spell.Nearest(word, candidates), otherwise)
}

// eval works out an expression. ok is false if it has reported a mistake, or rests on a
// name that has one.
func (c *checker) eval(e *expr) (x number, ok bool) {
	switch e.op {
	case '0':
		x, ok = decimal(e.text)
		if !ok {
			c.report(codeExact, e.span, "the number "+quote(e.text)+" is too large", "the greatest number is about 1.8e308", "write a smaller one")
		}
		return x, ok
	case 'a':
		return c.name(e)
	case '(':
		return c.eval(e.l)
	case '~':
		x, ok = c.eval(e.l)
		return x.neg(), ok
	}
	l, okL := c.eval(e.l)
	r, okR := c.eval(e.r)
	if !okL || !okR {
		return number{}, false
	}
	switch e.op {
	case '+':
		return l.add(r), true
	case '-':
		return l.sub(r), true
	case '*':
		return l.mul(r), true
	}
	if !r.pending && r.sign() == 0 {
		reason := quote(e.r.String()) + " is 0"
		if e.r.op == 'a' {
			reason += " (if it is a Go value: Go's 1/4 is 0)"
		}
		c.report(codeZeroDivide, e.r.span, "division by zero", reason, "divide by something else")
		return number{}, false
	}
	return l.div(r), true
}

// name is the value of a name in an expression.
func (c *checker) name(e *expr) (number, bool) {
	m, found := c.lookup(e.text)
	switch {
	case !found && c.below(e.span, e.text):
		return number{}, false
	case !found:
		help := near(e.text, c.candidates("let"), "let "+e.text+" = 64, above this block")
		c.report(codeName, e.span, "unknown name "+quote(e.text), "no let, Go constant or Go variable of that name stands above", help)
		return number{}, false
	case m.broken:
		c.wrong = true // of no use, but reported where it stands
		return number{}, false
	case m.kind != "let":
		c.report(codeNotNumber, e.span, quote(e.text)+" is "+aKind(m.kind)+", want a number", "expressions are made of numbers", near(e.text, c.candidates("let"), "let k = 64, and use k"))
		return number{}, false
	}
	c.wait = c.wait || m.value.pending
	return m.value, true
}
