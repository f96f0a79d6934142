package randgo

import (
	"fmt"
	"go/format"
	"math/rand"
	"path"
	"slices"
	"strings"
)

// Program is a random program.
type Program struct {
	Seed   int64
	Suffix string   // of all names at the top level
	Decls  []string // at the top level, but for imports
	Body   []string // statements of main
}

// gen writes a program.
type gen struct {
	r       *rand.Rand
	suffix  string
	types   []*typ
	ifaces  []*typ
	funcs   []*function
	scope   []*variable
	out     *strings.Builder
	count   int  // of names
	depth   int  // of blocks
	quiet   int  // above 0, expressions make no calls that print
	bare    bool // statements are those of a cell: no defer, no return
	left    int  // statements that may still be written
	results []*typ
	named   []string // results of the func that is written
	labels  []string // of loops around
	loops   int      // around, in this func
	inFunc  int
	again   int // loops by goto around
}

// variable is one that expressions may read.
type variable struct {
	name   string
	typ    *typ
	fixed  bool // it is not assigned to: loops count with it
	global bool
}

// function is one at the top level; hidden ones keep count by themselves.
type function struct {
	name    string
	params  []*typ
	results []*typ
}

// New writes the program of a seed. The suffix, of the form _q7z, makes its names at the top
// level unlike those of another program in the same package.
func New(seed int64, suffix string) *Program {
	g := &gen{r: rand.New(rand.NewSource(seed)), suffix: suffix}
	p := &Program{Seed: seed, Suffix: suffix}
	g.bare = seed%3 != 0
	// Half of the programs are small: what goes wrong in them is easy to see.
	large := g.chance(2)
	n := 2
	if large {
		n = 6
	}
	for range 1 + g.r.Intn(n-1) {
		p.Decls = append(p.Decls, g.typeDecl()...)
	}
	if g.chance(2) {
		p.Decls = append(p.Decls, g.interfaceDecl())
	}
	p.Decls = append(p.Decls, g.constDecl())
	for range g.r.Intn(4) {
		p.Decls = append(p.Decls, g.varDecl())
	}
	for range 1 + g.r.Intn(n-1) {
		p.Decls = append(p.Decls, g.funcDecl())
	}
	g.left = n*4 + g.r.Intn(n*5)
	for range n + g.r.Intn(n+2) {
		p.Body = append(p.Body, g.capture(func() { g.statement() }))
	}
	p.Body = append(p.Body, g.capture(func() { g.showAll(0) }))
	p.Decls = append(g.prelude(strings.Join(p.Decls, "\n")+strings.Join(p.Body, "")), p.Decls...)
	return p
}

// head imports what the program uses.
func (p *Program) head() string {
	var b strings.Builder
	all := strings.Join(p.Decls, "") + strings.Join(p.Body, "")
	for _, i := range []string{"encoding/json", "errors", "fmt", "maps", "slices", "strings", "sync"} {
		if strings.Contains(all, path.Base(i)+".") {
			fmt.Fprintf(&b, "import %q\n", i)
		}
	}
	return b.String()
}

// Source is the whole program, as it was written; its main has the name that is given.
func (p *Program) Source(main string) string {
	return "package main\n\n" + p.head() + "\n" + strings.Join(p.Decls, "\n\n") + "\n\nfunc " + main + "() {\n" + strings.Join(p.Body, "") + "}\n"
}

// Text is Source in Go's own format.
func (p *Program) Text(main string) string {
	text := p.Source(main)
	if b, err := format.Source([]byte(text)); err == nil {
		return string(b)
	}
	return text
}

// Cells is the program as cells: of three seeds one is a program with a main, one a single
// cell with bare statements, and one several cells.
func (p *Program) Cells() []string {
	switch p.Seed % 3 {
	case 0:
		return []string{p.Text("main")}
	case 1:
		return []string{p.head() + strings.Join(p.Decls, "\n") + "\n" + strings.Join(p.Body, "")}
	}
	half := len(p.Body) / 2
	return []string{
		p.head() + strings.Join(p.Decls, "\n"),
		strings.Join(p.Body[:half], ""),
		strings.Join(p.Body[half:], ""),
	}
}

func (g *gen) chance(of int) bool { return g.r.Intn(of) == 0 }

