package main

import "fmt"

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

func f(n int) (r [2]int, s string) {
	for x := range count(5) {
		if x == n {
			r[x%2], s = x, "bare"
			return
		}
		if x == 3 {
			return [2]int{7, 7}, "three"
		}
	}
	return r, "end"
}

func g(n int) (r int) {
	defer func() { r *= 10 }()
	for x := range count(5) {
		for y := range count(2) {
			r += y
			if x == n {
				return
			}
			if x == 3 {
				return 100
			}
		}
	}
	return -1
}

type T struct {
	n int
	s string
	b bool
}

func main() {
	for i := range 5 {
		fmt.Println(f(i))
		fmt.Println(g(i))
	}
	fmt.Println(f(9))
	fmt.Println(map[T]int{{15, "a", false}: 1, {4, "b", true}: 2, {4, "b", false}: 3, {-96, "", true}: 4, {-97, "", true}: 5})
	fmt.Println(map[[2]int]string{{0, 16}: "a", {0, 5}: "b", {1, 0}: "c"}, map[bool]int{true: 1, false: 2}, map[complex128]int{2 + 1i: 1, 1 + 2i: 2, 1 + 1i: 3})
	fmt.Printf("%v %+v\n", map[struct{ t T }]int{{T{n: 12}}: 1, {T{n: 5}}: 2}, map[[1]any]int{{7}: 1, {12}: 2})
}
