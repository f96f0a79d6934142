package randgo

import (
	"fmt"
	"strings"
)

// exprs are expressions of some types, apart by commas.
func (g *gen) exprs(types []*typ, depth int) string {
	var out []string
	for _, t := range types {
		out = append(out, g.expr(t, depth))
	}
	return strings.Join(out, ", ")
}

// expr is an expression of a type. It changes nothing that the program reads by name.
func (g *gen) expr(t *typ, depth int) string {
	if depth <= 0 {
		return g.leaf(t)
	}
	if g.quiet == 0 && g.chance(8) {
		return g.traced(t, depth-1)
	}
	if g.quiet == 0 && g.chance(8) {
		if c := g.call(t, depth-1); c != "" {
			return c
		}
	}
	if g.chance(10) {
		if x := g.parted(t); x != "" {
			return x
		}
	}
	if g.chance(20) && t.kind != ifaceKind {
		if g.quiet == 0 || t.kind != funcKind {
			return g.literalFunc(t, depth-1)
		}
	}
	if g.chance(12) && t.plain() {
		return fmt.Sprintf("*new(%s)", g.typed(t, depth-1))
	}
	if g.chance(12) && t.plain() {
		if v := g.pick(func(v *variable) bool { return v.typ.kind == mapKind && v.typ.elem.name == t.name }); v != nil {
			return fmt.Sprintf("%s[%s]", v.name, g.expr(v.typ.key, depth-1))
		}
	}
	switch t.kind {
	case intKind:
		return g.integer(t, depth)
	case floatKind:
		switch g.r.Intn(4) {
		case 0:
			return fmt.Sprintf("(%s %s %s)", g.expr(t, depth-1), g.one("+", "-", "*"), g.expr(t, depth-1))
		case 1:
			return fmt.Sprintf("%s(%s)", t.name, g.expr(byteType, depth-1))
		case 2:
			return fmt.Sprintf("(%s / 4)", g.expr(t, depth-1))
		}
	case stringKind:
		return g.text(t, depth)
	case boolKind:
		return g.truth(depth)
	case sliceKind:
		switch g.r.Intn(5) {
		case 0:
			return fmt.Sprintf("append(%s(nil), %s)", t.name, g.exprs([]*typ{t.elem, t.elem}, depth-1))
		case 1:
			if v := g.ofType(t); v != nil {
				return fmt.Sprintf("append(%s[:1:1], %s)", v.name, g.expr(t.elem, depth-1))
			}
		case 2:
			if g.quiet == 0 {
				from := sliceOf(intType)
				return fmt.Sprintf("%s(%s, func(x int) %s { return %s })", g.top("mapped"), g.expr(from, depth-1), t.elem.name, g.with(&variable{name: "x", typ: intType}, func() string { return g.expr(t.elem, 1) }))
			}
		case 3:
			if t.elem.kind == intKind && t.elem.bits == -8 {
				return "[]byte(" + g.expr(stringType, depth-1) + "+\"b\")"
			}
		}
	}
	return g.leaf(t)
}

// typed is an expression whose type does not hang on where it stands.
func (g *gen) typed(t *typ, depth int) string {
	x := g.expr(t, depth)
	if t.kind == intKind && g.constant(x) {
		x = g.literal(t, 1)
	}
	return fmt.Sprintf("%s(%s)", parens(t), x)
}

// parens is a type as a conversion needs it.
func parens(t *typ) string {
	if t.kind == pointerKind || t.kind == funcKind {
		return "(" + t.name + ")"
	}
	return t.name
}

func (g *gen) one(of ...string) string { return of[g.r.Intn(len(of))] }

// with runs f with one more variable in scope.
func (g *gen) with(v *variable, f func() string) string {
	g.scope = append(g.scope, v)
	text := f()
	g.scope = g.scope[:len(g.scope)-1]
	return text
}

