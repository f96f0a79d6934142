package main

import "fmt"

func main() {
	for n := range 3 {
		switch {
		case n == 0:
			fmt.Println("zero")
			fallthrough
		default:
		case n == 1:
			fmt.Println("one")
			fallthrough
		case n > 7:
		}
		switch n {
		case 0:
			fallthrough
		case 1:
		case 2:
			fmt.Println("two")
			fallthrough
		default:
		}
	}
	fmt.Println("end")
}
