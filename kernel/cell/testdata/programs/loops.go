package main

import "fmt"

func f(n int) int { return n }

func next(n int) (int, bool) { return n + 1, n < 3 }

type L struct {
	v    int
	next *L
}

func main() {
	defer fmt.Println()
	for i, j := f(0), 10; i < j; i, j = i+f(1), f(j)-2 {
		if i == 1 {
			continue
		}
		fmt.Print(i, j, " ")
	}
	fmt.Println()
	var fs []func() int
	for i, j := f(0), 5; i < 3; i, j = f(i+1), j+1 {
		fs = append(fs, func() int { i++; return i*10 + j })
		if i == 1 {
			continue
		}
		j++
	}
	for _, g := range fs {
		fmt.Print(g(), g(), " ")
	}
	fmt.Println()
	for n, ok := next(0); ok; n, ok = next(n) {
		fmt.Print(n, " ")
	}
	fmt.Println()
	i, k := 0, 0
	for i, k = f(1), 2; i < 4; i, k = k, f(i+1) {
		fmt.Print(i, k, " ")
	}
	fmt.Println(i, k)
	a := []int{1, 2, 3, 4, 5}
	for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 {
		a[i], a[j] = a[j], a[i]
	}
	fmt.Println(a)
	var l *L
	for i := range 4 {
		l = &L{i, l}
	}
	for p, q := l, l.next; q != nil; p, q = q, q.next {
		fmt.Print(p.v, q.v, " ")
	}
	fmt.Println()
	for i, x := 0, 1.5; i < 3; i++ {
		x *= 2
		fmt.Print(x, " ")
	}
	m := map[int]int{}
	for m[0] = 0; m[0] < 3; m[0]++ {
		fmt.Print(m[0], " ")
	}
	for m[1], m[2] = 5, f(6); m[1] < 8; m[1], m[2] = m[1]+1, m[1] {
		fmt.Print(m[1], m[2], " ")
	}
	fmt.Println()
outer:
	for i, j := 0, f(0); i < 4; i, j = i+1, f(j+2) {
		for k := 0; ; k++ {
			if k == i {
				continue outer
			}
			if j == 6 {
				break outer
			}
			fmt.Print(i, j, k, " ")
		}
	}
	fmt.Println()
	fs = nil
	for i := 0; i < 3; i++ {
		defer func() { fmt.Print("defer", i, " ") }()
		fs = append(fs, func() int { return i })
		i := i * 10
		fs = append(fs, func() int { return i })
	}
	for _, g := range fs {
		fmt.Print(g(), " ")
	}
	fmt.Println()
	var ps []*int
	for i, n := 0, f(3); i < n; i++ {
		ps = append(ps, &i)
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	s := 0
	for c, d := 'a', "x"; len(d) < 3; c, d = c+1, d+string(c) {
		s += int(c)
	}
	fmt.Println(s)
	for i, done := 0, false; !done; i, done = i+1, i > 2 {
		switch i {
		case 1:
			continue
		}
		fmt.Print(i, " ")
	}
	for x, y := 1, 1; x < 50; x, y = y, x+y {
		fmt.Print(x, " ")
	}
	fmt.Println()
	for i := 0; i < 2; i++ {
		for i := i; i < 3; i++ {
			fmt.Print(i, " ")
		}
	}
	for i := f(10); func() bool { return i > 7 }(); i-- {
		fmt.Print(i, " ")
	}
	fmt.Println()
}
