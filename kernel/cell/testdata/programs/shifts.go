package main

import "fmt"

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			_, ok := r.(interface{ RuntimeError() })
			fmt.Println("P:", r, ok)
		}
	}()
	f()
}
func main() {
	n := -1
	try(func() { fmt.Println(1 << n) })
	try(func() { fmt.Println(1 >> n) })
	x := 8
	try(func() { x <<= n; fmt.Println(x) })
	try(func() { x >>= n; fmt.Println(x) })
	var u8 uint8 = 200
	var sh uint = 9
	fmt.Println(u8<<1, u8<<sh, u8>>sh, int8(-128)>>sh, int32(-1)>>70, x<<64, x<<63, x>>200)
	var i32 int32 = 1
	fmt.Println(i32<<31, i32<<32, i32<<30)
	var s8 int8 = 64
	s8 <<= 1
	fmt.Println(s8)
	var big uint64 = 1 << 63
	fmt.Println(big>>1, big<<1, big>>63)
	var c uint8 = 3
	fmt.Println(1<<c, uint8(1)<<c, int64(1)<<c)
	var w int64 = 1.0 << c
	fmt.Println(w)
	var k int8 = -3
	try(func() { fmt.Println(uint8(1) << k) })
	var f = uint32(1 << c)
	fmt.Printf("%T %v\n", f, f)
	a := make([]byte, 1<<c)
	fmt.Println(len(a))
	var arr [16]int
	arr[1<<c] = 4
	fmt.Println(arr[1<<c])
	type My uint16
	m := My(1) << 15
	m <<= 1
	fmt.Println(m)
	try(func() { var s = []int{1}; s[0] <<= k; fmt.Println(s) })
	var sh64 uint64 = 1 << 40
	fmt.Println(1<<sh64, -5>>sh64)
}
