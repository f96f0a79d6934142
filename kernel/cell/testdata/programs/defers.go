package main

import (
	"errors"
	"fmt"
	"iter"
	"sync"
)

type thing struct{ n int }

func (t thing) show(w *string)  { *w += fmt.Sprint(t.n) }
func (t *thing) late(w *string) { *w += fmt.Sprint(t.n) }

func loopLiteral() (s string) {
	for i := range 3 {
		defer func() { s += fmt.Sprint(i) }()
	}
	return "r"
}

func loopVariable() (s string) {
	for i := range 3 {
		g := func() { s += fmt.Sprint(i) }
		defer g()
	}
	return "r"
}

func loopArgument() (s string) {
	for i := range 3 {
		defer func(i int) { s += fmt.Sprint(i) }(i)
	}
	return "r"
}

func loopFuncArgument() (s string) {
	for i := range 3 {
		defer func(f func()) { f() }(func() { s += fmt.Sprint(i) })
	}
	return "r"
}

func receivers() (s string) {
	for i := range 3 {
		t := thing{i}
		defer t.show(&s)
		defer t.late(&s)
		t.n += 10
	}
	return "r"
}

func recovered(m map[string]int) (n int, err error) {
	defer handle(&err)
	m["a"] = 1
	return 5, nil
}

func handle(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("handled: %v", r)
	}
}

func helped() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	defer func() { help() }()
	panic("not by a helper of a literal")
}

func help() any { return nil }

func replaced() (s string) {
	defer func() { s = fmt.Sprint("got ", recover()) }()
	defer fmt.Println("between")
	defer func() { panic("two") }()
	panic("one")
}

func again() (r any) {
	defer func() { r = recover() }()
	defer func() { panic(fmt.Sprint("re-", recover())) }()
	panic("first")
}

func nested() (s string) {
	defer func() {
		defer func() { s += fmt.Sprint("inner ", recover()) }()
		s += fmt.Sprint("outer ", recover(), "; ")
		panic("b")
	}()
	panic("a")
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("clean up")
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func inRangeFunc() int {
	for i := range count(5) {
		defer fmt.Println("deferred", i)
		if i == 2 {
			return i * 10
		}
	}
	return -1
}

func early(n int) (xs []int, err error) {
	for i := range 3 {
		defer func() { xs = append(xs, i) }()
		switch {
		case i == n:
			return []int{9}, nil
		}
	}
	return nil, errors.New("none")
}

func two() (int, string) { return 7, "seven" }

func evaluated() {
	x := 1
	defer fmt.Println("x was", x)
	defer fmt.Println(two())
	x = 2
	fmt.Println("x is", x)
}

func recursive(n int) {
	if n == 0 {
		return
	}
	defer fmt.Print(n, " ")
	recursive(n - 1)
}

func goroutines() int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			sum += i
		}()
	}
	wg.Wait()
	return sum
}

type stack struct{ lines []string }

func (s *stack) trace(name string) func() {
	s.lines = append(s.lines, "enter "+name)
	return func() { s.lines = append(s.lines, "leave "+name) }
}

func (s *stack) run() {
	defer s.trace("run")()
	func() {
		defer s.trace("inner")()
	}()
}

type closer struct{ name string }

func (c closer) Close() error {
	fmt.Println("close", c.name)
	return errors.New("closing " + c.name)
}

func use(name string) (err error) {
	c := closer{name}
	defer func() {
		if e := c.Close(); e != nil && err == nil {
			err = e
		}
	}()
	if name == "" {
		return errors.New("no name")
	}
	return nil
}

func relocked() (n int) {
	var mu sync.Mutex
	mu.Lock()
	func() {
		mu.Unlock()
		defer mu.Lock()
		n++
	}()
	mu.Unlock()
	return
}

func loopExit() (out []int) {
outer:
	for i := 0; i < 4; i++ {
		for j := 0; j < 4; j++ {
			defer func() { out = append(out, i*10+j) }()
			if j == 1 {
				continue outer
			}
			if i == 2 {
				break outer
			}
		}
	}
	return
}

func main() {
	fmt.Println(loopLiteral(), loopVariable(), loopArgument(), loopFuncArgument(), receivers())
	fmt.Println(recovered(nil))
	fmt.Println(recovered(map[string]int{}))
	fmt.Println(helped())
	fmt.Println(replaced())
	fmt.Println(again(), nested())
	fmt.Println(inRangeFunc())
	fmt.Println(early(1))
	fmt.Println(early(7))
	evaluated()
	recursive(4)
	fmt.Println()
	fmt.Println(goroutines())
	s := &stack{}
	s.run()
	fmt.Println(s.lines)
	fmt.Println(use("a"), use(""))
	fmt.Println(loopExit(), relocked())
	fmt.Println(func() (n int) { defer func() { n *= 2 }(); return 21 }())
	for i := 0; i < 3; i++ {
		defer fmt.Println("main", i)
	}
	defer func() {
		r := recover()
		_, isError := r.(error)
		fmt.Println("recovered:", r != nil, isError)
	}()
	var a []int
	i := 3
	fmt.Println(a[:i])
}
