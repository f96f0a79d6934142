package main

import "fmt"

type pair struct {
	list [2]int
	n    int
}

func number() *int { x := 3; return &x }

// Parentheses change nothing, and the count of a shift has its own type.
func main() {
	p := number()
	fmt.Println(pair{[2]int{1, 2}, (*number() & 2)}, pair{n: (*p & 2)}, pair{[2]int{}, 2 & (*p)})
	fmt.Println([]int{(*p & 2)}[0]+1, (*number()&2)+3, -(*p), map[int]int{(*p + 1): (*p * 2)})
	c := make(chan pair, 1)
	c <- pair{[2]int{(*p)}, (-(*p))}
	fmt.Println(<-c)
	x := [2]byte{3, 200}
	r, u, i, y := rune(1000), uint16(9), -70, byte(7)
	r >>= (x[0]*byte(8) - byte(59)) & 7
	u <<= (y & y) * byte(2) & 7
	i >>= (y % (x[0] | 1)) & 7
	fmt.Println(r, u, i)
	r = r << (^x[1] & 7)
	u = (u >> (y - 4)) | 1
	y = y << (u & 3)
	i = 5 << (x[0] + 1)
	fmt.Println(r, u, y, i)
	var a, b = uint32(900) >> ((x[0] - x[0]) + 2), -(-(int8(3) << (y & 1)))
	fmt.Println(a, b)
	h := uint64(1469598103934665603)
	for k := range 5 {
		h ^= h << (uint(k) & 3)
		h = (h >> (k & 7)) ^ (h << (13 & (k + 8)))
	}
	fmt.Println(h)
}
