package main

import "fmt"

type point struct {
	at [2]int
	n  int
}

// What is received is in a variable that can be written, and each receive has its own.
func main() {
	c := make(chan point, 4)
	send := func(n int) chan point { c <- point{[2]int{n, n + 1}, n}; return c }
	v := <-send(1)
	v.n++
	v.at[1] += 10
	fmt.Println(v)
	a, x, b := <-send(2), 7, <-send(3)
	a.n, b.at[0] = x, a.n
	p := &b
	p.n = 12
	fmt.Println(a, b, x)
	var w = <-send(4)
	w = point{n: w.n * 2}
	var y, ok = <-send(5)
	y.n++
	fmt.Println(w, y, ok)
	if z := <-send(6); z.n > 0 {
		z.n = -z.n
		fmt.Println(z)
	}
	switch z := <-send(7); z.n {
	case 7:
		z.at = [2]int{}
		fmt.Println(z)
	}
	for z := <-send(8); z.n < 10; z.n++ {
		fmt.Println(z)
	}
	words := make(chan string, 2)
	for i := range 3 {
		words <- "w"
		s := <-words
		s += fmt.Sprint(i)
		fmt.Println(s)
		s = "again"
		fmt.Println(s)
	}
	var kept []*int
	numbers := make(chan int, 3)
	for i := range 3 {
		numbers <- i
		n := <-numbers
		n *= 10
		kept = append(kept, &n)
		numbers <- n
		select {
		case m := <-numbers:
			kept = append(kept, &m)
			m++
		}
	}
	for _, k := range kept {
		fmt.Println(*k)
	}
	for z := range closed() {
		z.n++
		z.at[0]--
		fmt.Println(z)
	}
	select {
	case z := <-send(9):
		z.n *= 3
		fmt.Println(z)
	}
}

func closed() chan point {
	c := make(chan point, 2)
	c <- point{n: 1}
	c <- point{n: 2}
	close(c)
	return c
}
