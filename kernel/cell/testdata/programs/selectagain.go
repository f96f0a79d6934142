package main

import "fmt"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func main() {
again:
	for i := 0; i < 3; i++ {
		c := make(chan int, 1)
		c <- i
		select {
		case v := <-c:
			for k := range map[string]int{"a": 1} {
				fmt.Println(k, v)
				if i == 0 {
					continue again
				}
				for j := range count(2) {
					if i == 1 {
						continue again
					}
					fmt.Println("j", j)
				}
			}
		}
		fmt.Println("behind", i)
		if true {
			break again
		}
	}
	fmt.Println("done")
}

// drain reads what a channel holds.
func drain(c chan int) (n int) {
	for {
		select {
		case v := <-c:
			n += v
			continue
		default:
		}
		break
	}
	for i := 0; i < 5; i++ {
		select {
		case v := <-c:
			n += v
			continue
		default:
		}
		return n
	}
	return -1
}

func first(c chan int) int {
again:
	select {
	case v := <-c:
		if v < 3 {
			goto again
		}
		return v
	default:
	}
	return 0
}

func init() {
	c := make(chan int, 5)
	c <- 1
	c <- 2
	fmt.Println(drain(c))
	c <- 1
	c <- 2
	c <- 7
	fmt.Println(first(c), first(c))
}
