// Names that stand at several depths of embedding, and blank fields.
package main

import (
	"bytes"
	"fmt"
)

type inner string

func (s inner) val() string { return string(s) }

type A struct{ inner }
type B struct {
	A
	inner
}
type deep struct{ base }
type base struct{ n int }

func (b base) String() string { return fmt.Sprint("base ", b.n) }
func (b *base) set(n int)     { b.n = n }

type mixed struct {
	deep
	*bytes.Buffer
}
type C struct{ n string }
type D struct {
	deep
	C
}
type E struct {
	*D
	other
}
type other struct{ x int }

func (o *other) set(n int) { o.x = n }

type blank struct {
	_ int
	X any
	_ string
	Y float64
}

type address struct{ city string }

type person struct {
	home *address
	work []address
	past address
	address
	*bytes.Buffer
}

func rename(p *string, to string) { *p = to }

func promoted() {
	p := person{home: &address{"home"}, past: address{"past"}, address: address{"own"}, Buffer: bytes.NewBufferString("text")}
	fmt.Println(p.city, p.address, *p.home, p.past, p.Len())
	p.city += "er"
	rename(&p.city, p.city+"s")
	q := &p
	q.city += "!"
	fmt.Println(p.city, p.address, *p.home, p.past)
}

func main() {
	promoted()
	b := &B{A{"a"}, "b"}
	fmt.Println(b.val(), b.A.val(), b.inner)
	m := mixed{deep{base{1}}, bytes.NewBufferString("ok")}
	fmt.Println(m.String(), m.deep.String())
	var s fmt.Stringer = m
	fmt.Println(s.String())
	d := D{deep{base{1}}, C{"n"}}
	fmt.Println(d.n, d.base.n, d.String())
	e := E{D: &d}
	e.set(5)
	f := e.set
	f(6)
	e.D.set(7)
	fmt.Println(e.x, e.n, e.base.n)
	n := map[blank]int{}
	n[blank{X: 1, Y: 2}] = 1
	n[blank{X: 2, Y: 3}] = 2
	n[blank{X: 1, Y: 2}] = 3
	fmt.Println(len(n), n)
	x, y := struct{ a, _, c int }{1, 2, 3}, struct{ a, _, c int }{1, 4, 3}
	fmt.Println(x == y, x)
	fmt.Printf("%+v %T\n", x, blank{})
}
