package randgo

import (
	"fmt"
	"strings"
)

// closure makes funcs that keep variables of their own, and calls them in tuples.
func (g *gen) closure() {
	say := g.top("say")
	switch g.r.Intn(5) {
	case 0: // a counter whose state nothing else reads
		f, state := g.name("next"), g.name("state")
		g.p("%s := func() func() int {\n%s := %s\nreturn func() int { %s += %d; return %s }\n}()", f, state, g.typed(intType, 1), state, 1+g.r.Intn(5), state)
		a, b := g.fresh(intType), g.fresh(intType)
		g.p("%s, %s := %s(), %s()", a.name, b.name, f, f)
		g.p("%s, %s = %s()-%s(), %s", a.name, b.name, f, f, g.one(f+"()", "7", a.name))
		arr := g.name("arr")
		g.p("%s := []int{%s(), 0, %s()}", arr, f, f)
		g.p("%s[uint(%s())%%3], %s[uint(%s())%%3] = %s(), %s()", arr, f, arr, f, f, f)
		g.p("%s[uint(%s())%%3] += %s()", arr, f, f)
		g.p("%s(%s)", say, arr)
		g.scope = append(g.scope, a, b)
	case 1: // a variable of the block around that a closure changes
		v := g.assignable(func(t *typ) bool { return t.kind == intKind || t.kind == stringKind && g.loops == 0 })
		if v == nil {
			return
		}
		f := g.name("change")
		g.p("%s := func() {", f)
		g.funcBody(1, nil, nil)
		g.p("%s = %s\n}", v.name, g.expr(v.typ, 1))
		g.p("%s()\n%s()", f, f)
		g.show(v.name, v.typ)
	case 2: // recursion
		f := g.name("rec")
		g.p("var %s func(n int) int", f)
		g.p("%s = func(n int) int {\nif n <= 0 || !%s() {\nreturn 1\n}", f, g.top("tick"))
		g.p("return %s(n-1)%s%s(n-2)\n}", f, g.one(" + ", " - ", "*2 + "), f)
		g.p("%s(%s(%d), %s)", say, f, 3+g.r.Intn(4), g.expr(stringType, 1))
	case 3: // a func with results that its deferred func changes
		f := g.name("work")
		t, u := g.flat(1), g.flat(0)
		r := &variable{name: g.name("r"), typ: t}
		r2 := &variable{name: g.name("r"), typ: u}
		g.p("%s := func(x int) (%s %s, %s %s) {", f, r.name, t.name, r2.name, u.name)
		x := &variable{name: "x", typ: intType}
		if g.chance(2) {
			g.p("defer func() { %s, %s = %s }()", r.name, r2.name, g.with(r, func() string { return g.exprs([]*typ{t, u}, 1) }))
		}
		g.funcBody(2, []*typ{t, u}, []string{r.name, r2.name}, r, r2, x)
		if g.chance(2) {
			g.p("return\n}")
		} else {
			g.p("return %s\n}", g.with(x, func() string { return g.exprs([]*typ{t, u}, 2) }))
		}
		a, b := g.fresh(t), g.fresh(u)
		g.p("%s, %s := %s(%s)", a.name, b.name, f, g.expr(intType, 1))
		g.scope = append(g.scope, a, b)
	case 4: // variadic
		f := g.name("many")
		t := g.flat(0)
		g.p("%s := func(a int, xs ...%s) int {\nfor i, x := range xs {\n%s(i, x)\n}\nreturn a + len(xs)\n}", f, t.name, say)
		g.p("%s(%s(%s), %s(1, %s...))", say, f, g.exprs([]*typ{intType, t, t}, 1), f, g.expr(sliceOf(t), 1))
	}
}

