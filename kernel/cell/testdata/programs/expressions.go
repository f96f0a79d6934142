// Expressions of which one operand, type or constant takes an unusual form.
package main

import (
	"fmt"
	"math"
)

type empty struct{}

func (empty) Name() string { return "empty" }

type named interface{ Name() string }

func pair() ([]int, int)           { return []int{1}, 2 }
func parts() (float64, float64)    { return 5, 7 }
func bytes() ([]byte, string)      { return make([]byte, 3), "abcd" }
func entry() (map[int]string, int) { return table, 1 }

var table = map[int]string{1: "a", 2: "b"}

type recv <-chan int
type row [2]any
type ptr *int

func local() any { type t struct{ n int }; return t{1} }
func other(x any) (ok bool) {
	type t struct{ n int }
	_, ok = x.(t)
	return ok
}

func is[T any](x any) bool { _, ok := x.(T); return ok }
func same[T int](x any) bool {
	switch x {
	case int(0), T(0):
		return true
	}
	return false
}
func both[T any](x named) bool {
	switch x.(type) {
	case interface{ Missing() }:
		return false
	case fmt.Stringer:
		return false
	}
	_, ok := x.(interface{ Other(T) })
	return !ok
}

func main() {
	// Shifts whose count, or operand, is an untyped constant or another shift.
	x := 2
	fmt.Println(1<<(1<<uint(x)), x<<1., x<<(1<<x), x<<(1.<<x), x<<(math.MaxUint+0), uint8(1)<<(1<<uint(x)))
	// Constants written as those of another kind.
	var u uint64 = 1e16
	var f float64 = 'a'
	var r rune = 98.0
	switch u {
	case 1e15, 1e16:
		fmt.Println("found", u, f, r, f/2, 3-f)
	}
	// Bools that become interfaces.
	var yes any = x > 1
	no := func() any { return x > 5 || !(x == 2) }
	fmt.Println(yes, no(), yes != no(), []any{x == 2, !false}, map[any]any{x == 1: x != 1})
	// Builtins of all results of a call.
	fmt.Println(append(pair()), complex(parts()), copy(bytes()), len(table))
	delete(entry())
	fmt.Println(table)
	// Values that append reads before it writes.
	s := append(make([]byte, 0, 6), "12346"...)
	s = append(s[:4], '5', s[4])
	fmt.Println(string(s))
	// nil where its type is only known from around it.
	m := map[ptr]int{nil: 1}
	m[nil]++
	fmt.Println(m[nil], append([][]int{}, nil, []int{1}), [2][]int{nil, {2}}, append([]int{3}, nil...))
	// Channels of one direction, and comparisons of two types.
	c := make(chan int, 1)
	one := make(recv)
	var in <-chan int = c
	fmt.Println(in == c, c != in, one == nil, row{1, "a"} == [2]any{1, "a"}, ptr(&x) == &x)
	// Structs without fields.
	var e any = empty{}
	_ = e.(empty)
	v, ok := e.(empty)
	fmt.Println(v, ok, e.(named).Name(), e == empty{}, is[empty](e), is[struct{}](struct{}{}))
	// Types of funcs, and of copies of generic code.
	fmt.Println(other(local()), same[int](0), both[int](empty{}))
}
