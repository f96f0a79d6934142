package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

func f(i int) int { return i }
func s1()         { a, b := 1, 2; a, b = f(b), f(a); fmt.Println(a, b) }
func mm(a, b float64) (float64, float64) {
	a, b = math.Min(a, b), math.Max(a, b)
	return a, b
}
func gcd(a, b int) int {
	for b != 0 {
		a, b = b, f(a%b)
	}
	return a
}
func e() (x, y int) { x, y = f(1), 2; return }
func h() string {
	switch x := 3; x + 1 {
	case 4:
		return "four"
	}
	return "WRONG"
}

type S struct{ k, a, b int }

func main() {
	x, y := f(1), 2
	fmt.Println(x, y)
	best, arg := math.Inf(1), -1
	fmt.Println(best, arg)
	o, a := []int{}, []int{1, 2, 3}
	o, a = append(o, a[0]), a[1:]
	fmt.Println(o, a)
	s1()
	fmt.Println(mm(3, 1))
	fmt.Println(gcd(48, 36))
	fmt.Println(e())
	var s S
	s.a, s.b = f(1), 2
	fmt.Println(s)
	switch x := 3; x + 1 {
	case 4:
		fmt.Println("ok")
	default:
		fmt.Println("WRONG")
	}
	switch s := "A"; strings.ToLower(s) {
	case "a":
		fmt.Println("ok")
	}
	fmt.Println(h())
	var i int
	var v string
	for i, v = range []string{"a", "b"} {
	}
	fmt.Println(i, v)
	for s.k = range 4 {
	}
	fmt.Println(s)
	c := make(chan int, 1)
	c <- 7
	select {
	case x = <-c:
	}
	fmt.Println(x)
	errc := make(chan error, 1)
	var err error
	select {
	case err = <-errc:
	case <-time.After(time.Millisecond):
		err = fmt.Errorf("late")
	}
	fmt.Println(err)
	arr := []int{0, 0}
	c <- 3
	select {
	case arr[f(1)] = <-c:
	}
	fmt.Println(arr)
	for i := range 5 {
		switch i {
		default:
			fmt.Print("def ")
			fallthrough
		case 2:
			fmt.Print("two ")
		case 3:
			fmt.Print("three ")
		}
	}
	ch := make(chan int, 1)
	ch <- 5
	k, l := <-ch, 6
	fmt.Println(k, l)
}
