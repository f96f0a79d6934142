package main

import "fmt"

func main() {
	c := make(chan int, 5)
	c <- 1
	c <- 5
	c <- 2
	n := 0
	for {
		n++
	S:
		select {
		case v := <-c:
			for range 2 {
				if v > 3 {
					break S
				}
			}
			fmt.Println("got", v)
			continue
		default:
			fmt.Println("none")
		}
		fmt.Println("behind", n)
		if n > 3 {
			break
		}
	}
	c <- 7
	m := 0
again:
	select {
	case v := <-c:
		m++
		if v > 3 && m < 3 {
			c <- v
			goto again
		}
		if m == 3 {
			break again
		}
		fmt.Println("no")
	default:
	}
	fmt.Println("m", m)
}
