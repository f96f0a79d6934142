package main

import "fmt"

func try(name string, f func()) {
	defer func() { e := recover(); _, ok := e.(error); fmt.Println(name, e, ok) }()
	f()
}

func main() {
	n := uint64(1 << 59)
	type T []int
	try("len", func() { _ = make(T, int(n)) })
	try("cap", func() { _ = make(T, 0, int(n)) })
	try("len", func() { _ = make([]byte, n*n) })
	k := -1
	try("len", func() { _ = make([]byte, k) })
	try("cap", func() { _ = make([]byte, 1, k) })
	try("cap", func() { _ = make([]byte, 2, k+2) })
	try("cap", func() { _ = make(chan int, k) })
	try("cap", func() { _ = make(chan int, n) })
	try("map", func() { _ = make(map[int]int, k) })
	s := make([]struct{}, int(^uint(0)>>1))
	try("app", func() { s = append(s, struct{}{}) })
	try("app", func() { s = append(s, s[:1]...) })
	try("mk2", func() { s = make([]struct{}, k) })
}
