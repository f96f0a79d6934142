package randgo

import (
	"fmt"
	"strings"
)

// define declares new variables in one of the forms that Go has for it.
func (g *gen) define() {
	switch g.r.Intn(12) {
	case 0, 1:
		t := g.anyTyp()
		v := g.fresh(t)
		if t.plain() && g.chance(3) {
			g.p("var %s %s", v.name, t.name)
		} else if t.kind == anyKind {
			g.p("var %s any = %s", v.name, g.expr(t, 2))
		} else if g.chance(2) {
			g.p("var %s %s = %s", v.name, t.name, g.expr(t, 2))
		} else {
			g.p("%s := %s", v.name, g.typed(t, 2))
		}
		g.scope = append(g.scope, v)
	case 2, 3, 4, 5:
		g.defineMany()
	case 6:
		if len(g.funcs) == 0 {
			return
		}
		f := g.funcs[g.r.Intn(len(g.funcs))]
		var names []string
		var more []*variable
		for _, t := range f.results {
			if g.chance(5) && len(f.results) > len(names)+1 || g.chance(5) && len(more) > 0 {
				names = append(names, "_")
				continue
			}
			v := g.fresh(t)
			names, more = append(names, v.name), append(more, v)
		}
		if len(more) == 0 {
			return
		}
		g.p("%s := %s(%s)", strings.Join(names, ", "), f.name, g.exprs(f.params, 2))
		g.scope = append(g.scope, more...)
	case 7:
		m := g.pick(func(v *variable) bool { return v.typ.kind == mapKind })
		if m == nil {
			return
		}
		a, ok := g.fresh(m.typ.elem), g.fresh(boolType)
		g.p("%s, %s := %s[%s]", a.name, ok.name, m.name, g.expr(m.typ.key, 1))
		if a.typ.plain() {
			g.scope = append(g.scope, a, ok)
		} else {
			g.p("_, _ = %s, %s", a.name, ok.name)
		}
	case 8:
		x := g.pick(func(v *variable) bool { return v.typ.kind == anyKind })
		if x == nil {
			return
		}
		t := g.flat(1)
		a, ok := g.fresh(t), g.fresh(boolType)
		g.p("%s, %s := %s.(%s)", a.name, ok.name, x.name, t.name)
		g.scope = append(g.scope, a, ok)
	case 9:
		g.defineReceived()
	case 10:
		if len(g.ifaces) == 0 {
			return
		}
		v := g.fresh(g.ifaces[g.r.Intn(len(g.ifaces))])
		g.p("var %s %s = %s", v.name, v.typ.name, g.typed(v.typ.elem, 1))
		g.scope = append(g.scope, v)
	case 11:
		a, b := g.fresh(intType), g.fresh(stringType)
		g.p("var %s, %s = %s(%s)", a.name, b.name, g.top("two"), g.exprs([]*typ{intType, stringType}, 1))
		g.scope = append(g.scope, a, b)
	}
}

// fresh is a variable with a new name, or, in a block, one that shadows another.
func (g *gen) fresh(t *typ) *variable {
	return &variable{name: g.name("v"), typ: t}
}

// defineMany declares several variables at once, whose values are a mixture of calls and
// other things. In a block, one of them may be there already.
func (g *gen) defineMany() {
	var names, values []string
	var more []*variable
	n := 2 + g.r.Intn(3)
	for i := range n {
		t := g.anyTyp()
		if t.kind == funcKind {
			t = intType
		}
		if t.kind == anyKind {
			t = stringType
		}
		if g.chance(6) && (i < n-1 || len(more) > 0) {
			names, values = append(names, "_"), append(values, g.typed(t, 2))
			continue
		}
		v := g.fresh(t)
		names, more = append(names, v.name), append(more, v)
		values = append(values, g.typed(t, 1+g.r.Intn(3)))
	}
	if len(more) == 0 {
		return
	}
	word, sign := "", ":="
	if g.chance(3) {
		word, sign = "var ", "="
	}
	g.p("%s%s %s %s", word, strings.Join(names, ", "), sign, strings.Join(values, ", "))
	g.scope = append(g.scope, more...)
}

// defineReceived makes a channel, and variables of what comes out of it.
func (g *gen) defineReceived() {
	t := g.flat(1)
	c := g.name("ch")
	a, b, ok := g.fresh(t), g.fresh(intType), g.fresh(boolType)
	g.p("%s := make(chan %s, 4)", c, t.name)
	g.p("%s <- %s", c, g.expr(t, 2))
	g.p("%s <- %s", c, g.expr(t, 1))
	switch g.r.Intn(4) {
	case 0:
		g.p("%s, %s := <-%s, %s", a.name, b.name, c, g.typed(intType, 2))
		g.scope = append(g.scope, a, b)
	case 1:
		g.p("%s, %s := <-%s", a.name, ok.name, c)
		g.scope = append(g.scope, a, ok)
	case 2:
		two := g.fresh(t)
		g.p("%s, %s, %s := <-%s, %s, <-%s", a.name, b.name, two.name, c, g.typed(intType, 2), c)
		g.scope = append(g.scope, a, b, two)
	case 3:
		g.p("close(%s)", c)
		g.p("<-%s", c)
		g.p("var %s, %s = <-%s", a.name, ok.name, c)
		g.p("%s, %s = <-%s", g.one("_", a.name), ok.name, c)
		g.scope = append(g.scope, a, ok)
	}
	g.p("%s(%q, len(%s), cap(%s))", g.top("say"), c, c, c)
}