// traced is an expression whose evaluation prints.
func (g *gen) traced(t *typ, depth int) string {
	g.count++
	switch {
	case t.name == "int" && g.chance(2):
		return fmt.Sprintf("%s(%d, %s)", g.top("ti"), g.count, g.expr(t, depth))
	case t.name == "int" && g.chance(3):
		return g.top("hide") + "()"
	case t.name == "string":
		return fmt.Sprintf("%s(%d, %s)", g.top("ts"), g.count, g.expr(t, depth))
	case t.printable():
		return fmt.Sprintf("%s[%s](%d, %s)", g.top("tr"), t.name, g.count, g.expr(t, depth))
	}
	return g.leaf(t)
}

// call is a call of a func, a closure or a method with one result of a type, "" if none fits.
func (g *gen) call(t *typ, depth int) string {
	var found []string
	for _, f := range g.funcs {
		if len(f.results) == 1 && f.results[0].name == t.name {
			found = append(found, fmt.Sprintf("%s(%s)", f.name, g.exprs(f.params, depth)))
		}
	}
	for _, v := range g.vars(func(v *variable) bool { return true }) {
		if v.typ.kind == funcKind && v.typ.results[0].name == t.name {
			found = append(found, fmt.Sprintf("%s(%s)", v.name, g.expr(v.typ.params[0], depth)))
		}
		methods := v.typ.methods
		if v.typ.kind == pointerKind {
			methods = v.typ.elem.methods
		}
		for _, m := range methods {
			if m.result.name != t.name || m.pointer {
				continue
			}
			if v.typ.isNamed && v.typ.kind != ifaceKind && g.chance(3) {
				found = append(found, fmt.Sprintf("%s.%s(%s, %s)", v.typ.name, m.name, v.name, g.expr(intType, depth)))
				continue
			}
			found = append(found, fmt.Sprintf("%s.%s(%s)", v.name, m.name, g.expr(intType, depth)))
		}
	}
	if len(found) == 0 {
		return ""
	}
	return found[g.r.Intn(len(found))]
}

// parted is a part of a variable: a field, an element, what a pointer leads to.
func (g *gen) parted(t *typ) string {
	var found []string
	for _, v := range g.vars(func(v *variable) bool { return true }) {
		found = append(found, g.partsOf(v.name, v.typ, t, 2)...)
	}
	if len(found) == 0 {
		return ""
	}
	return found[g.r.Intn(len(found))]
}

func (g *gen) partsOf(x string, from, t *typ, depth int) (found []string) {
	if depth == 0 {
		return nil
	}
	add := func(y string, of *typ) {
		if of.name == t.name {
			found = append(found, y)
		}
		if of.kind == structKind || of.kind == arrayKind {
			found = append(found, g.partsOf(y, of, t, depth-1)...)
		}
	}
	switch from.kind {
	case structKind:
		for _, f := range from.fields {
			if f.typ.plain() {
				add(x+"."+f.name, f.typ)
			}
		}
	case arrayKind:
		add(fmt.Sprintf("%s[%s]", x, g.index(from.n)), from.elem)
	case sliceKind:
		add(fmt.Sprintf("%s[%s]", x, g.one("0", "len("+x+")-1", fmt.Sprintf("uint(%s)%%uint(len(%s))", g.vary(g.leaf(intType), intType), x))), from.elem)
	case pointerKind:
		add("(*"+x+")", from.elem)
		if from.elem.kind == structKind {
			for _, f := range from.elem.fields {
				if f.typ.plain() {
					add(x+"."+f.name, f.typ)
				}
			}
		}
		if from.elem.kind == arrayKind {
			add(fmt.Sprintf("%s[%d]", x, g.r.Intn(from.elem.n)), from.elem.elem)
		}
	}
	return found
}

// index is an index below n, which prints nothing.
func (g *gen) index(n int) string {
	if g.chance(2) {
		return fmt.Sprint(g.r.Intn(n))
	}
	if v := g.pick(func(v *variable) bool { return v.typ.name == "int" && v.name != "_" && !(v.global && v.fixed) }); v != nil {
		return fmt.Sprintf("uint(%s)%%%d", v.name, n)
	}
	return fmt.Sprint(n - 1)
}

