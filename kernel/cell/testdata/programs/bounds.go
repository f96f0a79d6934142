package main

import (
	"errors"
	"fmt"
	"runtime"
)

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			re, ok := r.(runtime.Error)
			fmt.Println("P:", r, ok)
			var e runtime.Error
			if err, is := r.(error); is {
				fmt.Println(errors.As(err, &e), re)
			}
		}
	}()
	f()
}

type M struct {
	m map[string]int
	p *M
	a [3]int
	s []int
}

func main() {
	s := []int{1, 2, 3, 4}
	var a [3]int
	str := "hello"
	i, j, k := 5, -1, 2
	pa := &a
	var np *[3]int
	var nm map[string]int
	var pm *M
	m := M{}
	try(func() { fmt.Println(s[i]) })
	try(func() { s[i] = 1 })
	try(func() { s[i]++ })
	try(func() { fmt.Println(s[j]) })
	try(func() { fmt.Println(a[i]) })
	try(func() { a[i] = 3 })
	try(func() { fmt.Println(pa[i]) })
	try(func() { fmt.Println(np[k]) })
	try(func() { fmt.Println(str[i]) })
	try(func() { fmt.Println(str[j+0]) })
	try(func() { fmt.Println(s[i:]) })
	try(func() { fmt.Println(s[:i]) })
	try(func() { fmt.Println(s[i-1 : k]) })
	try(func() { fmt.Println(s[j:]) })
	try(func() { fmt.Println(s[:j]) })
	try(func() { fmt.Println(s[k:k:i]) })
	try(func() { fmt.Println(s[3:k:3]) })
	try(func() { fmt.Println(a[i:]) })
	try(func() { fmt.Println(a[:i]) })
	try(func() { fmt.Println(a[k:1]) })
	try(func() { fmt.Println(str[i+1:]) })
	try(func() { fmt.Println(str[:i+1]) })
	try(func() { fmt.Println(str[3:k]) })
	try(func() { fmt.Println(pa[:i]) })
	try(func() { nm["a"] = 1 })
	try(func() { m.m["a"]++ })
	try(func() { fmt.Println(pm.a) })
	try(func() { pm.a[1] = 3 })
	try(func() { fmt.Println(m.p.p.a) })
	try(func() { fmt.Println(m.a[i], m.s[0]) })
	try(func() { z := 0; fmt.Println(i / z) })
	try(func() { z := 0; fmt.Println(i % z) })
	try(func() { var z uint8; i8 := uint8(3); i8 /= z })
	try(func() { var ip *int; *ip = 3 })
	try(func() { var ip *int; fmt.Println(*ip) })
	try(func() { var f func(); f() })
	try(func() { _ = make([]int, j) })
	try(func() { _ = make([]int, 2, k-1) })
	try(func() { _ = make(chan int, j) })
	try(func() { var c chan int; close(c) })
	try(func() { c := make(chan int); close(c); close(c) })
	try(func() { c := make(chan int, 1); close(c); c <- 1 })
	try(func() { panic(nil) })
	try(func() { panic(fmt.Sprintf("hi %d", 3)) })
	try(func() { panic(errors.New("boom")) })
	try(func() { x := []any{1, "a"}; _ = x[0].(string) })
	try(func() { var x any; _ = x.(string) })
	try(func() { var x any = M{}; _ = x.(string) })
	try(func() { var x any = 3; _ = x.(M) })
	try(func() { var x any = 3; _ = x.(fmt.Stringer) })
	try(func() { var x any = &M{}; _ = x.(fmt.Stringer) })
	try(func() { var x any = []int{1}; mm := map[any]int{}; mm[x] = 1 })
	try(func() { var x any = []int{1}; fmt.Println(x == x) })
	try(func() { var x any = func() {}; mm := map[any]int{1: 1}; fmt.Println(mm[x]) })
	try(func() { var x any = m; fmt.Println(x == x) })
	try(func() { var x any = map[string]M{}; mm := map[any]int{}; mm[x]++ })
	try(func() { b := make([]byte, 3); _ = b[7] })
	try(func() { var u uint64 = 1 << 63; fmt.Println(s[u]) })
	try(func() { f := []float64{}; fmt.Println(f[0]) })
	try(func() { f := [][]int{{1}, {2}}; fmt.Println(f[1][1]) })
	try(func() { f := [][]int{{1}, {2}}; f[0][k] = f[1][0] })
	try(func() { f := [2][2]int{{1}, {2}}; fmt.Println(f[1][k]) })
}
