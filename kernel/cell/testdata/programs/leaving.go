package main

import "fmt"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

// Labels of statements inside the body of a range over a func stay there.
func main() {
	for x := range count(3) {
	inner:
		for i := range 4 {
			for k := range count(3) {
				switch {
				case k == 1 && i == 1:
					continue inner
				case i == 3:
					break inner
				}
				fmt.Println(x, i, k)
			}
		}
		n := 0
	again:
		n++
		if n < 3 {
			goto again
		}
		fmt.Println("n", n)
	pick:
		select {
		default:
			if x == 1 {
				break pick
			}
			fmt.Println("not picked")
		}
	}
outer:
	for x := range count(4) {
		for y := range count(4) {
			if y == 2 {
				continue outer
			}
			if x == 2 {
				break outer
			}
			fmt.Println(x, y)
		}
	}
	found := -1
	for x := range count(9) {
		if x*x > 20 {
			found = x
			goto done
		}
	}
done:
	fmt.Println("found", found)
}
