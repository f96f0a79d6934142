package main

import "fmt"

type B struct{ n int }

func (b B) Val() int   { return b.n }
func (b *B) Inc()      { b.n++ }
func (b *B) Ptr() *int { return &b.n }

type M struct {
	*B
	name string
}
type D struct {
	M
	x int
}
type I interface {
	Val() int
	Inc()
}
type H struct{ I }
type Fn func(int) int

func (f Fn) Do(x int) int { return f(x) }

type L []int

func (l L) Len() int      { return len(l) }
func (l *L) Add(x ...int) { *l = append(*l, x...) }

type Mp map[string]int

func (m Mp) Set(k string) Mp          { m[k]++; return m }
func vf(pre string, xs ...any) string { return fmt.Sprint(pre, len(xs), xs == nil, xs) }
func vi(xs ...int) (int, bool) {
	if len(xs) > 0 {
		xs[0] = 99
	}
	return len(xs), xs == nil
}
func main() {
	b := B{1}
	v := b.Val
	b.n = 5
	fmt.Println(v(), b.Val())
	inc := b.Inc
	inc()
	fmt.Println(b.n)
	p := &b
	pv := p.Val
	p.n = 50
	fmt.Println(pv(), p.Val())
	d := D{M: M{B: &B{7}}}
	dv := d.Val
	d.B.n = 8
	fmt.Println(dv(), d.Val(), d.n, d.M.B.n)
	d.Inc()
	fmt.Println(d.n)
	di := d.Inc
	d.B = &B{100}
	di()
	fmt.Println(d.n)
	f := B.Val
	g := (*B).Inc
	h := (*B).Val
	fmt.Println(f(b))
	g(&b)
	fmt.Println(h(&b), b.n)
	k := D.Val
	fmt.Println(k(d))
	kk := (*D).Inc
	kk(&d)
	fmt.Println(d.n)
	mi := M.Inc
	mi(d.M)
	fmt.Println(d.n)
	var i I = &b
	iv := i.Val
	b.n = 1
	fmt.Println(iv())
	ie := I.Val
	fmt.Println(ie(i), ie(d))
	ii := I.Inc
	ii(&b)
	fmt.Println(b.n)
	hh := H{i}
	hh.Inc()
	fmt.Println(hh.Val(), H.Val(hh), (*H).Val(&hh))
	hv := hh.Val
	hh.I = d
	fmt.Println(hv(), hh.Val())
	fn := Fn(func(x int) int { return x * 2 })
	fmt.Println(fn.Do(4), Fn.Do(fn, 3))
	do := fn.Do
	fn = nil
	fmt.Println(do(5))
	var l L
	l.Add(1, 2, 3)
	l.Add()
	add := l.Add
	add(4)
	fmt.Println(l, l.Len(), L.Len(l), (*L).Len(&l))
	fmt.Println(Mp{}.Set("a").Set("a"))
	fmt.Println(vf("a"), vf("b", nil), vf("c", 1, "x"), vf("d", []any{1, 2}...), vf("e", []any(nil)...), vf("f", []int{1}))
	s := []int{1, 2}
	fmt.Println(vi())
	fmt.Println(vi(s...))
	fmt.Println(s)
	fmt.Println(vi(nil...))
	var nilp *B
	func() { defer func() { fmt.Println(recover()) }(); x := nilp.Val; fmt.Println(x()) }()
	np := nilp.Inc
	func() { defer func() { fmt.Println(recover()) }(); np() }()
	var ni I
	func() { defer func() { fmt.Println(recover()) }(); x := ni.Val; fmt.Println(x()) }()
	func() { defer func() { fmt.Println(recover()) }(); ni.Inc() }()
	fs := []func() int{}
	for i := range 3 {
		fs = append(fs, B{i}.Val)
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	*b.Ptr() = 44
	fmt.Println(b)
	for i := 0; i < 3; i++ {
		defer fmt.Println("d", i)
		defer B{i}.print()
	}
	m := map[string]func(int) int{"a": fn.Do2}
	fmt.Println(m["a"](3))
	(&b).Inc()
	(*p).Inc()
	fmt.Println(b.n, (*p).Val(), (&d.M).Val())
	arr := [2]B{{1}, {2}}
	arr[1].Inc()
	fmt.Println(arr)
	sl := []B{{1}}
	sl[0].Inc()
	fmt.Println(sl)
	mp := map[string]*B{"a": {1}}
	mp["a"].Inc()
	fmt.Println(mp["a"].n, mp["a"].Val())
	type Loc struct {
		B
		c int
	}
	lo := Loc{B{3}, 4}
	lo.Inc()
	fmt.Println(lo.Val(), lo)
	x := struct {
		B
		*M
	}{B{1}, nil}
	x.B.Inc()
	fmt.Println(x.B)
	func(a, b int, rest ...string) { fmt.Println(a, b, rest, len(rest)) }(two())
	fmt.Println(two2(two()))
}
func (b B) print()             { fmt.Println("print", b.n) }
func (f Fn) Do2(x int) int     { return x + 1 }
func two() (int, int)          { return 1, 2 }
func two2(a, b int) (int, int) { return b, a }
