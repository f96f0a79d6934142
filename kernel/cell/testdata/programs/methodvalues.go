package main

import "fmt"

type B struct{ n int }

func (b *B) Inc() int { b.n++; return b.n }
func (b B) Val() int  { return b.n }
func mk(n int) *B     { fmt.Print("mk", n, " "); return &B{n} }

type S []int

func (s S) Len() int { return len(s) }

type Pt = *B

func app(f func() int) int { return f() }
func main() {
	p := &B{1}
	f := p.Inc
	p = &B{10}
	fmt.Println(f(), p.n)
	g := mk(3).Inc
	fmt.Println(g(), g())
	h := mk(4).Val
	fmt.Println(h())
	var arr [3]B
	k := arr[1].Inc
	k()
	fmt.Println(arr)
	sl := []B{{5}}
	m := sl[0].Inc
	sl = append(sl, B{})
	m()
	fmt.Println(sl)
	s := S{1}
	l := s.Len
	s = append(s, 2)
	fmt.Println(l(), s.Len())
	var q Pt = &B{9}
	fmt.Println(app(q.Inc), app(q.Val), q.n)
	type W struct {
		*B
		S
	}
	w := W{&B{1}, S{1, 2}}
	fs := []func() int{w.Inc, w.Val, w.Len}
	w.B = nil
	w.S = nil
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	defer fmt.Println(w.Len())
	go func() {}()
	func() { defer func() { fmt.Println(recover()) }(); _ = w.Val }()
	mm := map[string]*B{"a": {1}}
	z := mm["a"].Inc
	mm["a"] = nil
	fmt.Println(z())
	c := make(chan func() int, 1)
	c <- p.Inc
	fmt.Println((<-c)())
	ii := interface{ Inc() int }(p)
	zz := ii.Inc
	ii = &B{100}
	fmt.Println(zz())
}
