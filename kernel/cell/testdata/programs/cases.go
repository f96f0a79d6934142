package main

import "fmt"

func tr(n int) int { fmt.Println("tr", n); return n }

// Every expression of a case is evaluated, until one is equal.
func of(n int) {
	switch fmt.Println("init"); n + 1 {
	case []int{9}[0], tr(3):
		fmt.Println("a")
	default:
		fmt.Println("b")
	}
	switch tr(n) {
	case 2, tr(3), tr(4):
		fmt.Println("2 to 4")
	case 5, 6:
		fmt.Println("5 or 6")
	}
	switch {
	case n == 3, tr(n) == 2:
		fmt.Println("2 or 3")
	}
}

func main() {
	of(2)
	of(5)
	of(6)
}