// name is a new name.
func (g *gen) name(letter string) string {
	g.count++
	return fmt.Sprintf("%s%d", letter, g.count)
}

// top is a name at the top level.
func (g *gen) top(name string) string { return name + g.suffix }

func (g *gen) p(form string, args ...any) { fmt.Fprintf(g.out, form+"\n", args...) }

// capture is what write writes.
func (g *gen) capture(write func()) string {
	old := g.out
	g.out = &strings.Builder{}
	write()
	text := g.out.String()
	g.out = old
	return text
}

// block writes statements with a scope of their own, and shows what they declared.
func (g *gen) block(n int, more ...*variable) {
	from := len(g.scope)
	g.scope = append(g.scope, more...)
	own := len(g.scope)
	for _, v := range more {
		g.p("_ = %s", v.name)
	}
	g.depth++
	for range n {
		g.statement()
	}
	g.showAll(own)
	g.depth--
	g.scope = g.scope[:from]
}

// body writes a func's body: labels and loops around do not reach into it.
func (g *gen) funcBody(n int, results []*typ, named []string, more ...*variable) {
	labels, loops, oldResults, oldNamed, bare := g.labels, g.loops, g.results, g.named, g.bare
	g.labels, g.loops, g.results, g.named, g.bare = nil, 0, results, named, false
	g.inFunc++
	g.block(n, more...)
	g.inFunc--
	g.labels, g.loops, g.results, g.named, g.bare = labels, loops, oldResults, oldNamed, bare
}

// showAll prints the variables from a place of the scope on.
func (g *gen) showAll(from int) {
	for _, v := range g.scope[from:] {
		if v.global && g.depth > 0 {
			continue
		}
		if v.fixed {
			g.p("_ = %s", v.name)
			continue
		}
		g.show(v.name, v.typ)
	}
}

// show prints an expression of a type, whatever the type.
func (g *gen) show(x string, t *typ) {
	switch {
	case t.kind == pointerKind && t.elem.printable():
		g.p("%s(%q, *%s)", g.top("say"), plainName(x), x)
	case t.kind == funcKind:
		g.quiet++
		g.p("%s(%q, %s(%s))", g.top("say"), plainName(x), x, g.expr(t.params[0], 1))
		g.quiet--
	case !t.printable():
		g.p("_ = %s", x)
	case g.chance(3):
		g.p("fmt.Printf(\"%s %%v %%T\\n\", %s, %s)", plainName(x), x, x)
	case g.chance(3) && t.kind != anyKind && t.kind != ifaceKind:
		g.p("fmt.Printf(\"%s %%+v\\n\", %s)", plainName(x), x)
	case g.chance(3):
		g.p("fmt.Println(%q, %s)", plainName(x), x)
	default:
		g.p("%s(%q, %s)", g.top("say"), plainName(x), x)
	}
}

// plainName is a name for output, in which the suffix does not show.
func plainName(x string) string {
	if i := strings.Index(x, "_q"); i > 0 {
		return x[:i]
	}
	return strings.Map(func(r rune) rune {
		if r == '"' || r == '%' || r == '\\' {
			return '_'
		}
		return r
	}, x)
}

// vars are the variables in scope that fit.
func (g *gen) vars(fits func(*variable) bool) []*variable {
	var all []*variable
	for i, v := range g.scope {
		shadowed := slices.ContainsFunc(g.scope[i+1:], func(w *variable) bool { return w.name == v.name })
		if v.name != "_" && !shadowed && fits(v) {
			all = append(all, v)
		}
	}
	return all
}

// pick is a variable in scope that fits, nil if there is none; later ones are likelier.
func (g *gen) pick(fits func(*variable) bool) *variable {
	all := g.vars(fits)
	if len(all) == 0 {
		return nil
	}
	return all[max(g.r.Intn(len(all)), g.r.Intn(len(all)))]
}

func (g *gen) ofType(t *typ) *variable {
	return g.pick(func(v *variable) bool { return v.typ.name == t.name })
}

// assignable is a variable of a type that may be changed.
func (g *gen) assignable(fits func(*typ) bool) *variable {
	return g.pick(func(v *variable) bool { return !v.fixed && fits(v.typ) })
}
