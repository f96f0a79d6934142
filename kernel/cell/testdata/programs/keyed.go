package main

import "fmt"

type point struct{ X, Y int }

func valid(p point) bool { fmt.Println("valid", p); return p.X > 0 }

// A condition may begin with a composite literal that has keys.
func main() {
	y := 3
	if (point{X: 7} != point{X: y}) || y > 9 {
		fmt.Println("one")
	}
	if (point{X: 7} == point{X: y}) && y > 1 {
		fmt.Println("not two")
	}
	if valid(point{X: 1}) && y == 3 {
		fmt.Println("three")
	}
	if !valid(point{Y: 1}) || y == 4 {
		fmt.Println("four")
	}
	found := map[string]bool{"a": true}["a"] && y > 2
	fmt.Println(found, map[int]bool{y: true}[4] || [3]bool{1: true}[1])
	for i := 0; (point{X: i} != point{X: 2}) && i < 9; i++ {
		fmt.Println(i)
	}
	switch {
	case point{Y: y} == point{Y: 3} && valid(point{X: y}):
		fmt.Println("five")
	}
	check := func(p point) bool { return valid(point{X: p.X}) && valid(point{X: -p.X}) || p == point{Y: 1} }
	fmt.Println(check(point{1, 2}), check(point{Y: 1}))
}
