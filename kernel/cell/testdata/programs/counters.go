package main

import "fmt"

func tr(id, v int) int { fmt.Println("tr", id, v); return v }

// The variables of a range are its own to change, and what goes to the blank variable is
// evaluated in its turn.
func main() {
	list := []string{"a", "b", "c"}
	for i, s := range list {
		fmt.Println(i, s)
		i, s = i*2-5, s+"!"
		fmt.Println(i, s)
	}
	grid := [][2]int{{1, 2}, {3, 4}, {5, 6}}
	for i, e := range grid {
		e[i%2], i = 9, -7
		fmt.Println(i, e)
	}
	for i, e := range [3]int{7, 8, 9} {
		i += 2
		e++
		p := &e
		*p *= 10
		fmt.Println(i, e)
	}
	for k, v := range map[string]int{"one": 1} {
		k, v = k+k, v+v
		fmt.Println(k, v)
	}
	for i := range list {
		i -= 10
		fmt.Println(i)
	}
	for i, r := range "aé" {
		i, r = 7, r+1
		fmt.Println(i, string(r))
	}
	fmt.Println(list, grid)
	var x int
	x, _ = tr(1, 2), tr(2, 3)
	x, _, x = tr(3, x), [2]int{tr(4, 1), tr(5, 2)}, x+5
	_, x, _ = tr(6, 1), tr(7, 2), x
	y, _ := tr(8, x), tr(9, 3)
	_, z := tr(10, y), y
	var w, _ = tr(11, z), tr(12, 3)
	fmt.Println(x, y, z, w)
}