// tracedIndex is an index below n of which a call may tell.
func (g *gen) tracedIndex(n string) string {
	if g.quiet == 0 && g.chance(2) {
		g.count++
		return fmt.Sprintf("uint(%s(%d, %s))%%uint(%s)", g.top("ti"), g.count, g.leaf(intType), n)
	}
	return fmt.Sprintf("uint(%s)%%uint(%s)", g.vary(g.leaf(intType), intType), n)
}

// literalFunc is a func that is called where it stands.
func (g *gen) literalFunc(t *typ, depth int) string {
	v := &variable{name: g.name("q"), typ: g.flat(0)}
	arg := g.expr(v.typ, depth)
	x := g.with(v, func() string { return g.expr(t, depth) })
	return fmt.Sprintf("func(%s %s) %s { return %s }(%s)", v.name, v.typ.name, t.name, x, arg)
}

// leaf is a variable or a literal.
func (g *gen) leaf(t *typ) string {
	if t.kind != anyKind && !g.chance(3) {
		if v := g.ofType(t); v != nil && v.name != "_" {
			return v.name
		}
	}
	return g.literal(t, 2)
}

var words = []string{"", "a", "go", "xyz", "héé", "世界", "Q", "tail ", "0", "line"}

// literal is a value of a type that is written out.
func (g *gen) literal(t *typ, depth int) string {
	switch t.kind {
	case intKind:
		n := g.r.Intn(20)
		if g.chance(5) {
			n = g.r.Intn(128)
		}
		if t.bits > 0 && g.chance(4) {
			n = -n
		}
		if n < 0 {
			return fmt.Sprintf("%s(%d)", t.name, n)
		}
		if t.name == "int" || t.isNamed && g.chance(2) {
			return fmt.Sprintf("%s(%d)", t.name, n)
		}
		if t.name == "rune" && g.chance(2) {
			return g.one("'a'", "'é'", "'世'")
		}
		return fmt.Sprintf("%s(%d)", t.name, n)
	case floatKind:
		return fmt.Sprintf("%s(%s)", t.name, g.one("0", "1", "0.5", "2.25", "-3", "1e3", "7"))
	case stringKind:
		w := fmt.Sprintf("%q", words[g.r.Intn(len(words))])
		if t.isNamed {
			return t.name + "(" + w + ")"
		}
		return w
	case boolKind:
		return g.one("true", "false")
	case structKind:
		return g.composite(t, depth)
	case arrayKind:
		var out []string
		for range t.n {
			out = append(out, g.literal(t.elem, depth-1))
		}
		if g.chance(4) {
			return fmt.Sprintf("%s{%d: %s}", t.name, t.n-1, out[0])
		}
		return fmt.Sprintf("%s{%s}", t.name, strings.Join(out, ", "))
	case sliceKind:
		var out []string
		for range 2 + g.r.Intn(3) {
			out = append(out, g.literal(t.elem, depth-1))
		}
		return fmt.Sprintf("%s{%s}", t.name, strings.Join(out, ", "))
	case mapKind:
		var out []string
		for i := range 1 + g.r.Intn(2) {
			out = append(out, g.distinct(t.key, i)+": "+g.literal(t.elem, depth-1))
		}
		return fmt.Sprintf("%s{%s}", t.name, strings.Join(out, ", "))
	case pointerKind:
		if t.elem.kind == structKind && !t.elem.printable() {
			return "new(" + t.elem.name + ")"
		}
		if t.elem.kind == structKind || t.elem.kind == arrayKind {
			return "&" + g.literal(t.elem, depth-1)
		}
		return "new(" + g.literal0(t.elem) + ")"
	case funcKind:
		v := &variable{name: g.name("q"), typ: t.params[0]}
		return g.with(v, func() string {
			return fmt.Sprintf("func(%s %s) %s { return %s }", v.name, v.typ.name, t.results[0].name, g.expr(t.results[0], 1))
		})
	case anyKind:
		of := g.flat(1)
		return g.typed0(of)
	case ifaceKind:
		return g.literal(t.elem, depth)
	}
	panic("randgo: a literal of " + t.name)
}

