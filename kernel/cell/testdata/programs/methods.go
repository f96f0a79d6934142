package main

import (
	"fmt"
	"os"
	"strings"
)

type Shape interface {
	Area() float64
	Perimeter() float64
}
type Named interface{ Name() string }
type NamedShape interface {
	Shape
	Named
	fmt.Stringer
}
type base struct{ name string }

func (b base) Name() string     { return b.name }
func (b *base) Rename(s string) { b.name = s }

type Rect struct {
	base
	W, H float64
}

func (r Rect) Area() float64      { return r.W * r.H }
func (r Rect) Perimeter() float64 { return 2 * (r.W + r.H) }
func (r Rect) String() string     { return fmt.Sprintf("%s(%gx%g)", r.name, r.W, r.H) }

type Square struct{ *Rect }

func (s Square) Name() string { return "sq:" + s.Rect.Name() }

type Logger struct {
	prefix string
	out    *strings.Builder
}

func (l *Logger) Logf(f string, a ...any) { fmt.Fprintf(l.out, l.prefix+f+"\n", a...) }

type Service struct {
	*Logger
	Shape
	deps map[string]func(...int) int
}

type Visitor interface {
	VisitNum(Num) any
	VisitBin(Bin) any
}
type Node interface{ Accept(Visitor) any }
type Num float64
type Bin struct {
	Op   byte
	L, R Node
}

func (n Num) Accept(v Visitor) any { return v.VisitNum(n) }
func (b Bin) Accept(v Visitor) any { return v.VisitBin(b) }

type eval struct{}

func (eval) VisitNum(n Num) any { return float64(n) }
func (e eval) VisitBin(b Bin) any {
	l, r := b.L.Accept(e).(float64), b.R.Accept(e).(float64)
	switch b.Op {
	case '+':
		return l + r
	case '*':
		return l * r
	}
	panic("op " + string(b.Op))
}

type show struct{ depth int }

func (s *show) VisitNum(n Num) any { return fmt.Sprint(float64(n)) }
func (s *show) VisitBin(b Bin) any {
	s.depth++
	return fmt.Sprintf("(%v %c %v)", b.L.Accept(s), b.Op, b.R.Accept(s))
}

func classify(vs ...any) string {
	var b strings.Builder
	for _, v := range vs {
		switch x := v.(type) {
		case nil:
			b.WriteString("nil ")
		case int, int64:
			fmt.Fprintf(&b, "int:%v ", x)
		case string:
			b.WriteString("string:" + x + " ")
		case []int:
			fmt.Fprintf(&b, "slice%d ", len(x))
		case error:
			b.WriteString("error " + x.Error() + " ")
		case fmt.Stringer:
			b.WriteString("stringer " + x.String() + " ")
		case func() int:
			fmt.Fprint(&b, "func", x(), " ")
		case map[string]int:
			fmt.Fprint(&b, "map", len(x), " ")
		case *int:
			fmt.Fprint(&b, "ptr", *x, " ")
		case struct{ X int }:
			fmt.Fprint(&b, "anon", x.X, " ")
		case bool, float64:
			fmt.Fprintf(&b, "%T ", x)
		case chan int:
			fmt.Fprint(&b, "chan", cap(x), " ")
		case Shape:
			fmt.Fprint(&b, "shape", x.Area(), " ")
		case [2]int:
			fmt.Fprint(&b, "arr", x[1], " ")
		default:
			fmt.Fprintf(&b, "other %T ", x)
		}
	}
	return b.String()
}

type Point struct{ X, Y int }

func (p Point) Add(q Point) Point         { return Point{p.X + q.X, p.Y + q.Y} }
func (p *Point) Scale(k int)              { p.X *= k; p.Y *= k }
func (p Point) With(f func(*Point)) Point { f(&p); return p }

type Matrix [2][2]int

func (m Matrix) T() (t Matrix) {
	for i := range m {
		for j := range m[i] {
			t[j][i] = m[i][j]
		}
	}
	return
}

type Option func(*cfg)
type cfg struct {
	port int
	tls  bool
	tags []string
}

func WithPort(p int) Option       { return func(c *cfg) { c.port = p } }
func WithTags(t ...string) Option { return func(c *cfg) { c.tags = append(c.tags, t...) } }
func New(opts ...Option) *cfg {
	c := &cfg{port: 80}
	for _, o := range opts {
		o(c)
	}
	return c
}

type State int

const (
	Idle State = iota
	Run
	Stop
)

var names = map[State]string{Idle: "idle", Run: "run", Stop: "stop"}

func (s State) String() string { return names[s] }

var trans = map[State]map[string]State{
	Idle: {"start": Run},
	Run:  {"stop": Stop, "pause": Idle},
}

func (s State) On(e string) (State, bool) { n, ok := trans[s][e]; return n, ok }

type HandlerFunc func(string) string

func (h HandlerFunc) Handle(s string) string { return h(s) }