// deferred runs a func with deferred calls: their arguments are those of the moment.
func (g *gen) deferred() {
	if g.bare && g.depth == 0 && g.inFunc == 0 && g.chance(3) {
		return
	}
	say := g.top("say")
	g.p("func() {")
	v := &variable{name: g.name("d"), typ: intType}
	g.p("%s := %s", v.name, g.typed(intType, 1))
	g.scope = append(g.scope, v)
	switch g.r.Intn(3) {
	case 0:
		g.p("defer %s(\"deferred\", %s)", say, g.exprs([]*typ{intType, stringType}, 2))
	case 1:
		g.p("for i := range 3 {\ndefer func(a int) { %s(i, a, %s) }(%s)\n%s += 2\n}", say, v.name, v.name, v.name)
	case 2:
		m := g.pick(func(v *variable) bool { return len(v.typ.methods) > 0 && v.typ.kind == structKind && !v.fixed })
		if m != nil {
			g.p("defer %s.%s(%s)", m.name, m.typ.methods[0].name, g.expr(intType, 1))
		}
	}
	g.funcBody(2, nil, nil)
	if g.chance(2) {
		g.p("if %s {\nreturn\n}", g.cond())
	}
	g.p("%s++", v.name)
	g.p("defer func() { %s(%s) }()", say, v.name)
	g.p("%s *= 2", v.name)
	g.p("}()")
	g.scope = g.scope[:len(g.scope)-1]
}

// panics runs a func that panics, and prints what is recovered. Nothing that prints is
// called beside what panics.
func (g *gen) panics() {
	far := 3 + g.r.Intn(8)
	forms := []string{
		fmt.Sprintf("xs := []int{1, 2, 3}\nk := %d\nxs[k]++", far),
		fmt.Sprintf("xs := []string{\"a\"}\nk := %d\n_ = xs[k-1]", far),
		fmt.Sprintf("xs := [3]int{1, 2, 3}\nk := -%d\nxs[k] = 4", far),
		fmt.Sprintf("s := \"abc\"\nk := %d\n_ = s[k]", far),
		fmt.Sprintf("xs := []int{1, 2, 3}\nk := %d\nxs = xs[k:]\n_ = xs", far+1),
		fmt.Sprintf("xs := []int{1, 2, 3}\nk := %d\nxs = xs[:k]\n_ = xs", far+1),
		fmt.Sprintf("xs := []int{1, 2, 3}\na, b := %d, 1\nxs = xs[a:b]\n_ = xs", 2+far%2),
		fmt.Sprintf("s := \"abc\"\na, b := 2, %d\n_ = s[a:b]", far+1),
		"var m map[string]int\nm[\"a\"] = 1",
		"var p *struct{ n int }\np.n = 1",
		"var p *int\n*p = 2",
		"var f func(int) int\nf(1)",
		"var e error\n_ = e.Error()",
		fmt.Sprintf("a, b := %d, 0\n_ = a / b", far),
		fmt.Sprintf("a, b := %d, 0\na %%= b", far),
		fmt.Sprintf("a, n := 1, -%d\n_ = a << n", far),
		fmt.Sprintf("a, n := 1, -%d\na >>= n", far),
		"var x any = 3\n_ = x.(string)",
		"var x any = \"s\"\n_ = x.(int)",
		"var x any\n_ = x.(int)",
		"var x any = 1.5\n_ = x.(fmt.Stringer)",
		"var x any = 7\n_ = x.(error)",
		"c := make(chan int)\nclose(c)\nclose(c)",
		"c := make(chan int, 1)\nclose(c)\nc <- 1",
		"var c chan int\nclose(c)",
		fmt.Sprintf("n := -%d\n_ = make([]int, n)", far),
		"xs := []int{1, 2}\n_ = [4]int(xs)",
		"var a, b any = []int{1}, []int{1}\n_ = a == b",
		"m := map[any]int{}\nm[[]int{1}] = 2",
		fmt.Sprintf("panic(%q)", words[g.r.Intn(len(words))]),
		fmt.Sprintf("panic(%d)", far),
		"panic(fmt.Errorf(\"wrapped %w\", errors.New(\"inner\")))",
		"panic(nil)",
		"panic(fmt.Sprint(\"a\", 1))",
		"defer func() { panic(fmt.Sprint(\"again: \", recovered(recover()))) }()\npanic(\"first\")",
	}
	for _, t := range g.types {
		if t.printable() {
			forms = append(forms, fmt.Sprintf("panic(%s)", g.quietly(func() string { return g.literal(t, 1) })))
			forms = append(forms, fmt.Sprintf("var x any = %s\n_ = x.(int)", g.quietly(func() string { return g.literal0(t) })))
			forms = append(forms, fmt.Sprintf("var x any = 1\n_ = x.(%s)", t.name))
		}
	}
	form := strings.ReplaceAll(forms[g.r.Intn(len(forms))], "recovered(", g.top("recovered")+"(")
	say, rec := g.top("say"), g.top("recovered")
	switch g.r.Intn(4) {
	case 0:
		a := g.fresh(stringType)
		g.p("%s := func() (out string) {\ndefer func() { out = %s(recover()) }()", a.name, rec)
		g.p("%s\nreturn \"none\"\n}()", form)
		g.scope = append(g.scope, a)
	case 1:
		g.p("func() {\ndefer %s(\"last\")\ndefer func() {\nif r := recover(); r != nil {\n%s(%s(r))\n}\n}()", say, say, rec)
		g.p("%s\n%s(\"not reached?\")\n}()", form, say)
	case 2:
		v := g.assignable(func(t *typ) bool { return t.kind == intKind })
		if v == nil {
			return
		}
		g.p("for i := range 2 {\nfunc() {\ndefer func() {\n%s(i, %s(recover()))\n}()", say, rec)
		g.p("%s++\nif i == 1 {\n%s\n}\n}()\n}", v.name, form)
		g.show(v.name, v.typ)
	case 3: // through a func between
		f := g.name("inner")
		g.p("func() {\n%s := func() {\ndefer %s(\"between\")\n%s\n}", f, say, form)
		g.p("defer func() { %s(%s(recover()), recover() == nil) }()\n%s()\n}()", say, rec, f)
	}
}

