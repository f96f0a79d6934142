package main

import "fmt"

type T1 int
type Key []int
type Box struct{ f func() }

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	m := map[any]int{"a": 1, 2: 3}
	_ = any([]T1{1})
	try("slice", func() { m[[]int{1}] = 2 })
	try("cell slice", func() { m[[]T1{1}] = 2 })
	try("named", func() { _ = m[Key{1}] })
	try("struct", func() { m[Box{}]++ })
	try("func", func() { _, ok := m[func() {}]; fmt.Println(ok) })
	try("delete", func() { delete(m, any(Key{2})) })
	try("map", func() { m[map[T1]T1{}] = 1 })
	var k any = T1(4)
	m[k] = 9
	m[[2]int{1, 2}] = 8
	m[nil] = 7
	try("fine", func() { fmt.Println(m[T1(4)], m[4], m[[2]int{1, 2}], m[nil], m["a"], len(m)) })
	delete(m, k)
	fmt.Println(len(m))
}
