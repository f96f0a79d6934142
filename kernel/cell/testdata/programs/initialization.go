package main

import "fmt"

var (
	a = c + b
	b = f()
	c = 1
)

func f() int {
	c++
	return c
}

var d, e = g("d", h), g("e", 2)

var h = g("h", 5)

func g(s string, n int) int {
	fmt.Println(s, n)
	return n
}

var table = map[string]func() int{"k": func() int { return late }}

var late = one() + 1

func one() int { return len(names) }

var names = []string{"x", "y"}

var _ = g("blank", q)

var q, r = pair()

func pair() (int, int) { return late, h }

type T struct{ n int }

func (t T) get() int { return t.n + base }

var got = T{1}.get()

var base = g("base", 40)

func init() {
	fmt.Println("init", a, b, c, d, e)
	defer func() { fmt.Println("recovered", recover()) }()
	panic("first")
}

func _() { panic("never") }

func init() {
	fmt.Println("init again", table["k"](), got)
	if q > 0 {
		return
	}
	fmt.Println("not here")
}

func main() {
	fmt.Println(a, b, c, d, e, h, late, q, r)
}

var z = g("last", a)

func init() { fmt.Println("third", z) }