func (g *gen) quietly(f func() string) string {
	g.quiet++
	defer func() { g.quiet-- }()
	return f()
}

// selects has one case ready, whose value goes into whatever can be assigned to.
func (g *gen) selects() {
	t := g.flat(1)
	c, d := g.name("ch"), g.name("ch")
	say := g.top("say")
	g.p("%s, %s := make(chan %s, 1), make(chan %s, 1)", c, d, t.name, t.name)
	switch g.r.Intn(4) {
	case 0:
		g.p("%s <- %s", c, g.expr(t, 2))
		x, ok := g.existing(t), g.existing(boolType)
		g.p("select {\ncase %s, %s = <-%s:", x, ok, c)
		g.block(1)
		g.p("case %s = <-%s:\n%s(\"other\")\n}", g.existing(t), d, say)
	case 1:
		v, ok := g.fresh(t), g.fresh(boolType)
		g.p("%s <- %s", d, g.expr(t, 2))
		g.p("select {\ncase %s, %s := <-%s:", v.name, ok.name, c)
		g.block(1, v, ok)
		g.p("case %s := <-%s:", v.name, d)
		g.show(v.name, t)
		g.block(1, v)
		g.p("}")
	case 2:
		g.p("select {\ncase %s <- %s:\n%s(\"sent\")\ncase <-%s:\n}", c, g.expr(t, 2), say, d)
		g.p("%s = <-%s", g.existing(t), c)
	case 3:
		g.p("select {\ncase %s = <-%s:\ncase <-%s:\ndefault:\n%s(\"none\")\n}", g.existing(t), c, d, say)
		g.p("close(%s)", c)
		g.p("for range 2 {\nselect {\ncase v, ok := <-%s:\n%s(v, ok)\nif !ok {\nbreak\n}\n%s(\"?\")\ncase <-%s:\n}\n}", c, say, say, d)
	}
}

// goroutine lets goroutines work and waits for them.
func (g *gen) goroutine() {
	t := g.flat(1)
	c := g.name("ch")
	switch g.r.Intn(3) {
	case 0:
		g.p("%s := make(chan %s)", c, t.name)
		g.p("go func(x %s) { %s <- x }(%s)", t.name, c, g.expr(t, 2))
		g.p("%s = <-%s", g.existing(t), c)
	case 1:
		wg, sum := g.name("wg"), g.fresh(arrayOf(3, intType))
		g.p("var %s sync.WaitGroup\nvar %s [3]int", wg, sum.name)
		g.p("for i := range 3 {\n%s.Add(1)\ngo func() {\ndefer %s.Done()\n%s[i] += i*i + %d\n}()\n}\n%s.Wait()", wg, wg, sum.name, g.r.Intn(9), wg)
		g.scope = append(g.scope, sum)
	case 2:
		v := g.fresh(t)
		g.p("%s := make(chan %s)\ngo func() {\ndefer close(%s)\nfor i := range 3 {\n_ = i\n%s <- %s\n}\n}()", c, t.name, c, c, g.quietly(func() string { return g.literal0(t) }))
		g.p("for %s := range %s {", v.name, c)
		g.show(v.name, t)
		g.p("}")
	}
}

