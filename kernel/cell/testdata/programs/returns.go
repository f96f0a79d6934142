package main

import (
	"errors"
	"fmt"
)

func f(n int) int { fmt.Print("f", n, " "); return n }

func a(x, y int) (int, int) { return f(y), f(x) }
func b() (x, y int) {
	x, y = 1, 2
	return f(y), f(x)
}
func c() (x, y int) {
	defer func() { x += 10; y += 100 }()
	x, y = 1, 2
	return y, x
}
func d() (x, y int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("got %v", r)
		}
	}()
	x = 5
	return f(x), f(x + 1), errors.New("e")
}
func e() (n int, err error) {
	defer func() { recover(); n++ }()
	n = 3
	return f(7), bad()
}
func bad() error { panic("bad") }

func g() (n int, s string, e error) { return h() }
func h() (int, string, error)       { return f(1), "h", nil }

type S struct{ v []int }

func (s *S) pop() (int, bool) {
	if len(s.v) == 0 {
		return 0, false
	}
	x := s.v[len(s.v)-1]
	s.v = s.v[:len(s.v)-1]
	return x, true
}
func (s *S) both() (int, []int) {
	return s.take(), s.v
}
func (s *S) take() int { x, _ := s.pop(); return x }

func sw(n int) (r int, s string) {
	switch {
	case n > 1:
		return f(n), "big"
	case n == 1:
		s = "one"
		return
	}
	return r, fmt.Sprint("none", f(n))
}

func split(sum int) (x, y int) {
	x = sum * 4 / 9
	y = sum - x
	return
}

func fin() (n int) {
	for i := range 3 {
		defer func() { n = n*10 + i }()
	}
	return 7
}

func iter(yield func(int) bool) {
	for i := range 5 {
		if !yield(i) {
			return
		}
	}
}

func find(n int) (i int, ok bool) {
	for i := range iter {
		if i == n {
			return f(i * 2), true
		}
	}
	return -1, false
}

func named() (a, b int) {
	a, b = 1, 2
	{
		a := 5
		_ = a
		b = a
	}
	return b, a
}

func main() {
	fmt.Println(a(1, 2))
	fmt.Println(b())
	fmt.Println(c())
	fmt.Println(d())
	fmt.Println(e())
	fmt.Println(g())
	s := &S{[]int{1, 2, 3}}
	fmt.Println(s.pop())
	fmt.Println(s.both())
	fmt.Println(sw(0))
	fmt.Println(sw(1))
	fmt.Println(sw(2))
	fmt.Println(split(17))
	fmt.Println(fin())
	fmt.Println(find(3))
	fmt.Println(find(9))
	fmt.Println(named())
}
