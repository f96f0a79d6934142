package main

import "fmt"

type size uintptr

type at struct{ n uintptr }

func sum(m, n uintptr, a, y []float64) {
	var i uintptr
	for i = 0; i < m; i++ {
		var s float64
		for j := uintptr(0); j < n; j++ {
			s += a[i*n+j]
		}
		y[i] += s
	}
}

func main() {
	y := make([]float64, 2)
	sum(2, 2, []float64{1, 2, 3, 4}, y)
	fmt.Println(y)
	var i, m uintptr = 1, 2
	fmt.Println(i < m, m > i, i <= m, m >= i, i == m, i != m)
	i++
	fmt.Println(i)
	i--
	i += 2
	fmt.Println(i, i+m, i-m, i*m, i/m, i%m, i<<m, i>>1, i&m, i|m, i^m, i&^m)
	s := size(3)
	for s--; s > 0; s-- {
		fmt.Print(s, " ")
	}
	fmt.Println()
	list, byName, p := []uintptr{1, 2}, map[string]uintptr{"a": 5}, &at{7}
	list[1]++
	byName["a"]--
	byName["b"]++
	p.n++
	fmt.Println(list, byName, *p)
	if i++; i == 4 {
		fmt.Println("four")
	}
	var z uintptr
	z--
	fmt.Println(z == ^uintptr(0))
}