// methodValues binds methods: the receiver is that of the moment.
func (g *gen) methodValues() {
	v := g.assignable(func(t *typ) bool { return t.isNamed && t.kind != ifaceKind && len(t.methods) > 0 && t.printable() })
	if v == nil {
		t := g.namedWhere(func(t *typ) bool { return len(t.methods) > 0 && t.printable() })
		if t == nil {
			return
		}
		v = g.fresh(t)
		g.p("%s := %s", v.name, g.literal0(t))
		g.scope = append(g.scope, v)
	}
	m := v.typ.methods[g.r.Intn(len(v.typ.methods))]
	say := g.top("say")
	f := g.name("m")
	switch {
	case m.pointer && g.chance(2):
		g.p("%s := (*%s).%s", f, v.typ.name, m.name)
		g.p("%s(%s(&%s, %s))", say, f, v.name, g.expr(intType, 1))
	case m.pointer:
		g.p("%s := %s.%s", f, v.name, m.name)
		g.p("%s(%s(%s))\n%s(%s(%s))", say, f, g.expr(intType, 1), say, f, g.expr(intType, 1))
	case g.chance(3):
		g.p("%s := %s.%s", f, v.typ.name, m.name)
		g.p("%s(%s(%s, %s))", say, f, v.name, g.expr(intType, 1))
	default:
		g.p("%s := %s.%s", f, v.name, m.name)
		g.p("%s = %s", v.name, g.literal0(v.typ))
		g.p("%s(%s(%s), %s.%s(1))", say, f, g.expr(intType, 1), v.name, m.name)
	}
	g.show(v.name, v.typ)
}

// copies shows that structs and arrays are values.
func (g *gen) copies() {
	v := g.assignable(func(t *typ) bool { return (t.kind == structKind || t.kind == arrayKind) && t.plain() })
	if v == nil {
		t := g.namedWhere(func(t *typ) bool { return t.plain() })
		if t == nil {
			return
		}
		v = g.fresh(t)
		g.p("%s := %s", v.name, g.literal0(t))
		g.scope = append(g.scope, v)
	}
	say := g.top("say")
	w := g.fresh(v.typ)
	g.p("%s := %s", w.name, v.name)
	g.scope = append(g.scope, w)
	x, t := g.placeIn(w.name, v.typ, 3)
	g.p("%s = %s", x, g.expr(t, 2))
	g.p("%s(%s == %s, %s, %s)", say, v.name, w.name, v.name, w.name)
	switch g.r.Intn(6) {
	case 0:
		g.p("%s, %s = %s, %s", v.name, w.name, w.name, v.name)
	case 1:
		s := &variable{name: g.name("s"), typ: sliceOf(v.typ)}
		g.p("%s := []%s{%s, %s}\n%s[0] = %s[1]", s.name, v.typ.name, v.name, w.name, s.name, s.name)
		g.p("for _, e := range %s {\n%s = e\n}", s.name, w.name)
		g.scope = append(g.scope, s)
	case 2:
		m := &variable{name: g.name("mm"), typ: mapOf(stringType, v.typ)}
		g.p("%s := map[string]%s{\"a\": %s}\n%s = %s[\"a\"]", m.name, v.typ.name, v.name, w.name, m.name)
		x, t := g.placeIn(v.name, v.typ, 2)
		g.p("%s = %s", x, g.expr(t, 1))
		g.scope = append(g.scope, m)
	case 3:
		a := &variable{name: g.name("a"), typ: anyType}
		g.p("var %s any = %s", a.name, v.name)
		x, t := g.placeIn(v.name, v.typ, 2)
		g.p("%s = %s", x, g.expr(t, 1))
		g.p("%s(%s == any(%s))", say, a.name, v.name)
		g.scope = append(g.scope, a)
	case 4:
		f, in := g.name("by"), g.name("x")
		g.p("%s := func(%s %s) %s {", f, in, v.typ.name, v.typ.name)
		x, t := g.placeIn(in, v.typ, 2)
		g.p("%s = %s\nreturn %s\n}", x, g.quietly(func() string { return g.literal(t, 1) }), in)
		g.p("%s = %s(%s)", w.name, f, v.name)
	case 5:
		p := g.name("ptr")
		g.p("%s := &%s", p, v.name)
		x, t := g.placeIn(v.name, v.typ, 2)
		g.p("%s = %s\n%s(*%s == %s)", x, g.expr(t, 1), say, p, v.name)
		g.p("*%s = %s", p, w.name)
	}
	g.show(v.name, v.typ)
}

