package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func Count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				fmt.Print("(stopped ", i, ")")
				return
			}
		}
	}
}

func Fib() iter.Seq[int] {
	return func(yield func(int) bool) {
		for a, b := 0, 1; yield(a); a, b = b, a+b {
		}
	}
}

func FilterSeq[T any](s iter.Seq[T], f func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for x := range s {
			if f(x) && !yield(x) {
				return
			}
		}
	}
}

func MapSeq[T, U any](s iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for x := range s {
			if !yield(f(x)) {
				return
			}
		}
	}
}

func Take[T any](s iter.Seq[T], n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		i := 0
		for x := range s {
			if !yield(x) {
				return
			}
			if i++; i == n {
				return
			}
		}
	}
}

func Zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

func Enumerate[T any](xs []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i, x := range xs {
			if !yield(i, x) {
				return
			}
		}
	}
}

func find(target int) (pos int, found bool) {
	for i, x := range Enumerate([]int{5, 6, 7}) {
		if x == target {
			return i, true
		}
	}
	return -1, false
}

func cleanup() (s string) {
	defer func() { s += "!" }()
	for x := range Count(5) {
		defer func() { s += fmt.Sprint(x) }()
		if x == 2 {
			return "r"
		}
	}
	return "end"
}

func once() func(func() bool) {
	return func(yield func() bool) {
		for yield() {
		}
	}
}

type Grid [3][3]int

func (g *Grid) Cells() iter.Seq2[[2]int, *int] {
	return func(yield func([2]int, *int) bool) {
		for i := range g {
			for j := range g[i] {
				if !yield([2]int{i, j}, &g[i][j]) {
					return
				}
			}
		}
	}
}

func main() {
	for x := range Count(10) {
		if x == 3 {
			break
		}
		fmt.Print(x, " ")
	}
	fmt.Println()
	fmt.Println(slices.Collect(Take(FilterSeq(Fib(), func(n int) bool { return n%2 == 0 }), 6)))
	fmt.Println(slices.Collect(MapSeq(Count(3), func(i int) string { return strings.Repeat("*", i) })))
	for a, b := range Zip(Count(5), MapSeq(Count(3), func(i int) rune { return 'a' + rune(i) })) {
		fmt.Print(a, string(b), " ")
	}
	fmt.Println()
	fmt.Println(find(6))
	fmt.Println(find(9))
	fmt.Println(cleanup())
	n := 0
	for range once() {
		if n++; n > 3 {
			break
		}
	}
	fmt.Println(n)
	var g Grid
	for at, p := range g.Cells() {
		*p = at[0]*10 + at[1]
	}
	fmt.Println(g)
outer:
	for i := range Count(4) {
		for j := range Count(4) {
			switch {
			case j == 2:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Print(i, j, ";")
		}
	}
	fmt.Println()
	for i, s := range slices.Backward([]string{"a", "b", "c"}) {
		fmt.Print(i, s, " ")
	}
	fmt.Println(slices.Sorted(maps.Values(map[int]string{1: "z", 2: "y"})))
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c, len(c), " ")
	}
	fmt.Println()
	for i := range 3 {
		defer fmt.Println("deferred", i)
	}
	var fs []func() int
	for i := range Count(3) {
		fs = append(fs, func() int { i *= 2; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	m := maps.Collect(slices.All([]string{"x", "y"}))
	fmt.Println(m)
	keys := slices.SortedFunc(maps.Keys(map[string]int{"bb": 1, "a": 2}), func(a, b string) int { return len(a) - len(b) })
	fmt.Println(keys)
	func() {
		defer func() { fmt.Println("caught", recover()) }()
		for x := range Count(3) {
			if x == 1 {
				panic("in body")
			}
		}
	}()
	seq := func(yield func(int) bool) { _ = yield(1) && yield(2) && yield(3) }
	sum := 0
	for x := range seq {
		if x == 2 {
			continue
		}
		sum += x
	}
	fmt.Println(sum, slices.Max(slices.Collect(seq)), slices.Repeat([]int{1}, 3), slices.Concat([]int{1}, []int{2, 3}))
}
