package main

import "fmt"

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("P:", r)
			_, ok := r.(interface{ RuntimeError() })
			fmt.Println(ok)
		}
	}()
	f()
}

type A4 [4]int
type PA *[2]int

func main() {
	s := []int{1, 2, 3, 4}
	a := [4]int(s)
	a[0] = 9
	fmt.Println(a, s)
	p := (*[2]int)(s)
	p[0] = 7
	fmt.Println(s, *p, len(p))
	fmt.Println(A4(s), [0]int(s), (*[4]int)(s)[3])
	try(func() { fmt.Println([5]int(s)) })
	try(func() { fmt.Println((*[5]int)(s)) })
	var ns []int
	fmt.Println((*[0]int)(ns) == nil, (*[0]int)([]int{}) == nil)
	try(func() { _ = (*[1]int)(ns) })
	pa := PA(s)
	fmt.Println(*pa, pa[1])
	for i, v := range [4]int(s) {
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	var arr [5]string
	sl := arr[1:3]
	sl[0] = "x"
	fmt.Println(arr, len(sl), cap(sl))
	pp := &arr
	q := pp[1:2:4]
	q = append(q, "y")
	fmt.Println(arr, len(q), cap(q), len(pp), cap(pp))
	for i := range pp {
		pp[i] += "z"
	}
	fmt.Println(arr)
	for i, v := range pp {
		fmt.Print(i, v)
	}
	fmt.Println()
	full := s[1:2:3]
	full = append(full, 100)
	full = append(full, 200)
	fmt.Println(s, full)
	try(func() { i := 5; fmt.Println(s[i]) })
	try(func() { i := -1; fmt.Println(s[i]) })
	try(func() { i := 5; fmt.Println(s[i:]) })
	try(func() { i := 5; fmt.Println(s[:i]) })
	try(func() { i, j := 3, 2; fmt.Println(s[i:j]) })
	try(func() { i, j := 3, 2; fmt.Println(s[0:i:j]) })
}