// generics uses the program's generic funcs and types.
func (g *gen) generics() {
	say := g.top("say")
	t := g.flat(1)
	switch g.r.Intn(5) {
	case 0:
		key := g.mapKey()
		a := g.name("pair")
		g.p("%s := %s[%s, %s]{%s, %s}", a, g.top("Pair"), key.name, t.name, g.distinct(key, 1), g.expr(t, 1))
		g.p("%s(%s.Set(%s))\n%s(%s.Get(), %s)", say, a, g.expr(t, 2), say, a, a)
	case 1:
		s, v, ok := g.name("stack"), g.fresh(t), g.fresh(boolType)
		g.p("var %s %s[%s]", s, g.top("Stack"), t.name)
		g.p("%s.Push(%s).Push(%s)", s, g.expr(t, 2), g.expr(t, 1))
		g.p("%s, %s := %s.Pop()\n%s(len(%s.items))", v.name, ok.name, s, say, s)
		g.scope = append(g.scope, v, ok)
	case 2:
		v := g.fresh(sliceOf(t))
		from := g.flat(1)
		x := &variable{name: "x", typ: from}
		g.p("%s := %s(%s, func(x %s) %s { return %s })", v.name, g.top("mapped"), g.typed(sliceOf(from), 1), from.name, t.name, g.with(x, func() string { return g.expr(t, 2) }))
		g.scope = append(g.scope, v)
	case 3:
		v := g.fresh(intType)
		g.p("%s := %s(%s, %s, func(a int, x %s) int { %s(x); return a*2 + 1 })", v.name, g.top("fold"), g.typed(sliceOf(t), 1), g.typed(intType, 1), t.name, say)
		g.scope = append(g.scope, v)
	case 4:
		m := g.pick(func(v *variable) bool {
			return v.typ.kind == mapKind && (v.typ.key.kind == intKind || v.typ.key.kind == stringKind)
		})
		if m == nil {
			g.p("%s(slices.Sorted(maps.Keys(map[int]string{3: \"c\", 1: \"a\"})))", say)
			return
		}
		g.p("%s(slices.Sorted(maps.Keys(%s)))", say, m.name)
	}
}

// pointers leads pointers to elements, fields and other pointers.
func (g *gen) pointers() {
	v := g.assignable(func(t *typ) bool { return t.plain() || t.kind == sliceKind })
	if v == nil {
		return
	}
	x, t := g.placeIn(v.name, v.typ, 3)
	if t.kind == mapKind || strings.HasPrefix(x, "*") || v.typ.kind == mapKind {
		return
	}
	p := &variable{name: g.name("ptr"), typ: pointerTo(t)}
	g.p("%s := &%s", p.name, x)
	if t.kind == stringKind {
		g.p("*%s = %s", p.name, g.literal(t, 1))
	} else {
		g.p("*%s = %s", p.name, g.expr(t, 2))
	}
	if t.printable() {
		g.p("%s(*%s, %s)", g.top("say"), p.name, v.name)
	}
	if g.chance(3) {
		pp := g.name("pp")
		g.p("%s := &%s\n**%s = %s", pp, p.name, pp, g.literal(t, 1))
		g.p("*%s = new(%s)", pp, g.literal0(t))
	}
	g.scope = append(g.scope, p)
}

