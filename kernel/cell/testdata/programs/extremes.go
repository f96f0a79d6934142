package main

import (
	"fmt"
	"math"
)

func arr() *[3]int { fmt.Println("arr"); return nil }

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	z, n := 0.0, math.Copysign(0, -1)
	fmt.Println(math.Signbit(min(z, n)), math.Signbit(min(n, z)), math.Signbit(max(z, n)), math.Signbit(max(n, z)))
	f, g := float32(0), float32(n)
	fmt.Println(math.Signbit(float64(min(f, g))), math.Signbit(float64(max(g, f))), math.Signbit(float64(max(f, g))))
	nan := math.NaN()
	fmt.Println(min(nan, 1), min(1, nan), max(nan, 1), max(1, nan), min(1, nan, 2), max(z, n, nan))
	fmt.Println(math.Signbit(min(1, z, n)), math.Signbit(max(-1, n, z)), min(0.0, -0.0), max(-0.0, 0.0))
	fmt.Println(len(arr()), cap(arr()))
	for i := range arr() {
		fmt.Println(i)
	}
	m := map[any]int{1: 2}
	var k any = []int{1}
	try("index", func() { _, _ = m[k] })
	try("index one", func() { _ = m[k] })
	try("ok", func() { _, ok := m[k]; fmt.Println(ok) })
	try("value", func() { v, _ := m[k]; fmt.Println(v) })
	try("delete", func() { delete(m, k) })
	try("assert", func() { _, _ = k.(string); fmt.Println("no panic") })
	try("assert one", func() { _ = k.(string) })
	try("receive", func() { c := make(chan int, 1); c <- 1; _, _ = <-c; fmt.Println(len(c)) })
	try("literal", func() { _ = map[any]int{k: 1} })
	try("slice", func() { var a *[3]int; _ = a[:]; fmt.Println("ok") })
	try("slice2", func() { a := arr(); _ = a[1:2]; fmt.Println("ok") })
	try("deref", func() { a := arr(); _ = *a; fmt.Println("ok") })
	try("elem", func() { a := arr(); _ = a[1]; fmt.Println("ok") })
}
