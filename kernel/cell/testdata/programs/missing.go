package main

import "fmt"

func main() {
	m := map[int]string{1: "Q", 4: "l"}
	for i := range 3 {
		v, ok := m[i]
		fmt.Println(v, ok)
	}
	k := 0
L:
	k++
	v, ok := m[k]
	fmt.Println(v, ok)
	if k < 5 {
		goto L
	}
	ms := map[string]int{"a": 1}
	for range 2 {
		v, ok := ms["a"]
		fmt.Println(v, ok)
		delete(ms, "a")
	}
	var a any = 1
	for range 2 {
		v, ok := a.(int)
		fmt.Println(v, ok)
		a = "s"
	}
	c := make(chan int, 1)
	c <- 1
	close(c)
	for range 2 {
		v, ok := <-c
		fmt.Println(v, ok)
	}
}
