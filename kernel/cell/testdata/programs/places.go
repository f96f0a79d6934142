package main

import (
	"fmt"
	"strings"
)

type P struct{ x, y int }
type N struct {
	v    int
	next *N
	kids [2]*N
	m    map[string]int
}
type In struct{ P }
type PP struct{ *P }

var trace []string

func t[V any](s string, v V) V { trace = append(trace, s); return v }
func flush()                   { fmt.Println(strings.Join(trace, " ")); trace = nil }

func (n *N) self() *N { trace = append(trace, "self"); return n }

var gx, gy = 1, 2

func bump() int { gx += 10; return gx }

var nodes []N

func build(d int) int {
	i := len(nodes)
	nodes = append(nodes, N{v: d})
	if d > 0 {
		nodes[i].v = build(d-1) + 1
		nodes[i].kids[0] = &nodes[build(d-1)]
	}
	return i
}

func main() {
	xs := []int{0, 1, 2, 3}
	i := 0
	i, xs[i] = 2, 9
	fmt.Println(i, xs)
	xs[0], i = 7, 3
	xs[i], xs[i-1] = xs[i-1], xs[i]
	fmt.Println(i, xs)
	xs[t("i", 1)], xs[t("j", 2)] = t("a", 10), t("b", 20)
	flush()
	fmt.Println(xs)
	m := map[string]int{}
	m[t("k", "a")], m[t("l", "b")] = t("v", 1), 2
	m["a"], m["b"] = m["b"], m["a"]
	flush()
	fmt.Println(m)
	p := &P{1, 2}
	p.x, p.y = p.y, p.x
	q := p
	p, p.x = &P{5, 6}, 77
	fmt.Println(*p, *q)
	*p, p.y = P{8, 9}, 10
	fmt.Println(*p)
	in := In{P{1, 2}}
	in.x, in.y = t("x", in.y), in.x
	pp := PP{&P{3, 4}}
	pp.x, pp.P.y = pp.y, t("y", pp.x)
	flush()
	fmt.Println(in, *pp.P)
	n := &N{v: 1, next: &N{v: 2}, m: map[string]int{}}
	n, n.next = n.next, n
	fmt.Println(n.v, n.next == nil)
	n = &N{v: 1, next: &N{v: 2, next: &N{v: 3}}}
	var prev *N
	for n != nil {
		n.next, prev, n = prev, n, n.next
	}
	for ; prev != nil; prev = prev.next {
		fmt.Print(prev.v, " ")
	}
	fmt.Println()
	k := &N{m: map[string]int{}}
	k.self().v, k.self().m["z"] = t("one", 1), t("two", 2)
	k.self().v++
	k.self().m["z"] += t("three", 3)
	k.self().m["q"]++
	k.self().kids[t("zero", 0)] = k.self()
	flush()
	fmt.Println(k.v, k.m, k.kids[0] == k)
	gx, gy = gy, bump()
	fmt.Println(gx, gy)
	gx += bump()
	fmt.Println(gx)
	build(3)
	for _, n := range nodes {
		fmt.Print(n.v, n.kids[0] != nil, " ")
	}
	fmt.Println()
	var e1, e2 any = 1, "s"
	e1, e2 = e2, e1
	fmt.Println(e1, e2)
	var err error
	var ok bool
	m["q"], ok = m["zz"]
	_, ok = m["a"]
	fmt.Println(m, ok)
	xs[1], ok = e2.(int)
	fmt.Println(xs, ok)
	xs[2], err = fmt.Sscan("42", &i)
	fmt.Println(xs, err, i)
	arr := [3]int{1, 2, 3}
	brr := arr
	arr, brr = brr, [3]int{t("arr", 7)}
	arr[0]++
	flush()
	fmt.Println(arr, brr)
	f, g := func() int { return 1 }, func() int { return 2 }
	f, g = g, f
	fmt.Println(f(), g())
	a, b := 1.5, 2.5
	for range 5 {
		a, b = b, a+b
	}
	fmt.Println(a, b)
	s := []string{"a", "b"}
	s, s[0] = append(s, "c"), "z"
	fmt.Println(s)
	func() {
		defer func() { fmt.Println(recover() != nil, a) }()
		var np *P
		a, np.x = 100, 1
	}()
	func() {
		defer func() { recover(); fmt.Println(a, b) }()
		a, b = 200, float64(xs[i])
	}()
	var x1, x2 uint8 = 200, 100
	x1, x2 = x1+x2, x1-x2
	x1 <<= x2 % 3
	x2 &^= t[uint8]("and", 3)
	flush()
	fmt.Println(x1, x2)
	c := make(chan int, 4)
	c <- 1
	c <- 2
	c <- 3
	c <- 4
	xs[0], xs[1] = <-c, <-c
	xs[2] += <-c
	i, ok = <-c
	fmt.Println(xs, i, ok)
	ptr := &i
	*ptr, i = 5, 6
	fmt.Println(i)
	i, *ptr = 7, 8
	fmt.Println(i)
	func() {
		x := 0
		set := func() int { x = 5; return 1 }
		x, y := set(), 2
		fmt.Println(x, y)
		x, y = y, set()
		fmt.Println(x, y)
	}()
	bl := x1 == x2
	bl, ok = a < b, t("ok", true)
	type B bool
	var bb B
	bb, i = a < b, t("i", 1)
	fmt.Println(bl, ok, bb, i)
	var u8 uint8
	sh := 9
	u8, i = 1<<sh>>8, t("sh", 2)
	fmt.Println(u8, i)
}
