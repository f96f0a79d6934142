package main

import "fmt"

type P struct{ n int }

func (p P) get() int          { return p.n }
func id(i int) int            { return i }
func two(i int) (int, string) { return i, fmt.Sprint(i) }

func main() {
	defer fmt.Println()
	xs := []int{10, 20, 30}
	m := map[int]string{0: "a", 1: "b", 2: "c"}
	ch := make(chan int, 10)
	for i := range 10 {
		ch <- i
	}
	ps := []P{{1}, {2}, {3}}
	var fs []func() string
	for i := range xs {
		a := xs[i]
		b := id(i)
		c := i * 2
		d := ps[i].n
		e := <-ch
		f, g := two(i)
		h, ok := m[i]
		var j = xs[i] + 1
		var k int
		k = xs[i]
		l := P{i}
		n := &P{i}
		o := ps[i]
		p := ps[i].get()
		q := fmt.Sprint(i)
		r := [2]int{i, i}
		s := xs[i:]
		t := -i
		u := !ok
		v := any(i)
		w := v.(int)
		y := func() int { return i }
		z, aa := xs[i], xs[0]+i
		bb := len(s)
		cc := string(rune('a' + i))
		dd := *n
		ee := float64(i)
		var ff string
		if i > 0 {
			ff = "pos"
		}
		gg := append([]int{}, i)
		hh := struct{ x int }{i}
		kk := min(i, 1)
		fs = append(fs, func() string {
			return fmt.Sprint(a, b, c, d, e, f, g, h, ok, j, k, l, *n, o, p, q, r, s, t, u, v, w, y(), z, aa, bb, cc, dd, ee, ff, gg, hh, kk)
		})
	}
	for _, f := range fs {
		fmt.Println(f())
	}
	var ptrs []*int
	for i := 0; i < 3; i++ {
		x := xs[i]
		y := i * 3
		ptrs = append(ptrs, &x, &y)
		x++
	}
	for _, p := range ptrs {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	var gs []func() int
	for i := 0; i < 3; i++ {
		n := xs[i]
		gs = append(gs, func() int { n++; return n })
	}
	fmt.Println(gs[0](), gs[0](), gs[1](), gs[2]())
	done := make(chan string)
	for i := range 3 {
		name := m[i]
		sum := xs[i] + i
		go func() { done <- fmt.Sprint(name, sum) }()
	}
	got := map[string]bool{}
	for range 3 {
		got[<-done] = true
	}
	fmt.Println(len(got), got["a10"], got["b21"], got["c32"])
	for i := range 2 {
		x := xs[i]
		{
			x := x + 1
			defer func() { fmt.Print(x, " ") }()
		}
		if y := x * 2; y > 0 {
			defer func() { fmt.Print(y, " ") }()
		}
		switch z := x + 5; {
		case z > 0:
			defer func() { fmt.Print(z, " ") }()
		}
	}
	i := 0
loop:
	v := i * 7
	gs = append(gs, func() int { return v })
	i++
	if i < 3 {
		goto loop
	}
	fmt.Println(gs[3](), gs[4](), gs[5]())
	var rec func(n int) []func() int
	rec = func(n int) []func() int {
		if n == 0 {
			return nil
		}
		sq := n * n
		return append(rec(n-1), func() int { return sq })
	}
	for _, f := range rec(3) {
		fmt.Print(f(), " ")
	}
	fmt.Println()
}
