package main

import (
	"fmt"
	"time"
)

type S struct{ v int }

func ch[T any](s string, c chan T) chan T { fmt.Print(s, " "); return c }
func val(s string, n int) int             { fmt.Print(s, " "); return n }

func main() {
	c := make(chan int, 5)
	d := make(chan string, 1)
	var x int
	var ok bool
	arr := []int{0, 0}
	m := map[string]int{}
	s := &S{}
	var e any
	for i := range 5 {
		c <- i + 10
	}
	select {
	case x = <-c:
	}
	select {
	case arr[val("index", 1)] = <-ch("chan", c):
	case arr[val("other", 0)] = <-ch("nil", chan int(nil)):
	}
	select {
	case m["k"], ok = <-c:
	default:
		fmt.Println("default")
	}
	select {
	case s.v = <-c:
	}
	select {
	case e = <-c:
	}
	fmt.Println(x, arr, m, ok, s.v, e)
	select {
	case x = <-c:
		fmt.Println("wrong")
	default:
		fmt.Println("empty")
	}
	select {
	case ch("send", c) <- val("value", 3):
	case d <- func() string { fmt.Print("string "); return "s" }():
	}
	fmt.Println(len(c)+len(d) == 1)
	for len(c) > 0 {
		<-c
	}
	for len(d) > 0 {
		<-d
	}
	errc := make(chan error, 1)
	var err error
	select {
	case err = <-errc:
	case <-time.After(time.Millisecond):
		err = fmt.Errorf("timeout")
	}
	fmt.Println(err)
	errc <- fmt.Errorf("sent")
	select {
	case err = <-errc:
		fmt.Println("in", err)
	case <-time.After(time.Second):
	}
	done := make(chan bool)
	out := make(chan int)
	go func() {
		defer close(done)
		for {
			select {
			case v, ok := <-out:
				if !ok {
					return
				}
				fmt.Print(v, " ")
			}
		}
	}()
	for i := range 3 {
		out <- i
	}
	close(out)
	<-done
	fmt.Println()
	n := 0
loop:
	for {
		n++
		select {
		case c <- n:
			switch {
			case n == 3:
				break
			case n > 4:
				break loop
			}
			continue loop
		default:
			break loop
		}
	}
	fmt.Println(n)
	close(c)
	for {
		var v int
		if v, ok = <-c; !ok {
			break
		}
		fmt.Print(v, " ")
	}
	select {
	case _, ok = <-c:
		fmt.Println(ok)
	}
	select {
	case _ = <-c:
		fmt.Println("closed")
	}
	var fs []func() int
	r := make(chan int, 3)
	for i := range 3 {
		r <- i
		select {
		case v := <-r:
			fs = append(fs, func() int { v++; return v })
		}
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	i32 := make(chan int32, 1)
	select {
	case i32 <- 7:
	}
	var y int32
	select {
	case y = <-i32:
	}
	fmt.Println(y)
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		select {
		case c <- 1:
		default:
		}
	}()
	k := 0
	select {
	case k = <-func() chan int { q := make(chan int, 1); q <- 4; return q }():
		k := k + 1
		fmt.Println(k)
	}
	fmt.Println(k)
}
