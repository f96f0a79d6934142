package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type T1 struct{ x uint8 }
type L []int
type F func()
type M int

func (m *M) String() string { return "method" }

func main() {
	var b1 [4]T1
	s0, s1 := fmt.Sprintf("%p", &b1[0]), fmt.Sprintf("%p", &b1[1])
	fmt.Println(s0[:2], s0 == fmt.Sprintf("%#x", uintptr(unsafe.Pointer(&b1[0]))), s0 < s1)
	fmt.Printf("%p %p %p %[1]p\n", (*M)(nil), L(nil), F(nil))
	m := M(3)
	l := L{1}
	fmt.Println(fmt.Sprintf("%p", &m) == fmt.Sprintf("%v", unsafe.Pointer(&m)), fmt.Sprintf("%p", l) == fmt.Sprintf("%p", &l[0]))
	fmt.Printf("%v %T %p\n", &m, m, (*int)(nil))
	p := reflect.NewAt(reflect.TypeOf(M(0)), unsafe.Pointer(&m))
	fmt.Println(p.Type(), p.Elem().Int(), p.Interface().(*M) == &m)
}
