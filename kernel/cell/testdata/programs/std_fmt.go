// Verbs of package fmt for values of cells' types.
package main

import (
	"fmt"
	"strings"
	"time"
)

type v struct{ a, B int }
type st struct {
	v
	P *v
	S []v
	M map[string]v
	I any
	E error
	D time.Duration
	T time.Month
	s stringer
	F func()
	C chan int
}
type stringer int

func (s stringer) String() string { return fmt.Sprintf("S%d", int(s)) }

type gs struct{ x int }

func (g gs) GoString() string { return "gs!" }

type fm struct{ x int }

func (f *fm) Format(s fmt.State, c rune) {
	w, wok := s.Width()
	p, pok := s.Precision()
	fmt.Fprintf(s, "%c %d %v %d %v %v", c, w, wok, p, pok, s.Flag('+'))
}

type list []stringer
type m map[stringer]*v
type arr [2]stringer
type e struct{}

func (e) Error() string { return "err" }

type nilp struct{ x int }

func (n *nilp) String() string { return fmt.Sprint(n.x) }

type pan struct{}

func (pan) String() string { panic("boom") }

type b []byte
type bb [3]byte
type str string
type boolean bool
type c128 complex128
type nested struct{ in struct{ a, b str } }
type iface interface{ String() string }
type holder struct {
	i iface
	e error
	a any
}

func main() {
	var sb strings.Builder
	x := st{v: v{1, 2}, S: []v{{3, 4}}, M: map[string]v{"b": {5, 6}, "a": {7, 8}}, I: v{9, 10}, E: e{}, D: time.Second, T: 3, s: 4}
	for _, f := range []string{"%v", "%+v", "%d", "%x", "%s"} {
		y := x
		fmt.Printf(f+"\n", y)
	}
	x.F, x.C = nil, nil
	fmt.Printf("%#v\n", x)
	fmt.Printf("%v %+v %#v %s %d\n", list{1, 2}, list{1, 2}, list{1, 2}, list{3}, list{3})
	fmt.Printf("%v %#v\n", m{1: nil}, m{1: nil})
	fmt.Printf("%v %#v %T\n", arr{1, 2}, arr{1, 2}, arr{})
	fmt.Printf("%#v %v %+v\n", gs{1}, gs{1}, gs{1})
	fmt.Printf("%#v %#v\n", []gs{{1}}, struct{ G gs }{})
	fmt.Printf("%8.3v|%+d\n", &fm{}, &fm{})
	fmt.Println((*nilp)(nil), &nilp{3}, nilp{4})
	fmt.Println(pan{}, &pan{})
	fmt.Printf("%s %x %v %q %d\n", b("ab"), b("ab"), b("ab"), b("ab"), b("ab"))
	fmt.Printf("%s %x %v %d\n", bb{65, 66, 67}, bb{1, 2, 3}, bb{1, 2, 3}, bb{1})
	fmt.Printf("%s %q %v %x %10s|%-5s|\n", str("s"), str("s"), str("s"), str("s"), str("s"), str("s"))
	fmt.Printf("%v %t %v %.2f\n", boolean(true), boolean(false), c128(1+2i), c128(1))
	fmt.Printf("%v %+v %#v\n", nested{}, nested{}, nested{})
	fmt.Printf("%v %+v %#v\n", holder{}, holder{stringer(1), e{}, str("q")}, holder{stringer(1), e{}, str("q")})
	fmt.Printf("%v %+v\n", &x.v, []*v{nil})
	fmt.Printf("%d %s\n", v{1, 2}, v{3, 4})
	fmt.Printf("%!|%z %d\n", v{1, 2})
	fmt.Printf("%[2]v %[1]d %[2]T %v\n", v{1, 2}, stringer(3))
	fmt.Printf("%*d|%-*d|\n", 5, stringer(3), 4, stringer(2))
	fmt.Printf("%6.2f|%v\n", struct{ X, y float64 }{1, 2}, &struct{ X *int }{})
	fmt.Printf("%v %v\n", [][]v{{{1, 2}}}, map[v]str{{1, 2}: "a"})
	fmt.Printf("%p\n", nil)
	fmt.Println(fmt.Sprint("a", str("b"), 1, 2, str("c"), "d"), fmt.Sprint(stringer(1), stringer(2)), fmt.Sprintln(v{}, str("x")))
	fmt.Fprint(&sb, v{1, 2}, str("a"), str("b"), "\n")
	fmt.Print(sb.String())
	fmt.Println(fmt.Errorf("%w %v", e{}, v{1, 1}))
	fmt.Println(fmt.Append(nil, v{1, 2}), string(fmt.Appendln(nil, str("z"))))
	var i iface = stringer(4)
	fmt.Printf("%v %T %d\n", i, i, i)
	type loc struct{ A any }
	fmt.Printf("%v %+v %#v %T\n", loc{loc{1}}, loc{loc{nil}}, loc{&loc{}} != loc{}, loc{})
	fmt.Printf("%v %v\n", struct{}{}, e{})
	fmt.Printf("%t %o %c %U %e %08b %+q\n", boolean(true), stringer(8), stringer(65), stringer(66), 1.5, stringer(5), str("é"))
	fmt.Printf("%s|%v|%d\n", []any{str("a"), stringer(1), nil, v{1, 2}}, []any{e{}}, []any{stringer(3)})
	fmt.Printf("%x %X %x\n", []str{"a", "b"}, str("hi"), []stringer{10})
	fmt.Printf("%v %v\n", (*v)(nil), (func())(nil) == nil)
	fmt.Printf("%T %T %T %T\n", []v{}, map[str]*v{}, func(v) str { return "" }, make(chan v))
}
