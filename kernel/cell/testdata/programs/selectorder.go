package main

import "fmt"

type X struct{ c chan int }

func foo() chan int {
	fmt.Println("foo")
	return make(chan int)
}
func f() {
	defer func() { fmt.Println(recover()) }()
	var x *X
	select {
	case <-x.c:
	case <-foo():
	}
}
func makec(px *int) chan bool {
	if false {
		for {
		}
	}
	*px = 42
	return make(chan bool, 0)
}

func main() {
	f()
	c := make(chan int, 1)
	x := 0
	select {
	case c <- x: // should see x = 0, not x = 42 (after makec)
	case <-makec(&x): // should be evaluated only after c and x on previous line
	}
	fmt.Println(<-c, x)
}
