package dsl

import (
	"fmt"
	"strings"
)

// bindTo gives each parameter of a layer its argument: the first by place or by name, the
// others by name only. nil means that a mistake was reported.
func (c *checker) bindTo(o *op, w *Word) []*arg {
	if len(w.Params) == 0 {
		if len(o.args) > 0 {
			c.report(codeArgCount, o.args[0].span.to(o.args[len(o.args)-1].span), quote(w.Name)+" takes no argument, got "+itoa(len(o.args)), "it has nothing to set", w.Name)
			return nil
		}
		return []*arg{}
	}
	if sidesApart(w, o.args) {
		return o.args
	}
	bound := make([]*arg, len(w.Params))
	for i, a := range o.args {
		at := 0
		switch {
		case a.label != nil:
			if at = paramIndex(w, a.label.text); at < 0 {
				c.argName(w, a)
				return nil
			}
		case i > 0:
			c.extraArg(o, w, i)
			return nil
		}
		if bound[at] != nil {
			c.report(codeArgCount, a.span, quote(w.Params[at].Name)+" of "+quote(w.Name)+" is given twice", "an argument has one value", "remove one")
			return nil
		}
		bound[at] = a
	}
	if bound[0] == nil && w.Params[0].Default == "" {
		c.report(codeArgCount, o.span, quote(w.Name)+" has no "+w.Params[0].Name, w.Signature+": "+w.Params[0].Doc, "for instance "+w.Example)
		return nil
	}
	return bound
}

// sidesApart says whether a shape is given as three expressions, fc(4, 4, 64*c).
func sidesApart(w *Word, args []*arg) bool {
	if k := w.Params[0].kind; k != shapeParam && k != imageParam || len(args) != 3 {
		return false
	}
	for _, a := range args {
		if a.label != nil || a.value.kind != exprValue {
			return false
		}
	}
	return true
}

func paramIndex(w *Word, name string) int {
	for i, p := range w.Params {
		if p.Name == name {
			return i
		}
	}
	return -1
}

func paramNames(w *Word) []string {
	var out []string
	for _, p := range w.Params {
		out = append(out, p.Name)
	}
	return out
}

func (c *checker) argName(w *Word, a *arg) {
	help := near(a.label.text, paramNames(w), "")
	if help == "" {
		help = "one of " + phrase(paramNames(w))
		if len(w.Params) == 1 {
			help = w.Example
		}
	}
	c.report(codeArgName, a.label.span, quote(w.Name)+" has no argument "+quote(a.label.text), w.Signature, help)
}

// extraArg reports the argument at place i > 0 that is not named.
func (c *checker) extraArg(o *op, w *Word, i int) {
	a := o.args[i]
	if len(w.Params) > 1 && i == 1 {
		p := w.Params[1]
		c.report(codeArgName, a.span, "the second argument of "+quote(w.Name)+" is not named", "only the first may stand without its name", p.Name+": "+a.value.String())
		return
	}
	c.report(codeArgCount, a.span.to(o.args[len(o.args)-1].span), fmt.Sprintf("%q takes %s, got %d", w.Name, plural(len(w.Params), "argument"), len(o.args)), w.Signature, "for instance "+w.Example)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return itoa(n) + " " + word + "s"
}

// arguments sets what a layer's arguments say in out, and the defaults of those that are
// not given. A number that is wrong is 0, a shape that is wrong has unknown sides.
func (n *netChecker) arguments(o *op, args []*arg, l *layer, out *Op) {
	for i, p := range l.Params {
		switch {
		case p.kind == shapeParam:
			out.Out = n.fcShape(o, args)
		case p.kind == imageParam:
			out.Out = n.imageShape(o, args)
		case args[i] == nil:
			p.set(out, p.preset())
		case p.kind == countParam:
			p.set(out, float64(n.count(o, args[i], p)))
		case p.kind == realParam:
			p.set(out, n.real(o, args[i], p))
		}
	}
}

// count is a whole number argument; 0 if it is not known, pending or wrong.
func (c *checker) count(o *op, a *arg, p Param) int {
	x, ok := c.numeric(o, a, p.Name)
	if !ok || x.pending {
		return 0
	}
	n, whole := x.whole()
	if !whole {
		c.report(codeArgRange, a.value.span, p.Name+" is "+x.String()+", want a whole number", p.Doc, roundHelp(x))
		return 0
	}
	if float64(n) < p.low || float64(n) > p.high {
		c.report(codeArgRange, a.value.span, p.Name+" is "+itoa(int(n))+", want "+between(p.low, p.high, false, false), p.Doc+" of "+quote(o.word.text), "for instance "+layerWord(wordOf(o)).Example)
		return 0
	}
	if p.odd && n%2 == 0 {
		c.report(codeArgRange, a.value.span, p.Name+" "+itoa(int(n))+" is even", "same padding needs a middle", p.Name+": "+itoa(int(n)+1))
		return 0
	}
	return int(n)
}

// real is any number argument; 0 if it is not known, pending or wrong.
func (c *checker) real(o *op, a *arg, p Param) float64 {
	x, ok := c.numeric(o, a, p.Name)
	if !ok || x.pending {
		return 0
	}
	if x.f < p.low || x.f > p.high || p.open && (x.f == p.low || x.f == p.high) {
		c.report(codeArgRange, a.value.span, p.Name+" is "+x.String()+", want "+between(p.low, p.high, p.open, p.open), p.Doc, "for instance "+layerWord(wordOf(o)).Example)
		return 0
	}
	return x.f
}

