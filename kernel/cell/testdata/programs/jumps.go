package main

import "fmt"

func tell(v int) int { fmt.Println("tell", v); return v }

// A last part with a call runs after continue, too.
func posts() {
	for i, j := 0, 5; i < 2; i, j = i+1, tell(j)+1 {
		if j >= 0 {
			continue
		}
	}
	for i := 0; ; {
		i++
		if i > 3 {
			break
		}
		fmt.Println(i)
		if i < 10 {
			continue
		}
	}
}

// A break in a select leaves the select, not the loop around it.
func selects() {
	c, d := make(chan int, 1), make(chan int, 1)
	close(c)
	for range 2 {
		select {
		case v, ok := <-c:
			fmt.Println(v, ok)
			if !ok {
				break
			}
			fmt.Println("not reached")
		case <-d:
		}
		fmt.Println("after")
	}
outer:
	for i := range 3 {
	inner:
		select {
		case <-c:
			switch {
			case i == 0:
				break
			case i == 1:
				break inner
			default:
				break outer
			}
			if i == 0 {
				break
			}
			fmt.Println("not reached")
		}
		fmt.Println("around", i)
	}
}

// The results stand when the deferred calls run.
func results() (n uint32, x float32) {
	defer func() { n, x = n-5, x*2 }()
	return 15, float32(tell(3))
}

func swapped() (a, b int) {
	defer func() { a *= 10 }()
	a, b = 1, 2
	return b, tell(a)
}

func main() {
	posts()
	selects()
	fmt.Println(results())
	fmt.Println(swapped())
}
