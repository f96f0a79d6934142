package main

import "fmt"

// Labels directly in a case.
func in(n int, c chan int) {
	switch n {
	default:
		i := 0
	again:
		i++
		if i < 3 {
			goto again
		}
		fmt.Println(i)
		fallthrough
	case 7:
	loop:
		for i := range 3 {
			for {
				if i == 1 {
					break loop
				}
				continue loop
			}
		}
		fmt.Println("seven", n)
	}
	switch x := any(n).(type) {
	case int:
	typed:
		for i := range 3 {
			switch i {
			case x:
				break typed
			}
			fmt.Println(i)
		}
	}
	select {
	case c <- n:
	sent:
		for {
			select {
			case v := <-c:
				fmt.Println(v)
				break sent
			}
		}
	}
}

func main() {
	c := make(chan int, 1)
	in(0, c)
	in(7, c)
	in(1, c)
}
