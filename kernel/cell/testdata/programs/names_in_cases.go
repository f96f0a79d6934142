package main

import "fmt"

func tr(n int) int { fmt.Println("tr", n); return n }

func names(x, a, b string) {
	switch x {
	case a, b:
		fmt.Println("a or b")
	default:
		fmt.Println("neither")
	}
	switch y := x + "!"; y + "x" {
	case a, b:
		fmt.Println("a or b")
	case a + b, "y!x":
		fmt.Println("both, or y!x")
	}
}

func parts(x, g int, xs []int) {
	switch tr(x) {
	default:
		fmt.Println("none")
	case g, []int{3}[0]:
		fmt.Println("3")
		fallthrough
	case tr(8), xs[0]:
		fmt.Println("8")
	case g, g:
		fmt.Println("g")
	}
}

func main() {
	names("x", "x", "y")
	names("y", "x", "y")
	names("z", "x", "y!x")
	for x := range 10 {
		parts(x, 4, []int{6})
	}
}
