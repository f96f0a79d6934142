package main

import "fmt"

// own sends a number on its own channel by one select, and takes it back by another.
func own(id int, done chan<- bool) {
	c, never := make(chan int, 1), make(chan int)
	ok := true
	for i := range 300 {
		select {
		case c <- id*1000 + i:
		case <-never:
			ok = false
		}
		select {
		case v := <-c:
			ok = ok && v == id*1000+i
		case v := <-never:
			ok = ok && v < 0
		}
	}
	done <- ok
}

func main() {
	done := make(chan bool)
	for id := range 16 {
		go own(id, done)
	}
	right := 0
	for range 16 {
		if <-done {
			right++
		}
	}
	fmt.Println(right)
}