// wordOf is the layer an op is checked as.
func wordOf(o *op) string {
	if layerWord(o.word.text) != nil {
		return o.word.text
	}
	return near(o.word.text, layerNames(), synonyms[strings.ToLower(o.word.text)])
}

// numeric is the value of an argument that must be an expression.
func (c *checker) numeric(o *op, a *arg, what string) (number, bool) {
	if a.value.kind != exprValue {
		if a.value.doubt {
			return number{}, false // reported by the scanner
		}
		c.report(codeArgKind, a.value.span, what+" of "+quote(o.word.text)+" is "+a.value.kind.String()+", want a number", layerWord(wordOf(o)).Signature, "for instance "+layerWord(wordOf(o)).Example)
		return number{}, false
	}
	return c.eval(a.value.expr)
}

// fcShape is the output shape an fc asks for; unknown sides are 0.
func (n *netChecker) fcShape(o *op, args []*arg) Shape {
	if len(args) == 3 {
		return n.threeSides(o, args)
	}
	v := args[0].value
	if v.kind != shapeValue {
		p := layerWord("fc").Params[0]
		p.Name = "size"
		return Shape{1, 1, n.count(o, args[0], p)}
	}
	switch len(v.sides) {
	case 0:
		return Shape{}
	case 3:
		return n.sides(v, Shape{v.sides[0], v.sides[1], v.sides[2]})
	}
	help := "for instance fc(" + v.text + "x512)"
	if len(v.sides) > 3 {
		help = "for instance fc(4x4x512)"
	}
	n.report(codeArgKind, v.span, "the shape "+v.text+" has "+itoa(len(v.sides))+" sides, want height x width x channels", "the channels of its positions belong to a shape", help)
	return Shape{}
}

// imageShape is the shape of an energy's input.
func (n *netChecker) imageShape(o *op, args []*arg) Shape {
	var s Shape
	if len(args) == 3 {
		s = n.threeSides(o, args)
	} else {
		v := args[0].value
		if v.kind != shapeValue || len(v.sides) != 3 {
			n.notImage(o, v)
			return Shape{}
		}
		s = n.sides(v, Shape{v.sides[0], v.sides[1], v.sides[2]})
	}
	if s.C != 0 && s.C != 1 && s.C != 3 {
		n.report(codeArgRange, o.args[len(o.args)-1].value.span, "the image has "+itoa(s.C)+" channels, want 3 or 1", "3 for colour, 1 for grey", fmt.Sprintf("image(%dx%dx3)", s.H, s.W))
		s.C = 0
	}
	return s
}

func (n *netChecker) notImage(o *op, v *value) {
	if v.doubt {
		return
	}
	help, got := "for instance image(64x64x3)", v.kind.String()
	switch {
	case v.kind == shapeValue && len(v.sides) == 2:
		got, help = "the shape "+v.text+" without channels", "image("+v.text+"x3), or x1 for grey"
	case v.kind == shapeValue:
		got = "the shape " + v.text
	case v.kind == exprValue:
		got = quote(v.expr.String())
		if product := v.expr.String(); strings.Count(product, "*") == 2 && !strings.ContainsAny(product, "+-/()") {
			help = "image(" + strings.ReplaceAll(product, "*", "x") + "), or image(" + strings.ReplaceAll(product, "*", ", ") + ") with names"
		}
	}
	n.report(codeArgKind, v.span, "image wants height x width x channels, got "+got, layerWord("image").Signature, help)
}

func (n *netChecker) threeSides(o *op, args []*arg) Shape {
	p := layerWord(wordOf(o)).Params[0]
	p.low, p.high = 1, maxSide
	side := func(i int, name string) int {
		p.Name, p.Doc = name, "a side of the shape"
		if name == "channels" {
			p.high = maxChannels
		}
		return n.count(o, args[i], p)
	}
	s := Shape{side(0, "height"), side(1, "width"), side(2, "channels")}
	if s.Size() > maxValues {
		n.report(codeTooBig, o.span, fmt.Sprintf("the shape %s has %d values", s, s.Size()), fmt.Sprintf("at most %d an image are possible", maxValues), "a smaller shape")
		return Shape{}
	}
	return s
}

// sides checks the sides of a written shape.
func (c *checker) sides(v *value, s Shape) Shape {
	switch {
	case !s.known():
		c.report(codeArgRange, v.span, "the shape "+v.text+" has a side of 0", "every side counts something", "at least 1 on each side")
	case s.H > maxSide || s.W > maxSide || s.C > maxChannels:
		c.report(codeTooBig, v.span, "the shape "+v.text+" is too large", fmt.Sprintf("at most %dx%d positions and %d channels", maxSide, maxSide, maxChannels), "a smaller shape")
	case s.Size() > maxValues:
		c.report(codeTooBig, v.span, fmt.Sprintf("the shape %s has %d values", v.text, s.Size()), fmt.Sprintf("at most %d an image are possible", maxValues), "a smaller shape")
	default:
		return s
	}
	return Shape{}
}

// between says a range in words.
func between(low, high float64, openLow, openHigh bool) string {
	switch {
	case openLow && openHigh:
		return "more than " + text(low) + " and less than " + text(high)
	case openLow:
		return "more than " + text(low) + " and at most " + text(high)
	case openHigh:
		return "at least " + text(low) + " and less than " + text(high)
	}
	return text(low) + " to " + text(high)
}

// roundHelp offers the whole numbers beside x.
func roundHelp(x number) string {
	if x.f < 1 || x.f > 1e9 {
		return "a whole number of at least 1"
	}
	return fmt.Sprintf("%d or %d", int(x.f), int(x.f)+1)
}
