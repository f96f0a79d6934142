package randgo

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// prelude is what programs share: steps, output, traces, and a few generic things. It
// returns those that a program's text uses.
func (g *gen) prelude(text string) []string {
	all := strings.Split(strings.ReplaceAll(shared, "@", g.suffix), "\n\n")
	var used []string
	for i := len(all) - 1; i >= 0; i-- { // what uses others stands behind them
		if name := declared.FindString(all[i]); name == "var" || strings.Contains(text, name) {
			used = append(used, all[i])
			text += all[i]
		}
	}
	slices.Reverse(used)
	return used
}

// declared finds the name that a part of shared declares: of a method, its receiver's type.
var declared = regexp.MustCompile(`\w+_q\w+z\b|^var`)

const shared = `var steps@, lines@, hidden@ int

func tick@() bool { steps@++; return steps@ < 1500 }

func say@(args ...any) {
	if lines@++; lines@ < 400 {
		fmt.Println(args...)
	}
}

func tr@[T any](id int, v T) T { say@("tr", id, v); return v }

func ti@(id, v int) int { say@("ti", id, v); return v }

func ts@(id int, v string) string { say@("ts", id, v); return v }

func id@[T any](v T) T { return v }

func hide@() int { hidden@ += 3; return hidden@ }

func clip@[S ~string](s S) S {
	if len(s) > 60 {
		return s[:60]
	}
	return s
}

func two@(a int, b string) (int, string) { say@("two", a, b); return a + 1, b + "!" }

func recovered@(r any) string {
	text := fmt.Sprintf("%v %T", r, r)
	if err, ok := r.(error); ok {
		text = fmt.Sprint("error ", err)
	}
	return strings.ReplaceAll(text, "@", "")
}

type Ev@ struct { Op string "json:\"op\""; N []int8; In struct { Q bool } }

func decoded@(text string) string {
	var e Ev@
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&e)
	return strings.ReplaceAll(fmt.Sprint(e, err), "@", "")
}

type Pair@[K comparable, V any] struct { Key K; Val V }

func (p Pair@[K, V]) Get() V { return p.Val }

func (p *Pair@[K, V]) Set(v V) K { p.Val = v; return p.Key }

type Stack@[T any] struct { items []T }

func (s *Stack@[T]) Push(v T) *Stack@[T] { s.items = append(s.items, v); return s }

func (s *Stack@[T]) Pop() (v T, ok bool) {
	if len(s.items) == 0 {
		return v, false
	}
	v, s.items = s.items[len(s.items)-1], s.items[:len(s.items)-1]
	return v, true
}

func mapped@[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func fold@[T, A any](xs []T, a A, f func(A, T) A) A {
	for _, x := range xs {
		a = f(a, x)
	}
	return a
}

func seq@[T any](xs []T) func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		for i, x := range xs {
			if !yield(i, x) {
				return
			}
		}
	}
}

func count@(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer say@("counted")
		for i := 0; i < n && yield(i*i); i++ {
		}
	}
}`

// typeDecl declares a type with methods.
func (g *gen) typeDecl() []string {
	name := g.top(g.name("T"))
	t := &typ{name: name, isNamed: true}
	var out []string
	switch g.r.Intn(6) {
	case 0:
		t.kind, t.bits = intKind, 64
		out = append(out, fmt.Sprintf("type %s int", name))
	case 1:
		t.kind = stringKind
		out = append(out, fmt.Sprintf("type %s string", name))
	case 2:
		e := g.flat(1)
		t.kind, t.elem, t.n = arrayKind, e, 2+g.r.Intn(3)
		out = append(out, fmt.Sprintf("type %s [%d]%s", name, t.n, e.name))
	default:
		t.kind = structKind
		var b strings.Builder
		fmt.Fprintf(&b, "type %s struct {\n", name)
		if e := g.namedWhere(func(t *typ) bool { return t.kind == structKind }); e != nil && g.chance(2) {
			t.fields = append(t.fields, field{e.name, e, true})
			fmt.Fprintf(&b, "%s\n", e.name)
		}
		for range 1 + g.r.Intn(4) {
			ft := g.flat(2)
			if g.chance(5) {
				ft = sliceOf(g.flat(0))
			} else if g.chance(8) {
				ft = mapOf(g.mapKey(), g.flat(0))
			}
			f := field{g.name([]string{"F", "f"}[g.r.Intn(2)]), ft, false}
			t.fields = append(t.fields, f)
			fmt.Fprintf(&b, "%s %s\n", f.name, ft.name)
		}
		b.WriteString("}")
		out = append(out, b.String())
	}
	if g.chance(4) && t.kind != structKind {
		out = append(out, fmt.Sprintf("func (v %s) String() string { return fmt.Sprintf(\"<%%v>\", %s(v)) }", name, g.underlying(t)))
	}
	g.types = append(g.types, t)
	for range g.r.Intn(3) {
		m := method{name: g.name("M"), pointer: g.chance(2), result: basicTypes[g.r.Intn(len(basicTypes))]}
		out = append(out, g.methodDecl(t, m))
		t.methods = append(t.methods, m)
	}
	// What an embedded type has, its owner has too.
	for _, f := range t.fields {
		if f.embedded {
			t.methods = append(t.methods, f.typ.methods...)
		}
	}
	return out
}

func (g *gen) underlying(t *typ) string {
	switch t.kind {
	case intKind:
		return "int"
	case stringKind:
		return "string"
	}
	return fmt.Sprintf("[%d]%s", t.n, t.elem.name)
}

