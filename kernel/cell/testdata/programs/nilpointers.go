// Reads of what nil points to.
package main

import "fmt"

var _ = fmt.Println

func try(f func()) { defer func() { fmt.Println(recover()) }(); f() }

type T struct {
	a [3]int
	n int
}

func main() {
	var p *int
	var m [2]*int
	mm := map[int]int{}
	var s *[]int
	var t *T
	var a *[3]int
	try(func() { mm[0] = *p })
	try(func() { _ = *m[1] })
	try(func() { x := *p; fmt.Println(x) })
	try(func() { fmt.Println(len(mm)); mm[1] += *p })
	try(func() { *p = 3 })
	try(func() { *p++ })
	try(func() { x := *t; fmt.Println(x) })
	try(func() { fmt.Println((*s)[0]) })
	try(func() {
		for i := range *a {
			fmt.Print(i)
		}
	})
	try(func() { *t = T{} })
	try(func() { (*s)[0] = 1 })
	try(func() { x, y := *p, 1; fmt.Println(x, y) })
	try(func() { fmt.Println(*p == 3) })
	try(func() { f := func() *int { return nil }; fmt.Println(*f()) })
	try(func() {
		if *p == 0 {
			fmt.Println("zero")
		}
	})
	var pb *bool
	try(func() {
		if *pb {
			fmt.Println("zero")
		}
	})
	try(func() { var pp **int = &p; fmt.Println(**pp) })
}
