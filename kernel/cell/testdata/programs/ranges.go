package main

import "fmt"

type S struct {
	k int
	v string
	p *int
}

func f(n int) int { fmt.Print("f", n, " "); return n }

func seq(yield func(int, string) bool) {
	for i, s := range []string{"a", "b", "c"} {
		if !yield(i, s) {
			return
		}
	}
}

func get() []int { fmt.Print("get "); return []int{7, 8} }

func main() {
	var i int
	var v string
	for i, v = range []string{"a", "b"} {
	}
	fmt.Println(i, v)
	var s S
	for s.k, s.v = range []string{"x", "y", "z"} {
		fmt.Print(s.k, s.v, " ")
	}
	arr := [3]int{}
	for arr[1] = range 5 {
	}
	m := map[string]int{}
	for m["k"], m["v"] = range []int{4, 5, 6} {
	}
	fmt.Println(s, arr, m)
	for arr[f(0)] = range 2 {
	}
	n := 3
	s.p = &n
	for *s.p = range 10 {
	}
	fmt.Println(n, arr)
	for i = range seq {
	}
	fmt.Println(i)
	for i, v = range seq {
		if i == 1 {
			break
		}
	}
	fmt.Println(i, v)
	c := make(chan int, 3)
	c <- 1
	c <- 2
	close(c)
	for i = range c {
	}
	fmt.Println(i)
	var r rune
	for i, r = range "héy" {
	}
	fmt.Println(i, r)
	for i = range map[int]bool{9: true} {
	}
	fmt.Println(i)
	for range get() {
		fmt.Print("x")
	}
	for i := range get() {
		fmt.Print(i)
	}
	fmt.Println()
	a := [3]int{1, 2, 3}
	for i, v := range a {
		a[2] = 10
		if i == 2 {
			fmt.Println("copy", v)
		}
	}
	for i, v := range &a {
		a[2] = 20
		if i == 2 {
			fmt.Println("pointer", v)
		}
	}
	sl := a[:]
	for i, v := range sl {
		sl[2] = 30
		if i == 0 {
			sl = append(sl, 4)
		}
		fmt.Print(v, " ")
	}
	fmt.Println(len(sl))
	var e any
	for _, e = range []int{1, 2} {
	}
	fmt.Println(e)
	for _, e = range []S{{k: 4}} {
	}
	fmt.Println(e.(S).k)
	var fs []func() int
	for i, v := range []int{10, 20} {
		fs = append(fs, func() int { i++; v++; return i + v })
	}
	fmt.Println(fs[0](), fs[0](), fs[1]())
	structs := []S{{k: 1}, {k: 2}}
	for _, s := range structs {
		s.k = 100
	}
	for i := range structs {
		structs[i].k += 10
	}
	fmt.Println(structs[0].k, structs[1].k)
	for i := range 3 {
		i += 10
		fmt.Print(i, " ")
	}
	var u8 uint8
	for u8 = range 200 {
	}
	fmt.Println(u8)
	mm := map[int]int{1: 1, 2: 2, 3: 3}
	for k := range mm {
		delete(mm, k)
	}
	fmt.Println(len(mm))
	x, y := 0, 0
	for x, y = range []int{5, 6, 7} {
		x := x * 2
		y += x
		if x == 2 {
			continue
		}
	}
	fmt.Println(x, y)
	for _ = range 2 {
		fmt.Print("blank ")
	}
	for _, _ = range []int{1} {
		fmt.Print("blank ")
	}
	var np *[4]int
	for i := range np {
		fmt.Print(i)
	}
	for range len(np) {
		fmt.Print(".")
	}
	fmt.Println()
	for i, row := range [2][2]int{{1, 2}, {3, 4}} {
		row[0] = 9
		fmt.Print(i, row, " ")
	}
	const cn = 3
	for i := range cn {
		fmt.Print(i)
	}
	for i := range int8(3) {
		fmt.Printf("%T", i)
	}
	fmt.Println()
outer:
	for i = range 4 {
		for v = range map[string]int{"only": 1} {
			if i == 2 {
				break outer
			}
			continue outer
		}
	}
	fmt.Println(i, v)
}