func (g *gen) methodDecl(t *typ, m method) string {
	star := ""
	if m.pointer {
		star = "*"
	}
	return g.capture(func() {
		g.p("func (v %s%s) %s(a int) %s {", star, t.name, m.name, m.result.name)
		g.left = 2
		// The receiver of a pointer's method is not read by name, since the value may be.
		own := &variable{name: "v", typ: t}
		if m.pointer {
			own.typ = pointerTo(t)
			own.fixed = true
			g.p("if !%s() {\nreturn %s\n}", g.top("tick"), g.zero(m.result))
			g.change("v", t)
		}
		vars := []*variable{{name: "a", typ: intType}}
		if !m.pointer {
			vars = append(vars, own)
		}
		old := g.scope
		g.scope = nil
		g.funcBody(g.r.Intn(2), nil, nil, vars...)
		g.scope = append(g.scope, vars...)
		g.p("return %s\n}", g.expr(m.result, 2))
		g.scope = old
	})
}

// change writes a statement that changes what a pointer leads to.
func (g *gen) change(x string, t *typ) {
	switch t.kind {
	case intKind:
		g.p("*%s += 2", x)
	case stringKind:
		g.p("*%s += \"s\"", x)
	case arrayKind:
		g.p("%s[0], %s[1] = %s[1], %s[0]", x, x, x, x)
	case structKind:
		f := t.fields[g.r.Intn(len(t.fields))]
		switch f.typ.kind {
		case intKind:
			g.p("%s.%s++", x, f.name)
		case stringKind:
			g.p("%s.%s += \"z\"", x, f.name)
		case sliceKind:
			g.p("%s.%s = append(%s.%s, %s)", x, f.name, x, f.name, g.zero(f.typ.elem))
		default:
			if f.typ.plain() {
				g.p("%s.%s = %s", x, f.name, g.zero(f.typ))
			}
		}
	}
}

// interfaceDecl declares an interface that some type satisfies.
func (g *gen) interfaceDecl() string {
	t := g.namedWhere(func(t *typ) bool { return len(t.methods) > 0 && t.printable() })
	if t == nil {
		return ""
	}
	i := &typ{name: g.top(g.name("I")), kind: ifaceKind, isNamed: true, elem: t}
	var list []string
	for _, m := range t.methods {
		if !m.pointer {
			i.methods = append(i.methods, m)
			list = append(list, fmt.Sprintf("%s(a int) %s", m.name, m.result.name))
		}
	}
	if len(list) == 0 {
		return ""
	}
	g.ifaces = append(g.ifaces, i)
	return fmt.Sprintf("type %s interface {\n%s\n}", i.name, strings.Join(list, "\n"))
}

// constDecl declares constants that count.
func (g *gen) constDecl() string {
	a, b, c := g.top(g.name("C")), g.top(g.name("C")), g.top(g.name("C"))
	t := intType
	if n := g.namedWhere(func(t *typ) bool { return t.kind == intKind }); n != nil && g.chance(2) {
		t = n
	}
	for _, n := range []string{a, b, c} {
		g.scope = append(g.scope, &variable{name: n, typ: t, fixed: true, global: true})
	}
	form := []string{"iota", "1 << iota", "iota*10 + 3", "(iota + 1) << 2"}[g.r.Intn(4)]
	return fmt.Sprintf("const (\n%s %s = %s\n%s\n_\n%s\n)", a, t.name, form, b, c)
}

// varDecl declares a variable at the top level. Its value calls nothing that prints.
func (g *gen) varDecl() string {
	t := g.flat(2)
	if g.chance(3) {
		t = sliceOf(g.flat(1))
	}
	v := &variable{name: g.top(g.name("g")), typ: t, global: true, fixed: false}
	g.quiet++
	text := fmt.Sprintf("var %s %s = %s", v.name, t.name, g.expr(t, 2))
	if t.plain() && g.chance(3) {
		text = fmt.Sprintf("var %s %s", v.name, t.name)
	}
	g.quiet--
	// It is shown, and set by main alone: funcs are called beside its reads.
	g.scope = append(g.scope, v)
	return text
}

// funcDecl declares a func that changes nothing but its own variables.
func (g *gen) funcDecl() string {
	f := &function{name: g.top(g.name("f"))}
	var params []string
	var vars []*variable
	for range g.r.Intn(4) {
		t := g.flat(1)
		if g.chance(5) {
			t = sliceOf(g.flat(0))
		}
		v := &variable{name: g.name("p"), typ: t}
		f.params = append(f.params, t)
		vars = append(vars, v)
		params = append(params, v.name+" "+t.name)
	}
	var results, named []string
	for range 1 + g.r.Intn(3) {
		t := g.flat(1)
		f.results = append(f.results, t)
		results = append(results, t.name)
	}
	if g.chance(2) {
		for i, t := range f.results {
			v := &variable{name: g.name("r"), typ: t}
			named = append(named, v.name)
			results[i] = v.name + " " + t.name
			vars = append(vars, v)
		}
	}
	old := g.scope
	g.scope = nil
	for _, v := range old {
		if v.global && v.fixed {
			g.scope = append(g.scope, v)
		}
	}
	text := g.capture(func() {
		g.p("func %s(%s) (%s) {", f.name, strings.Join(params, ", "), strings.Join(results, ", "))
		g.p("if !%s() {\nreturn %s\n}", g.top("tick"), g.zeros(f.results))
		g.left = 6
		// Slices that come in are shared with the caller: they are read only.
		for _, v := range vars {
			if v.typ.kind == sliceKind {
				v.fixed = true
			}
		}
		g.funcBody(1+g.r.Intn(4), f.results, named, vars...)
		g.scope = append(g.scope, vars...)
		if len(named) > 0 && g.chance(2) {
			g.p("return\n}")
		} else {
			g.p("return %s\n}", g.exprs(f.results, 2))
		}
	})
	g.scope = old
	g.funcs = append(g.funcs, f)
	return text
}
