package main

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
)

type T struct {
	a int
	b string
}

type MyErr struct{ s string }

func (e *MyErr) Error() string { return e.s }

func say(s string, n int) int { fmt.Print(s, " "); return n }

func two(n int) (int, error) {
	if n < 0 {
		return n, &MyErr{"negative"}
	}
	return n * 2, nil
}

func mine(n int) (int, *MyErr) { return n, &MyErr{"mine"} }

var p, q = say("p", 1), "q"
var r, s float64 = 1, 2
var u, v any = say("u", 5), nil
var w, x = two(3)

func shadow(x, y int) (int, int) {
	{
		x, y := y, x
		x++
		fmt.Println(x, y)
		{
			x, z := x+y, x-y
			fmt.Println(x, z)
		}
	}
	return x, y
}

func main() {
	fmt.Println(p, q, r, s, u, v, w, x)
	a, b := say("a", 1), 2
	c, d := 3, say("d", 4)
	e, f, g := "e", say("f", 6), func() int { return a + b }
	fmt.Println(a, b, c, d, e, f, g())
	mu, n := &sync.Mutex{}, say("n", 3)
	fmt.Println(mu != nil, n)
	_, z := say("blank", 1), 3
	fmt.Println(z)
	m, err := strconv.Atoi("12")
	show := func() { fmt.Println("err", err) }
	k, err := strconv.Atoi("x")
	show()
	k, l := k+1, err.Error()
	fmt.Println(m, k, l)
	o, err := two(-1)
	var me *MyErr
	fmt.Println(o, errors.As(err, &me), err)
	show()
	fmt.Println(shadow(1, 2))
	var h, i = say("h", 1), T{2, "i"}
	i.a++
	var j, jj T = i, T{}
	i.a = 50
	fmt.Println(h, i, j, jj)
	var e1, e2 error = errors.New("one"), nil
	fmt.Println(e1, e2)
	ch := make(chan int, 3)
	ch <- 5
	ch <- 6
	c1, c2 := <-ch, 7
	c3, c4 := 8, <-ch
	fmt.Println(c1, c2, c3, c4)
	mp := map[string]int{"a": 1}
	v1, ok := mp["a"]
	v2, ok2 := mp["b"]
	v3, ok := mp["c"]
	fmt.Println(v1, ok, v2, ok2, v3)
	var any1 any = 3
	t1, ok := any1.(int)
	t2, ok3 := any1.(string)
	fmt.Println(t1, ok, t2, ok3)
	fs := []func() int{}
	for i := range 3 {
		y, f := i*2, say("loop", i)
		fs = append(fs, func() int { y++; return y + f })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	x1, x2 := len(mp), float64(len(fs))/2
	fmt.Println(x1, x2)
	const cc, dd = 1 << 3, "d"
	b1, b2 := cc > 3, dd == "e"
	fmt.Println(b1, b2)
	nn, e9 := mine(3)
	fmt.Println(nn, e9)
	var ee error
	nn2, ee := two(-4)
	nn2, ee = mine(9)
	fmt.Println(nn2, ee)
	arr, sl := [3]int{1, 2, 3}, []int{say("sl", 4)}
	arr2, sl2 := arr, sl
	arr2[0], sl2[0] = 9, 9
	fmt.Println(arr, sl, arr2, sl2)
	len := 3
	true := false
	type string int
	var st string = 4
	fmt.Println(len, true, st)
}