// place is something assignable, with its type, whose operands may be traced. It is "" if
// the variables in scope offer none.
func (g *gen) place() (string, *typ) {
	v := g.assignable(func(t *typ) bool { return t.kind != funcKind && t.kind != ifaceKind })
	if v == nil {
		return "", nil
	}
	return g.placeIn(v.name, v.typ, 3)
}

func (g *gen) placeIn(x string, t *typ, depth int) (string, *typ) {
	if depth == 0 || t.kind != pointerKind && g.chance(3) {
		return x, t
	}
	switch t.kind {
	case structKind:
		f := t.fields[g.r.Intn(len(t.fields))]
		if f.typ.plain() {
			return g.placeIn(x+"."+f.name, f.typ, depth-1)
		}
	case arrayKind:
		return g.placeIn(fmt.Sprintf("%s[%s]", x, g.tracedIndex(fmt.Sprint(t.n))), t.elem, depth-1)
	case sliceKind:
		if depth == 3 {
			return g.placeIn(fmt.Sprintf("%s[%s]", x, g.tracedIndex("len("+x+")")), t.elem, 1)
		}
	case mapKind:
		if depth == 3 {
			return fmt.Sprintf("%s[%s]", x, g.expr(t.key, 1)), t.elem
		}
	case pointerKind:
		if t.elem.kind == structKind {
			f := t.elem.fields[g.r.Intn(len(t.elem.fields))]
			if f.typ.plain() {
				return g.placeIn(x+"."+f.name, f.typ, depth-1)
			}
		}
		if t.elem.kind == arrayKind && g.chance(2) {
			return fmt.Sprintf("%s[%s]", x, g.tracedIndex(fmt.Sprint(t.elem.n))), t.elem.elem
		}
		return "*" + x, t.elem
	}
	return x, t
}

// assign assigns to one or several places.
func (g *gen) assign() {
	switch g.r.Intn(10) {
	case 0, 1, 2, 3, 4:
		g.assignMany()
	case 5, 6:
		x, t := g.place()
		if x == "" {
			return
		}
		switch t.kind {
		case intKind:
			switch g.r.Intn(4) {
			case 0:
				g.p("%s%s", x, g.one("++", "--"))
			case 1:
				g.p("%s %s= %s & 7", x, g.one("<<", ">>"), g.expr(byteType, 2))
			case 2:
				g.p("%s %s= %s | 1", x, g.one("/", "%"), g.expr(t, 2))
			default:
				g.p("%s %s= %s", x, g.one("+", "-", "*", "&", "|", "^", "&^"), g.expr(t, 2))
			}
		case floatKind:
			g.p("%s %s= %s", x, g.one("+", "-", "*"), g.expr(t, 2))
		case stringKind:
			if g.inLoopOfStrings() {
				g.p("%s = %s", x, g.leaf(t))
				return
			}
			g.p("%s += %s", x, g.literal(t, 1))
		default:
			g.p("%s = %s", x, g.expr(t, 2))
		}
	case 7:
		v := g.assignable(func(t *typ) bool { return t.kind == sliceKind })
		if v == nil {
			return
		}
		switch g.r.Intn(4) {
		case 0:
			g.p("if len(%s) < 8 {\n%s = append(%s, %s)\n}", v.name, v.name, v.name, g.expr(v.typ.elem, 2))
		case 1:
			g.p("if len(%s) > 2 {\n%s = %s[1:len(%s)-1]\n}", v.name, v.name, v.name, v.name)
		case 2:
			w := g.pick(func(w *variable) bool { return w.typ.name == v.typ.name && !w.fixed && w != v })
			if w != nil {
				g.p("if len(%s) > 1 && len(%s) < 8 {\n%s, %s = append(%s, %s[0]), %s[1:]\n}", w.name, v.name, v.name, w.name, v.name, w.name, w.name)
			}
		case 3:
			g.p("%s(copy(%s[1:], %s))", g.top("say"), v.name, v.name)
		}
	case 8:
		v := g.assignable(func(t *typ) bool { return t.kind == mapKind })
		if v == nil {
			return
		}
		switch g.r.Intn(4) {
		case 0:
			g.p("delete(%s, %s)", v.name, g.expr(v.typ.key, 1))
		case 1:
			g.p("clear(%s)", v.name)
		default:
			g.p("%s[%s] = %s", v.name, g.expr(v.typ.key, 2), g.expr(v.typ.elem, 2))
		}
	case 9:
		v := g.assignable(func(t *typ) bool { return t.kind == pointerKind })
		if v == nil {
			return
		}
		if w := g.pick(func(w *variable) bool { return w.typ.name == v.typ.elem.name && !w.fixed && !w.global }); w != nil {
			g.p("%s = &%s", v.name, w.name)
		} else if v.typ.elem.plain() {
			g.p("%s = new(%s)", v.name, g.typed(v.typ.elem, 2))
		}
	}
}

// inLoopOfStrings reports whether strings had better not grow.
func (g *gen) inLoopOfStrings() bool { return g.loops > 0 }

// assignMany is a tuple assignment: operands first, in their order, then all values.
func (g *gen) assignMany() {
	var places, values []string
	n := 1 + g.r.Intn(4)
	for range n {
		if g.chance(7) {
			t := g.flat(1)
			places, values = append(places, "_"), append(values, g.typed(t, 2))
			continue
		}
		x, t := g.place()
		if x == "" {
			continue
		}
		if t.kind == stringKind && g.loops > 0 {
			places, values = append(places, x), append(values, g.literal(t, 1))
			continue
		}
		places, values = append(places, x), append(values, g.expr(t, 1+g.r.Intn(3)))
	}
	if len(places) == 0 {
		return
	}
	g.p("%s = %s", strings.Join(places, ", "), strings.Join(values, ", "))
}