type Handler interface{ Handle(string) string }

func chain(h Handler, ms ...func(Handler) Handler) Handler {
	for i := len(ms) - 1; i >= 0; i-- {
		h = ms[i](h)
	}
	return h
}

var (
	initOrder = 10
	dep       = 5
)

func compute() int { return dep * 2 }

func main() {
	r := Rect{base{"r"}, 2, 3}
	r.Rename("rect")
	var s NamedShape = r
	fmt.Println(s, s.Name(), s.Area(), r.base.name)
	sq := Square{&r}
	sq.Rename("q")
	fmt.Println(sq.Name(), sq.Area(), sq, r)
	shapes := []Shape{r, &r, sq}
	for _, sh := range shapes {
		if n, ok := sh.(Named); ok {
			fmt.Print(n.Name(), " ")
		}
		_, isStr := sh.(fmt.Stringer)
		fmt.Print(isStr, " ")
	}
	fmt.Println()
	sv := Service{&Logger{"> ", &strings.Builder{}}, r, map[string]func(...int) int{"sum": func(xs ...int) (t int) {
		for _, x := range xs {
			t += x
		}
		return
	}}}
	sv.Logf("%d %s", 1, "x")
	sv.Logf("none")
	fmt.Printf("%q %v %v\n", sv.out.String(), sv.Area(), sv.deps["sum"](1, 2, 3))
	tree := Bin{'+', Num(1), Bin{'*', Num(2), Num(3)}}
	sh := &show{}
	fmt.Println(tree.Accept(eval{}), tree.Accept(sh), sh.depth)
	n := 7
	fmt.Println(classify(nil, 1, int64(2), "s", []int{1}, os.ErrNotExist, r, func() int { return 3 }, map[string]int{}, &n, struct{ X int }{4}, true, 2.5, make(chan int, 2), [2]int{1, 2}, Point{}, []string{}, Num(1)))
	p := Point{1, 2}
	add := p.Add
	scale := (*Point).Scale
	scale(&p, 10)
	fmt.Println(p, add(Point{1, 1}), Point.Add(p, p), p.With(func(p *Point) { p.X = 0 }), p)
	a := [3]int{1, 2, 3}
	b := a
	b[0] = 9
	pa := &a
	pa[1] = 8
	fmt.Println(a, b, a == [3]int{1, 8, 3}, len(pa), a[:2], Matrix{{1, 2}, {3, 4}}.T())
	for i, v := range a {
		a[2] = 100
		if i == 2 {
			fmt.Println(v)
		}
	}
	for i, v := range &a {
		a[2] = 200
		if i == 2 {
			fmt.Println(v)
		}
	}
	st := struct {
		Name string
		Pos  struct{ X, Y int }
		f    func() string
	}{Name: "anon"}
	st.Pos.X = 3
	st.f = func() string { return st.Name + "!" }
	cp := st
	cp.Pos.X = 4
	fmt.Println(st.Pos, cp.Pos, cp.f(), st.Name)
	xs := []int{1, 2, 3, 4, 5}
	ys := xs[1:3]
	ys = append(ys, 99)
	zs := xs[1:3:3]
	zs = append(zs, 77)
	fmt.Println(xs, ys, zs, len(ys), cap(zs) >= 3, copy(xs, xs[2:]), xs)
	var nilm map[string][]int
	fmt.Println(nilm["x"], len(nilm), nilm == nil)
	m := map[Point][]string{}
	m[Point{1, 2}] = append(m[Point{1, 2}], "a", "b")
	delete(m, Point{0, 0})
	v, ok := m[Point{1, 2}]
	fmt.Println(m, v, ok)
	clear(m)
	fmt.Println(len(m))
	fmt.Printf("%+v\n", *New(WithPort(8080), WithTags("a", "b")))
	cur := Idle
	for _, e := range []string{"start", "bogus", "stop"} {
		if next, ok := cur.On(e); ok {
			fmt.Print(cur, "->", next, " ")
			cur = next
		} else {
			fmt.Print("no ", e, " ")
		}
	}
	fmt.Println()
	h := chain(HandlerFunc(func(s string) string { return s + "." }),
		func(n Handler) Handler { return HandlerFunc(func(s string) string { return "<" + n.Handle(s) + ">" }) },
		func(n Handler) Handler {
			return HandlerFunc(func(s string) string { return n.Handle(strings.ToUpper(s)) })
		})
	fmt.Println(h.Handle("go"), initOrder)
	var sh1, sh2 Shape = r, r
	fmt.Println(sh1 == sh2, sh1 != nil, sh1.(Rect).W)
	var np *Rect
	var ns Shape
	fmt.Println(np == nil, ns == nil)
	ns = np
	fmt.Println(ns == nil)
	defer func() {
		fmt.Println("recovered:", recover() != nil)
	}()
	fmt.Println(ns.Area())
}
