package main

import (
	"fmt"
	"sort"
	"strings"
)

type Animal interface {
	Sound() string
	Name() string
}
type Base struct{ name string }

func (b Base) Name() string      { return b.name }
func (b Base) Sound() string     { return "..." }
func (b *Base) SetName(n string) { b.name = n }

type Dog struct {
	Base
	Tricks []string
}

func (d Dog) Sound() string { return "woof " + d.Base.Sound() }

type Puppy struct {
	*Dog
	Age int
}

func (p Puppy) Sound() string { return strings.ToLower(p.Dog.Sound()) + "!" }

type Loud struct{ Animal }

func (l Loud) Sound() string { return strings.ToUpper(l.Animal.Sound()) }

type ReadWriter interface {
	Reader
	Writer
}
type Reader interface{ Read() string }
type Writer interface{ Write(string) int }
type file struct{ data []string }

func (f *file) Read() string {
	if len(f.data) == 0 {
		return ""
	}
	s := f.data[0]
	f.data = f.data[1:]
	return s
}
func (f *file) Write(s string) int { f.data = append(f.data, s); return len(s) }

type logged struct {
	ReadWriter
	log *[]string
}

func (l logged) Write(s string) int {
	*l.log = append(*l.log, "write "+s)
	return l.ReadWriter.Write(s)
}

type Temp float64
type Temps []Temp

func (t Temp) String() string      { return fmt.Sprintf("%.1f°", float64(t)) }
func (t Temps) Len() int           { return len(t) }
func (t Temps) Less(i, j int) bool { return t[i] < t[j] }
func (t Temps) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t Temps) Mean() Temp {
	var s Temp
	for _, x := range t {
		s += x
	}
	return s / Temp(len(t))
}

type PS struct{ n int }

func (p *PS) String() string { return fmt.Sprintf("PS#%d", p.n) }

type VS struct{ n int }

func (v VS) String() string { return fmt.Sprintf("VS#%d", v.n) }

type Wrap struct {
	V  VS
	P  *PS
	PV PS
	E  error
	A  any
	M  map[string]VS
	L  []*VS
	f  VS
}

type Err string

func (e Err) Error() string { return "Err:" + string(e) }

type Expr interface {
	eval(env map[string]float64) (float64, error)
}
type (
	Num  float64
	Var  string
	BinE struct {
		op   rune
		l, r Expr
	}
	FnE struct {
		f    func(...float64) float64
		args []Expr
	}
)

func (n Num) eval(map[string]float64) (float64, error) { return float64(n), nil }
func (v Var) eval(env map[string]float64) (float64, error) {
	if x, ok := env[string(v)]; ok {
		return x, nil
	}
	return 0, Err("unbound " + string(v))
}
func (b BinE) eval(env map[string]float64) (x float64, err error) {
	var l, r float64
	if l, err = b.l.eval(env); err != nil {
		return
	}
	if r, err = b.r.eval(env); err != nil {
		return 0, fmt.Errorf("right of %c: %w", b.op, err)
	}
	switch b.op {
	case '+':
		x = l + r
	case '*':
		x = l * r
	case '/':
		if r == 0 {
			return 0, Err("div by zero")
		}
		x = l / r
	default:
		err = fmt.Errorf("op %q", b.op)
	}
	return
}
func (f FnE) eval(env map[string]float64) (float64, error) {
	vals := make([]float64, len(f.args))
	for i, a := range f.args {
		v, err := a.eval(env)
		if err != nil {
			return 0, err
		}
		vals[i] = v
	}
	return f.f(vals...), nil
}

type Visitor func(depth int, e Expr) bool

func walk(e Expr, depth int, v Visitor) {
	if !v(depth, e) {
		return
	}
	switch x := e.(type) {
	case BinE:
		walk(x.l, depth+1, v)
		walk(x.r, depth+1, v)
	case FnE:
		for _, a := range x.args {
			walk(a, depth+1, v)
		}
	}
}

type Builder struct {
	parts []string
	err   error
}

func (b *Builder) Add(s string) *Builder {
	if b.err == nil {
		if s == "" {
			b.err = Err("empty")
		} else {
			b.parts = append(b.parts, s)
		}
	}
	return b
}
func (b *Builder) Build() (string, error) { return strings.Join(b.parts, "-"), b.err }

type Counter map[string]int

func (c Counter) Add(ks ...string) Counter {
	for _, k := range ks {
		c[k]++
	}
	return c
}
func (c Counter) Top() (k string, n int) {
	for kk, v := range c {
		if v > n || v == n && kk < k {
			k, n = kk, v
		}
	}
	return
}

type Pred[T any] func(T) bool

func (p Pred[T]) Not() Pred[T]          { return func(x T) bool { return !p(x) } }
func (p Pred[T]) And(q Pred[T]) Pred[T] { return func(x T) bool { return p(x) && q(x) } }

type Matrix[T int | float64] struct {
	rows, cols int
	data       []T
}

func NewM[T int | float64](r, c int, f func(i, j int) T) *Matrix[T] {
	m := &Matrix[T]{r, c, make([]T, r*c)}
	for i := range r {
		for j := range c {
			*m.At(i, j) = f(i, j)
		}
	}
	return m
}
func (m *Matrix[T]) At(i, j int) *T { return &m.data[i*m.cols+j] }
func (m *Matrix[T]) Row(i int) []T  { return m.data[i*m.cols : (i+1)*m.cols] }

type Graph[K comparable] map[K][]K