// literal0 is a literal whose type does not hang on where it stands.
func (g *gen) literal0(t *typ) string { return fmt.Sprintf("%s(%s)", parens(t), g.literal(t, 1)) }

func (g *gen) typed0(t *typ) string {
	if v := g.ofType(t); v != nil && v.name != "_" && g.chance(2) {
		return fmt.Sprintf("%s(%s)", parens(t), v.name)
	}
	return g.literal0(t)
}

// distinct is the i-th of a type's literals that differ, for keys of a map.
func (g *gen) distinct(t *typ, i int) string {
	switch t.kind {
	case intKind:
		return fmt.Sprintf("%s(%d)", t.name, i*3+1)
	case stringKind:
		return fmt.Sprintf("%s(%q)", t.name, []string{"k", "l", "m"}[i%3])
	case boolKind:
		return []string{"true", "false"}[i%2]
	case arrayKind:
		return fmt.Sprintf("%s{%s}", t.name, g.distinct(t.elem, i))
	case structKind:
		for _, f := range t.fields {
			if f.typ.kind == intKind || f.typ.kind == stringKind {
				return fmt.Sprintf("%s{%s: %s}", t.name, f.name, g.distinct(f.typ, i))
			}
		}
	case floatKind:
		return fmt.Sprintf("%s(%d)", t.name, i)
	}
	if i > 0 {
		return g.distinct(t, 0) + "/* */"
	}
	return g.zero(t)
}

func (g *gen) composite(t *typ, depth int) string {
	var out []string
	keyed := g.chance(2)
	for _, f := range t.fields {
		if keyed && g.chance(4) && f.typ.plain() {
			continue
		}
		x := g.literal(f.typ, depth-1)
		if f.typ.kind == intKind || f.typ.kind == stringKind {
			if depth > 0 && g.chance(2) {
				x = g.expr(f.typ, 1)
			}
		}
		if keyed {
			x = f.name + ": " + x
		}
		out = append(out, x)
	}
	return fmt.Sprintf("%s{%s}", t.name, strings.Join(out, ", "))
}

// zero is a value of a type, near its zero value.
func (g *gen) zero(t *typ) string {
	switch t.kind {
	case intKind, floatKind:
		return t.name + "(0)"
	case stringKind:
		return t.name + `("")`
	case boolKind:
		return "false"
	case sliceKind:
		return t.name + "{" + g.zero(t.elem) + "}"
	case pointerKind:
		return "new(" + t.elem.name + ")"
	case anyKind, funcKind, ifaceKind:
		return "nil"
	}
	return t.name + "{}"
}

func (g *gen) zeros(types []*typ) string {
	var out []string
	for _, t := range types {
		out = append(out, g.zero(t))
	}
	return strings.Join(out, ", ")
}

func (g *gen) integer(t *typ, depth int) string {
	a := func() string { return g.expr(t, depth-1) }
	b := func() string { return g.vary(g.expr(t, depth-1), t) }
	of := func(from *typ) string { return g.vary(g.expr(from, depth-1), from) }
	switch g.r.Intn(14) {
	case 0, 1, 2:
		return fmt.Sprintf("(%s %s %s)", b(), g.one("+", "-", "*"), a())
	case 3:
		return fmt.Sprintf("(%s %s %s)", b(), g.one("&", "|", "^", "&^"), a())
	case 4:
		return fmt.Sprintf("(%s %s (%s | 1))", b(), g.one("/", "%"), a())
	case 5:
		return fmt.Sprintf("(%s %s (%s & 7))", b(), g.one("<<", ">>"), g.expr(byteType, depth-1))
	case 6:
		return fmt.Sprintf("%s(%s)", t.name, of(intType))
	case 7:
		return fmt.Sprintf("%s(len(%s)&31)", t.name, of(stringType))
	case 8:
		return fmt.Sprintf("%s(%s, %s)", g.one("min", "max"), a(), a())
	case 9:
		return fmt.Sprintf("%s(%s)", g.one("-", "^", "+"), b())
	case 10:
		if v := g.pick(func(v *variable) bool { k := v.typ.kind; return k == sliceKind || k == mapKind || k == arrayKind }); v != nil {
			if v.typ.kind == arrayKind { // its len is a constant
				return fmt.Sprintf("%s(cap(%s[:]))", t.name, v.name)
			}
			return fmt.Sprintf("%s(len(%s))", t.name, v.name)
		}
	case 11:
		if v := g.ofType(stringType); v != nil {
			return fmt.Sprintf("%s((%s + \"é\")[%s])", t.name, v.name, "0")
		}
	case 12:
		return fmt.Sprintf("%s(%s)", t.name, of([]*typ{byteType, runeType, basicTypes[9], basicTypes[10]}[g.r.Intn(4)]))
	case 13:
		return fmt.Sprintf("%s(1<<%d - %d)", t.name, g.r.Intn(6), g.r.Intn(2))
	}
	return g.leaf(t)
}

