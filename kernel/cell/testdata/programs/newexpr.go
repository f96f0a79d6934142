package main

import "fmt"

type T struct{ A int }
type G[X any] struct{ V X }

func mk[X any](v X) *X { return new(v) }
func f() int           { return 7 }
func main() {
	p := new(42)
	fmt.Println(*p)
	s := new("abc")
	fmt.Println(len(*s), *s)
	t := new(T{5})
	fmt.Println(t.A, *t)
	u := new(f())
	fmt.Println(*u)
	x := 3
	q := new(x)
	*q = 9
	fmt.Println(x, *q)
	g := new(G[string]{"z"})
	fmt.Println(g.V)
	fmt.Println(*mk(3.5), *mk("q"))
	var i8 int8 = 4
	r := new(i8 << 1)
	fmt.Printf("%T %v\n", r, *r)
	fmt.Println(*new(1.5), *new('a'), *new(true), *new(2i))
	fmt.Println(*new(int), *new(T))
	const c = 5
	fmt.Printf("%T\n", new(c))
	e := new(fmt.Errorf("x"))
	fmt.Println(*e)
	fmt.Println(**new(new(3)))
	fn := new(func() int { return 3 })
	fmt.Println((*fn)())
	m := new(map[string]int{"a": 1})
	(*m)["b"] = 2
	fmt.Println(len(*m))
	var pt *int = new(min(3, 4))
	fmt.Println(*pt)
	type L struct{ p *int }
	l := L{p: new(10)}
	fmt.Println(*l.p)
	for i := range 3 {
		defer func(p *int) { fmt.Println(*p) }(new(i))
	}
	a := [3]int{1, 2, 3}
	pa := new(a)
	pa[0] = 9
	fmt.Println(a, *pa)
}
