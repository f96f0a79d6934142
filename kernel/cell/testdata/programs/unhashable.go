package main

import "fmt"

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	m := map[any]int{1: 2}
	var k any = []int{}
	try("1", func() { _, _ = m[k] })
	try("2", func() { _, ok := m[k]; fmt.Println(ok) })
	try("3", func() { v, _ := m[k]; fmt.Println(v) })
	try("4", func() { var ok bool; _, ok = m[k]; fmt.Println(ok) })
	try("5", func() {
		if _, ok := m[k]; ok {
			fmt.Println(ok)
		}
	})
	try("6", func() { _ = m[k] })
	try("7", func() { var _, _ = m[k] })
	c := make(chan int, 1)
	c <- 1
	try("8", func() { _, _ = <-c; fmt.Println(len(c)) })
	try("9", func() { m[k]++ })
	try("10", func() { m[k] += 2 })
	try("11", func() { _ = map[any]int{k: 1} })
	try("12", func() { delete(m, k) })
}