func (g *gen) text(t *typ, depth int) string {
	wrap := func(x string) string {
		if t.isNamed {
			return t.name + "(" + x + ")"
		}
		return x
	}
	switch g.r.Intn(9) {
	case 0, 1:
		x := fmt.Sprintf("(%s + %s)", g.expr(t, depth-1), g.expr(t, depth-1))
		if g.loops > 0 || g.inFunc > 0 || g.again > 0 {
			return fmt.Sprintf("%s(%s)", g.top("clip"), x)
		}
		return x
	case 2:
		return wrap(fmt.Sprintf("%s(fmt.Sprint(%s))", g.top("clip"), g.expr(g.flat(1), depth-1)))
	case 3:
		return wrap(fmt.Sprintf("strings.%s(string(%s))", g.one("ToUpper", "TrimSpace", "ToLower"), g.expr(t, depth-1)))
	case 4:
		return fmt.Sprintf("%s(%s + \"pq\")[%s:]", g.top("clip"), g.expr(t, depth-1), g.one("0", "1", "2"))
	case 5:
		return wrap(fmt.Sprintf("string(%s)", g.one("'x'", "rune(0x4e16)", "[]byte{'h', 'i'}", "[]rune(\"äö\")[:1]")))
	case 6:
		return wrap(fmt.Sprintf("fmt.Sprintf(\"%s\", %s)", g.one("%v", "%T", "%#v", "%+v"), g.expr(basicTypes[g.r.Intn(len(basicTypes))], depth-1)))
	case 7:
		return fmt.Sprintf("%s(%s, %s)", g.one("min", "max"), g.expr(t, depth-1), g.expr(t, depth-1))
	}
	return g.leaf(t)
}

func (g *gen) truth(depth int) string {
	switch g.r.Intn(9) {
	case 0, 1:
		t := basicTypes[g.r.Intn(len(basicTypes))]
		if t.kind == boolKind {
			return fmt.Sprintf("(%s != %s)", g.expr(t, depth-1), g.expr(t, depth-1))
		}
		return fmt.Sprintf("(%s %s %s)", g.expr(t, depth-1), g.one("<", "<=", ">", "==", "!=", ">="), g.expr(t, depth-1))
	case 2:
		return fmt.Sprintf("(%s %s %s)", g.expr(boolType, depth-1), g.one("&&", "||"), g.expr(boolType, depth-1))
	case 3:
		return "!" + g.expr(boolType, depth-1)
	case 4:
		t := g.flat(2)
		return fmt.Sprintf("(%s %s %s)", g.typed(t, depth-1), g.one("==", "!="), g.typed(t, depth-1))
	case 5:
		if v := g.pick(func(v *variable) bool { return v.typ.kind == anyKind }); v != nil {
			t := g.flat(1)
			return fmt.Sprintf("(%s %s any(%s))", v.name, g.one("==", "!="), g.typed(t, 1))
		}
	case 6:
		if v := g.pick(func(v *variable) bool { return v.typ.kind == mapKind }); v != nil {
			return fmt.Sprintf("func() bool { _, ok := %s[%s]; return ok }()", v.name, g.expr(v.typ.key, depth-1))
		}
	}
	return g.leaf(boolType)
}
