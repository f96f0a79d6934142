package main

import (
	"fmt"
	"math"
)

type P struct {
	X, Y int
	s    string
}
type E struct {
	P
	f float64
	a [2]any
}
type I interface{ M() int }
type T1 int

func (t T1) M() int { return int(t) }

type T2 struct{ x int }

func (t *T2) M() int { return t.x }
func main() {
	a, b := P{1, 2, "a"}, P{1, 2, "a"}
	fmt.Println(a == b, a != b, a == P{1, 2, "b"})
	e := E{P: a}
	fmt.Println(e == E{P: b}, e == (E{P: b, f: 1}))
	x, y := [2]int{1, 2}, [2]int{1, 2}
	fmt.Println(x == y, x != [2]int{2, 1})
	xa := [2]P{a}
	fmt.Println(xa == [2]P{b, {}})
	var i, j I = T1(1), T1(1)
	fmt.Println(i == j, i == T1(2), i == nil, i != nil)
	t := &T2{1}
	i = t
	fmt.Println(i == t, i == j, i == I(t))
	var k any = a
	fmt.Println(k == b, k == any(b), k == 1, k != nil)
	k = 1
	fmt.Println(k == 1, k == int64(1), k == 1.0, k == "1")
	c1, c2 := make(chan int), make(chan int)
	fmt.Println(c1 == c2, c1 == c1)
	var cn chan int
	fmt.Println(cn == nil)
	var cc any = c1
	fmt.Println(cc == c1)
	m := map[any]string{1: "int", "a": "str", 1.5: "fl", a: "P", T1(1): "T1", [2]int{1, 2}: "arr", t: "ptr", true: "b", nil: "nil", struct{ Q int }{3}: "anon"}
	fmt.Println(m[1], m["a"], m[1.5], m[b], m[T1(1)], m[y], m[t], m[true], m[nil], m[int8(1)] == "", m[struct{ Q int }{3}], len(m))
	n := map[float64]int{math.NaN(): 1, math.NaN(): 2}
	n[math.NaN()] = 3
	fmt.Println(len(n), n[math.NaN()])
	delete(n, math.NaN())
	fmt.Println(len(n))
	clear(n)
	fmt.Println(len(n))
	mi := map[I]int{T1(3): 1, t: 2}
	fmt.Println(mi[T1(3)], mi[t], mi[&T2{1}])
	clear(mi)
	fmt.Println(len(mi))
	ms := map[P]int{{1, 2, "q"}: 4}
	ms[P{1, 2, "q"}]++
	fmt.Println(ms)
	mp := map[*int]int{}
	z := 1
	mp[&z]++
	mp[&z]++
	fmt.Println(mp[&z])
	s := []int{1, 2, 3}
	clear(s[1:])
	fmt.Println(s)
	fmt.Println(min(1, 2.5), max(3, 1, 2), min("b", "a"), max(math.NaN(), 1), min(1, math.NaN()), min(math.Copysign(0, -1), 0), max("a", "ab"), min(z, 5), max(2.5, float64(z)))
	var f func()
	fmt.Println(f == nil, main == nil)
	f = func() {}
	fmt.Println(f != nil)
	var sl []int
	var mpp map[int]int
	fmt.Println(sl == nil, mpp == nil, len(mpp), mpp[3])
	var p1, p2 *P
	fmt.Println(p1 == p2, p1 == nil)
	p1 = &a
	p2 = &b
	fmt.Println(p1 == p2, *p1 == *p2)
	var ip I
	fmt.Println(ip == nil, ip == I(nil))
	var tp *T2
	ip = tp
	fmt.Println(ip == nil, ip == tp)
	var e1, e2 error
	fmt.Println(e1 == e2)
	e1 = fmt.Errorf("a")
	e2 = e1
	fmt.Println(e1 == e2, e1 == fmt.Errorf("a"))
	var z1, z2 struct{}
	fmt.Println(z1 == z2)
	type A struct{ v any }
	fmt.Println(A{1} == A{1}, A{1} == A{"1"}, A{a} == A{b})
	var aa any = A{a}
	fmt.Println(aa == A{b})
	fmt.Println([2]any{1, "a"} == [2]any{1, "a"}, struct {
		a int
		b any
	}{1, a} == struct {
		a int
		b any
	}{1, b}, [1]I{T1(1)} == [1]I{T1(1)})
	an1 := struct {
		A int
		b string
	}{1, "x"}
	an2 := struct {
		A int
		b string
	}{1, "x"}
	an2 = an1
	fmt.Println(an1 == an2)
	var an3 any = an1
	_, ok := an3.(struct {
		A int
		b string
	})
	fmt.Println(ok)
	v, ok2 := m["zz"]
	fmt.Println(v == "", ok2)
	_, ok3 := m[a]
	fmt.Println(ok3)
	if v, ok := mi[T1(9)]; !ok {
		fmt.Println("no", v)
	}
	fmt.Println(T1(1) == 1, a.X == b.Y-1, &a == &a, &a == &b)
}
