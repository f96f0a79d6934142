package main

import "fmt"

type word string

func tr(id int, v word) word { fmt.Println("tr", id, v); return v }

func number(id, v int) int { fmt.Println("number", id, v); return v }

// The cases of a switch are compared in the order of the text, wherever the default is.
func main() {
	switch bool(false) {
	default:
		fmt.Println("default")
	case (false && false), !true:
		fmt.Println("equal")
		fallthrough
	case true:
		fmt.Println("fallen")
	}
	switch bool(false) {
	case (len("two") > 2):
		fmt.Println("true is not false")
	case 3 != 3:
		fmt.Println("constants")
	}
	switch 5 {
	case 4, 5:
		fmt.Println("five")
	}
	switch x := tr(1, "a"); x {
	default:
		fmt.Println("default")
	case x, x:
		fmt.Println("itself")
	}
	y := word("b")
	switch y {
	case tr(2, "c"), y:
		fmt.Println("y")
	}
	for n := range 4 {
		switch n {
		default:
			if n > 3 {
				break
			}
			fmt.Println("default")
		case number(1, 2), number(2, 7):
			fmt.Println("two or seven")
		case n - n:
			fmt.Println("zero")
		case number(3, 1):
			fmt.Println("one")
		}
		switch {
		default:
			fmt.Println("none")
		case number(4, n) == 3:
			fmt.Println("three")
		case n > 0:
			fmt.Println("above")
		}
	}
	switch f := tr; {
	case f == nil:
	default:
		fmt.Println("f")
	}
	switch main {
	case nil:
	default:
		fmt.Println("main")
	}
	a := [2]int{1, 2}
	switch p := &a; *p {
	case [2]int{2, 1}:
		fmt.Println("turned")
	case [2]int{1, 2}, a:
		fmt.Println("array")
	}
}
