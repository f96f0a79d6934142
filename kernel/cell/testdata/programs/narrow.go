// Conversions between numbers of different sizes and kinds.
package main

import (
	"fmt"
	"math"
)

type small int16

func main() {
	for _, x := range []float64{3.99, -3.99, 127.5, 300, -129, 70000, 1 << 31, 3e9, -3e9, 1 << 40, 1e30, -1e30} {
		fmt.Println(x, int8(x), int16(x), int32(x), int64(x), uint8(x), uint16(x), small(x), rune(x), byte(x), float32(x))
	}
	f := float32(3e9)
	fmt.Println(int32(f), int16(f), uint8(f), int64(f), uint64(f), uint32(f))
	fmt.Println(int32(math.Inf(1)), int32(math.NaN()), int16(math.Inf(-1)), int64(math.Inf(-1)))
	var i64 int64 = math.MinInt64
	m := -1
	fmt.Println(i64/int64(m), i64%int64(m), -i64, int32(i64+5), uint8(m), uint64(m), int8(300+m))
	var u uint32 = 1 << 31
	fmt.Println(u+u-1, -u, ^u, int32(u), float32(u), uint16(u>>3+1))
	a := []int32{int32(f / 2), int32(f)}
	a[0] += int32(f)
	fmt.Println(a, map[int8]bool{int8(f): true})
}
