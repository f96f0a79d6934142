package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

type W struct{ id int }

func (w W) Val(out *[]int, mu *sync.Mutex, wg *sync.WaitGroup) {
	defer wg.Done()
	mu.Lock()
	*out = append(*out, w.id)
	mu.Unlock()
}
func (w *W) Ptr(out *[]int, mu *sync.Mutex, wg *sync.WaitGroup) {
	defer wg.Done()
	mu.Lock()
	*out = append(*out, w.id*10)
	mu.Unlock()
}

type Doer interface {
	Val(*[]int, *sync.Mutex, *sync.WaitGroup)
}

type E struct {
	W
	name string
}

func (e E) Hello() string { return "hi " + e.name }

func work(i int, c chan<- int) { c <- i * i }

func shadows() {
	for i := 0; i < 3; i++ {
		i := i * 2
		fmt.Print(i, " ")
	}
	for i := 0; i < 3; i++ {
		i := fmt.Sprint("s", i)
		f := func() string { return i }
		fmt.Print(f(), " ")
	}
	var fs []func() string
	for i := 0; i < 3; i++ {
		fs = append(fs, func() string { return fmt.Sprint(i) })
		i := "x" + strings.Repeat("y", i)
		fs = append(fs, func() string { return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	for _, s := range []string{"a", "bbb"} {
		s := len(s)
		fmt.Print(s, " ")
	}
	for _, s := range []string{"a", "bbb"} {
		f := func() int { return len(s) }
		s := f() * 2
		fmt.Print(s, " ")
	}
	for i := range 2 {
		i := float64(i) / 2
		fmt.Print(i, " ")
	}
	for i := range 3 {
		var i any = fmt.Sprint(i)
		defer func() { fmt.Print("d", i, " ") }()
	}
	for k, v := range map[string]int{"k": 1} {
		k, v := v, k
		fmt.Print(k, v, " ")
	}
	seq := func(yield func(int) bool) { _ = yield(1) && yield(2) }
	for x := range seq {
		x := fmt.Sprint(x, "!")
		fmt.Print(x, " ")
	}
	if x := 3; x > 2 {
		x := "in"
		fmt.Print(x, " ")
	} else if y := x; y > 0 {
		x := 1
		_ = x
	}
	switch x := 5; {
	case x > 3:
		x := "sw"
		fmt.Print(x, " ")
	}
	x := 1
	{
		x := "b"
		{
			x := 2.5
			fmt.Print(x, " ")
		}
		fmt.Print(x, " ")
	}
	fmt.Println(x)
	err := fmt.Errorf("outer")
	if _, err := fmt.Sscan("x", new(int)); err != nil {
		fmt.Println("inner", err)
	}
	a, err := 1, error(nil)
	fmt.Println(a, err)
	len := func(s string) int { return 42 }
	fmt.Println(len("abc"))
	type string int
	var s string = 3
	fmt.Println(s)
	true := false
	fmt.Println(true)
}

func main() {
	w := W{1}
	f := w.Val
	e := E{W{2}, "e"}
	h := e.Hello
	g := e.Val
	pe := &e
	hp := pe.Hello
	w.id, e.name, e.id = 9, "changed", 9
	var out []int
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Add(2)
	f(&out, &mu, &wg)
	g(&out, &mu, &wg)
	fmt.Println(out, h(), hp())
	out = nil
	ws := []W{{1}, {2}, {3}}
	for i := 0; i < len(ws); i++ {
		wg.Add(3)
		go ws[i].Val(&out, &mu, &wg)
		go ws[i].Ptr(&out, &mu, &wg)
		var d Doer = ws[i]
		go d.Val(&out, &mu, &wg)
	}
	wg.Wait()
	sort.Ints(out)
	fmt.Println(out)
	c := make(chan int)
	fns := []func(int, chan<- int){work, func(i int, c chan<- int) { c <- -i }}
	for i := range 3 {
		go work(i, c)
		go fns[i%2](i+10, c)
		go func(n int) { c <- n }(i + 100)
	}
	var got []int
	for range 9 {
		got = append(got, <-c)
	}
	sort.Ints(got)
	fmt.Println(got)
	t := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	add := t.AddDate
	t = t.Add(time.Hour * 24 * 365)
	fmt.Println(add(0, 0, 1).Format("2006-01-02"))
	var sb strings.Builder
	ws2 := sb.WriteString
	ws2("a")
	ws2("b")
	fmt.Println(sb.String())
	shadows()
	m := map[string]func(string, ...any) (int, error){"p": fmt.Printf}
	m["p"]("%d\n", 3)
	close(c)
}
