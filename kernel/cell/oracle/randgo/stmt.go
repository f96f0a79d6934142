package randgo

import (
	"fmt"
	"slices"
	"strings"
)

// statement writes one statement, or a few that belong together.
func (g *gen) statement() {
	g.left--
	if g.depth > 3 || g.left < 0 {
		g.simple()
		return
	}
	forms := []func(){
		g.define, g.define, g.define, g.define, g.assign, g.assign, g.assign, g.assign, g.print,
		g.ifs, g.switches, g.typeSwitch, g.loop, g.loop, g.rangeLoop, g.rangeLoop, g.gotos, g.closure, g.deferred, g.panics,
		g.selects, g.goroutine, g.methodValues, g.copies, g.generics, g.shadow, g.pointers, g.iterators, g.orders, g.decodes, g.rewrites, g.rewrites,
	}
	forms[g.r.Intn(len(forms))]()
}

func (g *gen) simple() {
	switch g.r.Intn(4) {
	case 0:
		g.define()
	case 1:
		g.print()
	default:
		g.assign()
	}
}

func (g *gen) print() {
	t := g.flat(2)
	switch g.r.Intn(4) {
	case 0:
		g.p("fmt.Println(%s)", g.exprs([]*typ{t, intType, stringType}[:1+g.r.Intn(3)], 3))
	case 1:
		g.p("fmt.Printf(\"%%v %%T|\\n\", %s, %s)", g.typed(t, 2), g.typed(t, 1))
	default:
		g.p("%s(%s)", g.top("say"), g.exprs([]*typ{t, stringType, boolType}[:1+g.r.Intn(3)], 3))
	}
}

// cond is a condition, not always true or false in a loop.
func (g *gen) cond() string { return g.expr(boolType, 2) }

func (g *gen) ifs() {
	if g.chance(3) {
		v := g.fresh(g.flat(0))
		g.p("if %s := %s; %s {", v.name, g.typed(v.typ, 2), g.with(v, g.cond))
		g.block(1+g.r.Intn(2), v)
		g.p("} else {")
		g.block(1, v)
		g.p("}")
		return
	}
	g.p("if %s {", g.cond())
	g.block(1 + g.r.Intn(2))
	if g.chance(2) {
		g.p("} else if %s {", g.cond())
		g.block(1)
	}
	if g.chance(2) {
		g.p("} else {")
		g.block(1 + g.r.Intn(2))
	}
	g.p("}")
}

// leave writes a jump out of where the statement stands, under a condition.
func (g *gen) leave() {
	var all []string
	if g.loops > 0 {
		all = append(all, "continue", "break")
	}
	for _, l := range g.labels {
		all = append(all, "continue "+l, "break "+l)
	}
	if g.inFunc > 0 && g.results != nil {
		all = append(all, "return "+g.exprs(g.results, 1))
		if len(g.named) > 0 {
			all = append(all, fmt.Sprintf("%s = %s\nreturn", g.named[0], g.expr(g.results[0], 1)))
		}
	}
	if len(all) == 0 {
		return
	}
	g.p("if %s {\n%s\n}", g.cond(), all[g.r.Intn(len(all))])
}

func (g *gen) switches() {
	t := []*typ{intType, stringType, byteType, runeType, boolType}[g.r.Intn(5)]
	if n := g.namedWhere(func(t *typ) bool { return t.kind == intKind || t.kind == stringKind }); n != nil && g.chance(3) {
		t = n
	}
	tag := g.typed(t, 2)
	var own []*variable
	switch g.r.Intn(5) {
	case 0:
		v := g.fresh(t)
		own = append(own, v)
		g.p("switch %s := %s; %s {", v.name, tag, g.with(v, func() string { return g.typed(t, 2) }))
	case 1:
		v := g.fresh(t)
		own = append(own, v)
		g.p("switch %s := %s; %s {", v.name, tag, v.name)
	case 2:
		t, tag = boolType, ""
		g.p("switch {")
	case 3:
		g.p("switch %s(%q); %s {", g.top("say"), "init", tag)
	default:
		g.p("switch %s {", tag)
	}
	n := 2 + g.r.Intn(3)
	def := g.r.Intn(n + 2)
	for i := range n {
		if i == def {
			g.p("default:")
		} else if tag == "" {
			g.p("case %s:", g.with2(own, func() string { return g.truth(2) }))
		} else {
			var values []string
			for range 1 + g.r.Intn(2) {
				if t.kind == boolKind {
					values = append(values, g.with2(own, func() string { return g.truth(1) }))
				} else {
					values = append(values, g.with2(own, func() string { return g.notConstant(t) }))
				}
			}
			g.p("case %s:", strings.Join(values, ", "))
		}
		g.block(1+g.r.Intn(2), own...)
		if g.chance(6) {
			g.p("if %s {\nbreak\n}", g.cond())
		}
		if i < n-1 && g.chance(3) {
			g.p("fallthrough")
		}
	}
	g.p("}")
}

