package main

import "fmt"

// The channels of a select and what it sends are evaluated when the select is entered.
func main() {
	list := []int{8, 1, 81, 19}
	chans := []chan int{make(chan int, 1), make(chan int, 1), make(chan int, 1)}
	at := struct{ n, k int }{5, 0}
	never := make(chan int)
	for i := range 3 {
		select {
		case chans[i] <- list[i+1]:
		case <-never:
		}
		select {
		case v := <-chans[i]:
			fmt.Println(i, v)
		case never <- i:
		}
		at.n += i
		select {
		case chans[2-i] <- -at.n:
		case <-never:
		}
		fmt.Println(<-chans[2-i])
		select {
		case chans[i] <- at.n*2 + i:
			at.k++
		case <-never:
		}
		select {
		case at.k = <-chans[i]:
			list[i] = at.k
		}
		fmt.Println(at, list)
	}
}