func (g Graph[K]) Topo() (order []K, ok bool) {
	state := map[K]int{}
	var visit func(K) bool
	visit = func(k K) bool {
		switch state[k] {
		case 1:
			return false
		case 2:
			return true
		}
		state[k] = 1
		for _, d := range g[k] {
			if !visit(d) {
				return false
			}
		}
		state[k] = 2
		order = append(order, k)
		return true
	}
	for k := range g {
		if !visit(k) {
			return nil, false
		}
	}
	return order, true
}

func main() {
	d := Dog{Base{"rex"}, []string{"sit"}}
	p := Puppy{&d, 1}
	p.SetName("max")
	for _, a := range []Animal{d, p, &d, Loud{p}, Loud{Loud{d}}, d.Base} {
		fmt.Print(a.Name(), ":", a.Sound(), " ")
		switch v := a.(type) {
		case Dog:
			fmt.Print("dog", len(v.Tricks))
		case *Dog:
			fmt.Print("*dog", v.name)
		case Puppy:
			fmt.Print("pup", v.Age, v.Tricks)
		case Loud:
			_, inner := v.Animal.(Loud)
			fmt.Print("loud", inner)
		default:
			fmt.Printf("%T", v)
		}
		fmt.Print("; ")
	}
	fmt.Println()
	var log []string
	f := &file{}
	var rw ReadWriter = logged{f, &log}
	n := rw.Write("one") + rw.Write("two")
	fmt.Println(n, rw.Read(), rw.Read(), rw.Read() == "", log)
	var w Writer = rw
	r, ok := w.(Reader)
	_, ok2 := w.(fmt.Stringer)
	fmt.Println(r != nil, ok, ok2, w == rw.(Writer))
	ts := Temps{21.55, 3, 19}
	sort.Sort(ts)
	fmt.Println(ts, ts.Mean(), ts[0])
	fmt.Printf("%v %s %.2f %T %T\n", ts, ts[1], float64(ts[1]), ts, ts[0])
	x := Wrap{VS{1}, &PS{2}, PS{3}, Err("e"), VS{4}, map[string]VS{"k": {5}}, nil, VS{6}}
	fmt.Printf("%v\n%+v\n", x, x)
	fmt.Println(VS{1}, &VS{2}, PS{3}, &PS{4}, []VS{{5}}, []PS{{6}}, map[VS]PS{{1}: {2}}, [1]VS{{7}}, struct{ V VS }{VS{8}})
	fmt.Printf("%d %s %q %x %5v|%-8v|\n", VS{1}, VS{1}, VS{1}, VS{1}, VS{1}, VS{1})
	fmt.Printf("%#v %#v %#v\n", VS{1}, []Temp{1}, struct{ A *int }{})
	e := BinE{'+', Num(1), BinE{'*', Var("x"), FnE{func(xs ...float64) float64 { return xs[0] + xs[1] }, []Expr{Num(2), Var("y")}}}}
	fmt.Println(e.eval(map[string]float64{"x": 3, "y": 4}))
	_, err := e.eval(map[string]float64{"x": 3})
	fmt.Println(err)
	_, err = BinE{'/', Num(1), Num(0)}.eval(nil)
	fmt.Println(err, err == Err("div by zero"))
	_, err = BinE{'?', Num(1), Num(0)}.eval(nil)
	fmt.Println(err)
	count := 0
	walk(e, 0, func(depth int, e Expr) bool {
		count++
		if v, ok := e.(Var); ok {
			fmt.Print(strings.Repeat(" ", depth), v, " ")
		}
		return depth < 2
	})
	fmt.Println(count)
	fmt.Println(new(Builder).Add("a").Add("b").Build())
	fmt.Println(new(Builder).Add("a").Add("").Add("c").Build())
	fmt.Println(Counter{}.Add("x", "y", "x").Top())
	even := Pred[int](func(i int) bool { return i%2 == 0 })
	big := Pred[int](func(i int) bool { return i > 10 })
	fmt.Println(even.Not()(3), even.And(big)(12), even.And(big.Not())(12))
	m := NewM(2, 3, func(i, j int) float64 { return float64(i*10 + j) })
	*m.At(1, 1) += 0.5
	m.Row(0)[2] = -1
	fmt.Println(m.data, *m.At(1, 1), len(m.Row(1)))
	g := Graph[string]{"a": {"b"}, "b": {"c"}, "c": nil}
	fmt.Println(g.Topo())
	g["c"] = []string{"a"}
	fmt.Println(g.Topo())
	fns := map[string]any{"up": strings.ToUpper, "n": 3, "add": func(a, b int) int { return a + b }}
	for _, k := range []string{"add", "n", "up"} {
		switch f := fns[k].(type) {
		case func(string) string:
			fmt.Print(f("x"), " ")
		case func(int, int) int:
			fmt.Print(f(1, 2), " ")
		case int:
			fmt.Print(f+1, " ")
		}
	}
	fmt.Println()
	var np *PS
	var ap Animal
	fmt.Println(np == nil, ap == nil, fmt.Sprint(ap), fmt.Sprintf("%v %+v", np == nil, []Animal{nil}))
	type kv struct {
		k string
		v int
	}
	var kvs []kv
	for k, v := range map[string]int{"a": 2, "b": 1, "c": 2} {
		kvs = append(kvs, kv{k, v})
	}
	sort.Slice(kvs, func(i, j int) bool {
		a, b := kvs[i], kvs[j]
		return a.v > b.v || a.v == b.v && a.k < b.k
	})
	fmt.Println(kvs, kvs[0] == kv{"a", 2})
	fmt.Printf("%v %+v %T\n", kvs[1], kvs[1], kvs)
}
