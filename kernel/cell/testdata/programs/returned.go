// Calls of len and its like among several results.
package main

import "fmt"

type list []int

func f(s string, l list, c complex128) (uint8, int) { return 2, len(s) }
func g(s string, l list) (int, int)                 { return 7, cap(l) }
func h(l list) (string, list)                       { return "x", append(l, 4) }
func i(l list) (n int, m int, s list)               { return len(l), cap(l[:1]), append(l, 1) }
func j(c complex128) (uint8, float64, float64)      { return 1, real(c), imag(c) }
func k(a, b float64) (bool, complex128)             { return true, complex(a, b) }
func m(l list) (string, int)                        { return "c", copy(l, list{9}) }
func n() (uint8, *int, []int, map[string]int, chan int) {
	return 3, new(int), make([]int, 2), make(map[string]int), make(chan int, 1)
}
func o(a, b int) (string, int, int)                      { return "m", min(a, b), max(a, b) }
func p(l list) (any, error, any)                         { return len(l), nil, append(l, 2) }
func q(a [4]int, s *[3]int, t []string) (int8, int, int) { return 5, len(t[0]), len(s) }
func r(x any) (uint16, any)                              { return 8, x.(fmt.Stringer).String() }
func s(b []byte) (string, bool, byte)                    { return string(b), len(b) > 1, b[len(b)-1] }
func t(b []byte) (uint8, int, bool)                      { return b[0], -len(b), !(len(b) == 2) }

type str int

func (s str) String() string { return "str" }

func main() {
	fmt.Println(f("abc", nil, 0))
	fmt.Println(g("abc", make(list, 2, 5)))
	fmt.Println(h(list{1}))
	fmt.Println(i(list{1, 2}))
	fmt.Println(j(1 + 2i))
	fmt.Println(k(3, 4))
	l := list{1, 2}
	fmt.Println(m(l))
	a, b, c, d, e := n()
	fmt.Println(a, *b, c, d, cap(e))
	fmt.Println(o(4, 3))
	fmt.Println(p(l))
	fmt.Println(q([4]int{}, nil, []string{"ab"}))
	fmt.Println(r(str(1)))
	fmt.Println(s([]byte("ab")))
	fmt.Println(t([]byte("ab")))
}
