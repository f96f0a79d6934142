// Package unsafe.
package main

import (
	"fmt"
	"math"
	"strings"
	"unsafe"
)

type header struct {
	A byte
	B int64
	C [3]uint16
	D string
	e bool
}

type node struct {
	val  int
	next *node
}

type num interface {
	~int32 | ~float32 | ~int64 | ~float64
}

func bits[T num](x T) (n uint64, size uintptr) {
	size = unsafe.Sizeof(x)
	if size == 4 {
		return uint64(*(*uint32)(unsafe.Pointer(&x))), size
	}
	return *(*uint64)(unsafe.Pointer(&x)), size
}

func toString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
func toBytes(s string) []byte  { return unsafe.Slice(unsafe.StringData(s), len(s)) }

func inverse(x float32) float32 {
	i := *(*int32)(unsafe.Pointer(&x))
	i = 0x5f3759df - i>>1
	y := *(*float32)(unsafe.Pointer(&i))
	return y * (1.5 - 0.5*x*y*y)
}

func main() {
	var h header
	fmt.Println(unsafe.Sizeof(h), unsafe.Offsetof(h.B), unsafe.Offsetof(h.C), unsafe.Offsetof(h.D), unsafe.Offsetof(h.e), unsafe.Alignof(h.C), unsafe.Sizeof(""), unsafe.Sizeof([]int{}), unsafe.Sizeof(uintptr(0)))
	f := 1.5
	fmt.Printf("%x %v\n", *(*uint64)(unsafe.Pointer(&f)), *(*uint64)(unsafe.Pointer(&f)) == math.Float64bits(f))
	*(*uint64)(unsafe.Pointer(&f)) = math.Float64bits(2.25)
	fmt.Println(f)
	fmt.Println(bits(int32(-1)))
	fmt.Println(bits(1.0))
	fmt.Println(toString([]byte("text")), toBytes("bytes"), len(toBytes("")), toString(nil) == "")
	fmt.Printf("%.4f\n", inverse(4))
	arr := [4]int32{1, 2, 3, 4}
	p := unsafe.Pointer(&arr[0])
	for i := range arr {
		fmt.Print(*(*int32)(unsafe.Add(p, i*int(unsafe.Sizeof(arr[0])))), " ")
	}
	fmt.Println()
	p = unsafe.Pointer(uintptr(unsafe.Pointer(&arr[0])) + 2*unsafe.Sizeof(arr[0]))
	*(*int32)(p) = 30
	fmt.Println(arr, uintptr(p)-uintptr(unsafe.Pointer(&arr)))
	h.B = 7
	b := (*int64)(unsafe.Pointer(uintptr(unsafe.Pointer(&h)) + unsafe.Offsetof(h.B)))
	*b++
	fmt.Println(h.B)
	xs := unsafe.Slice(&arr[1], 2)
	xs[0] = 20
	fmt.Println(xs, len(xs), cap(xs), arr)
	n := &node{1, &node{2, nil}}
	q := (*node)(unsafe.Pointer(n))
	fmt.Println(q == n, q.next.val, (*node)(unsafe.Pointer(q.next)).val)
	var nilp unsafe.Pointer
	fmt.Println(nilp == nil, (*int)(nilp) == nil, uintptr(nilp))
	type ints struct{ X, Y int32 }
	v := int64(3)<<32 | 5
	fmt.Println(*(*ints)(unsafe.Pointer(&v)))
	m := map[unsafe.Pointer]string{unsafe.Pointer(n): "n"}
	fmt.Println(m[unsafe.Pointer(n)])
	s := strings.Repeat("ab", 3)
	fmt.Println(*unsafe.StringData(s), string(unsafe.Slice(unsafe.StringData(s), 3)))
	words := (*[2]uintptr)(unsafe.Pointer(&s))
	fmt.Println(words[1], words[0] == uintptr(unsafe.Pointer(unsafe.StringData(s))))
}