// orders reads a variable beside a call that changes it. The language leaves the order open;
// the compiler makes the call first, and cells do as it does.
func (g *gen) orders() {
	k, xs, step, f := g.name("k"), &variable{name: g.name("o"), typ: sliceOf(intType)}, g.name("step"), g.name("both")
	g.p("%s, %s := 0, []int{%s}", k, xs.name, g.exprs([]*typ{intType, intType, intType}, 1))
	g.p("%s := func() int { %s = (%s + %d) %% 3; return %s * 7 }\n_ = %s", step, k, k, 1+g.r.Intn(2), k, step)
	for range 1 + g.r.Intn(3) {
		switch g.r.Intn(5) {
		case 0:
			g.p("%s[%s] = %s()", xs.name, k, step)
		case 1:
			g.p("%s[%s] %s= %s()", xs.name, k, g.one("+", "-", "^"), step)
		case 2:
			g.p("%s[(%s+1)%%3], %s[0] = %s, %s()", xs.name, k, xs.name, k, step)
		case 3:
			g.p("%s := func() (int, %s, int) { return %s + 1, %s, %s() }", f, "string", k, g.expr(stringType, 1), step)
			g.p("%s(%s())", g.top("say"), f)
			f = g.name("both")
		case 4:
			g.p("%s := func() (a, b int) {\nstep := func() int { a += 10; return a }\nreturn %s, step()\n}", f, g.one("a", "a + 1", "-a"))
			g.p("%s(%s())", g.top("say"), f)
			f = g.name("both")
		}
	}
	g.p("%s(%s, %s)", g.top("say"), k, xs.name)
	g.scope = append(g.scope, xs)
}

// rewrites writes variables that were received or defined once already, while a pointer or
// a func keeps them, and defines several in the header of an if.
func (g *gen) rewrites() {
	say, t := g.top("say"), g.flat(1)
	switch g.r.Intn(3) {
	case 0:
		c, v, p := g.name("ch"), g.fresh(t), g.name("ptr")
		g.p("%s := make(chan %s, 2)\n%s <- %s\n%s <- %s", c, t.name, c, g.expr(t, 1), c, g.expr(t, 1))
		g.p("%s := <-%s\n%s := &%s\n%s = %s", v.name, c, p, v.name, v.name, g.quietly(func() string { return g.expr(t, 1) }))
		g.p("%s(*%s == %s)\n%s = <-%s\n%s(*%s, %s)", say, p, v.name, v.name, c, say, p, v.name)
		g.scope = append(g.scope, v)
	case 1:
		a, b, d, p := g.fresh(intType), g.fresh(stringType), g.fresh(stringType), g.name("ptr")
		g.p("%s, %s := %s(%s)", a.name, b.name, g.top("two"), g.exprs([]*typ{intType, stringType}, 1))
		g.p("%s := &%s\n%s, %s := %s(%s)", p, a.name, a.name, d.name, g.top("two"), g.exprs([]*typ{intType, stringType}, 1))
		g.p("%s++\n%s(*%s, %s)", a.name, say, p, a.name)
		g.scope = append(g.scope, a, b, d)
	case 2:
		a, b := g.fresh(intType), g.fresh(t)
		g.p("if %s, %s := %s(%d, %s), %s; %s(%s) {", a.name, b.name, g.top("ti"), g.r.Intn(99), g.expr(intType, 1), g.typed(t, 1), g.top("id")+"[bool]", g.with(a, g.cond))
		g.block(1, a, b)
		g.p("} else {")
		g.block(1, a, b)
		g.p("}")
	}
}

// decodes reads JSON that fits a struct of the program, or not.
func (g *gen) decodes() {
	texts := []string{
		`{"op": "a", "N": [1, -2], "In": {"Q": true}}`, `{"op": "a", "zzz": 1}`, `{"N": [1, 300]}`, `{"op": 7, "N": null}`, `{"op": `, `[1]`,
	}
	g.p("%s(%s(`%s`), %s)", g.top("say"), g.top("decoded"), texts[g.r.Intn(len(texts))], g.expr(stringType, 1))
}

// iterators ranges over a func that is written where it stands, and leaves it early.
func (g *gen) iterators() {
	t := g.flat(1)
	e := &variable{name: g.name("e"), typ: t}
	say := g.top("say")
	g.p("for %s := range (func(yield func(%s) bool) {", e.name, t.name)
	g.p("defer %s(\"done\")", say)
	g.p("if !yield(%s) {\nreturn\n}\n%s(\"between\")\nyield(%s)\n}) {", g.expr(t, 1), say, g.expr(t, 1))
	g.show(e.name, t)
	g.inLoop("", []*variable{e})
}