func (g *gen) with2(own []*variable, f func() string) string {
	if len(own) == 0 {
		return f()
	}
	return g.with(own[0], f)
}

// notConstant is an expression that is no constant: two equal ones in a switch would not
// compile.
func (g *gen) notConstant(t *typ) string {
	if v := g.pick(func(v *variable) bool { return v.typ.name == t.name && !(v.global && v.fixed) }); v != nil && g.chance(2) {
		return v.name
	}
	g.count++
	if g.quiet == 0 && g.chance(2) {
		return fmt.Sprintf("%s[%s](%d, %s)", g.top("tr"), t.name, g.count, g.literal(t, 1))
	}
	return fmt.Sprintf("[]%s{%s}[0]", t.name, g.literal(t, 1))
}

func (g *gen) typeSwitch() {
	types := []*typ{g.flat(1), g.flat(1), g.flat(0)}
	x := g.typed(types[0], 2)
	subject := fmt.Sprintf("any(%s)", x)
	if v := g.pick(func(v *variable) bool { return v.typ.kind == anyKind }); v != nil && g.chance(2) {
		subject = v.name
	}
	bound := g.name("b")
	init := ""
	if g.chance(4) {
		init = fmt.Sprintf("%s(\"types\"); ", g.top("say"))
	}
	if g.chance(4) {
		g.p("switch %s%s.(type) {", init, subject)
		bound = ""
	} else {
		g.p("switch %s%s := %s.(type) {", init, bound, subject)
	}
	seen := map[string]bool{}
	for i, t := range types {
		key := t.name
		if t.name == "byte" {
			key = "uint8"
		}
		if t.name == "rune" {
			key = "int32"
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		g.p("case %s:", t.name)
		if bound == "" {
			g.block(1)
			continue
		}
		v := &variable{name: bound, typ: t}
		g.show(bound, t)
		g.block(1, v)
		if i == 0 && g.chance(2) {
			g.p("if %s {\nbreak\n}", g.cond())
		}
	}
	if g.chance(2) {
		g.p("case nil, error, fmt.Stringer, []int:")
		if bound != "" {
			g.p("_, _ = %s.(error)", bound)
		}
		g.p("%s(\"several\")", g.top("say"))
	}
	g.p("default:")
	if bound != "" {
		g.p("fmt.Printf(\"other %%T\\n\", %s)", bound)
	} else {
		g.p("%s(\"other\")", g.top("say"))
	}
	g.p("}")
}

// loop writes a for with a counter, of one form or another.
func (g *gen) loop() {
	label, form := "", g.r.Intn(5)
	if form != 4 && g.chance(3) {
		label = g.name("L")
		g.p("%s:", label)
		defer func(old []string) { g.labels = old }(g.labels)
	}
	v := &variable{name: g.name("i"), typ: intType, fixed: true}
	n := 2 + g.r.Intn(3)
	own := []*variable{v}
	switch form {
	case 0:
		g.p("for %s := 0; %s < %d && %s(); %s++ {", v.name, v.name, n, g.top("tick"), v.name)
	case 1:
		w := &variable{name: g.name("j"), typ: intType}
		g.p("for %s, %s := 0, %s; %s < %d && %s(); %s, %s = %s+1, %s {", v.name, w.name, g.typed(intType, 2), v.name, n, g.top("tick"),
			v.name, w.name, v.name, g.with(w, func() string { return g.expr(intType, 2) }))
		own = append(own, w)
	case 2:
		g.p("for %s := range %d {\nif !%s() {\nbreak\n}", v.name, n, g.top("tick"))
	case 3:
		w := g.fresh(intType)
		w.fixed = true
		g.p("for %s := %d; %s > 0 && %s(); {\n%s--", w.name, n, w.name, g.top("tick"), w.name)
		own = []*variable{w}
	case 4:
		// Closures keep each turn's own variable.
		fs := g.name("fs")
		g.scopeShow(fs, func() {
			g.p("for %s := 0; %s < %d; %s++ {\n%s = append(%s, func() int { %s += 10; return %s })\n", v.name, v.name, n, v.name, fs, fs, v.name, v.name)
			g.p("if %s == 1 {\n%s++\n}\n}", v.name, v.name)
		})
		return
	}
	if label != "" {
		g.labels = append(append([]string{}, g.labels...), label)
	}
	g.loops++
	g.block(1+g.r.Intn(2), own...)
	g.leave()
	if label != "" {
		g.p("if %s {\n%s %s\n}", g.cond(), g.one("break", "continue"), label)
	}
	g.loops--
	g.p("}")
}

// scopeShow makes a slice of funcs ahead of what write writes, and calls them behind it.
func (g *gen) scopeShow(fs string, write func()) {
	g.p("{\nvar %s []func() int", fs)
	write()
	g.p("for _, f := range %s {\n%s(\"turn\", f(), f())\n}\n}", fs, g.top("say"))
}

// rangeLoop ranges over anything, into new variables or ones that are there.
func (g *gen) rangeLoop() {
	key, elem := intType, intType
	over := ""
	switch g.r.Intn(8) {
	case 0, 1:
		elem = g.flat(1)
		over = g.expr(sliceOf(elem), 1)
	case 2:
		elem = g.flat(1)
		over = g.typed(arrayOf(2+g.r.Intn(2), elem), 1)
	case 3:
		elem = runeType
		over = g.one(`"aé"`, `"x世y"`, `"bad\xff!"`, `""`)
	case 4:
		over, elem = fmt.Sprintf("%d", 1+g.r.Intn(4)), nil
	case 5:
		over, elem = fmt.Sprintf("%s(%d)", g.top("count"), 1+g.r.Intn(4)), nil
	case 6:
		elem = g.flat(0)
		over = fmt.Sprintf("%s(%s)", g.top("seq"), g.typed(sliceOf(elem), 1))
	case 7:
		// One key: the order of more is open.
		key, elem = stringType, g.flat(1)
		over = fmt.Sprintf("map[string]%s{%s: %s}", elem.name, g.expr(stringType, 1), g.expr(elem, 1))
	}
	label := ""
	if g.chance(3) {
		label = g.name("L")
		defer func(old []string) { g.labels = old }(g.labels)
	}
	// Variables that are there already, or their parts.
	if g.chance(3) {
		a := g.existing(key)
		b := "_"
		if elem != nil {
			b = g.existing(elem)
		}
		if strings.Contains(over, "seq") && strings.Contains(b, "[") {
			b = "_" // the compiler assigns the first before it evaluates the index of the second
		}
		if label != "" {
			g.p("%s:", label)
			g.labels = append(append([]string{}, g.labels...), label)
		}
		if elem == nil {
			g.p("for %s = range %s {", a, over)
		} else {
			g.p("for %s, %s = range %s {", a, b, over)
		}
		g.inLoop(label, nil)
		return
	}
	if label != "" {
		g.p("%s:", label)
		g.labels = append(append([]string{}, g.labels...), label)
	}
	i := &variable{name: g.name("i"), typ: key}
	var own []*variable
	switch {
	case elem == nil && g.chance(4):
		g.p("for range %s {", over)
	case elem == nil:
		g.p("for %s := range %s {", i.name, over)
		own = append(own, i)
	default:
		e := &variable{name: g.name("e"), typ: elem}
		if g.chance(3) {
			i.name = "_"
		} else {
			own = append(own, i)
		}
		own = append(own, e)
		g.p("for %s, %s := range %s {", i.name, e.name, over)
	}
	for _, v := range own {
		g.show(v.name, v.typ)
	}
	g.inLoop(label, own)
}

// inLoop writes the body of a range, and closes it.
func (g *gen) inLoop(label string, own []*variable) {
	g.p("if !%s() {\nbreak\n}", g.top("tick"))
	g.loops++
	g.block(1+g.r.Intn(2), own...)
	g.leave()
	if label != "" {
		g.p("if %s {\n%s %s\n}", g.cond(), g.one("break", "continue"), label)
	}
	g.loops--
	g.p("}")
}

// existing is a place of a type that is there, or the blank one.
func (g *gen) existing(t *typ) string {
	for range 6 {
		if x, of := g.place(); x != "" && of.name == t.name {
			return x
		}
	}
	if v := g.assignable(func(of *typ) bool { return of.name == t.name }); v != nil {
		return v.name
	}
	return "_"
}

// gotos jumps over a statement, or back a few times.
func (g *gen) gotos() {
	l := g.name("L")
	if g.chance(2) {
		g.p("{\nif %s {\ngoto %s\n}", g.cond(), l)
		g.p("{")
		g.block(1)
		g.p("}\n%s:\n%s(%q)\n}", l, g.top("say"), l)
		return
	}
	v := &variable{name: g.name("n"), typ: intType, fixed: true}
	g.p("{\n%s := 0\n%s:\n%s++", v.name, l, v.name)
	g.p("{")
	g.again++
	g.block(1, v)
	g.again--
	g.p("}")
	g.p("if %s < %d && %s() {\ngoto %s\n}\n}", v.name, 2+g.r.Intn(2), g.top("tick"), l)
}

// shadow opens a block with a variable that hides another of its name, but no result: a
// bare return would not compile.
func (g *gen) shadow() {
	v := g.pick(func(v *variable) bool {
		return !v.fixed && !v.global && v.typ.kind != funcKind && !slices.Contains(g.named, v.name)
	})
	if v == nil {
		return
	}
	to := g.flat(1)
	g.p("{")
	if g.chance(2) && v.typ.kind == intKind {
		g.p("%s := %s + 1", v.name, v.name)
		to = v.typ
	} else {
		g.p("%s := %s", v.name, g.typed(to, 2))
	}
	g.block(2, &variable{name: v.name, typ: to})
	g.show(v.name, to)
	g.p("}")
}
